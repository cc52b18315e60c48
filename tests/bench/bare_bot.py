"""The baseline: the least that a discord.py bot can do. ``/text`` answers a line, ``/card`` an embed with buttons, and
``/picture`` an embed with a ready picture and buttons. It knows no market and draws nothing.
"""

import io
import os
import sys
from pathlib import Path
from typing import Any

import discord
import uvloop
from discord import app_commands
from discord.gateway import DiscordWebSocket
from yarl import URL

PICTURE = b""


class Bare(discord.Client):
    def __init__(self) -> None:
        super().__init__(intents=discord.Intents(guilds=True), max_messages=None)
        self.tree = app_commands.CommandTree(self)

    async def setup_hook(self) -> None:
        await self.tree.sync()


def embed() -> discord.Embed:
    made = discord.Embed(title="BTC/USDT 42,156.37", description="x" * 200, colour=0x2A9D8F)
    for number in range(4):
        made.add_field(name=f"field {number}", value="42,156.37")
    made.set_footer(text="a source · a time · closed bars only")
    return made


def buttons(count: int) -> discord.ui.View:
    view = discord.ui.View(timeout=None)
    for number in range(count):
        view.add_item(discord.ui.Button(label=f"b{number}", custom_id=f"ask:{number}", row=number // 5))
    view.stop()
    return view


bot = Bare()


@bot.tree.command(description="A line")
async def text(interaction: discord.Interaction[Any], symbol: str) -> None:
    await interaction.response.send_message(f"{symbol} 42,156.37")


@bot.tree.command(description="An embed")
async def card(interaction: discord.Interaction[Any], symbol: str) -> None:
    await interaction.response.send_message(embed=embed(), view=buttons(4))


@bot.tree.command(description="An embed with a picture")
async def picture(interaction: discord.Interaction[Any], symbol: str) -> None:
    shown = embed().set_image(url="attachment://chart.png")
    file = discord.File(io.BytesIO(PICTURE), "chart.png")
    await interaction.response.send_message(embed=shown, file=file, view=buttons(7))


if __name__ == "__main__":
    PICTURE = Path(sys.argv[1]).read_bytes()
    discord.http.Route.BASE = os.environ["OMEGA_DISCORD_API"]
    DiscordWebSocket.DEFAULT_GATEWAY = URL(os.environ["OMEGA_DISCORD_GATEWAY"])
    uvloop.run(bot.start(os.environ["DISCORD_TOKEN"]))
