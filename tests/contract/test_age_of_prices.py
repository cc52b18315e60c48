"""If this failed, a card would show an old price as the newest one."""

import re
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from random import Random

import pytest

from bot.app import SUBJECTS, App, clock_of, open_app
from config.settings import load
from services.core.ask import Ask
from services.core.clock import HurriedClock, SteppedClock, WallClock
from services.core.handlers import find
from services.core.principal import Principal
from services.core.request import Answer, AnyRequest, Read
from services.core.roles import Role
from services.market.cache import PRICED_SECONDS
from services.market.candles import MarketAnswer, SourceName
from services.market.sim import SimSource
from services.market.source import Ticker
from services.studies.chart import Chart
from services.studies.fib_levels import FibLevels
from services.studies.price import PriceNow
from tests.conftest import ROOT

AT = datetime(2023, 12, 30, 19, tzinfo=UTC)
ASKER = Principal(id="shell:me", name="", role=Role.ADMIN)
IDS = count()


class Venue(SimSource):
    """A simulated market behind the caches of a live one."""

    name: SourceName = "live"
    asked = 0

    async def ticker(self, symbol: str, *, now: datetime) -> Ticker:
        self.asked += 1
        return await super().ticker(symbol, now=now)


async def ask(app: App, request: AnyRequest) -> Answer:
    return await app.desk.ask(Ask(str(next(IDS)), request, ASKER, app.clock.now()))


@pytest.fixture
async def desks(tmp_path: Path) -> AsyncIterator[list[tuple[App, Venue]]]:
    """Two processes that share a store."""
    rate = {"burst": 100_000, "per_minute": 100_000}
    async with AsyncExitStack() as stack:
        opened = []
        for _ in range(2):
            venue = Venue(1)
            settings = load(home=tmp_path, at=AT, rate=rate)
            opened.append((await stack.enter_async_context(open_app(settings, source=venue, watch=False)), venue))
        yield opened


def promised() -> float:
    (seconds,) = re.findall(r"at most (\d+) seconds before", (ROOT / "docs" / "users.md").read_text(encoding="utf-8"))
    return float(seconds)


def test_the_sentence_is_the_sum_of_what_may_be_kept() -> None:
    kinds = [kind for kind in find(SUBJECTS).kinds if issubclass(kind, Read) and "symbol" in kind.model_fields]
    kept = [kind.fresh_for for kind in kinds]
    assert PRICED_SECONDS + max(kept) == promised()


async def test_no_price_is_older_than_the_docs_say(desks: list[tuple[App, Venue]]) -> None:
    random, asks, oldest = Random(7), 0, 0.0  # noqa: S311 - no secret
    now = AT
    for _ in range(400):
        now += timedelta(seconds=random.choice((0, 0.1, 0.7, 1.5, 1.99, 3)))
        for app, _ in desks:
            assert isinstance(app.clock, SteppedClock)
            app.clock.step(now)
        app, _ = random.choice(desks)
        request = random.choice((PriceNow(symbol="btc"), Chart(symbol="btc"), FibLevels(symbol="btc", timeframe="1h")))
        answer = await ask(app, request)
        assert isinstance(answer, MarketAnswer)
        oldest = max(oldest, (now - answer.as_of).total_seconds())
        asks += 1
        await app.market.close()  # what is copied to the store is there for the other process
    assert 0 < oldest <= promised()
    assert sum(venue.asked for _, venue in desks) < asks / 2, "and yet the exchange is asked far less often"


async def test_in_a_hurried_market_nothing_is_kept_for_longer_than_its_time(tmp_path: Path) -> None:
    settings = load(home=tmp_path, market="sim", at=AT, rate={"burst": 1_000, "per_minute": 1_000})
    async with open_app(settings, watch=False) as app:
        assert isinstance(app.clock, SteppedClock)
        for hour in range(3):
            for request in (PriceNow(symbol="btc"), Chart(symbol="btc", timeframe="1h")):
                assert (await ask(app, request)).as_of == AT + timedelta(hours=hour)
            app.clock.step(AT + timedelta(hours=hour + 1))


def test_the_settings_choose_the_clock() -> None:
    assert isinstance(clock_of(load()), WallClock)
    assert isinstance(clock_of(load(at=AT, market="live")), SteppedClock)
    assert isinstance(clock_of(load(at=AT, market="sim", speed=0)), SteppedClock)
    hurried = clock_of(load(at=AT, market="sim", speed=3_600))
    assert isinstance(hurried, HurriedClock)
    assert hurried.now() >= AT
