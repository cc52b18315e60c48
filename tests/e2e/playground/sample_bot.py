"""A small discord.py bot, run in a process of its own and pointed at the playground by its environment."""

from __future__ import annotations

import asyncio
import io
import os
import struct
import zlib

import discord
import yarl
from discord import app_commands
from discord.gateway import DiscordWebSocket
from discord.http import Route


def picture(width: int, height: int) -> bytes:
    """A black PNG of the given size."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = zlib.compress((b"\0" + b"\0" * width) * height)
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


class Counter(discord.ui.View):
    """A button that counts, one that whispers, one that opens a form, and a select."""

    def __init__(self) -> None:
        super().__init__(timeout=None)
        self.count = 0

    @discord.ui.button(label="Count", custom_id="count")
    async def press(self, interaction: discord.Interaction, button: discord.ui.Button[Counter]) -> None:
        self.count += 1
        button.label = f"Count {self.count}"
        await interaction.response.edit_message(content=f"pressed {self.count}", view=self)

    @discord.ui.button(label="Whisper", custom_id="whisper", style=discord.ButtonStyle.secondary)
    async def whisper(self, interaction: discord.Interaction, _: discord.ui.Button[Counter]) -> None:
        await interaction.response.send_message("only for you", ephemeral=True)

    @discord.ui.button(label="Later", custom_id="later")
    async def later(self, interaction: discord.Interaction, _: discord.ui.Button[Counter]) -> None:
        await interaction.response.defer()
        await asyncio.sleep(0.05)
        await interaction.edit_original_response(content="edited later")

    @discord.ui.button(label="Form", custom_id="form")
    async def form(self, interaction: discord.Interaction, _: discord.ui.Button[Counter]) -> None:
        await interaction.response.send_modal(Note())

    @discord.ui.select(
        placeholder="Pick", custom_id="pick", options=[discord.SelectOption(label=x) for x in ("BTC", "ETH")]
    )
    async def pick(self, interaction: discord.Interaction, select: discord.ui.Select[Counter]) -> None:
        await interaction.response.send_message(f"picked {select.values[0]}")


class Note(discord.ui.Modal, title="A note"):
    """A form of two fields."""

    subject: discord.ui.TextInput[Note] = discord.ui.TextInput(label="Subject", max_length=20)
    body: discord.ui.Label[Note] = discord.ui.Label(
        text="Body", component=discord.ui.TextInput(style=discord.TextStyle.paragraph, required=False, custom_id="body")
    )

    async def on_submit(self, interaction: discord.Interaction) -> None:
        assert isinstance(self.body.component, discord.ui.TextInput)
        await interaction.response.send_message(f"{self.subject.value}: {self.body.component.value}")


class Approve(discord.ui.DynamicItem[discord.ui.Button[discord.ui.View]], template=r"approve:(?P<order>\d+)"):
    """A button that answers although the process that made it is gone."""

    def __init__(self, order: int) -> None:
        self.order = order
        super().__init__(discord.ui.Button(label="Approve", custom_id=f"approve:{order}"))

    @classmethod
    async def from_custom_id(cls, _interaction: object, _item: object, match: object) -> Approve:
        return cls(int(match["order"]))  # type: ignore[index] # a re.Match

    async def callback(self, interaction: discord.Interaction) -> None:
        await interaction.response.edit_message(content=f"order {self.order} approved", view=None)


class SampleBot(discord.Client):
    """Commands for every way a bot answers."""

    def __init__(self) -> None:
        intents = discord.Intents.default()
        intents.members = True
        intents.message_content = True
        super().__init__(intents=intents)
        self.tree = app_commands.CommandTree(self)

    async def setup_hook(self) -> None:
        add_commands(self.tree)
        self.add_dynamic_items(Approve)
        self.add_view(Counter())
        await self.tree.sync()

    async def on_message(self, message: discord.Message) -> None:
        if message.author.bot:
            return
        if message.content == "members":
            await self.wait_until_ready()  # the members are asked for after the connection stands
            assert message.guild is not None
            names = sorted(member.name for member in message.guild.members)
            await message.channel.send(" ".join(names))
        elif message.content == "dm me":
            await message.author.send("hello in private")
        else:
            await message.reply(f"heard {message.content!r}")


def add_commands(tree: app_commands.CommandTree[SampleBot]) -> None:
    fib = app_commands.Group(name="fib", description="Fibonacci")

    @tree.command(description="Answer at once")
    async def ping(interaction: discord.Interaction) -> None:
        await interaction.response.send_message("pong", view=Counter())

    @tree.command(description="Answer to the asker alone")
    async def secret(interaction: discord.Interaction) -> None:
        await interaction.response.defer(ephemeral=True)
        await interaction.followup.send("a secret")

    @tree.command(description="A picture, after a while")
    async def chart(interaction: discord.Interaction) -> None:
        await interaction.response.defer()
        embed = discord.Embed(title="Chart", description="of nothing").set_image(url="attachment://chart.png")
        embed.add_field(name="High", value="1", inline=True)
        file = discord.File(io.BytesIO(picture(64, 36)), "chart.png")
        message = await interaction.edit_original_response(embed=embed, attachments=[file])
        await interaction.followup.send(f"{message.embeds[0].image.width} wide", wait=True)

    @tree.command(description="Never answer")
    async def silence(interaction: discord.Interaction) -> None:
        await asyncio.sleep(0)

    @tree.command(description="Answer twice")
    async def twice(interaction: discord.Interaction) -> None:
        await interaction.response.send_message("once")
        interaction.response._response_type = None
        try:
            await interaction.response.send_message("twice")
        except discord.HTTPException as error:
            await interaction.followup.send(f"refused with {error.code}")

    @tree.command(description="An embed Discord refuses")
    async def toolong(interaction: discord.Interaction) -> None:
        try:
            await interaction.response.send_message(embeds=[discord.Embed(description="x" * 4_000)] * 2)
        except discord.HTTPException as error:
            await interaction.response.send_message(f"{error.status} {error.code} {error.text}")

    @tree.command(description="Who somebody is")
    async def who(interaction: discord.Interaction, member: discord.Member) -> None:
        assert isinstance(interaction.user, discord.Member)
        roles = [role.name for role in member.roles[1:]]
        await interaction.response.send_message(f"{interaction.user.display_name} asks of {member.name}: {roles}")

    @tree.command(description="An order to approve")
    async def order(interaction: discord.Interaction, number: int) -> None:
        view = discord.ui.View(timeout=None)
        view.add_item(Approve(number))
        await interaction.response.send_message(f"order {number}", view=view)

    @fib.command(description="Levels")
    async def levels(
        interaction: discord.Interaction, symbol: str, bars: app_commands.Range[int, 10, 500] = 100
    ) -> None:
        await interaction.response.send_message(f"{symbol} over {bars}")

    @levels.autocomplete("symbol")
    async def suggest(_interaction: discord.Interaction, current: str) -> list[app_commands.Choice[str]]:
        symbols = ("BTC/USDT", "ETH/USDT", "SOL/USDT")
        return [app_commands.Choice(name=s, value=s) for s in symbols if current.upper() in s]

    tree.add_command(fib)


def main() -> None:
    Route.BASE = os.environ["OMEGA_DISCORD_API"]
    DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(os.environ["OMEGA_DISCORD_GATEWAY"])
    SampleBot().run(os.environ["DISCORD_TOKEN"])


if __name__ == "__main__":
    main()
