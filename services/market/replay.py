"""A market replayed from files of candles: ``BASE-QUOTE_TIMEFRAME.csv`` or the same with ``.gz``.

Beside them may lie ``markets.json`` and ``BASE-QUOTE_funding_8h.csv``: see ``market_file``.
"""

import asyncio
import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from time import monotonic
from typing import Any, Final

from services.core.cache import Cache
from services.core.errors import InvalidRequest, StillReading, TooFewBars, UnknownSymbol, UnknownTimeframe
from services.core.progress import tell
from services.market.aggregate import as_read, built
from services.market.candle_copies import CandleCopies
from services.market.candle_file import read_candles
from services.market.candles import Candles, SourceName
from services.market.last_day import last_day
from services.market.market_file import market_terms, read_funding, read_markets
from services.market.one_by_one import one_by_one
from services.market.source import Fetched, FundingAhead, FundingRate, Market, OrderBook, Ticker
from services.market.terms import MarketTerms, pair_of, tick_of
from services.market.timeframes import TIMEFRAMES, Timeframe, from_ms, parse_timeframe, to_ms
from services.market.validate import Read

NAMED: Final = re.compile(r"(.+-.+)_([0-9]+[mhdw])\.csv(?:\.gz)?")
FUNDING: Final = re.compile(r"(.+-.+)_funding_([0-9]+)h\.csv(?:\.gz)?", re.IGNORECASE)
HELD_BYTES: Final = 24_000_000
"""Of files kept in memory, the least lately used going first; 60,000 candles take 3 MB."""
FOREVER: Final = float("inf")
READ_SECONDS: Final = 6.0
"""How long whoever asks waits for a file that is read for the first time. It is read on when they have gone."""
FINISHING: Final = 0.4
"""What is done with rows once they are read takes this part of the time that reading takes."""
WORTH_TELLING: Final = 250_000
"""Rows of a file from which on it is told how far it is read."""

TERMS_HELD: Final = 200
"""Markets whose terms and settlements are kept in memory."""
TELLING_ROWS: Final = 1_000
"""So many candles have prices of all decimals that there are."""
MANY_ROWS: Final = 100_000
"""From so many on, coarser bars are built off the event loop."""


@dataclass(frozen=True, slots=True)
class _File:
    symbol: str
    timeframe: Timeframe
    path: Path


@dataclass(frozen=True, slots=True)
class _Funding:
    hours: int
    path: Path


@dataclass(frozen=True, slots=True)
class _Listing:
    markets: tuple[Market, ...]
    files: Mapping[str, tuple[_File, ...]]
    """The files of each symbol, coarsest first."""
    funding: Mapping[str, _Funding]
    """The file of settlements of each pair, or perpetual."""


@dataclass(frozen=True, slots=True)
class _Progress:
    """``done`` of about ``rows`` rows are read of a file that was begun at ``since`` (s, monotonic)."""

    since: float
    done: int = 0
    rows: int = 0

    @property
    def left(self) -> float:
        """Seconds that the rest will take at this pace, and looking through and copying all of it."""
        return (monotonic() - self.since) * ((1 + FINISHING) * self.rows / max(1, self.done) - 1)


class ReplaySource:
    """Candles from the files in ``folder``, each read when it is first asked for, once, off the event loop.

    Candles come from the symbol's own file of the timeframe or are built from a finer one that divides it: of those
    that hold any by the time asked, from the one whose newest bar is the newest; of equals the own file, then the
    coarsest. So an own file that ends early gives way to a finer one that goes on. Of one answer's bars none is mixed
    from two files. A file that cannot be read hurts only its own symbol, and is read again when asked again. One that
    takes long is read on while those who asked are told so; with ``copies`` a large one is copied to that folder.

    The perpetual of a pair has its own files, or else the candles of the pair.
    """

    name: SourceName = "replay"

    def __init__(self, folder: Path, copies: Path | None = None) -> None:
        self.venue = folder.resolve().name
        self._folder = folder
        self._listing: Cache[None, _Listing] = Cache(1)
        self._loaded: Cache[Path, Read] = Cache(HELD_BYTES, weigh=_weight)
        self._entries: Cache[None, Mapping[str, Any]] = Cache(1)
        self._terms: Cache[str, MarketTerms] = Cache(TERMS_HELD)
        self._settled: Cache[Path, tuple[FundingRate, ...]] = Cache(TERMS_HELD)
        self._copies = None if copies is None else CandleCopies(copies)
        self._reading: dict[Path, _Progress] = {}

    @property
    def timeframes(self) -> tuple[str, ...]:
        return tuple(TIMEFRAMES)

    async def markets(self) -> tuple[Market, ...]:
        """A market for each symbol with a file, by name.

        Raises:
            InvalidRequest: the folder is missing, or has no file so named; the problem says what to do.
        """
        return (await self._listed()).markets

    async def candles(self, symbol: str, timeframe: str, *, bars: int, until: datetime) -> Fetched:
        """The newest ``bars`` candles that had closed by ``until``.

        Raises:
            UnknownSymbol: no file is named for ``symbol``.
            UnknownTimeframe: there is none of the timeframe, nor a finer one that divides it.
            BrokenCandles: a file that would be used cannot be read; it names the file and the line.
            StillReading: it is large, and being read.
        """
        wanted = parse_timeframe(timeframe)
        files = await self._of(symbol)
        usable = [file for file in files if file.timeframe == wanted or file.timeframe.divides(wanted)]
        if not usable:
            raise _not_to_be_built(timeframe, files)
        instant = to_ms(until)
        best = await self._build(usable[0], wanted, bars, instant)
        for file in usable[1:]:
            if _newest(best.candles) + 2 * wanted.ms > instant:
                break
            other = await self._build(file, wanted, bars, instant)
            if _newest(other.candles) > _newest(best.candles):
                best = other
        return best.model_copy(update={"candles": best.candles.named(symbol)})

    async def ticker(self, symbol: str, *, now: datetime) -> Ticker:
        """The close of the newest candle that had closed by ``now``, of the finest file that has it, and the 24
        hours up to that close (see ``last_day``).

        Raises:
            TooFewBars: none had closed by then.
        """
        files = await self._of(symbol)
        best: tuple[int, Candles, Timeframe] | None = None
        for file in reversed(files):
            seen = (await self._load(file)).candles.closed_by(to_ms(now))
            if len(seen) and (best is None or int(seen.time[-1]) + file.timeframe.ms > best[0]):
                best = int(seen.time[-1]) + file.timeframe.ms, seen, file.timeframe
        if best is None:
            raise TooFewBars(symbol=symbol, timeframe=files[-1].timeframe.name, have=0, need=1)
        return last_day(best[1].named(symbol), best[2])

    async def tickers(self, symbols: Sequence[str], *, now: datetime) -> Mapping[str, Ticker]:
        return await one_by_one(lambda symbol: self.ticker(symbol, now=now), symbols)

    async def terms(self, symbol: str) -> MarketTerms:
        """What ``markets.json`` says; the step of prices, where it does not, by the candles of the finest file or of a
        coarser that has many, and how often funding is paid by the name of the file that has it.

        Raises:
            InvalidRequest: something in ``markets.json`` cannot be read; it names the entry and what is wrong with it.
        """
        return await self._terms.get(symbol, lambda: self._read_terms(symbol), FOREVER)

    async def _read_terms(self, symbol: str) -> MarketTerms:
        files = await self._of(symbol)
        pairs = (await self._listed()).files
        entries = await self._entries.get(None, lambda: asyncio.to_thread(read_markets, self._folder, pairs), FOREVER)
        terms = market_terms(entries, symbol)
        if terms.tick is None:
            for file in files:
                candles = (await self._load(file)).candles
                if len(candles) >= TELLING_ROWS:
                    break
            terms = terms.model_copy(update={"tick": await asyncio.to_thread(tick_of, candles)})
        funding = await self._funding_of(symbol)
        if terms.funding_hours is None and funding is not None:
            terms = terms.model_copy(update={"funding_hours": funding.hours})
        return terms

    async def finest(self, symbol: str, *, since: datetime, until: datetime) -> tuple[Timeframe, datetime]:
        """The timeframe of the finest file that has the first of its candles since then no later than the first one of
        a coarser file, and until when no finer file goes on."""
        files = await self._of(symbol)
        best, first, end = files[-1].timeframe, None, to_ms(until)
        for file in files:
            seen = (await self._load(file)).candles.closed_by(to_ms(until)).between(to_ms(since), to_ms(until))
            if not len(seen):
                continue
            if first is None or int(seen.time[0]) < first + best.ms:
                best, first, end = file.timeframe, int(seen.time[0]), to_ms(until)
            else:
                end = min(end, int(seen.time[0]))
        return best, from_ms(end)

    async def funding(self, symbol: str, *, since: datetime, until: datetime) -> tuple[FundingRate, ...]:
        """Those in the file of the perpetual, or of its pair, and the one before; none where there is no file.

        Raises:
            InvalidRequest: the file cannot be read; it names file and line.
        """
        file = await self._funding_of(symbol)
        if file is None:
            return ()
        path = file.path
        settled = await self._settled.get(path, lambda: asyncio.to_thread(read_funding, path), FOREVER)
        first, past = bisect_left(settled, since, key=_time_of), bisect_right(settled, until, key=_time_of)
        return settled[max(0, first - 1) : past]

    async def funding_ahead(self, symbol: str, *, now: datetime) -> FundingAhead | None:
        """No file has what was expected."""
        del symbol, now
        return None

    async def order_book(self, symbol: str, *, now: datetime) -> OrderBook | None:
        """No file has one."""
        del symbol, now
        return None

    async def _funding_of(self, symbol: str) -> _Funding | None:
        funding = (await self._listed()).funding
        return funding.get(symbol) or funding.get(pair_of(symbol) or "")

    async def close(self) -> None:
        self._loaded.forget()

    async def _build(self, file: _File, wanted: Timeframe, bars: int, until: int) -> Fetched:
        """The newest ``bars`` candles of ``wanted`` that had closed by ``until`` (UTC ms), from ``file``."""
        read = await self._load(file)
        if file.timeframe == wanted or len(read.candles) < MANY_ROWS:
            return _newest_of(read, file.timeframe, wanted, bars, until)
        return await asyncio.to_thread(_newest_of, read, file.timeframe, wanted, bars, until)

    async def _of(self, symbol: str) -> tuple[_File, ...]:
        """The files of ``symbol``, coarsest first; of a perpetual that has none those of its pair."""
        files = (await self._listed()).files
        found = files.get(symbol) or files.get(pair_of(symbol) or "")
        if not found:
            raise UnknownSymbol(symbol=symbol, venue=self.venue, source=self.name)
        return found

    async def _listed(self) -> _Listing:
        return await self._listing.get(None, lambda: asyncio.to_thread(_list, self._folder), FOREVER)

    async def _load(self, file: _File) -> Read:
        try:
            async with asyncio.timeout(READ_SECONDS):
                return await self._loaded.get(file.path, lambda: self._read(file), FOREVER)
        except TimeoutError:
            far = self._reading.get(file.path, _Progress(monotonic()))
            raise StillReading(
                venue=self.venue, place=file.path.name, rows=far.rows, done=far.done, retry_after=max(1.0, far.left)
            ) from None

    async def _read(self, file: _File) -> Read:
        loop, began = asyncio.get_running_loop(), _Progress(monotonic())

        def told(done: int, rows: int) -> None:
            self._reading[file.path] = replace(began, done=done, rows=rows)
            if rows >= WORTH_TELLING:
                with suppress(RuntimeError):  # nobody is left to tell
                    loop.call_soon_threadsafe(tell, done, rows, f"Reading {file.path.name}")

        def read() -> Read:
            if self._copies is None:
                return read_candles(file.path, file.symbol, file.timeframe, told)
            copy = self._copies.read(file.path)
            if copy is None:
                found = read_candles(file.path, file.symbol, file.timeframe, told)
                self._copies.write(file.path, found)
                copy = self._copies.read(file.path) or found  # what is mapped takes no memory of its own
            return copy

        try:
            return await asyncio.to_thread(read)
        finally:
            self._reading.pop(file.path, None)


def _time_of(rate: FundingRate) -> datetime:
    return rate.time


def _weight(_path: Path, read: Read) -> int:
    """Bytes; of a large file so many that at least two are kept."""
    return min(read.candles.nbytes, HELD_BYTES // 2)


def _newest_of(read: Read, named: Timeframe, wanted: Timeframe, bars: int, until: int) -> Fetched:
    """The newest ``bars`` candles of ``wanted`` closed by ``until`` (UTC ms), of a file that is ``named`` so."""
    seen, of = read.candles.closed_by(until), read.timeframe
    if named == wanted:
        fetched = Fetched(candles=seen)
    else:
        start = wanted.shifted(of.offset).open_of(_newest(seen)) - bars * wanted.ms
        fetched = built(seen.between(start, until), of, wanted, until=until, settled=until)
        if len(fetched.candles) < bars:  # there were holes, or there is no more
            fetched = built(seen, of, wanted, until=until, settled=until)
    return as_read(fetched, read, bars, until)


def _newest(candles: Candles) -> int:
    return int(candles.time[-1]) if len(candles) else -1


def _list(folder: Path) -> _Listing:
    if not folder.is_dir():
        raise InvalidRequest(problems=(f"data: there is no folder {str(folder)!r}; name one that holds candle files",))
    found: dict[str, dict[str, _File]] = defaultdict(dict)
    funding: dict[str, _Funding] = {}
    for path in sorted(folder.iterdir()):
        paid = FUNDING.fullmatch(path.name)
        if paid is not None:
            if int(paid[2]):
                funding.setdefault(_symbol(paid[1]), _Funding(int(paid[2]), path))
            continue
        named = NAMED.fullmatch(path.name)
        if named is not None and named[2] in TIMEFRAMES:
            symbol = _symbol(named[1])
            found[symbol].setdefault(named[2], _File(symbol, TIMEFRAMES[named[2]], path))
    if not found:
        raise InvalidRequest(
            problems=(f"data: the folder {str(folder)!r} has no candle files such as BTC-USDT_1h.csv.gz",)
        )
    return _Listing(
        markets=tuple(
            Market(symbol=symbol, base=base, quote=quote.split(":")[0])
            for symbol in sorted(found)
            for base, quote in [symbol.split("/")]
        ),
        files={
            symbol: tuple(sorted(files.values(), key=lambda file: -file.timeframe.ms))
            for symbol, files in found.items()
        },
        funding=funding,
    )


def _symbol(named: str) -> str:
    """The market that a file is named for: ``BTC/USDT``, or of a derivative ``BTC/USDT:USDT-261225``."""
    pair, colon, settled = named.upper().partition(":")
    base, _, quote = pair.rpartition("-")
    return f"{base}/{quote}{colon}{settled}"


def _not_to_be_built(timeframe: str, files: tuple[_File, ...]) -> UnknownTimeframe:
    known = [
        wanted.name
        for wanted in TIMEFRAMES.values()
        if any(file.timeframe == wanted or file.timeframe.divides(wanted) for file in files)
    ]
    return UnknownTimeframe(timeframe=timeframe, known=tuple(known))
