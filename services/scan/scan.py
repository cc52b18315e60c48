"""Scans: many markets, one condition."""

import asyncio
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count, product
from math import nan
from time import monotonic
from typing import Final, NamedTuple

from services.conditions.parse import condition
from services.conditions.syntax import written
from services.core.cache import Cache
from services.core.errors import (
    BrokenCandles,
    DeskError,
    ExchangeUnavailable,
    InvalidRequest,
    TooFewBars,
    UnknownTimeframe,
)
from services.core.handlers import answers
from services.core.line import Line
from services.core.progress import tell
from services.core.units import Price
from services.market.candles import Candles, Provenance, together
from services.market.view import MarketView
from services.scan.facts import FEW, LISTED, ROWS, Scan, ScanAnswer, ScanFailure, ScanRow
from services.scan.look import Judged, Question
from services.scan.universe import Universe, timeframes_of, universe_of

FETCHED_AT_ONCE: Final = 8
"""Over all scans that are under way: an exchange's patience is one."""
SCANS_AT_ONCE: Final = 3
"""Others wait until one of them is done."""
LONGEST_LINE: Final = 40
"""How many may wait: a scan can take a minute, and Discord takes an answer for a quarter of an hour."""
BATCH: Final = 8
"""Markets that are looked at in one go, off the event loop: no more are in memory than this many for each fetch."""
SCAN_SECONDS: Final = 600.0
"""After so long the rest is left: Discord takes an answer for a quarter of an hour."""
GIVE_UP: Final = 24
"""After so many failures in a row an exchange is asked no more."""
KEPT_SECONDS: Final = 60.0
"""How long the pages of a scan are those of the same scan."""
KEPT_BYTES: Final = 24_000_000
"""Of scans held for their pages. One in which everything matched takes up to 20 MB."""
ROW_BYTES: Final = 6_000
"""What a match takes beside its candles."""

NOT_ASKED: Final = "not asked"
"""The reason of what is left when a scan gives up or takes too long."""


class Closed(NamedTuple):
    """The close of a market's newest closed bar."""

    symbol: str
    timeframe: str
    close: float


@dataclass
class Tally:
    """What a scan has found so far. Of what did not match hardly more is kept than how often."""

    hits: list[tuple[int, ScanRow, Provenance]] = field(default_factory=list)
    """Matches, with their place in the order of the scan."""
    misses: list[tuple[int, str]] = field(default_factory=list)
    """The first of those that do not match, one more than are told."""
    scanned: int = 0
    not_known: int = 0
    failures: Counter[str] = field(default_factory=Counter)
    away: int = 0
    """Times in a row that the exchange did not answer."""
    first_error: DeskError | None = None
    lacking: dict[str, list[UnknownTimeframe]] = field(default_factory=lambda: defaultdict(list))
    """The markets' errors by the timeframe that they cannot be had in."""
    newest: dict[str, tuple[datetime, float]] = field(default_factory=dict)
    """Of each market the newest close in any timeframe, and when it was."""
    seen: Provenance | None = None
    """Of all that was seen: as of the oldest, and stale only where all is."""

    def failed(self, error: DeskError) -> None:
        if isinstance(error, UnknownTimeframe):
            self.lacking[error.timeframe].append(error)
        self.failures[_reason(error)] += 1
        self.away = self.away + 1 if isinstance(error, ExchangeUnavailable) else 0
        self.first_error = self.first_error or error

    def judged(self, place: int, candles: Closed, found: Judged, provenance: Provenance) -> None:
        self.scanned += 1
        name = f"{candles.symbol} {candles.timeframe}"
        close = provenance.as_of, candles.close
        self.newest[candles.symbol] = max(close, self.newest.get(candles.symbol, close))
        self.not_known += found is None
        if found is False and len(self.misses) <= FEW:
            self.misses.append((place, name))
        if isinstance(found, ScanRow):
            self.hits.append((place, found, provenance))
        older = provenance if self.seen is None or provenance.as_of < self.seen.as_of else self.seen
        stale = provenance.stale and (self.seen is None or self.seen.stale)
        self.seen = older.model_copy(update={"gaps": (), "dropped": (), "stale": stale})


@dataclass(frozen=True, slots=True)
class Done:
    """A scan to its end."""

    condition: str
    timeframes: tuple[str, ...]
    universe: Universe
    rows: tuple[tuple[ScanRow, Provenance], ...]
    """Matches, sorted."""
    sorted_by: str
    tally: Tally
    seen: Provenance
    at: datetime
    """When it had been made, by the market's clock."""


class Scans:
    """Scans of the markets that ``market`` lists: so many at once, and kept for their pages."""

    def __init__(self, market: MarketView, *, now: Callable[[], float] = monotonic) -> None:
        self._market = market
        self._now = now
        self._line = Line(SCANS_AT_ONCE, what="other scans", longest=LONGEST_LINE)
        self._fetching = asyncio.Semaphore(FETCHED_AT_ONCE)
        self._scans: Cache[tuple[str, tuple[str, ...], tuple[str, ...]], Done] = Cache(KEPT_BYTES, weigh=_weight)

    async def page(self, request: Scan) -> ScanAnswer:
        """A page of the matches; a page behind the last is the last. The scan is made once for all its pages, and given
        up where all who waited for it have left.

        Raises:
            BadCondition: ``where`` says no condition.
            InvalidRequest, UnknownTimeframe, UnknownSymbol: the other options do not fit, or no market has a timeframe.
            ExchangeUnavailable: no market's candles could be had.
            TooFewBars: no market has any candles.
        """
        question = Question(condition(request.where))
        timeframes = timeframes_of(request.timeframes)
        universe = await universe_of(self._market, request.universe)
        for timeframe in timeframes:
            if timeframe not in self._market.timeframes:
                raise UnknownTimeframe(timeframe=timeframe, known=tuple(self._market.timeframes))
        key = (written(question.condition), timeframes, universe.symbols)
        done = await self._scans.get(
            key, lambda: self._in_turn(question, timeframes, universe), self._kept, unattended=Scan.unattended
        )
        return _page(done, request.page)

    def _kept(self, done: Done) -> bool:
        return 0 <= (self._market.now() - done.at).total_seconds() < KEPT_SECONDS

    async def _in_turn(self, question: Question, timeframes: tuple[str, ...], universe: Universe) -> Done:
        async with self._line.turn():
            return await self._run(question, timeframes, universe)

    async def _run(self, question: Question, timeframes: tuple[str, ...], universe: Universe) -> Done:
        jobs = list(enumerate(product(universe.symbols, timeframes)))
        size = min(BATCH, -(-len(jobs) // FETCHED_AT_ONCE))
        batches = iter([jobs[at : at + size] for at in range(0, len(jobs), size or 1)])
        tally, until, done = Tally(), self._now() + SCAN_SECONDS, count(1)

        async def work() -> None:
            for batch in batches:  # each worker takes the next that nobody has
                seen = []
                for place, (symbol, timeframe) in batch:
                    if tally.away >= GIVE_UP or self._now() > until:
                        tally.failures[NOT_ASKED] += 1
                    elif (found := await self._candles(symbol, timeframe, question.bars, tally)) is not None:
                        seen.append((place, *found))
                    tell(next(done), len(jobs), "Scanning")
                for judged in await asyncio.to_thread(_judge, question, seen):
                    tally.judged(*judged)

        async with asyncio.TaskGroup() as workers:
            for _ in range(FETCHED_AT_ONCE):
                workers.create_task(work())
        if tally.seen is None:
            raise tally.first_error or InvalidRequest(problems=("universe: there are no markets to scan",))
        for errors in tally.lacking.values():
            if len(errors) == len(universe.symbols):
                raise errors[0]
        rows, order = _sorted(question, tally), str(question.ranking or LISTED)
        asked = written(question.condition)
        return Done(asked, timeframes, universe, rows, order, tally, tally.seen, self._market.now())

    async def _candles(self, symbol: str, timeframe: str, bars: int, tally: Tally) -> tuple[Candles, Provenance] | None:
        try:
            async with self._fetching:
                found = await self._market.candles(symbol, timeframe, bars, copied=False)
        except TooFewBars as error:
            tally.first_error = tally.first_error or error
            tally.scanned += 1
            tally.not_known += 1
            return None
        except DeskError as error:
            tally.failed(error)
            return None
        tally.away = 0
        return found


def _sorted(question: Question, tally: Tally) -> tuple[tuple[ScanRow, Provenance], ...]:
    """The matches by what the condition asks for, equal ones in the order of the scan, each market at one price."""
    order = question.ranking

    def place(hit: tuple[int, ScanRow, Provenance]) -> tuple[float, int]:
        at, row, _ = hit
        return order.place(nan if row.sort_value is None else row.sort_value) if order else 0.0, at

    return tuple((_priced(row, *tally.newest[row.symbol]), origin) for _, row, origin in sorted(tally.hits, key=place))


def _priced(row: ScanRow, at: datetime, price: float) -> ScanRow:
    return row if at == row.closed_at else row.model_copy(update={"price": Price(price), "priced_at": at})


def _judge(
    question: Question, seen: Sequence[tuple[int, Candles, Provenance]]
) -> list[tuple[int, Closed, Judged, Provenance]]:
    return [
        (
            place,
            Closed(candles.symbol, candles.timeframe, float(candles.close[-1]) if len(candles) else nan),
            question.ask(candles, provenance),
            provenance,
        )
        for place, candles, provenance in seen
    ]


def _reason(error: DeskError) -> str:
    match error:
        case ExchangeUnavailable():
            return error.reason
        case BrokenCandles():
            return "broken candles"
        case UnknownTimeframe():
            return "no such timeframe"
        case _:
            return "not listed"


def _weight(_key: object, done: Done) -> int:
    """About how many bytes ``done`` takes; at least one."""
    return 1 + sum(ROW_BYTES + row.candles.nbytes for row, _ in done.rows)


def _page(done: Done, page: int) -> ScanAnswer:
    pages = max(1, -(-len(done.rows) // ROWS))
    page = min(page, pages)
    shown = done.rows[(page - 1) * ROWS : page * ROWS]
    provenance = together([_of_shown(*one) for one in shown]) if shown else done.seen
    return ScanAnswer(
        as_of=provenance.as_of,
        symbols=tuple(dict.fromkeys(row.symbol for row, _ in shown)),
        provenance=provenance,
        condition=done.condition,
        sorted_by=done.sorted_by,
        timeframes=done.timeframes,
        markets=len(done.universe.symbols),
        listed=done.universe.listed,
        scanned=done.tally.scanned,
        matched=len(done.rows),
        missed=done.tally.scanned - done.tally.not_known - len(done.rows),
        not_known=done.tally.not_known,
        rose=sum((row.change_24h or 0) > 0 for row, _ in done.rows),
        fell=sum((row.change_24h or 0) < 0 for row, _ in done.rows),
        failed=done.tally.failures.total(),
        failures=tuple(ScanFailure(name=name, count=count) for name, count in done.tally.failures.most_common()),
        page=page,
        pages=pages,
        rows=tuple(row for row, _ in shown),
        misfits=tuple(name for _, name in sorted(done.tally.misses)) if len(done.tally.misses) <= FEW else (),
    )


def _of_shown(row: ScanRow, provenance: Provenance) -> Provenance:
    """``provenance`` of the candles that are shown alone."""
    return provenance.told_from(row.candles.opened(0))


@answers(Scan)
async def answer_scan(request: Scan, scans: Scans) -> ScanAnswer:
    """A page of the matches; see ``Scans.page``."""
    return await scans.page(request)
