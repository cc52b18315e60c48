"""All armed alerts, in memory and in order; what a step of the world fires is written and told in one step, once."""

import asyncio
from array import array
from bisect import bisect_left
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence, Set
from heapq import heappop, heappush
from itertools import islice
from math import inf
from typing import Final, NamedTuple, TypeVar

import structlog

from services.alerts.armed import Armed
from services.alerts.book import owner_of
from services.alerts.firing import Outcome, comes_of, moved
from services.alerts.kept import Change, KeptAlerts, Written
from services.alerts.reach import Closed, Reach
from services.alerts.record import Alert
from services.alerts.roster import NEVER, Roster, Row, row_of, row_of_kept
from services.alerts.telling import told_expired, told_fired
from services.alerts.trigger import Side
from services.core.clock import Clock, of_people
from services.core.events import Event
from services.market.timeframes import to_ms
from services.store.store import Store

AT_ONCE: Final = 250
"""Alerts that are fired in one step of the store."""
YIELDS: Final = 1_000
"""Alerts that are armed at the start, or crossed, before others have their turn."""
WRITES_AT_ONCE: Final = 25
"""The same of alerts that are decided and made ready to be written, which takes longer."""
RECENT_SECONDS: Final = 15.0
"""For so long a step is remembered, for alerts that were set before it and are heard of after it: a change takes a
moment to be written."""

Happened = Reach | Closed
Decide = Callable[[Alert], tuple[Outcome, "Decide | None"]]
"""What comes of an alert up to its next firing, and what is to be decided after that."""
T = TypeVar("T")
log = structlog.get_logger(__name__)


class Following(NamedTuple):
    """The level ``ratio`` of the dominant swing of ``timeframe``, in the market of ``series``."""

    series: str
    timeframe: str
    ratio: float


class _Step(NamedTuple):
    """What is to be written of an alert: it was kept as ``was``."""

    row: Row
    was: bytes
    outcome: Outcome
    event: Event | None
    then: "Decide | None"


class _Listed:
    """What is armed under something that has no order, by number."""

    def __init__(self) -> None:
        self.numbers: set[int] = set()
        self.since: float = inf


class Engine:
    """Of all processes one runs it at a time. A second one that does so by mistake fires nothing twice: an alert fires
    only as it was read. Changes are dealt with by the engine that loaded last; another one notices, and loads anew.
    """

    def __init__(self, store: Store, clock: Clock) -> None:
        self._kept = KeptAlerts(store)
        self._clock = clock
        self._turn = asyncio.Lock()
        self._loaded: bytes | None = None
        """The number of the load; ``None``: it has not loaded."""
        self._recent: deque[tuple[int, Sequence[Happened]]] = deque()
        self._clear()

    def _clear(self) -> None:
        self._roster = Roster()
        self._thresholds: dict[str, Armed] = {}
        self._listed: dict[str, _Listed] = {}
        self._following: dict[Following, set[int]] = {}
        self._levels: dict[int, tuple[Following, float]] = {}
        """What the thresholds that follow a swing follow, and where they are."""
        self._wakes: list[tuple[int, int]] = []
        """Heap: since when it counts, and the number of one that is not armed until then."""
        self._wake_at = self._expire_at = NEVER

    async def load(self) -> None:
        """Arm all that is kept."""
        async with self._turn:
            await self._load()

    async def follow(self) -> None:
        """Take what people changed since. Called before every step."""
        async with self._turn:
            loaded, changes = await self._kept.changes()
            if loaded != self._loaded:
                await self._load()
            else:
                for at in range(0, len(changes), AT_ONCE):
                    await self._take(loaded, changes[at : at + AT_ONCE])
            self._wake(self._now())
            keep = to_ms(self._clock.now() - of_people(self._clock, RECENT_SECONDS))
            while self._recent and self._recent[0][0] < keep:
                self._recent.popleft()

    @property
    def under(self) -> Set[str]:
        """Everything that something is armed under: series, bars, happenings."""
        return self._thresholds.keys() | self._listed.keys()

    @property
    def following(self) -> Mapping[Following, Set[int]]:
        """The numbers of the thresholds that follow each level of a swing."""
        return self._following

    def since(self, under: str) -> int:
        """Nothing that is armed ``under`` this counts what happened before (UTC ms): where feeds begin that never
        looked at it. It may be earlier than need be."""
        held = self._thresholds.get(under) or self._listed.get(under)
        return self._now() if held is None or held.since == inf else int(held.since)

    async def reached(self, reaches: Sequence[Reach]) -> int:
        """Fire what the steps of series fire; how many alerts did.

        Raises:
            StoreUnavailable: nothing is lost by telling it again.
        """
        async with self._turn:
            self._remember(reaches)
            crossed = await self._crossed(reaches)
            return await self._settle(crossed) if crossed else 0

    async def closed(self, happened: Sequence[Closed]) -> int:
        """The same of bars that closed and of what happened."""
        async with self._turn:
            self._remember(happened)
            under: dict[str, list[Closed]] = {}
            for each in happened:
                if each.at >= self._wake_at:
                    self._wake(each.at)
                under.setdefault(each.under, []).append(each)
            return await self._settle(
                {
                    number: _folded(those)
                    for name, those in under.items()
                    if name in self._listed
                    for number in sorted(self._listed[name].numbers)
                }
            )

    async def moved(self, levels: Sequence[tuple[int, float]], at: int) -> None:
        """Thresholds that follow a swing (by number) are at other prices since ``at`` (UTC ms): what happened before
        does not count any more. One that the price is beyond by that alone waits until it no longer is."""
        async with self._turn:
            await self._settle(
                {
                    number: _moved(value, at, self._last(self._levels[number][0].series))
                    for number, value in levels
                    if number in self._levels and self._levels[number][1] != value
                }
            )

    async def expire(self) -> int:
        """End what has expired, and tell of it: after a step, which may tell of something that came before."""
        async with self._turn:
            now = self._now()
            if now < self._expire_at:
                return 0
            ended = await self._settle(dict.fromkeys(self._roster.expired(now), _expired(now)))
            self._expire_at = self._roster.next_expiry()
            return ended

    async def _load(self) -> None:
        """All that is kept, from the start. What changes meanwhile is among the changes."""
        self._loaded = None
        loaded = await self._kept.begin()
        self._clear()
        now, unreadable = self._now(), 0
        ordered: dict[tuple[str, Side], tuple[array[float], array[int]]] = {}
        async for owner, kept in self._kept.every():
            for number, data in kept:
                try:
                    row = row_of_kept(owner, number, data)
                except ValueError:
                    unreadable += 1
                    continue
                self._roster.append(row)
                self._note(row)
                if row.since > now:
                    self._sleep(row)
                elif row.side is None:
                    self._arm(row)
                else:
                    if (those := ordered.get((row.under, row.side))) is None:
                        those = ordered[row.under, row.side] = array("d"), array("q")
                        self._thresholds.setdefault(row.under, Armed())
                    those[0].append(row.value)
                    those[1].append(row.number)
                    armed = self._thresholds[row.under]
                    armed.since = min(armed.since, row.since)
                if len(self._roster) % YIELDS == 0:
                    await asyncio.sleep(0)
        await asyncio.to_thread(self._roster.sort)
        for (series, side), (values, numbers) in ordered.items():
            self._thresholds[series].arm_all(side, values, numbers)
            await asyncio.sleep(0)
        self._loaded = loaded
        log.info("alerts are armed", alerts=len(self._roster), unreadable=unreadable)
        if self._recent:
            await self._look_back(self._roster.since(self._recent[0][0]))

    async def _take(self, loaded: bytes, changes: Sequence[Change]) -> None:
        """Arm what changed as it is now."""
        places = [(owner_of(change), number) for number, change in changes]
        for (owner, number), data in zip(places, await self._kept.of(places), strict=True):
            self._replace(number, _read(owner, number, data))
        await self._look_back([number for number, _ in changes])
        await self._kept.dealt_with(loaded, changes)

    async def _look_back(self, numbers: Iterable[int]) -> None:
        """Fire what alerts that were just heard of would have been fired by."""
        rows = [row for number in numbers if (row := self._roster.get(number)) is not None]
        under: dict[str, list[Happened]] = {row.under: [] for row in rows}
        for _, happened in self._recent:
            for each in happened:
                if (name := each.series if isinstance(each, Reach) else each.under) in under:
                    under[name].append(each)
        await self._settle({row.number: _folded(under[row.under]) for row in rows if under[row.under]})

    def _remember(self, happened: Sequence[Happened]) -> None:
        self._recent.append((self._now(), happened))

    async def _crossed(self, reaches: Sequence[Reach]) -> dict[int, Decide]:
        """What something may come of, taken out of what is armed."""
        crossed: dict[int, tuple[str, int]] = {}
        thresholds = self._thresholds
        for at, (series, _, end, low, high, last, _) in enumerate(reaches):
            if end >= self._wake_at:
                self._wake(end)
            armed = thresholds.get(series)
            if armed is None:
                continue
            armed.last = last
            if low > armed.below and high < armed.above:
                continue
            async for number in _in_turns(armed.take(low, high), YIELDS):
                row = self._roster.get(number)
                if row is not None and row.since > end:
                    self._arm(row)
                else:
                    crossed[number] = series, at
        return await _from_first(crossed, reaches) if crossed else {}

    async def _settle(self, left: Mapping[int, Decide]) -> int:
        """Decide, write and tell what comes of alerts; how many steps of them were told of.

        What was taken out of what is armed is armed again, as it is then, whatever becomes of this.
        """
        todo, told = dict(left), 0
        try:
            while todo:
                told += await self._settle_some(todo, tuple(islice(todo, AT_ONCE)))
        finally:
            for number in todo:
                if (row := self._roster.get(number)) is not None and row.since < NEVER:
                    self._arm(row)
        return told

    async def _settle_some(self, todo: dict[int, Decide], numbers: Sequence[int]) -> int:
        rows = [(number, self._roster.get(number)) for number in numbers]
        for number, row in rows:
            if row is None:
                del todo[number]
        known = [row for _, row in rows if row is not None]
        steps = []
        kept = await self._kept.of([(row.owner, row.number) for row in known])
        async for row, data in _in_turns(zip(known, kept, strict=True), WRITES_AT_ONCE):
            alert = _read(row.owner, row.number, data)
            if alert is None or data is None:
                del todo[row.number]
                self._replace(row.number, None)
                continue
            outcome, then = todo[row.number](alert)
            if outcome.alert is alert and not outcome.ended:
                del todo[row.number]
                self._replace(row.number, alert)
            else:
                steps.append(_Step(row, data, outcome, self._event(outcome), then))
        refused = await self._kept.fire([_written(step) async for step in _in_turns(steps, WRITES_AT_ONCE)])
        for at, step in enumerate(steps):
            if at in refused:
                continue
            self._replace(step.row.number, None if step.outcome.ended else step.outcome.alert)
            if step.outcome.ended or step.then is None:
                del todo[step.row.number]
            else:
                todo[step.row.number] = step.then
        return sum(step.event is not None for at, step in enumerate(steps) if at not in refused)

    def _event(self, outcome: Outcome) -> Event | None:
        if outcome.firing is not None:
            return told_fired(outcome.alert, outcome.firing, self._clock.now(), again=not outcome.ended)
        return told_expired(outcome.alert, self._clock.now()) if outcome.ended else None

    def _replace(self, number: int, alert: Alert | None) -> None:
        """Arm the alert of ``number`` as it is now; ``None``: it is no more."""
        before = self._roster.get(number)
        if before is not None:
            self._disarm(before)
        if number in self._levels:
            self._forget_level(number)
        if alert is None:
            self._roster.remove(number)
        else:
            row = row_of(alert)
            self._roster.put(row)
            self._note(row)
            if row.since > self._now():
                self._sleep(row)
            else:
                self._arm(row)
        if before is not None:
            self._tidy(before.under)

    def _note(self, row: Row) -> None:
        self._expire_at = min(self._expire_at, row.expires)
        if row.following is not None and (follows := row.following.follows) is not None:
            level = Following(row.under, follows.timeframe, follows.ratio)
            self._following.setdefault(level, set()).add(row.number)
            self._levels[row.number] = level, row.following.value

    def _forget_level(self, number: int) -> None:
        level, _ = self._levels.pop(number)
        self._following[level].remove(number)
        if not self._following[level]:
            del self._following[level]

    def _sleep(self, row: Row) -> None:
        """Arm it when it counts; never, while it is paused."""
        if row.since < NEVER:
            heappush(self._wakes, (row.since, row.number))
            self._wake_at = self._wakes[0][0]

    def _wake(self, now: int) -> None:
        """Arm what counts from now on."""
        while self._wakes and self._wakes[0][0] <= now:
            since, number = heappop(self._wakes)
            if (row := self._roster.get(number)) is not None and row.since == since:
                self._arm(row)
        self._wake_at = self._wakes[0][0] if self._wakes else NEVER

    def _arm(self, row: Row) -> None:
        held: Armed | _Listed
        if row.side is None:
            held = self._listed.setdefault(row.under, _Listed())
            held.numbers.add(row.number)
        else:
            held = self._thresholds.setdefault(row.under, Armed())
            held.arm(row.number, row.side, row.value)
        held.since = min(held.since, row.since)

    def _disarm(self, row: Row) -> None:
        if row.side is None:
            if row.under in self._listed:
                self._listed[row.under].numbers.discard(row.number)
        elif row.under in self._thresholds:
            self._thresholds[row.under].disarm(row.number, row.side, row.value)

    def _tidy(self, under: str) -> None:
        """Nothing is looked at any more that nothing is armed under."""
        if under in self._listed and not self._listed[under].numbers:
            del self._listed[under]
        if under in self._thresholds and not len(self._thresholds[under]):
            del self._thresholds[under]

    def _last(self, series: str) -> float | None:
        armed = self._thresholds.get(series)
        return None if armed is None else armed.last

    def _now(self) -> int:
        return to_ms(self._clock.now())


def _read(owner: str, number: int, data: bytes | None) -> Alert | None:
    try:
        return None if data is None else Alert.read(owner, number, data)
    except ValueError:
        log.warning("an alert cannot be read, and is not armed", number=number)
        return None


def _written(step: _Step) -> Written:
    alert, _, ended = step.outcome
    now, event = b"" if ended else alert.to_bytes(), b"" if step.event is None else step.event.to_bytes()
    return Written(step.row.number, step.row.owner, step.was, now, event)


async def _in_turns(items: Iterable[T], many: int) -> AsyncIterator[T]:
    """``items``; after so ``many`` others have their turn, for there may be a hundred thousand."""
    for at, item in enumerate(items, 1):
        yield item
        if at % many == 0:
            await asyncio.sleep(0)


def _folded(happened: Sequence[Happened], begin: int = 0) -> Decide:
    """What comes of an alert when all this happens, from ``begin`` on."""

    def decide(alert: Alert) -> tuple[Outcome, Decide | None]:
        for at in range(begin, len(happened)):
            outcome = comes_of(alert, happened[at])
            if outcome.firing is not None:
                return outcome, _folded(happened, at + 1)
            alert = outcome.alert
        return Outcome(alert), None

    return decide


async def _from_first(crossed: Mapping[int, tuple[str, int]], reaches: Sequence[Reach]) -> dict[int, Decide]:
    """What comes of each when all of its series happens, from the place in ``reaches`` on that it was crossed at."""
    of: dict[str, tuple[list[int], list[Happened]]] = {series: ([], []) for series, _ in crossed.values()}
    for at, reach in enumerate(reaches):
        if reach.series in of:
            places, happened = of[reach.series]
            places.append(at)
            happened.append(reach)
    return {
        number: _folded(of[series][1], bisect_left(of[series][0], first))
        async for number, (series, first) in _in_turns(crossed.items(), YIELDS)
    }


def _moved(value: float, at: int, last: float | None) -> Decide:
    def decide(alert: Alert) -> tuple[Outcome, Decide | None]:
        return Outcome(moved(alert, value, at, last)), None

    return decide


def _expired(now: int) -> Decide:
    def decide(alert: Alert) -> tuple[Outcome, Decide | None]:
        return Outcome(alert, ended=alert.expires is not None and alert.expires <= now), None

    return decide
