"""From what happens to the message: alerts that fire, told over the wire of a stand-in that keeps Discord's limits.

The bot is a process of its own; the stand-in is this one, which also writes into the bot's outbox what happens.
"""

import asyncio
import statistics
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter
from typing import Any

from bot.playground import Playground
from bot.playground.limits import Limits, Rate
from bot.playground.snowflakes import fixed
from bot.playground.world import User, World, default_world
from services.alerts.events import AlertFired
from services.store import keys
from services.store.embedded import EmbeddedStore
from services.store.store import Store
from tests.answers._alerts import alert
from tests.answers.alert_fired.sample import fired
from tests.conftest import eventually
from tests.house import Bot

DISCORDS = Rate(5, 5.0)
"""Messages to a channel, as Discord is known to take them."""
IN_A_SECOND = 1_000
SINGLE = 100
ROSE = "BTC/USDT rose to "


class Arrivals:
    """When each alert was first told: by what stands in the messages."""

    def __init__(self, playground: Playground) -> None:
        self.at: dict[int, float] = {}
        self.messages = 0
        playground._chat.listeners.append(self)

    def message_created(self, message: Any, *_: object) -> None:
        now = perf_counter()
        self.messages += 1
        for embed in message.data.get("embeds", ()):
            for line in (embed.get("title", ""), *embed.get("description", "").splitlines()):
                if line.startswith(ROSE):
                    self.at.setdefault(int(float(line.removeprefix(ROSE).partition(":")[0].replace(",", ""))), now)

    def __getattr__(self, _name: str) -> Any:
        return lambda *_of, **_more: None


def crowd(people: int) -> World:
    """A world with so many people."""
    usual = default_world()
    more = tuple(User(fixed(5_000 + number), f"P{number}") for number in range(people))
    return World(
        guild_id=usual.guild_id,
        guild_name=usual.guild_name,
        roles=usual.roles,
        users=(*usual.users, *more),
        text_channels=usual.text_channels,
        bot=usual.bot,
        owner=usual.owner,
    )


def event(number: int, person: str) -> AlertFired:
    """The alert on 100,000 + ``number``, which nobody else has."""
    of = alert(number=number, price=100_000.0 + number, side="above")
    return fired(of, key=f"bench {number}", person=f"discord:{person}", value=None, chart=None, at=datetime.now(UTC))


async def tell(store: Store, events: Sequence[AlertFired]) -> dict[int, float]:
    """Write them, as the engine does; when each was written comes back."""

    async def write(client: Any) -> None:
        async with client.pipeline(transaction=True) as step:
            for each in events:
                step.xadd(keys.OUTBOX, {"event": each.to_bytes()})
            await step.execute()

    await store.call(write)
    now = perf_counter()
    return {100_000 + each.alert.number: now for each in events}


async def measure(folder: Path, scale: float) -> list[str]:
    people, lines = 40, []
    async with Playground(limits=Limits(rate=DISCORDS), world=crowd(people)) as playground:
        ids = [user.id for user in playground.world.users if user.name.startswith("P")]
        arrivals = Arrivals(playground)
        async with Bot(playground, folder / "home") as bot:
            server = EmbeddedStore(bot.home / "store")
            store = Store(await server.ensure())
            await asyncio.sleep(2.0)
            number = 0

            async def told(written: dict[int, float], seconds: float) -> list[float]:
                await eventually(lambda: written.keys() <= arrivals.at.keys(), seconds)
                return sorted((arrivals.at[each] - at) * 1000 for each, at in written.items())

            warm = [event(number + each, person) for each, person in enumerate(ids)]
            number += len(warm)
            await told(await tell(store, warm), 60)
            await asyncio.sleep(6.0)

            waits: list[float] = []
            for each in range(int(SINGLE * scale)):
                waits += await told(await tell(store, [event(number, ids[each % people])]), 30)
                number += 1
                await asyncio.sleep(0.15)
            lines.append(_row("one alert at a time", waits, len(waits), ""))

            for name, pieces in (("1,000 at one tick", 1), ("1,000 over a second", 50)):
                await asyncio.sleep(6.0)
                begun, messages, written = perf_counter(), arrivals.messages, dict[int, float]()
                many = int(IN_A_SECOND * scale)
                for piece in range(pieces):
                    part = range(piece * many // pieces, (piece + 1) * many // pieces)
                    written |= await tell(store, [event(number + each, ids[each % people]) for each in part])
                    await asyncio.sleep(max(0.0, begun + (piece + 1) / pieces - perf_counter()) if pieces > 1 else 0)
                number += many
                waits = await told(written, 120)
                lines.append(
                    _row(f"{name}, to {people} people", waits, many, f"{arrivals.messages - messages} messages")
                )
            await store.close()
            await server.leave()
    return lines


def _row(name: str, waits: Sequence[float], alerts: int, note: str) -> str:
    p50 = statistics.median(waits)
    p99 = sorted(waits)[min(len(waits) - 1, int(len(waits) * 0.99))]
    return f"| {name} | {alerts} | {note} | {p50:.0f} | {p99:.0f} | {max(waits):.0f} |"


def lines(folder: Path, scale: float) -> list[str]:
    head = ["", "| alerts | fired | told in | p50 ms | p99 ms | last ms |", "| --- | --- | --- | --- | --- | --- |"]
    return [*head, *asyncio.run(measure(folder, scale))]
