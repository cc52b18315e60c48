"""If these failed, a learner would be told that a right answer on Fibonacci is wrong."""

from itertools import pairwise
from math import comb

import numpy as np
import pytest

from services.education.figures import BadFigure, result_of
from services.market.candles import Candles
from tests.unit.services.education.recomputed import (
    Bar,
    Recompute,
    check_answers,
    check_mistakes,
    check_stops,
    drawn,
    rows,
    whole,
)

PHI = 1.6180339887498949
COLUMNS = ("open", "high", "low", "close", "volume")
SEQUENCE = (1, 2, 3, 5, 8, 13, 21, 34, 55, 89, 144)


def _wilder(bars: list[Bar]) -> float:
    """The average true range of 14 candles at the last of ``bars``."""
    ranges = [max(bar[1], before[3]) - min(bar[2], before[3]) for before, bar in pairwise(bars)]
    average = sum(ranges[:14]) / 14
    for newest in ranges[14:]:
        average += (newest - average) / 14
    return average


def _low_at(bars: list[Bar]) -> int:
    return min(range(len(bars)), key=lambda at: bars[at][2])


def _high_at(bars: list[Bar]) -> int:
    return max(range(len(bars)), key=lambda at: bars[at][1])


def _back(start: float, end: float, ratio: float) -> float:
    return end + (start - end) * ratio


def _line_of_rise(bars: list[Bar], ratio: float) -> float:
    low, high = bars[_low_at(bars)][2], bars[_high_at(bars)][1]
    assert _low_at(bars) < _high_at(bars)
    return round(high - (high - low) * ratio, 2)


def _line_of_fall(bars: list[Bar], ratio: float) -> float:
    low, high = bars[_low_at(bars)][2], bars[_high_at(bars)][1]
    assert _high_at(bars) < _low_at(bars)
    return round(low + (high - low) * ratio, 2)


def _first_in_pocket(bars: list[Bar]) -> int:
    edge = _line_of_rise(bars, 0.618)
    return next(at for at in range(_high_at(bars) + 1, len(bars)) if bars[at][2] <= edge)


def _agreeing(levels: str, width: float) -> int:
    """The most moves that any window of ``width`` holds."""
    lines = [(each.split()[0], float(each.split()[1])) for each in levels.split(", ")]
    return max(len({move for move, price in lines if 0 <= price - low <= width + 1e-9}) for _, low in lines)


def _lines_together(levels: str, width: float) -> int:
    """With each line of a move counted for itself."""
    prices = [float(each.split()[1]) for each in levels.split(", ")]
    return max(sum(0 <= price - low <= width + 1e-9 for price in prices) for low in prices)


def _covered(lines: int, near: float, low: float, high: float) -> float:
    """By laying the lines out, with their reach, and adding up what none of them reaches."""
    step = (high - low) / lines
    ends = [(low + step * (at + 0.5) - near, low + step * (at + 0.5) + near) for at in range(lines)]
    free = ends[0][0] - low + high - ends[-1][1] + sum(after[0] - before[1] for before, after in pairwise(ends))
    assert all(after[0] >= before[1] for before, after in pairwise(ends))
    return 100 - 100 * free / (high - low)


def _outcome(bars: list[Bar], end: int, ratio: float) -> str:
    """Walked candle by candle, with the range of when the turn at ``end`` was a few candles old."""
    start = 38
    up = bars[end][1] > bars[start][1]
    level = _back(bars[start][2], bars[end][1], ratio) if up else _back(bars[start][1], bars[end][2], ratio)
    reach, touched = _wilder(bars[: end + 5]), False
    for _, high, low, _ in bars[end + 1 :]:
        if touched and (high >= level + reach if up else low <= level - reach):
            return "reacted"
        touched = touched or (low <= level if up else high >= level)
        if touched and (low <= level - reach if up else high >= level + reach):
            return "went through"
    return "undecided"


def _at_least_one(tries: int, level_percent: float) -> float:
    share = level_percent / 100
    return 100 * sum(comb(tries, k) * share**k * (1 - share) ** (tries - k) for k in range(1, tries + 1))


def _near_a_zone(candles: int) -> float:
    near = {bar for zone in SEQUENCE for bar in (zone - 1, zone, zone + 1) if 1 <= bar <= candles}
    return 100 * len(near) / candles


RIGHT: dict[str, Recompute] = {
    "golden-ratio/next": lambda before, number: before + number,
    "golden-ratio/powers": lambda power: PHI**-power,
    "fib-retracement/rise": _back,
    "fib-retracement/fall": _back,
    "fib-retracement/depth": lambda start, end, price: 100 * (end - price) / (end - start),
    "fib-retracement/read-fall": _line_of_fall,
    "which-swing/begin": lambda bars: min(_low_at(bars), _high_at(bars)),
    "which-swing/shorter": lambda bars, lookback: max(bar[1] for bar in bars[-lookback:]),
    "which-swing/line-moves": lambda start, other, end, ratio: (start - other) * ratio,
    "fib-extensions/extension": lambda start, end, ratio: start * (1 - ratio) + end * ratio,
    "fib-extensions/projection": lambda a, b, c, ratio: (b - a) * ratio + c,
    "fib-extensions/read-equal": lambda bars, ratio: bars[46][2] + ratio * (bars[32][1] - bars[10][2]),
    "fib-extensions/stop-below-c": lambda bars: (round(bars[46][2] - _wilder(bars), 2), bars[46][2]),
    "golden-pocket/edge": _back,
    "golden-pocket/first-touch": _first_in_pocket,
    "golden-pocket/pays": lambda entry, stop, target: (target - entry) / (entry - stop),
    "golden-pocket/stop-swing": lambda bars: (
        round(bars[_low_at(bars)][2] - _wilder(bars), 2),
        bars[_low_at(bars)][2],
    ),
    "fib-confluence/moves": _agreeing,
    "fib-confluence/covered": _covered,
    "fib-time/next-zone": lambda passed: min(zone for zone in SEQUENCE if zone > passed) - passed,
    "fib-time/span": lambda duration, ratio: round(duration * ratio),
    "fib-time/fan-line": lambda start, end, duration, bar, ratio: (
        start + (_back(start, end, ratio) - start) / duration * bar
    ),
    "fib-time/near-a-zone": _near_a_zone,
    "fib-harmonics/equal-legs": lambda a, b, c, ratio: c + b - a,
    "fib-harmonics/d-of-xa": _back,
    "fib-harmonics/read-gartley": _line_of_rise,
    "fib-evidence/outcome": _outcome,
    "fib-evidence/outcome-down": _outcome,
    "fib-evidence/seven-tries": _at_least_one,
}


def _from_the_start(start: float, end: float, ratio: float) -> float:
    return start + ratio * (end - start)


def _beyond_the_end(start: float, end: float, ratio: float) -> float:
    return end + ratio * (end - start)


WRONG: dict[str, list[Recompute]] = {
    "golden-ratio/next": [
        lambda before, number: 2 * number,
        lambda before, number: number - before,
    ],
    "golden-ratio/powers": [
        lambda power: PHI**power,
        lambda power: 0.618 * power,
        lambda power: 1 - 0.618**power if power != 2 else None,  # 0.618 is 1 less its own square
        lambda power: 0.65**power,
    ],
    "fib-retracement/rise": [_from_the_start, _beyond_the_end, lambda start, end, ratio: end * (1 - ratio)],
    "fib-retracement/fall": [_from_the_start, _beyond_the_end, lambda start, end, ratio: end * (1 + ratio)],
    "fib-retracement/depth": [
        lambda start, end, price: 100 * (price - start) / (end - start),
        lambda start, end, price: 100 * (end - price) / end,
        lambda start, end, price: (end - price) / (end - start),
    ],
    "which-swing/line-moves": [
        lambda start, other, end, ratio: start - other,
        lambda start, other, end, ratio: (1 - ratio) * (start - other),
        lambda start, other, end, ratio: ratio * (start - end),
    ],
    "fib-extensions/extension": [_beyond_the_end, _back, lambda start, end, ratio: start * ratio],
    "fib-extensions/projection": [
        lambda a, b, c, ratio: a + ratio * (b - a) if ratio != 1 else b,
        lambda a, b, c, ratio: b + ratio * (b - a),
        lambda a, b, c, ratio: c - ratio * (b - a),
        lambda a, b, c, ratio: c + ratio * (b - c),
    ],
    "golden-pocket/edge": [
        _from_the_start,
        lambda start, end, ratio: _back(start, end, 0.618),
        lambda start, end, ratio: end * ratio,
    ],
    "golden-pocket/pays": [
        lambda entry, stop, target: (entry - stop) / (target - entry),
        lambda entry, stop, target: (target - stop) / (entry - stop),
        lambda entry, stop, target: target / entry,
    ],
    "fib-confluence/moves": [
        lambda levels, width: len(levels.split(",")),
        lambda levels, width: len({each.split()[0] for each in levels.split(", ")}),
        lambda levels, width: _lines_together(levels, width) if not levels.startswith("A 50") else None,
    ],
    "fib-confluence/covered": [
        lambda lines, near, low, high: 100 * near * lines / (high - low),
        lambda lines, near, low, high: 2 * near * lines,
        lambda lines, near, low, high: 100 * 2 * near * lines / high,
    ],
    "fib-time/next-zone": [
        lambda passed: min(zone for zone in SEQUENCE if zone > passed),
        lambda passed: passed - max(zone for zone in SEQUENCE if zone <= passed),
    ],
    "fib-time/span": [
        lambda duration, ratio: duration * (1 - ratio),
        lambda duration, ratio: duration / ratio,
        lambda duration, ratio: duration * (1 + ratio),
    ],
    "fib-time/fan-line": [
        lambda start, end, duration, bar, ratio: _back(start, end, ratio),
        lambda start, end, duration, bar, ratio: start + (end - start) / duration * bar,
        lambda start, end, duration, bar, ratio: (
            start + ratio * (end - start) / duration * bar if ratio != 0.5 else None
        ),
    ],
    "fib-time/near-a-zone": [
        lambda candles: 100 * sum(zone <= candles for zone in SEQUENCE) / candles,
        lambda candles: 100 * 3 * sum(zone <= candles for zone in SEQUENCE) / candles,
    ],
    "fib-harmonics/equal-legs": [lambda a, b, c, ratio: c + a - b, lambda a, b, c, ratio: b + b - a],
    "fib-harmonics/d-of-xa": [_from_the_start, _beyond_the_end, lambda start, end, ratio: end * ratio],
    "fib-evidence/seven-tries": [
        lambda tries, level_percent: tries * level_percent,
        lambda tries, level_percent: level_percent,
        lambda tries, level_percent: 100 * 0.95**tries,
        lambda tries, level_percent: level_percent / tries,
    ],
}


def test_each_answer_is_what_it_comes_to_when_worked_out_again() -> None:
    check_answers("fibonacci", RIGHT)


def test_no_usual_mistake_is_a_right_answer() -> None:
    check_mistakes("fibonacci", WRONG)


def test_stops_have_room() -> None:
    check_stops("fibonacci")


@pytest.mark.parametrize(
    ("question", "bars", "until", "said"),
    [
        ("fib-extensions/stop-below-c", "three-turns", None, "about 1.4 "),
        ("golden-pocket/stop-swing", "pocket", None, "about 2.3 "),
        ("fib-evidence/outcome", "touch", 65, "about 2.4 "),
        ("fib-evidence/outcome-down", "through", 65, "about 2.5 "),
    ],
)
def test_the_average_true_range_that_is_told_is_that_of_the_chart(
    question: str, bars: str, until: int | None, said: str
) -> None:
    school = whole("fibonacci")
    candles = rows(drawn("fibonacci", bars))[:until]
    found = school.find(question)
    assert found
    assert said in found[1].ask
    assert said.strip() == f"about {_wilder(candles):.1f}"


def test_the_share_near_the_zones_of_four_turns_is_about_what_the_text_says() -> None:
    random = np.random.default_rng(1)
    ages = random.permuted(np.tile(np.arange(90), (2_000, 1)), axis=1)[:, :4, None, None]
    since = ages + np.arange(1, 31)[:, None]
    near = np.abs(since - np.array(SEQUENCE)) <= 1
    assert near.any(axis=(1, 3)).mean() == pytest.approx(0.5, abs=0.03)
    text = whole("fibonacci").lessons["fib-time"].text.replace("\n", " ")
    assert "about half of the next thirty candles are near a zone" in text


def _level_candles(bars: int) -> Candles:
    """Candles that do not move."""
    price = np.full(bars, 100.0)
    return Candles("DRAWN", "1d", np.arange(bars, dtype=np.int64) * 86_400_000, price, price, price, price, price)


@pytest.mark.parametrize(
    ("name", "given"),
    [
        ("fib_line", {"ratio": 0.5}),
        ("swing_start", {}),
        ("swing_start_price", {"lookback": 20}),
        ("pocket_touched", {}),
        ("projection_line", {"ratio": 1.0}),
        ("stop_beyond_swing", {}),
        ("stop_beyond_turn", {}),
    ],
)
def test_candles_that_do_not_have_what_is_asked_are_no_figure(name: str, given: dict[str, float]) -> None:
    with pytest.raises(BadFigure):
        result_of(name, given, _level_candles(40))


def test_a_pocket_that_was_not_reached_is_no_figure() -> None:
    rise = drawn("fibonacci", "pocket")
    until = Candles("DRAWN", "1d", *(getattr(rise, name)[:50] for name in ("time", *COLUMNS)))
    with pytest.raises(BadFigure):
        result_of("pocket_touched", {}, until)


def test_numbers_that_do_not_follow_one_another_are_no_figure() -> None:
    with pytest.raises(BadFigure):
        result_of("next_fibonacci", {"before": 5, "number": 13})


def test_lines_that_do_not_agree_are_no_figure() -> None:
    with pytest.raises(BadFigure):
        result_of("moves_in_cluster", {"levels": "A 1.0, B 2.0, C 3.0", "width": 0.5})
