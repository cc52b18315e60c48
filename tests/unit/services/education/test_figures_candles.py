"""If these failed, a learner would be told that a right answer on candles or structure is wrong."""

from itertools import pairwise

import pytest

from analytics.chart_patterns import CHANCE_CASES, CHANCE_RATE, REACHED_CASES, REACHED_RATE
from services.education.figures import BadFigure, result_of
from tests.unit.services.education.recomputed import Bar, Recompute, check_answers, check_mistakes, check_stops, drawn

MINUTES = {"15m": 15, "1h": 60, "4h": 240, "1d": 1440, "1w": 10_080}


def _hours(hours: str) -> list[list[float]]:
    return [[float(price) for price in hour.split()] for hour in hours.split(",")]


def _range_of(hours: str) -> float:
    return max(hour[1] for hour in _hours(hours)) - min(hour[2] for hour in _hours(hours))


def _best(bars: list[Bar], of: Recompute) -> int:
    return max(range(len(bars)), key=lambda at: of(bars[at]))


def _true_range(before: float, high: float, low: float) -> float:
    return max(high - low, abs(high - before), abs(low - before))


def _true_ranges(bars: list[Bar]) -> list[float]:
    return [_true_range(before[3], bar[1], bar[2]) for before, bar in pairwise(bars)]


def _wilder(bars: list[Bar]) -> float:
    ranges = _true_ranges(bars)
    average = sum(ranges[:14]) / 14
    for newest in ranges[14:]:
        average = (13 * average + newest) / 14
    return average


def _turns(bars: list[Bar]) -> tuple[list[int], list[int]]:
    """Highs and lows that nothing within four candles on either side is beyond, and that were left by 1.5 at least of
    what a usual candle goes."""
    usual = sorted(_true_ranges(bars))[len(bars) // 2]
    around = [(at, bars[max(0, at - 4) : at + 5]) for at in range(3, len(bars) - 1)]
    highs = [
        at for at, near in around
        if bars[at][1] == max(bar[1] for bar in near) and bars[at][1] - min(bar[2] for bar in bars[at:]) > 1.5 * usual
    ]  # fmt: skip
    lows = [
        at for at, near in around
        if bars[at][2] == min(bar[2] for bar in near) and max(bar[1] for bar in bars[at:]) - bars[at][2] > 1.5 * usual
    ]  # fmt: skip
    return highs, lows


def _order(bars: list[Bar]) -> str:
    highs, lows = _turns(bars)
    higher_high = bars[highs[-1]][1] > bars[highs[-2]][1]
    higher_low = bars[lows[-1]][2] > bars[lows[-2]][2]
    return {(True, True): "up", (False, False): "down"}.get((higher_high, higher_low), "none")


def _newest_higher_low(bars: list[Bar], label: str) -> int:
    assert label == "HL"
    _, lows = _turns(bars)
    return max(at for before, at in pairwise(lows) if bars[at][2] > bars[before][2])


def _visits(bars: list[Bar], low: float, high: float, away: float) -> int:
    """Told in words: so often the price came in after it was clearly away."""
    count, clear = 0, True
    for _, top, bottom, _ in bars:
        if bottom <= high and top >= low:
            count, clear = count + clear, False
        elif bottom >= high + away or top <= low - away:
            clear = True
    return count


def _hammers(bars: list[Bar], pattern: str, direction: str) -> int:
    assert (pattern, direction) == ("hammer", "bullish")
    found = []
    for at in range(10, len(bars)):
        opened, high, low, closed = bars[at]
        body, top, bottom = abs(closed - opened), max(opened, closed), min(opened, closed)
        fell = bars[at - 1][3] < sum(bar[3] for bar in bars[at - 10 : at]) / 10
        if fell and bottom - low >= 2 * body and bottom - low > 1 and high - top < 0.1 * (high - low):
            found.append(at)
    (only,) = found
    return only


def _engulfings(bars: list[Bar], pattern: str, direction: str) -> int:
    """The one whose body is beyond the falling body before it at both ends, after a fall."""
    assert (pattern, direction) == ("engulfing", "bullish")
    found = []
    for at in range(11, len(bars)):
        opened, _, _, closed = bars[at]
        before_opened, _, _, before_closed = bars[at - 1]
        fell = bars[at - 2][3] < sum(bar[3] for bar in bars[at - 11 : at - 1]) / 10
        if fell and before_closed < before_opened and opened < before_closed and closed > before_opened:
            found.append(at)
    (only,) = found
    return only


def _closes_below_the_valley(bars: list[Bar], pattern: str) -> int:
    """After the two highest highs that lie four candles apart at least, below the lowest low between them."""
    assert pattern == "double top"
    first = max(range(len(bars)), key=lambda at: bars[at][1])
    second = max((at for at in range(len(bars)) if abs(at - first) > 8), key=lambda at: bars[at][1])
    left, right = sorted((first, second))
    valley = min(bar[2] for bar in bars[left:right])
    return next(at for at in range(right, len(bars)) if bars[at][3] < valley)


def _name_of_three(bars: list[Bar]) -> str:
    """Three tops of which the middle one stands out, and the outer ones do not differ by much."""
    highs, lows = _turns(bars)
    left, head, right = (bars[at][1] for at in highs[-3:])
    neck = min(bars[at][2] for at in lows if highs[-3] < at < highs[-1])
    assert head - max(left, right) > (head - neck) / 4
    assert abs(left - right) < (head - neck) / 4
    return "head and shoulders"


def _busiest(bars: list[Bar]) -> int:
    """The whole price that the most candles reach over."""
    prices = range(int(min(bar[2] for bar in bars)), int(max(bar[1] for bar in bars)) + 2)
    return max(
        prices,
        key=lambda price: sum(
            max(0.0, min(high, price + 0.5) - max(low, price - 0.5)) / (high - low) for _, high, low, _ in bars
        ),
    )


RIGHT: dict[str, Recompute] = {
    "reading-a-candle/longest-wick": lambda bars: _best(bars, lambda bar: min(bar[0], bar[3]) - bar[2]),
    "reading-a-candle/largest-fall": lambda bars: _best(bars, lambda bar: bar[0] - bar[3]),
    "reading-a-candle/body-share": lambda opened, high, low, closed: (
        (max(opened, closed) - min(opened, closed)) / (high - low) * 100
    ),
    "timeframes/range": _range_of,
    "timeframes/change": lambda hours: _hours(hours)[-1][3] - _hours(hours)[0][0],
    "timeframes/how-many": lambda small, large: MINUTES[large] / MINUTES[small],
    "how-far-candles-go/true-range": _true_range,
    "how-far-candles-go/largest": lambda bars: 1 + max(range(len(bars) - 1), key=_true_ranges(bars).__getitem__),
    "how-far-candles-go/next-average": lambda average, newest: average + (newest - average) / 14,
    "how-far-candles-go/two-ranges": lambda bars, nearest, farthest: (
        round(bars[-1][3] - farthest * _wilder(bars), 2),
        round(bars[-1][3] - nearest * _wilder(bars), 2),
    ),
    "turns-and-structure/falling": _order,
    "turns-and-structure/narrowing": _order,
    "turns-and-structure/higher-low": _newest_higher_low,
    "breaks/which-bar": lambda bars, level: next(at for at, bar in enumerate(bars) if bar[3] > level),
    "breaks/how-many": lambda bars, level: sum(bar[3] > level for bar in bars),
    "breaks/below-the-level": lambda bars, level, room: (level - room, level - 0.01),
    "support-and-resistance/visits": _visits,
    "candlestick-patterns/hammer": _hammers,
    "candlestick-patterns/engulfing": _engulfings,
    "shapes-with-a-trigger/trigger": _closes_below_the_valley,
    "shapes-with-a-trigger/name": _name_of_three,
    "shapes-with-a-trigger/measured-move": lambda extreme, neckline: 2 * neckline - extreme,
    "candlestick-patterns/beside-base": lambda cases, rose, base_percent: (rose / cases - base_percent / 100) * 100,
    "where-it-traded/busiest": _busiest,
    "where-it-traded/ratio": lambda mean, volume: volume / mean,
}
WRONG: dict[str, list[Recompute]] = {
    "reading-a-candle/body-share": [
        lambda opened, high, low, closed: 100 * abs(closed - opened) / opened,
        lambda opened, high, low, closed: 100 * (high - max(opened, closed)) / (high - low),
        lambda opened, high, low, closed: -100 * abs(closed - opened) / (high - low),
    ],
    "timeframes/range": [
        lambda hours: _hours(hours)[-1][1] - _hours(hours)[-1][2],
        lambda hours: max(hour[1] - hour[2] for hour in _hours(hours)),
        lambda hours: sum(hour[1] - hour[2] for hour in _hours(hours)),
        lambda hours: abs(_hours(hours)[-1][3] - _hours(hours)[0][0]),
    ],
    "timeframes/change": [
        lambda hours: _hours(hours)[-1][3] - _hours(hours)[-1][0],
        lambda hours: _hours(hours)[0][0] - _hours(hours)[-1][3],
        _range_of,
    ],
    "timeframes/how-many": [
        lambda small, large: MINUTES[small] / MINUTES[large],
        lambda small, large: MINUTES[large] / MINUTES[small] - 1,
        lambda small, large: {"1w": 30}.get(large),  # five days
    ],
    "how-far-candles-go/true-range": [
        lambda before, high, low: high - low if not low <= before <= high else None,
        lambda before, high, low: abs(before - (high + low) / 2),
    ],
    "how-far-candles-go/next-average": [
        lambda average, newest: (average + newest) / 2,
        lambda average, newest: newest,
        lambda average, newest: average,
        lambda average, newest: (14 * average + newest) / 14,
    ],
    "breaks/how-many": [lambda bars, level: sum(bar[1] > level for bar in bars)],
    "support-and-resistance/visits": [
        lambda bars, low, high, away: sum(bar[2] <= high for bar in bars),
        lambda bars, low, high, away: _visits(bars, low, high, 0),
    ],
    "shapes-with-a-trigger/measured-move": [
        lambda extreme, neckline: 2 * extreme - neckline,
        lambda extreme, neckline: (extreme + neckline) / 2,
        lambda extreme, neckline: abs(extreme - neckline),
        lambda extreme, neckline: neckline - (extreme - neckline) / 2,
    ],
    "candlestick-patterns/beside-base": [
        lambda cases, rose, base_percent: 100 * rose / cases,
        lambda cases, rose, base_percent: base_percent - 100 * rose / cases,
        lambda cases, rose, base_percent: 100 * (100 * rose / cases / base_percent - 1),
    ],
    "where-it-traded/ratio": [
        lambda mean, volume: mean / volume,
        lambda mean, volume: volume / mean - 1,
        lambda mean, volume: 21 * volume / (20 * mean + volume),
    ],
}


def test_each_answer_is_what_it_comes_to_when_worked_out_again() -> None:
    check_answers("candles", RIGHT)


def test_no_usual_mistake_is_a_right_answer() -> None:
    check_mistakes("candles", WRONG)


def test_stops_have_room() -> None:
    check_stops("candles")


def test_what_a_question_says_of_its_chart_is_so() -> None:
    rise = drawn("candles", "steady-rise")
    bars = list(zip(rise.open, rise.high, rise.low, rise.close, strict=True))
    assert rise.close[-1] == 116.54
    assert _wilder(bars) == pytest.approx(2.0, abs=0.01)
    assert len(set(drawn("candles", "balance").volume)) == 1


def test_what_is_said_of_the_desks_own_count_is_so() -> None:
    assert (round(100 * REACHED_RATE), round(100 * CHANCE_RATE), REACHED_CASES) == (46, 44, 2105)
    by_chance = 1.96 * (0.25 / REACHED_CASES + 0.25 / CHANCE_CASES) ** 0.5
    assert abs(REACHED_RATE - CHANCE_RATE) < by_chance


def test_no_close_lies_on_the_line_that_is_broken() -> None:
    breakout = drawn("candles", "breakout")
    assert min(abs(breakout.close - 104)) > 0.2


def test_a_pattern_that_is_not_there_once_is_no_figure() -> None:
    candles = drawn("candles", "two-patterns")
    with pytest.raises(BadFigure):
        result_of("pattern_at", {"pattern": "doji", "direction": "neutral"}, candles)
