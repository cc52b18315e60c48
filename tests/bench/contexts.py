"""A context, warm: on the simulated market, whose candles are drawn anew each time, and on a replay of the same."""

import asyncio
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter

from services.brain.checks import checked
from services.brain.context_builder import ContextBuilder
from services.brain.rules import decide
from services.core.clock import SteppedClock
from services.market.replay import ReplaySource
from services.market.sim import SimSource
from services.market.source import MarketSource
from services.market.view import MarketView
from tests.orders import account, bought
from tests.unit.services.brain.terms import ai_terms, paper_terms
from tests.unit.services.market.parts import Memory, write

AT = datetime(2026, 11, 1, tzinfo=UTC)
WRITTEN = 12_000
ROUNDS = 200
ALLOWED = 50.0


def rows(folder: Path, scale: float) -> Iterable[tuple[str, list[float], float | None]]:
    """What was measured, its times in ms, and what may be the 99th percentile."""
    rounds = max(20, int(ROUNDS * scale))
    candles = asyncio.run(SimSource(7).candles("BTC/USDT", "1h", bars=WRITTEN, until=AT)).candles
    columns = (candles.time, candles.open, candles.high, candles.low, candles.close, candles.volume)
    folder.mkdir(parents=True, exist_ok=True)
    write(folder, "BTC-USDT_1h.csv", zip(*(each.tolist() for each in columns), strict=True))
    for name, source in (("simulated", SimSource(7)), ("replayed", ReplaySource(folder))):
        for timeframe in ("1h", "4h"):
            yield f"a context of a {name} market, {timeframe}", asyncio.run(_taken(source, timeframe, rounds)), ALLOWED
    yield "the rules and the checks on it", asyncio.run(_decided(rounds)), None


def _builder(source: MarketSource) -> ContextBuilder:
    return ContextBuilder(MarketView(source, Memory(), SteppedClock(AT)), paper_terms())


async def _taken(source: MarketSource, timeframe: str, rounds: int) -> list[float]:
    builder, held, taken = _builder(source), account(*bought("BTC/USDT", "0.05", "40000")), list[float]()
    for _ in range(rounds + 3):
        begun = perf_counter()
        await builder.context("BTC/USDT", timeframe, held)
        taken.append((perf_counter() - begun) * 1000)
    return taken[3:]


async def _decided(rounds: int) -> list[float]:
    context, taken = await _builder(SimSource(7)).context("BTC/USDT", "1h", account()), list[float]()
    for _ in range(rounds):
        begun = perf_counter()
        checked(decide(context, ai_terms()), context, ai_terms())
        taken.append((perf_counter() - begun) * 1000)
    return taken
