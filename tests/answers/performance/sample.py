"""What ``/performance`` may answer: usual and odd."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

import numpy as np

from analytics.trading.course import Stand, course_of
from analytics.trading.records import Record
from services.market.candles import Candles
from services.market.timeframes import TIMEFRAMES, to_ms
from services.portfolio.equity import Closes, EquityCurve, step_for
from services.portfolio.performance import Beside, performance
from services.portfolio.performance_facts import PerformanceAnswer, Period
from services.words.numbers import exact
from tests.answers._shared import HOSTILE, NOW, provenance
from tests.answers._walks import market
from tests.unit.analytics.trading.journals import DAY, HOUR, Made, journal, opened, reset

END = to_ms(NOW)
WALK = market(3000, seed=4, step=0.006, timeframe="4h")
HOSTILE_WALK = market(3000, symbol=HOSTILE[:40], step=0.006, timeframe="4h")


def performed(
    records: Sequence[Record],
    walk: Candles = WALK,
    *,
    since: int = 0,
    period: Period = "month",
    account: str = "main",
    simulated: bool = False,
) -> PerformanceAnswer:
    """What an account did whose market went as ``walk``."""
    step = step_for(END - max(since, records[0].at))
    course = course_of("paper:shell:ann", records, since, TIMEFRAMES[step].ms, END, across_resets=period == "all")
    closes = Closes.of(walk)

    def worth(at: int) -> Decimal:
        return closes.at(at) or exact(float(walk.close[0]))

    def equity_at(stand: Stand) -> Decimal:
        return stand.equity(lambda _: worth(stand.at))

    equity = tuple(map(equity_at, course.stands))
    prices = np.array([float(worth(stand.at)) for stand in course.stands])
    origin = provenance(as_of=NOW)
    beside = Beside(walk.symbol, prices, origin)
    curve = EquityCurve(course, step, equity, origin)
    return performance(curve, beside, period, account=account, currency="USDT", simulated=simulated)


def traded(count: int, seed: int = 5, *, days: int = 28, keen: int = 1, walk: Candles = WALK) -> list[Record]:
    """``count`` trades one after the other at the market's prices within ``days``, with a stop 2 % away. Each is the
    best of ``keen`` random ones: more than one is hindsight."""
    random, closes = np.random.default_rng(seed), Closes.of(walk)
    length, made = days * DAY // count, []
    for at in range(count):
        start = END - days * DAY + at * length
        times = [sorted(int(each) for each in random.integers(1, length - 1, 2)) for _ in range(keen)]
        tried = [(start + a, start + b, price_at(closes, start + a), price_at(closes, start + b)) for a, b in times]
        begin, end, entry, exit_ = max(tried, key=lambda one: one[3] / one[2])
        made.append(Made(begin, end, f"{entry:.1f}", f"{exit_:.1f}", "0.05", f"{entry * 0.98:.1f}"))
    return journal(*made, first=opened(END - days * DAY))


def price_at(closes: Closes, at: int) -> float:
    """Between the closes before and after."""
    return float(np.interp(at, closes.known, closes.close))


LOSSES = [
    Made(END - k * DAY + HOUR, END - k * DAY + 2 * HOUR, "42000", "41200", "0.05", "41160") for k in range(9, 2, -1)
]
HELD = Made(END - 3 * DAY, None, "40000", amount="0.1")

SAMPLES: dict[str, PerformanceAnswer] = {
    "usual": performed(traded(14, keen=2)),
    "beyond chance": performed(traded(60, keen=6)),
    "losses": performed(journal(*LOSSES, first=opened(END - 10 * DAY)), period="week", since=END - 7 * DAY),
    "one trade": performed(
        journal(Made(END - HOUR, END - HOUR // 2, "42000", "42100"), first=opened(END - DAY)), period="day"
    ),
    "nothing yet": performed([opened(END)]),
    "a day of nothing": performed([opened(END - DAY)]),
    "held only": performed(journal(HELD, first=opened(END - 5 * DAY)), period="week"),
    "even": performed(
        journal(Made(END - HOUR, END - HOUR // 2, "41958", "42042", "0.1"), first=opened(END - DAY)), period="day"
    ),
    "over a year": performed(traded(90, days=420), period="all"),
    "across a reset": performed(
        journal(*LOSSES, reset(END - 2 * DAY), first=opened(END - 10 * DAY)), period="all", account="server"
    ),
    "hostile": performed(traded(4, walk=HOSTILE_WALK), HOSTILE_WALK, account="a" * 20),
}


def random_performances(count: int, seed: int = 7) -> Iterator[PerformanceAnswer]:
    random = np.random.default_rng(seed)
    for at in range(count):
        trades, days = int(random.integers(1, 40)), int(random.integers(1, 400))
        records = traded(trades, seed + at, days=days, keen=int(random.integers(1, 4)))
        yield performed(records, period="all", simulated=bool(random.random() < 0.5))
