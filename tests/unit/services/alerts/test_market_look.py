"""If these failed, an alert would miss what happened between two looks, or be told of what did not happen."""

from pathlib import Path

import numpy as np
import pytest

from services.alerts.engine import Following
from services.alerts.happened import Found, Levels
from services.alerts.market_look import MarketLook
from services.alerts.reach import Closed, Reach
from services.alerts.seen import Seen
from services.alerts.wanted import Market, wanted
from services.core.clock import SteppedClock
from services.market.replay import ReplaySource
from services.market.timeframes import HOUR, MINUTE, from_ms
from services.market.view import MarketView
from services.store.store import Store
from tests.unit.services.alerts.markets import START, Walk
from tests.unit.services.market.test_age_and_holes import NoStore

SYMBOL = "A/USDT"
PRICE = "price A/USDT"
WHERE = "close < sma5"
BAR = f"bar A/USDT 1h {WHERE}"
LEVEL = Following(PRICE, "1h", 0.618)
DAYS = 4


class Looks:
    """Looks at a market of files as its clock is stepped on, from ``begin`` on."""

    def __init__(self, folder: Path, store: Store, begin: int) -> None:
        self.begin = begin
        self.clock = SteppedClock(from_ms(begin))
        self.market = MarketView(ReplaySource(folder), NoStore(), self.clock)
        self.seen = Seen(store)
        self.look = MarketLook(SYMBOL, self.market, self.seen)

    async def to(self, at: int, wants: Market) -> Found:
        self.clock.step(from_ms(at))
        found = await self.look.look(wants, lambda _: self.begin, {LEVEL: {7}})
        for name, seen in found.positions.items():
            self.seen.put(name, seen)
        return found

    def restarted(self) -> None:
        """Another process goes on from what is written down."""
        self.look = MarketLook(SYMBOL, self.market, self.seen)


def of_market(*unders: str, levels: tuple[Following, ...] = ()) -> Market:
    return wanted(unders, levels).markets[SYMBOL]


@pytest.fixture(scope="module")
def walk() -> Walk:
    return Walk(DAYS * 1440, 3)


@pytest.fixture
def folder(tmp_path: Path, walk: Walk) -> Path:
    walk.write(tmp_path, SYMBOL)
    return tmp_path


async def test_every_bar_since_it_was_armed_is_told_once_however_it_is_stepped(
    folder: Path, store: Store, walk: Walk
) -> None:
    looks, begin = Looks(folder, store, START + 10 * HOUR + 20_000), START + 10 * HOUR
    told: list[Reach] = []
    at = looks.begin
    for far in (1, 59, 60, 61, 1_500, 0, 300):
        at += far * MINUTE
        found = await looks.to(at, of_market(PRICE))
        told += [item for item in found.items if isinstance(item, Reach)]
        if far == 61:
            looks.restarted()
    of = walk.time >= begin
    of &= walk.time + MINUTE <= at
    assert [reach.begin for reach in told] == walk.time[of].tolist()
    assert [reach.low for reach in told] == walk.low[of].tolist()
    assert [reach.high for reach in told] == walk.high[of].tolist()
    assert [reach.last for reach in told] == walk.close[of].tolist()
    assert all(reach.end == reach.begin + MINUTE and reach.series == PRICE for reach in told)
    assert told[0].late is False
    assert told[-10].late, "nobody looked then"


async def test_a_fall_is_told_from_the_bars_before_it_was_armed_too(folder: Path, store: Store, walk: Walk) -> None:
    crash = START + DAYS * 720 * MINUTE
    looks = Looks(folder, store, crash + 30 * MINUTE)
    found = await looks.to(crash + 40 * MINUTE, of_market("fall A/USDT 3600"))
    reaches = [item for item in found.items if isinstance(item, Reach)]
    assert len(reaches) == 10
    at = int(np.searchsorted(walk.time, reaches[-1].begin))
    assert reaches[-1].last == pytest.approx(1 - walk.close[at] / walk.high[at - 59 : at + 1].max())
    looks.restarted()
    again = await looks.to(crash + 50 * MINUTE, of_market("fall A/USDT 3600"))
    (last,) = [item for item in again.items if isinstance(item, Reach)][-1:]
    at += 10
    assert last.last == pytest.approx(1 - walk.close[at] / walk.high[at - 59 : at + 1].max())


def comes_to_hold(walk: Walk, begin: int, end: int) -> list[int]:
    """The closes at which the close comes to be below the mean of five, reckoned by itself."""
    ends, _, _, close = walk.hours()
    below = [n >= 4 and close[n] < close[n - 4 : n + 1].mean() for n in range(len(close))]
    return [ends[n] for n in range(5, len(ends)) if below[n] and not below[n - 1] and begin < ends[n] <= end]


@pytest.mark.parametrize("steps", [(60,), (7,), (1,), (2, 30, 1, 27)])
async def test_a_condition_is_told_at_the_closes_at_which_it_comes_to_hold(
    folder: Path, store: Store, walk: Walk, steps: tuple[int, ...]
) -> None:
    begin = START + 30 * HOUR
    looks, at = Looks(folder, store, begin), begin
    told: list[Closed] = []
    while at < begin + 60 * HOUR:
        for hours in steps:
            at += hours * HOUR
            found = await looks.to(at, of_market(BAR))
            told += [item for item in found.items if isinstance(item, Closed)]
            if hours > 20:
                looks.restarted()
    right = comes_to_hold(walk, begin, at)
    assert len(right) > 2
    assert [each.at for each in told] == right
    assert len({each.key for each in told}) == len(told)


async def test_closes_that_were_missed_come_in_turn_however_many(folder: Path, store: Store, walk: Walk) -> None:
    begin, end = START + 30 * HOUR, START + 80 * HOUR
    minutes = "bar A/USDT 1m close < sma20"
    looks = Looks(folder, store, begin)
    found = await looks.to(end, of_market(minutes, BAR))
    at_once = [item for item in found.items if isinstance(item, Closed)]
    stepped = Looks(folder, store, begin)
    one_by_one: list[Closed] = []
    for at in range(begin + 11 * MINUTE, end + 11 * MINUTE, 11 * MINUTE):
        found = await stepped.to(min(at, end), of_market(minutes, BAR))
        one_by_one += [item for item in found.items if isinstance(item, Closed)]
    assert len(at_once) > 100
    assert sorted(at_once) == sorted(one_by_one)


async def test_a_hole_longer_than_what_is_asked_for_at_a_time_is_passed(tmp_path: Path, store: Store) -> None:
    Walk(2_000, 5, hole=(300, 1_500)).write(tmp_path, SYMBOL)
    looks = Looks(tmp_path, store, START + 200 * MINUTE)
    await looks.to(START + 290 * MINUTE, of_market(PRICE, "bar A/USDT 1m close > open"))
    found = await looks.to(START + 2_000 * MINUTE, of_market(PRICE, "bar A/USDT 1m close > open"))
    closed = [item.at for item in found.items if isinstance(item, Closed)]
    assert min(closed) <= START + 300 * MINUTE
    assert max(closed) > START + 1_900 * MINUTE
    assert sum(isinstance(item, Reach) for item in found.items) == 510


async def test_a_level_follows_the_swing_from_each_close_on(folder: Path, store: Store, walk: Walk) -> None:
    begin = START + 40 * HOUR
    looks = Looks(folder, store, begin)
    found = await looks.to(begin + 30 * HOUR, of_market(PRICE, levels=(LEVEL,)))
    levels = [item for item in found.items if isinstance(item, Levels)]
    ends, high, low, _ = walk.hours()
    assert [each.at for each in levels] == [end for end in ends if begin < end <= begin + 30 * HOUR]
    for each in levels:
        seen = ends.index(each.at) + 1
        top, bottom = int(np.argmax(high[:seen])), int(np.argmin(low[:seen]))
        start, stop = (low[bottom], high[top]) if top > bottom else (high[top], low[bottom])
        ((number, price),) = each.levels
        assert number == 7
        assert price == pytest.approx(stop - 0.618 * (stop - start))


async def test_nothing_is_due_before_a_bar_can_have_closed(folder: Path, store: Store) -> None:
    looks, wants = Looks(folder, store, START + 5 * HOUR), of_market(PRICE, BAR)
    await looks.to(START + 5 * HOUR + 1, wants)
    now = START + 5 * HOUR
    assert not looks.look.is_due(wants, now + MINUTE - 1)
    assert looks.look.is_due(wants, now + MINUTE)
    await looks.to(now + MINUTE, wants)
    assert not looks.look.is_due(wants, now + 2 * MINUTE - 1)
    assert looks.look.is_due(of_market(PRICE, "rise A/USDT 600"), now + MINUTE), "a new window is filled at once"
