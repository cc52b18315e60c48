"""If this failed, on the day when it matters people would not be told, be told twice, or be told of what never was.

The crash of May 2021 is replayed with thousands of alerts of many people, set as it goes on, while processes come and
go; what was told is compared with what plain loops over the raw candles say.
"""

import asyncio
import csv
import gzip
import os
import signal
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path

import numpy as np
import pytest

from services.accounts.books import Books
from services.alerts.book import AlertBook
from services.alerts.engine import Engine
from services.alerts.events import AlertFired
from services.alerts.feeds import Feeds
from services.alerts.record import Alert
from services.alerts.trigger import Condition, Follows, Threshold, Trigger
from services.core.clock import SteppedClock
from services.core.errors import StoreUnavailable
from services.core.events import read_event
from services.core.work import Work
from services.cosmic.almanac import Almanac
from services.market.replay import ReplaySource
from services.market.timeframes import HOUR, from_ms, to_ms
from services.market.view import MarketView
from services.store import keys
from services.store.embedded import EmbeddedStore
from services.store.ledger import StoreLedger
from services.store.store import Store
from tests.unit.services.market.parts import utc
from tests.unit.services.market.test_age_and_holes import NoStore
from tests.unit.services.store.test_store import server_pid

BEGIN, END = to_ms(utc("2021-05-18T12:00")), to_ms(utc("2021-05-20T12:00"))
SYMBOLS = ("BTC/USDT", "ETH/USDT", "DOGE/USDT", "LINK/USDT")
PEOPLE = 400
SET_AT_ONCE = 80
SWING = 200
KILLS = 2


@dataclass(frozen=True, eq=False)
class Bars:
    """Hours of a market, shape (n,) each."""

    time: list[int]
    open: list[float]
    high: list[float]
    low: list[float]
    close: list[float]

    @classmethod
    def read(cls, path: Path) -> "Bars":
        with gzip.open(path, "rt") as file:
            rows = [[float(value) for value in row] for row in list(csv.reader(file))[1:]]
        kept = [row for row in rows if BEGIN - 10 * 24 * HOUR <= row[0] < END + 24 * HOUR]
        return cls([int(row[0]) for row in kept], *([row[at] for row in kept] for at in range(1, 5)))


Step = tuple[int, int, float, float, float]
"""Begin, end, low, high and last of a series in an hour."""


@cache
def prices(bars: Bars) -> Sequence[Step]:
    columns = zip(bars.time, bars.low, bars.high, bars.close, strict=True)
    return [(begin, begin + HOUR, low, high, close) for begin, low, high, close in columns]


@cache
def moves(bars: Bars, direction: str, hours: int) -> Sequence[Step]:
    """Rises or falls within so many hours, as far as they are certain."""

    def far(base: float, price: float) -> float:
        return price / base - 1 if direction == "rise" else 1 - price / base

    found: list[Step] = []
    extreme = min if direction == "rise" else max
    ends = bars.low if direction == "rise" else bars.high
    for n, begin in enumerate(bars.time):
        before = [ends[m] for m in range(max(0, n - hours), n) if bars.time[m] >= begin + HOUR - hours * HOUR]
        known = extreme([*before, bars.open[n]])
        whole = extreme(known, ends[n])
        last = far(whole, bars.close[n])
        course = [
            far(known, bars.open[n]),
            far(known, bars.high[n] if direction == "rise" else bars.low[n]),
            far(whole, ends[n]),
            last,
        ]
        found.append((begin, begin + HOUR, min(course), max(course), last))
    return found


@cache
def level(bars: Bars, n: int, ratio: float) -> float:
    """The retracement of the largest move of the hours up to and with ``n``."""
    high, low = np.array(bars.high[: n + 1][-SWING:]), np.array(bars.low[: n + 1][-SWING:])
    top, bottom = int(np.argmax(high)), int(np.argmin(low))
    start, stop = (low[bottom], high[top]) if top > bottom else (high[top], low[bottom])
    return float(stop - ratio * (stop - start))


def holds(bars: Bars, n: int, where: str) -> bool:
    match where:
        case "close < sma5":
            return bars.close[n] < sum(bars.close[n - 4 : n + 1]) / 5
        case "new low 20":
            return bars.low[n] < min(bars.low[n - 20 : n])
        case _:
            return bars.close[n] > bars.open[n]


def right(alert: Alert, bars: Bars) -> list[int]:
    """When ``alert`` fires up to the end, told from its beginning by plain loops."""
    trigger = alert.trigger
    if isinstance(trigger, Condition):
        return list(_of_condition(alert, trigger.where, bars))
    assert isinstance(trigger, Threshold)
    kind, _, hours = trigger.series.partition(" ")
    window = int(hours.split(" ")[1]) // 3600 if kind != "price" else 0
    series = prices(bars) if kind == "price" else moves(bars, kind, window)
    return list(_of_threshold(alert, trigger, series, bars))


def _of_condition(alert: Alert, where: str, bars: Bars) -> Iterator[int]:
    since = alert.since
    for n in range(30, len(bars.time)):
        end = bars.time[n] + HOUR
        if end > END or (alert.expires is not None and end >= alert.expires):
            return
        if end < since or not holds(bars, n, where) or holds(bars, n - 1, where):
            continue
        yield end
        if alert.repeat == "once":
            return
        since = end + alert.cooldown * 1000


def _of_threshold(alert: Alert, trigger: Threshold, series: Sequence[Step], bars: Bars) -> Iterator[int]:
    since, spent, value = alert.since, False, trigger.value
    above = trigger.side == "above"
    for n, (begin, end, low, high, last) in enumerate(series):
        if end > END or (alert.expires is not None and end >= alert.expires):
            return
        if end > alert.since:
            least, most = (low, high) if begin >= since else (last, last)
            reached = most >= value if above else least <= value
            other = least < value if above else most > value
            ends = last >= value if above else last <= value
            if end >= since and spent and other and not ends:
                spent, since = False, end
            elif end >= since and ((not spent and reached) or (spent and other and ends)):
                yield end
                if alert.repeat == "once":
                    return
                spent, since = True, end + alert.cooldown * 1000
            if trigger.follows is not None and level(bars, n, trigger.follows.ratio) != value:
                value = level(bars, n, trigger.follows.ratio)
                since = max(since, end)
                spent = spent or (last >= value if above else last <= value)


class People:
    """Sets alerts at random, as many people would."""

    def __init__(self, markets: dict[str, Bars], seed: int) -> None:
        self._markets = markets
        self._random = np.random.default_rng(seed)
        self.number = 0

    def sets(self, count: int, now: int) -> list[Alert]:
        return [self._one(now) for _ in range(count)]

    def _one(self, now: int) -> Alert:
        self.number += 1
        pick = self._random
        expires = now + int(pick.integers(1, 60)) * HOUR + 60_000 if pick.random() < 0.2 else None
        return Alert(
            owner=f"discord:{int(pick.integers(PEOPLE))}",
            number=self.number,
            trigger=self._trigger(now),
            since=now + 1,
            repeat="once" if pick.random() < 0.5 else "always",
            cooldown=int(pick.choice([60, 3_600, 4 * 3_600, 10_000])),
            expires=expires,
        )

    def _trigger(self, now: int) -> Trigger:
        pick = self._random
        symbol = SYMBOLS[int(pick.integers(len(SYMBOLS)))]
        bars = self._markets[symbol]
        n = bars.time.index(now - HOUR)
        side = "above" if pick.random() < 0.4 else "below"
        away = abs(pick.normal(0, 0.15)) * (1 if side == "above" else -1)
        match int(pick.integers(5)):
            case 0 | 1:
                value = bars.close[n] * (1 + away)
                return Threshold(series=f"price {symbol}", side=side, value=value)
            case 2:
                direction, hours = pick.choice(["rise", "fall"]), int(pick.choice([1, 4, 24]))
                series = f"{direction} {symbol} {hours * 3600}"
                return Threshold(series=series, side="above", value=float(pick.uniform(0.02, 0.4)))
            case 3:
                where = ("close < sma5", "new low 20", "close > open")[int(pick.integers(3))]
                return Condition(symbol=symbol, timeframe="1h", where=where)
            case _:
                ratio = float(pick.choice([0.236, 0.5, 0.618]))
                value = level(bars, n, ratio)
                side = "above" if value > bars.close[n] else "below"
                follows = Follows(timeframe="1h", ratio=ratio, at=now)
                return Threshold(series=f"price {symbol}", side=side, value=value, follows=follows)


async def until_taken(what: Callable[[], Awaitable[object]]) -> None:
    """Do it until the store takes it."""
    while True:
        try:
            await what()
            return
        except StoreUnavailable:
            await asyncio.sleep(0.1)


@pytest.mark.parametrize("seed", [1, *(pytest.param(seed, marks=pytest.mark.nightly) for seed in range(2, 12))])
async def test_a_replayed_crash_fires_what_the_raw_candles_say(
    shared_data: Path, tmp_path: Path, embedded: EmbeddedStore, store: Store, seed: int
) -> None:
    folder = shared_data / "candles"
    markets = {symbol: Bars.read(folder / f"{symbol.replace('/', '-')}_1h.csv.gz") for symbol in SYMBOLS}
    people, ledger, book = People(markets, seed), StoreLedger(store), AlertBook(store)
    clock, pick = SteppedClock(from_ms(BEGIN)), np.random.default_rng(seed)
    books = Books(store, tmp_path, "test")

    source = ReplaySource(folder)

    def feeds() -> Feeds:
        market = MarketView(source, NoStore(), clock)
        return Feeds(Engine(store, clock), market, books, Almanac(NoStore()), store, clock)

    alerts: list[Alert] = []
    watching, other, now, kills = feeds(), feeds(), BEGIN, 0
    while now < END:
        some = people.sets(SET_AT_ONCE, now)
        work = Work()
        for alert in some:
            book.write(work, alert)
        await until_taken(partial(ledger.commit, work, f"set {now}", b"", 60.0))
        alerts += some
        now = min(END, now + int(pick.choice([1, 1, 1, 2, 5])) * HOUR)
        clock.step(from_ms(now))
        step = asyncio.create_task(until_taken(watching.step))
        match pick.choice(["", "killed", "two", "store"], p=[0.5, 0.25, 0.15, 0.1]):
            case "killed":
                await asyncio.sleep(pick.uniform(0, 0.05))
                step.cancel()
                await asyncio.wait((step,))
                watching = feeds()
                await until_taken(watching.step)
            case "two":
                await asyncio.gather(step, until_taken(other.step))
            case "store" if kills < KILLS:
                kills += 1
                await asyncio.sleep(pick.uniform(0, 0.05))
                os.kill(await server_pid(embedded), signal.SIGKILL)
                await embedded.ensure(move=False)
                await step
            case _:
                await step
    await books.close()
    told: dict[int, list[int]] = defaultdict(list)
    for entry in await store.entries(keys.OUTBOX):
        event = read_event(entry["event"].encode())
        if isinstance(event, AlertFired):
            told[event.alert.number].append(to_ms(event.happened_at))
    wrong = [
        (alert, sorted(told[alert.number]), expected)
        for alert in alerts
        if sorted(told[alert.number]) != (expected := right(alert, markets[_symbol(alert)]))
    ]
    assert not wrong, f"{len(wrong)} of {len(alerts)}: {wrong[:3]}"
    assert sum(map(len, told.values())) > len(alerts) / 2


def _symbol(alert: Alert) -> str:
    trigger = alert.trigger
    assert isinstance(trigger, Threshold | Condition)
    return trigger.symbol if isinstance(trigger, Condition) else trigger.series.split(" ")[1]
