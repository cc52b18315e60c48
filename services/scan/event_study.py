"""/eventstudy: how often a condition came to hold on many markets, and what came after, beside chance."""

import asyncio
from collections.abc import Sequence
from typing import Annotated, Any, ClassVar, Final

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from analytics.forward_moves import BAND, Forward, Span, chance_of, forward_moves, summed
from analytics.multiple_testing import benjamini_hochberg
from analytics.proportions import wilson
from services.conditions.course import course
from services.conditions.evaluate import bars_needed
from services.conditions.parse import condition
from services.conditions.syntax import written
from services.core.errors import DeskError, ExchangeUnavailable, InvalidRequest, TooFewBars, UnknownTimeframe
from services.core.handlers import answers
from services.core.options import Suggested
from services.core.principal import Principal
from services.core.request import Audience, Frozen, Personal
from services.core.units import PercentChange, Share
from services.jobs.desk import JobDesk
from services.jobs.job import Job, Part
from services.market.candles import MarketsAnswer, Provenance, together
from services.market.source import TimeframeText
from services.market.timeframes import DAY, parse_timeframe, to_ms
from services.market.view import MarketView
from services.scan.facts import WhereText
from services.scan.universe import universe_of

MOST_OF_A_PART: Final = 4
"""Markets: some seconds of work."""
PARTS: Final = 16
"""So many at least, where there are as many markets: so that several processes have something to do."""
MOST_BARS: Final = 9_000
"""Of a market: nine calls of an exchange."""
FEWEST_BARS: Final = 100
FALSE_RATE: Final = 0.05
"""Of the markets that are called unusual, so many at most are so by chance alone."""


class StudiedMarket(Frozen):
    """What came after the condition on one market. ``bars`` are those at which it is known whether it held, of which it
    ``held`` at so many; an occurrence is where it came to hold."""

    symbol: str
    bars: int
    held: int
    occurrences: int
    pending: int
    """Occurrences whose move is not known yet."""
    rose: int
    rose_share: Share | None
    low: Share | None
    """The 95 % interval of the share, by Wilson."""
    high: Share | None
    move: PercentChange | None
    """The median move after the occurrences."""
    other_share: Share | None
    """How often the market rose after the bars at which the condition did not hold."""
    other_move: PercentChange | None
    p: Share | None
    """How often occurrences moved about in time do at least as well, or as badly; ``None``: they are too few."""
    q: Share | None = None
    """The same, corrected for all the markets that were tried."""


class Untold(Frozen):
    """``count`` markets could not be studied, for the reason ``name``."""

    name: str
    count: int


class EventStudyAnswer(MarketsAnswer):
    """What came ``ahead`` bars after ``condition`` came to hold, on each market and on all together.

    Markets move together: all of them are tried at once against the same draws, in which each market's occurrences are
    moved by the same time, so that sixty markets that fell on one day count as what they are.
    """

    condition: str
    """As it was understood."""
    timeframe: str
    days: int
    ahead: int
    markets: tuple[StudiedMarket, ...]
    """The most unusual first."""
    untold: tuple[Untold, ...]
    bars: int
    held: int
    occurrences: int
    rose: int
    rose_share: Share | None
    move: PercentChange | None
    """The median of all moves after occurrences."""
    other_share: Share | None
    other_move: PercentChange | None
    """The median over the markets of the median move after their other bars."""
    chance_share: Share | None
    """How often the markets rise after occurrences that are moved about in time: the mean, and the middle 95 %."""
    chance_low: Share | None
    chance_high: Share | None
    band: Share
    """The part of the draws between the two."""
    p: Share | None
    false_rate: Share
    unusual: int
    """Markets that stay unusual once all that were tried are counted (``q`` of at most ``false_rate``)."""
    tried: int
    """Markets with occurrences enough to be tried."""


class EventStudy(Personal[EventStudyAnswer]):
    """What came after ``condition`` came to hold, on all markets of a universe."""

    name: ClassVar[str] = "eventstudy"
    summary: ClassVar[str] = "What came after a condition came to hold, on many markets, beside chance"
    means: ClassVar[str] = (
        "How often the condition came to hold, and whether the markets rose more or less often after it."
    )
    also: ClassVar[tuple[str, ...]] = ("event study", "what happens after")
    example: ClassVar[str] = "condition:rsi14 < 30 timeframe:4h days:365 ahead:24"
    gathers: ClassVar[str | None] = "condition"
    audience: ClassVar[Audience] = Audience.PLACE

    condition: WhereText
    timeframe: TimeframeText = "4h"
    days: Annotated[int, Field(ge=20, le=1_500, description="Over how many days")] = 365
    ahead: Annotated[int, Field(ge=1, le=500, description="How many bars later to look")] = 24
    universe: Annotated[str, Suggested("universes")] | None = Field(
        default=None, min_length=1, max_length=250, description="The markets to look at, such as btc,eth,sol, or all"
    )


class Chunk(Part):
    """Markets to study over one span of time."""

    symbols: tuple[str, ...]
    start: int
    """UTC ms: the open of the first bar looked at."""
    bars: int


class Studied(Frozen):
    """What came of a chunk; the arrays are in the order of ``markets``, or of all of them together."""

    markets: tuple[StudiedMarket, ...]
    failures: tuple[str, ...]
    others: int
    others_rose: int
    moves: NDArray[Any]
    drawn: NDArray[Any]
    """Occurrences and rises of each draw, summed over the markets: shape (2, draws)."""
    provenance: tuple[Provenance, ...]


class EventStudyJob(Job[EventStudy, Chunk, Studied, EventStudyAnswer]):
    """Some markets at a time."""

    kind = EventStudy
    counted = "markets"

    def __init__(self, market: MarketView) -> None:
        self._market = market

    async def split(self, request: EventStudy) -> Sequence[Chunk]:
        """The universe as it is now, over the bars that have closed by now."""
        condition(request.condition)
        timeframe = parse_timeframe(request.timeframe)
        if timeframe.name not in self._market.timeframes:
            raise UnknownTimeframe(timeframe=timeframe.name, known=tuple(self._market.timeframes))
        bars = request.days * DAY // timeframe.ms
        if not FEWEST_BARS <= bars <= MOST_BARS or request.ahead * 4 > bars:
            wanted = f"{FEWEST_BARS} to {MOST_BARS} bars, and four times as many as it looks ahead"
            raise InvalidRequest(
                problems=(f"days: {request.days} days of {timeframe.name} are {bars} bars; wants {wanted}",)
            )
        symbols = (await universe_of(self._market, request.universe)).symbols
        if not symbols:
            raise InvalidRequest(problems=("universe: there are no markets to study",))
        end = to_ms(self._market.now()) // timeframe.ms * timeframe.ms
        size = min(MOST_OF_A_PART, max(1, len(symbols) // PARTS))
        chunks = [symbols[at : at + size] for at in range(0, len(symbols), size)]
        start = end - bars * timeframe.ms
        return [Chunk(size=len(each), symbols=each, start=start, bars=bars) for each in chunks]

    async def do(self, request: EventStudy, part: Chunk) -> Studied:
        """Each market in turn, reckoned off the event loop. One that cannot be had is told as such."""

        asked, timeframe = condition(request.condition), parse_timeframe(request.timeframe)
        span = Span(part.start, timeframe.ms, part.bars)
        before = bars_needed(asked) + 1
        late = max(0, to_ms(self._market.now()) - part.start) // timeframe.ms - part.bars
        markets: list[StudiedMarket] = []
        found: list[Forward] = []
        origins: list[Provenance] = []
        failures: list[str] = []
        for symbol in part.symbols:
            try:
                candles, origin = await self._market.candles(
                    symbol, timeframe.name, part.bars + before + late, copied=False
                )
            except DeskError as error:
                failures.append(_reason(error))
                continue
            candles = candles.closed_by(part.start + part.bars * timeframe.ms)
            first = int(np.searchsorted(candles.time, part.start))
            if len(candles) - first < FEWEST_BARS:
                failures.append("too few bars")
                continue

            def reckoned(candles: Any = candles, first: int = first) -> Forward:
                held = course(asked, candles, max(0, first - 1))
                truths = np.full(len(candles), -1, dtype=np.int8)
                truths[max(0, first - 1) :] = [-1 if each is None else int(each) for each in held]
                return forward_moves(candles.time, candles.close, truths, request.ahead, span)

            forward = await asyncio.to_thread(reckoned)
            found.append(forward)
            origins.append(origin.told_from(candles.opened(first)))
            markets.append(_market(candles.symbol, forward))
        draws = len(span.turns())
        return Studied(
            markets=tuple(markets),
            failures=tuple(failures),
            others=sum(each.others for each in found),
            others_rose=sum(each.others_rose for each in found),
            moves=np.concatenate([each.moves for each in found]) if found else np.zeros(0),
            drawn=summed([each.drawn for each in found]) if found else np.zeros((2, draws), dtype=np.int64),
            provenance=(together(origins),) if origins else (),
        )

    def gather(self, request: EventStudy, done: Sequence[Studied]) -> EventStudyAnswer:
        """All of them beside chance, corrected for their number."""
        markets = [market for each in done for market in each.markets]
        origins = [origin for each in done for origin in each.provenance]
        failures = [name for each in done for name in each.failures]
        if not origins:
            raise ExchangeUnavailable(venue=self._market.venue, reason=failures[0] if failures else "network")
        asked = written(condition(request.condition))
        moves = np.concatenate([each.moves for each in done])
        occurrences, rose = len(moves), int((moves > 0).sum())
        others, others_rose = sum(each.others for each in done), sum(each.others_rose for each in done)
        chance = chance_of(occurrences, rose, summed([each.drawn for each in done]))
        judged = _corrected(markets)
        usual = [market.other_move for market in markets if market.other_move is not None]
        provenance = together(origins)
        return EventStudyAnswer(
            as_of=provenance.as_of,
            symbols=tuple(market.symbol for market in judged),
            provenance=provenance,
            condition=asked,
            timeframe=parse_timeframe(request.timeframe).name,
            days=request.days,
            ahead=request.ahead,
            markets=judged,
            untold=tuple(Untold(name=name, count=failures.count(name)) for name in dict.fromkeys(failures)),
            bars=sum(market.bars for market in markets),
            held=sum(market.held for market in markets),
            occurrences=occurrences,
            rose=rose,
            rose_share=rose / occurrences if occurrences else None,
            move=float(np.median(moves)) if occurrences else None,
            other_share=others_rose / others if others else None,
            other_move=float(np.median(usual)) if usual else None,
            chance_share=chance and chance.share,
            chance_low=chance and chance.low,
            chance_high=chance and chance.high,
            band=BAND,
            p=chance and chance.p,
            false_rate=FALSE_RATE,
            unusual=sum(market.q is not None and market.q <= FALSE_RATE for market in judged),
            tried=sum(market.p is not None for market in judged),
        )


def _market(symbol: str, seen: Forward) -> StudiedMarket:
    low, high = wilson(seen.rose, seen.occurrences) or (None, None)
    chance = chance_of(seen.occurrences, seen.rose, seen.drawn)
    return StudiedMarket(
        symbol=symbol,
        bars=seen.bars,
        held=seen.held,
        occurrences=seen.occurrences,
        pending=seen.pending,
        rose=seen.rose,
        rose_share=seen.rose / seen.occurrences if seen.occurrences else None,
        low=low,
        high=high,
        move=float(np.median(seen.moves)) if seen.occurrences else None,
        other_share=seen.others_rose / seen.others if seen.others else None,
        other_move=seen.other_move,
        p=chance and chance.p,
    )


def _corrected(markets: Sequence[StudiedMarket]) -> tuple[StudiedMarket, ...]:
    """Each with its ``q``, the most unusual first, those without behind by their occurrences."""
    tried = [market for market in markets if market.p is not None]
    rates = benjamini_hochberg([market.p for market in tried if market.p is not None])
    judged = [market.model_copy(update={"q": Share(q)}) for market, q in zip(tried, rates, strict=True)]
    rest = sorted((market for market in markets if market.p is None), key=lambda market: -market.occurrences)
    return (*sorted(judged, key=lambda market: (market.p or 0.0, market.symbol)), *rest)


def _reason(error: DeskError) -> str:
    match error:
        case ExchangeUnavailable():
            return error.reason
        case TooFewBars():
            return "too few bars"
        case UnknownTimeframe():
            return "no such timeframe"
        case _:
            return "not listed"


@answers(EventStudy)
async def answer_event_study(request: EventStudy, principal: Principal, jobs: JobDesk) -> EventStudyAnswer:
    """It is worked out in the background, by whoever has time; see ``JobDesk.answer``."""
    return await jobs.answer(request, principal)
