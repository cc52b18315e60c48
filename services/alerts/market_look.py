"""A look at one market: its bars since the last look, and what came to hold at its closes."""

import asyncio
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass, field
from typing import Final

from services.alerts.engine import Following
from services.alerts.happened import Found, Item, Levels, Since
from services.alerts.reach import Closed, Reach
from services.alerts.seen import Seen
from services.alerts.series import Series
from services.alerts.wanted import Asked, Closes, Market
from services.alerts.window import Direction, Window
from services.conditions.evaluate import holds
from services.conditions.newest_bar import NewestBar
from services.conditions.syntax import Ratio
from services.core.errors import TooFewBars
from services.market.candles import Candles
from services.market.source import Ticker
from services.market.timeframes import MINUTE, Timeframe, from_ms, parse_timeframe, to_ms
from services.market.view import MarketView

CLOSES_AT_ONCE: Final = 500
"""So many closes that were missed are asked for at a time."""
HASTE_MS: Final = 15_000
"""For so long after its time a bar is looked for in every step; after that there is perhaps none, and no haste."""
LATE_MS: Final = 2 * MINUTE
"""What is told from a bar so long after its end was missed by whoever looked at prices."""


@dataclass(slots=True)
class _Course:
    """Where the looks at the bars of one timeframe have got to: none is expected before ``next_at`` (UTC ms)."""

    next_at: int = 0
    truths: dict[str, tuple[int, bool | None]] = field(default_factory=dict)
    """By what alerts are armed under: the last close that a condition was asked at, and whether it held."""

    def expect(self, end: int, length: int, now: int) -> None:
        """Bars were seen up to ``end``."""
        expected = end + length
        self.next_at = expected if now < expected + HASTE_MS else now + MINUTE


class MarketLook:
    """Looks at ``symbol``. One look at a time; ticks come between."""

    def __init__(self, symbol: str, market: MarketView, seen: Seen) -> None:
        self.symbol = symbol
        self._market = market
        self._seen = seen
        self._bars = _Course()
        self._closes: dict[str, _Course] = {}
        self._windows: dict[tuple[Direction, int], Window] = {}
        self._ticked = 0
        """The time of the newest tick (UTC ms)."""
        self._caught_up = False
        """Whether its bars were looked at since the start."""

    def positions(self, wants: Market) -> Set[str]:
        """What it is kept by how far the looks at it have got."""
        bars = {self.symbol} if wants.priced else set()
        return bars | {_course(self.symbol, timeframe) for timeframe in wants.closes}

    def is_due(self, wants: Market, now: int) -> bool:
        """Whether there may be something new."""
        if wants.priced and (now >= self._bars.next_at or wants.windows - self._windows.keys()):
            return True
        return any(now >= self._course_of(timeframe).next_at for timeframe in wants.closes)

    def later(self, wants: Market, now: int) -> None:
        """There is nothing to be had now: look again in a while."""
        for course in (self._bars, *(self._course_of(timeframe) for timeframe in wants.closes)):
            course.next_at = max(course.next_at, now + MINUTE)

    async def look(self, wants: Market, since: Since, following: Mapping[Following, Set[int]]) -> Found:
        """What happened since the last look.

        Raises:
            DeskError: it cannot be had now.
        """
        found = Found()
        for timeframe, closes in wants.closes.items():
            await self._look_at_closes(parse_timeframe(timeframe), closes, since, following, found)
        if wants.priced:
            await self._look_at_bars(wants, since, found)
        self._caught_up = True
        return found

    def tick(self, wants: Market, ticker: Ticker) -> Iterator[Reach]:
        """What a price reaches that is newer than the last."""
        at, price = to_ms(ticker.time), ticker.last
        if at <= self._ticked or not self._is_ready(wants, at):
            return
        self._ticked = at
        if wants.prices:
            yield Reach(Series("price", self.symbol).name, at, at, price, price, price)
        for (direction, seconds), window in self._windows.items():
            far = window.tick(at, price)
            yield Reach(Series(direction, self.symbol, seconds).name, at, at, far, far, far)

    def _is_ready(self, wants: Market, at: int) -> bool:
        """Whether a tick may be told: what was missed before it would be told of it otherwise, and levels that follow a
        swing may be elsewhere by now."""
        follows = any(closes.ratios for closes in wants.closes.values())
        return self._caught_up or (not follows and (self._seen.get(self.symbol, at) or 0) >= at - LATE_MS)

    async def _look_at_bars(self, wants: Market, since: Since, found: Found) -> None:
        now = to_ms(self._market.now())
        begin = self._seen.get(self.symbol, now)
        if begin is None:
            begin = min(map(since, wants.unders), default=now)
            begin = min(begin, now) // MINUTE * MINUTE
        new = {each: Window(each[0], each[1] * 1_000) for each in wants.windows - self._windows.keys()}
        start = begin - max((seconds * 1_000 for _, seconds in new), default=0)
        windows = {each: window for each, window in self._windows.items() if each in wants.windows} | new
        end, length = begin, MINUTE
        parts = []
        while len(part := await self._market.bars_since(self.symbol, from_ms(start))):
            parts.append(part)
            start, length = int(part.time[-1]) + part.bar_ms, part.bar_ms
        for part in parts:  # and nothing is awaited in between: what comes of it is told whole
            found.items += self._reached(part, begin, wants, windows, now)
            end = max(end, int(part.time[-1]) + part.bar_ms)
        self._windows = windows
        found.positions[self.symbol] = end
        self._bars.expect(end, length, now)

    def _reached(
        self, bars: Candles, begin: int, wants: Market, windows: Mapping[tuple[Direction, int], Window], now: int
    ) -> Iterator[Reach]:
        """What ``bars`` reached, of those that ended after ``begin``; those before are for the windows alone."""
        price, length = Series("price", self.symbol).name, bars.bar_ms
        names = {each: Series(each[0], self.symbol, each[1]).name for each in windows}
        columns = (bars.time, bars.open, bars.high, bars.low, bars.close)
        for time, opened, high, low, close in zip(*(column.tolist() for column in columns), strict=True):
            end = time + length
            told, late = end > begin, end < now - max(length, LATE_MS)
            if told and wants.prices:
                yield Reach(price, time, end, low, high, close, late)
            for each, window in windows.items():
                moved = window.bar(time, end, opened, high, low, close)
                if told and moved is not None:
                    yield Reach(names[each], time, end, *moved, late)

    async def _look_at_closes(
        self,
        timeframe: Timeframe,
        closes: Closes,
        since: Since,
        following: Mapping[Following, Set[int]],
        found: Found,
    ) -> None:
        now, name = to_ms(self._market.now()), _course(self.symbol, timeframe.name)
        course = self._course_of(timeframe.name)
        if now < course.next_at:
            return
        begin = self._seen.get(name, now)
        if begin is None:
            armed = [*closes.conditions, *(level.series for levels in closes.ratios.values() for level in levels)]
            begin = min(now, *map(since, armed))
        end = begin
        while True:
            until = min(now, end + CLOSES_AT_ONCE * timeframe.ms)
            candles = await self._candles(timeframe, closes.bars, end, until, now)
            times = candles.time[candles.time + timeframe.ms > end] + timeframe.ms
            items, course.truths = await asyncio.to_thread(
                _at_closes, candles, times.tolist(), closes, course.truths, following
            )
            found.items += items
            end = int(times[-1]) if len(times) else end
            if until == now:
                break
            end = max(end, until)
        found.positions[name] = end
        course.expect(end, timeframe.ms, now)

    async def _candles(self, timeframe: Timeframe, bars: int, since: int, until: int, now: int) -> Candles:
        """The closes after ``since`` and up to ``until``, with the ``bars`` that the first of them needs and the one
        before."""
        market = self._market if until == now else self._market.at(from_ms(until))
        count = bars + 2 + (until - since) // timeframe.ms
        try:
            return (await market.candles(self.symbol, timeframe.name, count, copied=False))[0]
        except TooFewBars:
            return Candles.none(self.symbol, timeframe.name)

    def _course_of(self, timeframe: str) -> _Course:
        return self._closes.setdefault(timeframe, _Course())


def _course(symbol: str, timeframe: str) -> str:
    return f"{symbol} {timeframe}"


def _at_closes(
    candles: Candles,
    times: list[int],
    closes: Closes,
    known: Mapping[str, tuple[int, bool | None]],
    following: Mapping[Following, Set[int]],
) -> tuple[list[Item], dict[str, tuple[int, bool | None]]]:
    """What came to hold at each of ``times``, closes of ``candles``, and where the levels were from then on; with what
    is ``known`` of the last close for the next look. Takes long: for a thread."""
    items: list[Item] = []
    truths = {under: held for under, held in known.items() if under in closes.conditions}
    ends = candles.time + candles.bar_ms
    for at in times:
        seen = candles.closed_by(at)
        for under, asked in closes.conditions.items():
            before = int(ends[len(seen) - 2]) if len(seen) > 1 else 0
            close, held = truths.get(under, (0, None))
            if close != before:
                held = _holds(asked, candles.closed_by(before))
            now = _holds(asked, seen)
            truths[under] = at, now
            if now and held is False:
                items.append(Closed(under, at, f"{under} {at}", float(seen.close[-1])))
        if closes.ratios:
            price = float(seen.close[-1])  # whoever begins here knows by it on which side of the levels the price is
            begin = at - candles.bar_ms
            items.append(Reach(Series("price", candles.symbol).name, begin, at, price, price, price))
            items.append(Levels(at, tuple(_levels(NewestBar(seen), closes.ratios, following))))
    return items, truths


def _holds(asked: Asked, candles: Candles) -> bool | None:
    return holds(asked.condition, NewestBar(candles.last(asked.bars), asked.reads)) if len(candles) else None


def _levels(
    newest: NewestBar, ratios: Mapping[float, Set[Following]], following: Mapping[Following, Set[int]]
) -> Iterator[tuple[int, float]]:
    for ratio, levels in ratios.items():
        spot = newest.spot(Ratio(ratio))
        for level in levels if spot is not None else ():
            for number in following.get(level, ()):
                yield number, spot.low  # type: ignore[union-attr]
