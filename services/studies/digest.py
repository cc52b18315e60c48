"""A day or a week of several markets: who moved, in which regime, which level is near, what the sky does."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Annotated, ClassVar, Final, Literal, NamedTuple

from pydantic import Field

from analytics.regime import LEAST_BARS, RegimeName
from analytics.sky.events import MoonPhase, SkyEvent
from analytics.sky.predicates import (
    is_eclipse,
    is_mercury_station,
    is_other_station,
    is_season,
    is_sun_ingress,
)
from analytics.volatility import SETTLED_BARS
from services.core.errors import DeskError, NotEnoughData
from services.core.handlers import answers
from services.core.options import Suggested
from services.core.request import Frozen, Read
from services.core.units import PercentChange, Price, Share
from services.cosmic.almanac import Almanac
from services.cosmic.dates import LAST
from services.cosmic.happenings import CalendarEvent, event_facts
from services.market.candles import MarketsAnswer
from services.market.several import AT_ONCE, best_known
from services.market.symbol_list import MOST_SYMBOLS, split_symbols
from services.market.view import MarketView, Snapshot
from services.studies.compare import LEAST_RETURNS, Courses, compare
from services.studies.levels import PriceZone, levels_of
from services.studies.regime import regime_answer

Span = Literal["day", "week"]


class _Window(NamedTuple):
    """Bars of ``timeframe`` that make up a span of ``days``."""

    timeframe: str
    bars: int
    days: int


WINDOWS: Final[Mapping[Span, _Window]] = {"day": _Window("1h", 24, 1), "week": _Window("4h", 42, 7)}
LOOKBACK: Final = 300
"""Bars in which regimes and levels are looked for."""
MOST_EVENTS: Final = 5


class DigestRow(Frozen):
    """How one market did over the span; ``name`` is its symbol."""

    name: str
    price: Price
    """The newest close."""
    change: PercentChange
    regime: RegimeName | None
    """``None``: it cannot be told."""
    probability: Share | None
    turned: bool
    """The regime began within the span."""
    zone: PriceZone | None
    """The level that the price is in, or else the nearest."""


class DigestAnswer(MarketsAnswer):
    """``rows`` from the best change to the worst, all over the bars that all of them have. ``left_out`` could not be
    had. ``sky`` is what it does in as long a time ahead, and weighs nothing."""

    span: Span
    timeframe: str
    bars: int
    start: datetime
    """When the bar opened from whose close on is measured."""
    rows: tuple[DigestRow, ...]
    rose: int
    fell: int
    left_out: tuple[str, ...]
    sky: tuple[CalendarEvent, ...]
    courses: Courses = Field(exclude=True, repr=False)
    """In the order of ``rows``."""

    @property
    def nearest(self) -> DigestRow | None:
        """The market that is nearest to a level, or in one."""
        near = [row for row in self.rows if row.zone is not None]
        return min(near, key=lambda row: abs(row.zone.distance) if row.zone else 0.0, default=None)


class Digest(Read[DigestAnswer]):
    """The day or week of several markets."""

    name: ClassVar[str] = "digest"
    summary: ClassVar[str] = "The day or week of several markets: movers, regimes, the nearest levels, the sky"
    means: ClassVar[str] = "What several markets did, what each is doing, and which level and date come next."
    also: ClassVar[tuple[str, ...]] = (
        *("market digest", "daily digest", "market overview", "market summary", "market recap", "daily summary"),
        *("overview of the market", "how is the market", "how are the markets"),
    )
    example: ClassVar[str] = "span:week symbols:btc, eth, sol"
    fresh_for: ClassVar[float] = 10.0

    span: Annotated[Span, Field(description="The last day, or the last week")] = "day"
    symbols: Annotated[str, Suggested("symbol lists")] | None = Field(
        default=None,
        min_length=1,
        max_length=500,
        description="Up to twelve markets, such as btc, eth, sol; the best known where it is left out",
    )


@answers(Digest)
async def answer_digest(request: Digest, market: MarketView, almanac: Almanac) -> DigestAnswer:
    """The digest of the markets that can be had.

    Raises:
        InvalidRequest: too many markets are named.
        UnknownSymbol: one that is named is not listed.
        DeskError: none of them can be had; what the feed says of the first.
    """
    window = WINDOWS[request.span]
    if request.symbols is None:
        symbols = best_known(await market.markets(), 7)
    else:
        named = split_symbols(request.symbols, most=MOST_SYMBOLS)
        symbols = tuple(dict.fromkeys([(await market.resolve(symbol)).symbol for symbol in named]))
    free = asyncio.Semaphore(AT_ONCE)

    async def seen(symbol: str) -> Snapshot | DeskError:
        async with free:
            try:
                return await market.snapshot(
                    symbol, window.timeframe, LOOKBACK + SETTLED_BARS, need=max(window.bars, LEAST_RETURNS) + 1
                )
            except DeskError as error:
                return error

    found = dict(zip(symbols, await asyncio.gather(*map(seen, symbols)), strict=True))
    had = [one for one in found.values() if isinstance(one, Snapshot)]
    if not had:
        raise next(one for one in found.values() if isinstance(one, DeskError))
    now = market.now()
    events = await almanac.between(now, min(now + timedelta(days=window.days), LAST))
    left_out = tuple(symbol for symbol, one in found.items() if isinstance(one, DeskError))
    return await asyncio.to_thread(digest, request.span, had, left_out, events)


def digest(
    span: Span, seen: Sequence[Snapshot], left_out: Sequence[str], events: Sequence[SkyEvent] = ()
) -> DigestAnswer:
    """The digest of ``seen`` (at least one, of the span's timeframe). It takes about 10 ms a market.

    Raises:
        TooLittleOverlap: they share too few bars.
    """
    window = WINDOWS[span]
    found = compare([(each.candles.last(window.bars + 1), each.provenance) for each in seen])
    by_name = {each.candles.symbol: each for each in seen}
    rows = tuple(_row(each.name, each.price, each.change, by_name[each.name], found.start) for each in found.rows)
    return DigestAnswer(
        as_of=found.as_of,
        symbols=found.symbols,
        provenance=found.provenance,
        span=span,
        timeframe=found.timeframe,
        bars=found.bars,
        start=found.start,
        rows=rows,
        rose=sum(row.change > 0 for row in rows),
        fell=sum(row.change < 0 for row in rows),
        left_out=tuple(left_out),
        sky=tuple(event_facts(event) for event in events if _worth_telling(event))[:MOST_EVENTS],
        courses=found.courses,
    )


def _row(name: str, price: float, change: float, seen: Snapshot, start: datetime) -> DigestRow:
    regime = probability = zone = None
    turned = False
    if len(seen.candles) >= LEAST_BARS:
        try:
            told = regime_answer(seen, LOOKBACK)
            regime, probability, turned = told.regime, told.probability, told.since > start
        except NotEnoughData:  # the price stood still
            regime = None
        levels = levels_of(seen, LOOKBACK)
        zone = levels.inside or min(
            (each for each in (levels.nearest_resistance, levels.nearest_support) if each is not None),
            key=lambda each: abs(each.distance),
            default=None,
        )
    return DigestRow(
        name=name,
        price=price,
        change=change,
        regime=regime,
        probability=probability,
        turned=turned,
        zone=zone,
    )


def _worth_telling(event: SkyEvent) -> bool:
    return isinstance(event, MoonPhase) or any(
        kind(event) for kind in (*(is_eclipse, is_mercury_station, is_other_station, is_sun_ingress, is_season),)
    )
