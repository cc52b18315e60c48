"""The equity curve of an account: what its records made of it, valued at the market's closes."""

import asyncio
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

import numpy as np
from numpy.typing import NDArray

from analytics.trading.course import Course, Stand, beginning, course_of, index_of, net_of
from analytics.trading.records import Record
from services.accounts.marks import marks_of
from services.core.errors import NotEnoughData, UnknownSymbol, UnknownTimeframe
from services.market.candles import Candles, Floats, Provenance, together
from services.market.several import best_known
from services.market.timeframes import TIMEFRAMES, to_ms
from services.market.view import MarketView
from services.words.numbers import exact

STEPS: Final = ("1m", "5m", "15m", "1h", "4h", "1d")
"""How far the points of a curve may be apart. Each divides a day, so that every midnight has one."""
MOST_STEPS: Final = 200
"""Points that a curve is to have at most, unless they are days."""


@dataclass(frozen=True, slots=True, eq=False)
class Closes:
    """What a market's price was: ``close`` (n,) from ``known`` (n,) on, the time at which each bar closed (UTC ms)."""

    known: NDArray[np.int64]
    close: Floats

    @classmethod
    def of(cls, candles: Candles) -> "Closes":
        return cls(candles.time + candles.bar_ms, candles.close)

    def at(self, instant: int) -> Decimal | None:
        """The last close by then; ``None``: none is known."""
        index = int(np.searchsorted(self.known, instant, side="right")) - 1
        return None if index < 0 else exact(float(self.close[index]))


@dataclass(frozen=True, slots=True, eq=False)
class EquityCurve:
    """``equity`` at each of the stands of ``course``, which are ``step`` apart. ``provenance`` is that of all prices;
    ``None``: none was needed."""

    course: Course
    step: str
    equity: tuple[Decimal, ...]
    provenance: Provenance | None

    @property
    def time(self) -> NDArray[np.int64]:
        """UTC ms (n,)"""
        return np.array([stand.at for stand in self.course.stands], dtype=np.int64)

    @property
    def index(self) -> Floats:
        """What 1 at the first point came to, across resets: shape (n,)."""
        return index_of(self.course.stands, self.equity)

    @property
    def net(self) -> Decimal:
        """What the account made, without what resets gave or took."""
        return net_of(self.course.stands, self.equity)


async def equity_curve(
    name: str, records: Sequence[Record], market: MarketView, since: int, *, across_resets: bool
) -> EquityCurve:
    """The curve of the account called ``name`` from ``since`` (UTC ms) on, or from its beginning, up to now.

    What is held is worth the last close by each point, at the end the newest price; where none is known, what was paid.

    Raises:
        ExchangeUnavailable: the market does not answer.
    """
    now = max(to_ms(market.now()), records[-1].at)
    begin = max(since, records[beginning(records, across_resets=across_resets)].at)
    step = step_for(now - begin)
    length = TIMEFRAMES[step].ms
    course = await asyncio.to_thread(
        course_of, name, records, since // length * length, length, now, across_resets=across_resets
    )
    symbols = sorted(course.symbols)
    told, marks = await asyncio.gather(
        asyncio.gather(*(closes_of(market, symbol, step, course.stands[0].at) for symbol in symbols)),
        marks_of(market, (each.symbol for each in course.stands[-1].positions)),
    )
    closes = {symbol: each[0] for symbol, each in zip(symbols, told, strict=True) if each is not None}
    *before, last = course.stands
    equity = (*(_valued(stand, closes) for stand in before), last.equity(_priced(last, marks.prices.get)))
    origins = [*(each[1] for each in told if each is not None), *([marks.provenance] if marks.provenance else [])]
    return EquityCurve(course, step, equity, together(origins) if origins else None)


def step_for(span: int) -> str:
    """How far the points of a curve over ``span`` ms are apart."""
    return next((name for name in STEPS if span <= MOST_STEPS * TIMEFRAMES[name].ms), STEPS[-1])


async def closes_of(market: MarketView, symbol: str, step: str, start: int) -> tuple[Closes, Provenance] | None:
    """The closes of ``symbol`` since ``start`` (UTC ms), and the last before, at the finest timeframe from ``step`` on
    that can be had; ``None``: there are none here.

    Raises:
        ExchangeUnavailable: the market does not answer.
    """
    for timeframe in STEPS[STEPS.index(step) :]:
        bars = (to_ms(market.now()) - start) // TIMEFRAMES[timeframe].ms + 2
        try:
            candles, provenance = await market.candles(symbol, timeframe, max(2, bars))
        except UnknownTimeframe:
            continue
        except (UnknownSymbol, NotEnoughData):
            break
        return Closes.of(candles), provenance
    return None


async def benchmark_of(market: MarketView, turnover: Iterable[tuple[str, Decimal]]) -> str:
    """What the account is held against: the market that it traded most, the best known where it traded none."""
    traded = max(turnover, key=lambda one: one[1], default=None)
    if traded is not None:
        return traded[0]
    (known,) = best_known(await market.markets(), 1)
    return (await market.resolve(known)).symbol


def _valued(stand: Stand, closes: dict[str, Closes]) -> Decimal:
    def close(symbol: str) -> Decimal | None:
        return closes[symbol].at(stand.at) if symbol in closes else None

    return stand.equity(_priced(stand, close))


def _priced(stand: Stand, price_of: Callable[[str], Decimal | None]) -> Callable[[str], Decimal]:
    """Prices of what is held at ``stand``: where none is known, what was paid for it."""
    paid = {each.symbol: each.entry for each in stand.positions}

    def price(symbol: str) -> Decimal:
        known = price_of(symbol)
        return paid[symbol] if known is None else known

    return price
