"""Whatever dies, stalls or loses its answers while thousands of alerts fire: each is told once, to whom it is, in its
order."""

import asyncio
import os
import random
import re
import signal
import time
from collections.abc import Iterable, Sequence
from contextlib import suppress
from itertools import pairwise
from pathlib import Path

import pytest

from bot.playground import Playground
from bot.playground.person import Person
from bot.playground.reply import Reply
from services.alerts.book import AlertBook
from services.alerts.record import Alert
from services.alerts.trigger import Side, Threshold
from services.core.errors import StoreUnavailable
from services.core.work import Work
from services.store import keys
from services.store.embedded import EmbeddedStore
from services.store.ledger import StoreLedger
from services.store.store import Store
from tests.conftest import eventually
from tests.exchange import BASES, Exchange, price_of
from tests.house import Bot
from tests.unit.services.store.test_store import server_pid

SECONDS = 60
EACH = 150
"""Alerts of one person on one market."""
TOLD = re.compile(r"(\w+)/USDT (?:rose|fell) to ([\d,.]*\d)")
CLOSE = 0.02
"""How exactly a message tells a level."""


def wanted(base: str, now: float, chance: random.Random) -> list[tuple[Side, float]]:
    """Levels that the price comes to in the next minute."""
    here, there = price_of(base, now), price_of(base, now + SECONDS * 1_000)
    side: Side = "above" if there > here else "below"
    return [(side, round(here + (there - here) * chance.uniform(0.05, 1.0), 7)) for _ in range(EACH)]


def told(messages: Iterable[Reply], base: str) -> list[float]:
    """The levels that were told, in their order."""
    found: list[float] = []
    for message in messages:
        for embed in message.embeds:
            together = "happened" in embed["title"]
            for market, level in TOLD.findall(embed["description"] if together else embed["title"]):
                found += [float(level.replace(",", ""))] if market == base else []
    return found


def in_order(levels: Sequence[float], side: Side) -> bool:
    up = 1 if side == "above" else -1
    return all((after - before) * up > -CLOSE for before, after in pairwise(levels))


async def trouble(
    bot: Bot, playground: Playground, exchange: Exchange, server: EmbeddedStore, chance: random.Random
) -> None:
    """One of all that may go wrong."""
    match chance.choice(("bot", "bot", "store", "stalls", "exchange", "slow", "discord", "discord", "gateway")):
        case "bot":
            await bot.kill()
            await asyncio.sleep(chance.uniform(0.0, 2.0))
            await bot.start()
        case "store":
            os.kill(await server_pid(server), signal.SIGKILL)
        case "stalls":
            pid = await server_pid(server)
            os.kill(pid, signal.SIGSTOP)
            await asyncio.sleep(chance.uniform(1.0, 6.0))
            os.kill(pid, signal.SIGCONT)
        case "exchange":
            exchange.status = 503
            await asyncio.sleep(chance.uniform(1.0, 6.0))
            exchange.status = 200
        case "slow":
            exchange.delay = 3.0
            await asyncio.sleep(4.0)
            exchange.delay = 0.0
        case "discord":
            kind = chance.choice(("429", "500", "reset", "lost", "delay"))
            playground.faults.add("message", kind, times=chance.randint(1, 4), seconds=chance.choice((0.2, 1.0, 3.0)))
        case "gateway":
            playground.faults.add("gateway", chance.choice(("drop", "close", "reconnect")))


@pytest.mark.nightly
async def test_each_alert_is_told_once_whatever_fails_meanwhile(playground: Playground, tmp_path: Path) -> None:
    chance = random.Random(seed := time.time_ns())  # noqa: S311
    async with (
        Exchange() as exchange,
        Person(playground.url, "Ada") as ada,
        Person(playground.url, "Ben") as ben,
        Person(playground.url, "Cleo") as cleo,
    ):
        live = {"OMEGA_MARKET": "live", "OMEGA_EXCHANGE_URL": exchange.url}
        async with Bot(playground, tmp_path / "home", **live) as bot:
            server = EmbeddedStore(bot.home / "store")
            store = Store(await server.ensure())
            book, work, now = AlertBook(store), Work(), time.time() * 1_000
            levels: dict[tuple[str, str], list[tuple[Side, float]]] = {}
            for person in (ada, ben, cleo):
                owner = f"discord:{person.id}"
                for base in BASES:
                    levels[person.name, base] = wanted(base, now, chance)
                    numbers = await book.numbers(EACH)
                    for number, (side, value) in zip(numbers, levels[person.name, base], strict=True):
                        trigger = Threshold(series=f"price {base}/USDT", side=side, value=value)
                        book.write(work, Alert(owner=owner, number=number, trigger=trigger, since=int(now)))
            await StoreLedger(store).commit(work, "alerts", b"{}", 60)

            until = time.monotonic() + SECONDS
            while time.monotonic() < until:
                await asyncio.sleep(chance.uniform(0.5, 5.0))
                await trouble(bot, playground, exchange, server, chance)
            playground.faults.clear()

            async def all_over() -> bool:
                with suppress(StoreUnavailable):
                    return not await store.hash_all(keys.ALERT_OWNERS) and not await store.keys_like(keys.waiting("*"))
                return False

            await eventually(all_over, 120)
            await asyncio.sleep(2)
            for person in (ada, ben, cleo):
                messages = await person.history("dm")
                for base in BASES:
                    expected, said = levels[person.name, base], told(messages, base)
                    assert len(said) == len(expected), (seed, person.name, base)
                    pairs = zip(sorted(said), sorted(value for _, value in expected), strict=True)
                    assert all(abs(one - other) < CLOSE for one, other in pairs), (seed, person.name, base)
                    assert in_order(said, expected[0][0]), (seed, person.name, base)
            assert not await store.hash_all(keys.DEAD_LETTERS)
            await store.close()
            await server.leave()
