"""``python -m bot.playground``: the stand-in alone, for a bot that runs elsewhere.

The bot is pointed at it by three values, printed at the start: OMEGA_DISCORD_API, OMEGA_DISCORD_GATEWAY, DISCORD_TOKEN.
A bot of another make sets its library's REST base and gateway URL to the same. For discord.py:

    discord.http.Route.BASE = os.environ["OMEGA_DISCORD_API"]
    discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(os.environ["OMEGA_DISCORD_GATEWAY"])
"""

from __future__ import annotations

import argparse
import asyncio
import logging
import signal
import sys

from bot.playground.errors import PortTaken
from bot.playground.limits import Limits
from bot.playground.server import HOST, Playground

PORT = 8765


def main() -> int:
    """Run until interrupted. Exit status 1 when the port is taken."""
    parser = argparse.ArgumentParser(
        prog="python -m bot.playground", description="A Discord stand-in with a chat page."
    )
    parser.add_argument(
        "--host", default=HOST, help=f"the address to listen on and be reached by ({HOST}); anyone there is anybody"
    )
    parser.add_argument("--port", type=int, default=PORT, help=f"port ({PORT}); 0 takes any free one")
    parser.add_argument("--token", default="playground", help="the token a bot must show (playground)")
    parser.add_argument("--servers", type=int, default=0, help="as many more servers (0)")
    parser.add_argument("--shards", type=int, default=1, help="as many shards are recommended to the bot (1)")
    arguments = parser.parse_args()
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    runner = asyncio.Runner(loop_factory=_loop_factory())
    with runner:
        try:
            runner.run(_serve(arguments))
        except PortTaken as error:
            sys.stderr.write(f"{error}\n")
            return 1
    return 0


async def _serve(arguments: argparse.Namespace) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    if sys.platform != "win32":
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, stop.set)
    limits = Limits(shards=arguments.shards)
    async with Playground(
        arguments.port, arguments.token, limits=limits, servers=arguments.servers, host=arguments.host
    ) as playground:
        sys.stdout.write(
            f"The playground is at {playground.url}\n\n"
            "Point a bot at it with\n"
            f"  OMEGA_DISCORD_API={playground.api}\n"
            f"  OMEGA_DISCORD_GATEWAY={playground.gateway}\n"
            f"  DISCORD_TOKEN={playground.token}\n"
        )
        sys.stdout.flush()
        await stop.wait()


def _loop_factory() -> type[asyncio.AbstractEventLoop] | None:
    """uvloop's loop where there is one; else the standard one."""
    if sys.platform == "win32":
        return None
    import uvloop

    return uvloop.Loop


if __name__ == "__main__":
    sys.exit(main())
