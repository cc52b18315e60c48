"""If this failed, a backtest would trade on prices that nobody knew yet."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest

from bot.app import App, open_app
from config.settings import load
from services.core.ask import Ask
from services.core.clock import SteppedClock
from services.core.errors import DeskError
from services.core.handlers import bind, find
from services.core.principal import Principal
from services.core.request import AnyRequest, Read
from services.core.roles import Role
from services.core.serialisation import to_json
from services.cosmic.almanac import Almanac
from services.market.candles import SourceName
from services.market.replay import ReplaySource
from services.market.sim import SimSource
from services.market.source import MarketSource, Ticker
from services.market.view import MarketView
from services.scan.scan import Scans
from tests.unit.analytics.markets import HOUR, random_rows
from tests.unit.services.market.parts import write

ASKER = Principal(id="shell:me", name="", role=Role.ADMIN)
NOW = datetime(2023, 12, 30, 19, 7, 31, tzinfo=UTC)
START = 1_600_000_000_000 // HOUR * HOUR
FILLED: dict[str, object] = {
    "symbol": "aaa",
    "symbols": "aaa,bbb,ccc",
    "timeframe": "1h",
    "timeframes": "1h,4h",
    "where": "rsi14 > 1",
    "universe": "all",
    "equity": "10000",
}
"""Options that have to be filled in, or would otherwise ask for more than there is."""
RATE = {"burst": 100_000, "per_minute": 100_000}


class Venue(SimSource):
    """An exchange: whatever time the desk has, its price is the newest."""

    name: SourceName = "live"

    async def ticker(self, symbol: str, *, now: datetime) -> Ticker:
        return await super().ticker(symbol, now=NOW)


def options(kind: type[AnyRequest], market: MarketSource) -> dict[str, object]:
    filled = FILLED if isinstance(market, ReplaySource) else FILLED | {"symbol": "btc", "symbols": "btc,eth,sol"}
    return {name: filled[name] for name in kind.model_fields if name in filled}


async def said(answering: Any) -> bytes:
    try:
        return to_json(await answering)
    except DeskError as error:
        return to_json(error)


@pytest.fixture(params=["sim", "replay", "live"])
async def market(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[tuple[MarketSource, datetime]]:
    """A market, and a time of it."""
    if request.param == "replay":
        folder = tmp_path / "candles"
        folder.mkdir()
        for seed, name in enumerate(("AAA", "BBB", "CCC")):
            rows = random_rows(2_000, seed, start=10.0 ** (seed + 1))
            columns = (rows.time + START, rows.open, rows.high, rows.low, rows.close, rows.volume)
            write(folder, f"{name}-USDT_1h.csv", zip(*columns, strict=True))
        yield ReplaySource(folder), datetime.fromtimestamp((START + 2_000 * HOUR) / 1_000, UTC)
    else:
        yield (SimSource(1) if request.param == "sim" else Venue(1)), NOW


async def test_the_market_at_a_time_is_the_market_of_a_desk_at_that_time(
    market: tuple[MarketSource, datetime], tmp_path: Path
) -> None:
    source, now = market
    random = Random(3)  # noqa: S311 - no secret
    instants = [now - timedelta(seconds=random.uniform(0, 40 * 86_400)) for _ in range(3)]
    async with AsyncExitStack() as stack:

        async def desk(at: datetime) -> App:
            settings = load(home=tmp_path / "home", at=at, rate=RATE)
            return await stack.enter_async_context(open_app(settings, source=source, watch=False))

        later = await desk(now)
        pinned = [(at, await desk(at)) for at in instants]
        answered = asked = 0
        for at, app in pinned:
            view = later.market.at(at)
            handlers = bind(
                find(("services.studies",)),
                {MarketView: view, Scans: Scans(view), Almanac: Almanac(later.store)},
            )
            for kind, handler in handlers.items():
                wish = kind.model_validate(options(kind, source))
                if not isinstance(wish, Read):
                    continue
                past = await said(handler(wish))
                assert past == await said(app.desk.ask(Ask("1", wish, ASKER, at))), (kind.name, at)
                asked += 1
                answered += b"as_of" in past
        assert asked > 30
        assert answered > 0.9 * asked


async def test_what_lies_ahead_is_not_to_be_had(tmp_path: Path) -> None:
    async with open_app(load(home=tmp_path, market="sim", at=NOW), watch=False) as app:
        with pytest.raises(ValueError, match="lies ahead"):
            app.market.at(NOW + timedelta(seconds=1))
        past = app.market.at(NOW - timedelta(hours=1))
        assert past.now() == NOW - timedelta(hours=1)
        with pytest.raises(ValueError, match="lies ahead"):
            past.at(NOW)
        assert isinstance(app.clock, SteppedClock)
        app.clock.step(NOW + timedelta(days=1))
        assert past.now() == NOW - timedelta(hours=1), "it stays where it is"
