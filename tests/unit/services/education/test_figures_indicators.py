"""If these failed, a learner would be told that a right answer on indicators is wrong."""

from itertools import pairwise
from math import comb, sqrt

import pytest

from analytics.indicators.bands import KELTNER_RANGES, SQUEEZE_RANGES
from services.education.figures import BadFigure, result_of
from services.education.lesson import DrawnBars
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

COLUMNS = ("open", "high", "low", "close", "volume")


def _numbers(text: str) -> list[float]:
    return [float(each) for each in text.split(", ")]


def _mean(values: list[float]) -> float:
    return sum(values) / len(values)


def _true_ranges(bars: list[Bar]) -> list[float]:
    """From the second bar on."""
    return [max(bar[1], before[3]) - min(bar[2], before[3]) for before, bar in pairwise(bars)]


def _wilder(bars: list[Bar]) -> float:
    """The average true range of 14 candles at the last of ``bars``."""
    ranges = _true_ranges(bars)
    average = _mean(ranges[:14])
    for newest in ranges[14:]:
        average += (newest - average) / 14
    return average


def _rsi(bars: list[Bar]) -> float:
    """Of 14 closes, at the last of ``bars``."""
    changes = [bar[3] - before[3] for before, bar in pairwise(bars)]
    up, down = _mean([max(each, 0) for each in changes[:14]]), _mean([max(-each, 0) for each in changes[:14]])
    for each in changes[14:]:
        up, down = (13 * up + max(each, 0)) / 14, (13 * down + max(-each, 0)) / 14
    return 100 - 100 / (1 + up / down)


def _lowest_rsi(bars: list[Bar]) -> int:
    return min(range(14, len(bars)), key=lambda at: _rsi(bars[: at + 1]))


def _third(bars: list[Bar], period: int) -> str:
    high, low = max(bar[1] for bar in bars[-period:]), min(bar[2] for bar in bars[-period:])
    return ("lower", "middle", "upper")[int(3 * (bars[-1][3] - low) / (high - low))]


def _divergence(bars: list[Bar], first: int, second: int) -> str:
    higher = bars[second][1] > bars[first][1]
    weaker = _rsi(bars[: second + 1]) < _rsi(bars[: first + 1])
    return "bearish divergence" if higher and weaker else "agreement" if higher else "another"


def _narrowest(bars: list[Bar]) -> int:
    """Where twenty closes spread least beside their mean."""

    def spread(at: int) -> float:
        closes = [bar[3] for bar in bars[at - 19 : at + 1]]
        return sqrt(_mean([(close - _mean(closes)) ** 2 for close in closes])) / _mean(closes)

    return min(range(19, len(bars)), key=spread)


def _first_above(bars: list[Bar], period: int) -> int:
    return next(
        at for at in range(period, len(bars)) if bars[at][3] > max(bar[1] for bar in bars[at - period : at])
    )  # fmt: skip


def _mean_turns(bars: list[Bar], period: int) -> str:
    """A mean rises where the close that comes in is above the one that drops out."""
    return "rising" if bars[-1][3] > bars[-1 - period][3] else "falling"


def _signed(closes: str, volumes: str) -> float:
    """Volume of rises less volume of falls."""
    steps = zip(pairwise(_numbers(closes)), _numbers(volumes)[1:], strict=True)
    return sum(volume * ((after > before) - (after < before)) for (before, after), volume in steps)


def _loudest(volumes: list[float]) -> int:
    return max(range(20, len(volumes)), key=lambda at: volumes[at] / _mean(volumes[at - 20 : at]))


def _weighted(prices: str, volumes: str) -> float:
    pairs = list(zip(_numbers(prices), _numbers(volumes), strict=True))
    return sum(price * volume for price, volume in pairs) / sum(volume for _, volume in pairs)


def _at_least_one(tries: int, level_percent: float) -> float:
    share = level_percent / 100
    return 100 * sum(comb(tries, k) * share**k * (1 - share) ** (tries - k) for k in range(1, tries + 1))


RIGHT: dict[str, Recompute] = {
    "what-indicators-know/warm-up": lambda period, hours: period * hours / 24,
    "moving-averages/sma": lambda closes: sum(_numbers(closes)) / 5,
    "moving-averages/sma-step": lambda average, leaves, comes, period: average + (comes - leaves) / period,
    "moving-averages/ema-step": lambda average, close, period: (
        average * (period - 1) / (period + 1) + close * 2 / (period + 1)
    ),
    "moving-averages/sma-turns": _mean_turns,
    "moving-averages/behind": lambda step, period: sum(step * back for back in range(period)) / period,
    "rsi/reckon": lambda rise, fall: 100 - 100 / (1 + rise / fall),
    "rsi/lowest": _lowest_rsi,
    "where-in-the-range/percent-k": lambda high, low, close: 100 - 100 * (high - close) / (high - low),
    "where-in-the-range/percent-r": lambda percent_k: percent_k - 100,
    "where-in-the-range/place": _third,
    "macd-divergence/histogram": lambda fast, slow, signal: (fast - slow) - signal,
    "macd-divergence/divergence": _divergence,
    "average-true-range/compare": lambda reach, price: reach / price * 100,
    "average-true-range/size": lambda cash, reach, ranges: cash / reach / ranges,
    "average-true-range/highest": lambda bars: max(range(14, len(bars)), key=lambda at: _wilder(bars[: at + 1])),
    "average-true-range/chandelier": lambda bars, bought, ranges, give: (
        round(max(bar[1] for bar in bars[bought:]) - (ranges + give) * _wilder(bars), 2),
        round(max(bar[1] for bar in bars[bought:]) - (ranges - give) * _wilder(bars), 2),
    ),
    "bollinger-bands/upper": lambda mean, deviation: mean + deviation + deviation,
    "bollinger-bands/position": lambda lower, upper, close: 100 - 100 * (upper - close) / (upper - lower),
    "bollinger-bands/keltner": lambda mean, reach: mean + reach + reach,
    "bollinger-bands/narrowest": _narrowest,
    "trend-and-breakout/breakout": _first_above,
    "trend-and-breakout/dx": lambda plus, minus: (
        100 * (max(plus, minus) - min(plus, minus)) / (max(plus, minus) + min(plus, minus))
    ),
    "trend-and-breakout/trail": lambda bars, period: (
        round(min(bar[2] for bar in bars[-period:]) - _wilder(bars), 2),
        min(bar[2] for bar in bars[-period:]),
    ),
    "volume-and-vwap/obv": _signed,
    "volume-and-vwap/vwap": _weighted,
    "volume-and-vwap/stands-out": lambda bars: _loudest(drawn("indicators", "busy").volume.tolist()),
    "volume-and-vwap/ratio": lambda volumes, volume: volume / _mean(_numbers(volumes)),
    "five-that-say-one-thing/lucky": lambda tries, level_percent: tries * level_percent / 100,
    "five-that-say-one-thing/some-luck": _at_least_one,
}
WRONG: dict[str, list[Recompute]] = {
    "what-indicators-know/warm-up": [
        lambda period, hours: period * hours,
        lambda period, hours: period / 24 if hours != 1 else None,
        lambda period, hours: period,
    ],
    "moving-averages/sma": [
        lambda closes: sum(_numbers(closes)),
        lambda closes: sorted(_numbers(closes))[2],  # the median
        lambda closes: (_numbers(closes)[0] + _numbers(closes)[-1]) / 2,
    ],
    "moving-averages/sma-step": [
        lambda average, leaves, comes, period: average + (leaves - comes) / period,
        lambda average, leaves, comes, period: average + comes - leaves,
        lambda average, leaves, comes, period: average + (comes - average) / period,
        lambda average, leaves, comes, period: average,
    ],
    "moving-averages/ema-step": [
        lambda average, close, period: average + (close - average) / period,
        lambda average, close, period: (average + close) / 2,
        lambda average, close, period: close - 2 / (period + 1) * (close - average),
    ],
    "moving-averages/behind": [
        lambda step, period: step * period,
        lambda step, period: step * (period - 1),
        lambda step, period: step,
    ],
    "rsi/reckon": [
        lambda rise, fall: 100 * fall / (rise + fall),
        lambda rise, fall: 100 * rise / fall,
        lambda rise, fall: rise / fall,
        lambda rise, fall: 100 * (rise - fall) / (rise + fall),
    ],
    "where-in-the-range/percent-k": [
        lambda high, low, close: 100 * (high - close) / (high - low),
        lambda high, low, close: (close - low) / (high - low),
        lambda high, low, close: 100 * (close - low) / low,
        lambda high, low, close: 100 * close / high,
    ],
    "where-in-the-range/percent-r": [
        lambda percent_k: 100 - percent_k,
        lambda percent_k: -percent_k,
        lambda percent_k: percent_k,
    ],
    "macd-divergence/histogram": [
        lambda fast, slow, signal: fast - slow,
        lambda fast, slow, signal: slow - fast - signal,
        lambda fast, slow, signal: fast - slow + signal,
        lambda fast, slow, signal: signal - (fast - slow),
    ],
    "average-true-range/compare": [
        lambda reach, price: reach / price,
        lambda reach, price: price / reach,
        lambda reach, price: 100 * reach / (reach + price) if reach / price > 0.02 else None,
    ],
    "average-true-range/size": [
        lambda cash, reach, ranges: cash / reach,
        lambda cash, reach, ranges: cash / ranges,
        lambda cash, reach, ranges: cash * ranges / reach,
        lambda cash, reach, ranges: cash * ranges * reach,
    ],
    "bollinger-bands/upper": [
        lambda mean, deviation: mean + deviation,
        lambda mean, deviation: mean - 2 * deviation,
        lambda mean, deviation: mean + 3 * deviation,
    ],
    "bollinger-bands/position": [
        lambda lower, upper, close: 100 * (upper - close) / (upper - lower),
        lambda lower, upper, close: (close - lower) / (upper - lower),
        lambda lower, upper, close: 100 * (close - lower) / lower,
    ],
    "bollinger-bands/keltner": [
        lambda mean, reach: mean + reach,
        lambda mean, reach: mean - 2 * reach,
        lambda mean, reach: mean * (1 + reach / 100) if mean != 100 else None,
    ],
    "trend-and-breakout/dx": [
        lambda plus, minus: 100 * (plus - minus) / (plus + minus) if plus < minus else None,
        lambda plus, minus: plus - minus,
        lambda plus, minus: 100 * plus / (plus + minus),
        lambda plus, minus: (plus + minus) / 2 if plus + minus != 40 and plus + minus != 48 else None,
    ],
    "volume-and-vwap/obv": [
        lambda closes, volumes: _numbers(volumes)[0] + _signed(closes, volumes),
        lambda closes, volumes: sum(_numbers(volumes)),
        lambda closes, volumes: -_signed(closes, volumes),
    ],
    "volume-and-vwap/vwap": [
        lambda prices, volumes: _mean(_numbers(prices)),
        lambda prices, volumes: sum(
            price * volume for price, volume in zip(_numbers(prices), _numbers(volumes), strict=True)
        ),
        lambda prices, volumes: _weighted(prices, ", ".join(reversed(volumes.split(", ")))),
    ],
    "volume-and-vwap/ratio": [
        lambda volumes, volume: _mean(_numbers(volumes)) / volume,
        lambda volumes, volume: volume / _mean(_numbers(volumes)) - 1,
        lambda volumes, volume: volume / _mean([*_numbers(volumes), volume]),
        lambda volumes, volume: volume / _numbers(volumes)[-1] if volume != 20 else None,
    ],
    "five-that-say-one-thing/lucky": [
        lambda tries, level_percent: tries / level_percent if level_percent != 10 else None,
        lambda tries, level_percent: level_percent,
        lambda tries, level_percent: 1,
        lambda tries, level_percent: tries * (1 - level_percent / 100),
    ],
    "five-that-say-one-thing/some-luck": [
        lambda tries, level_percent: tries * level_percent,
        lambda tries, level_percent: level_percent,
        lambda tries, level_percent: 100 * 0.95**tries,
    ],
}


def test_each_answer_is_what_it_comes_to_when_worked_out_again() -> None:
    check_answers("indicators", RIGHT)


def test_no_usual_mistake_is_a_right_answer() -> None:
    check_mistakes("indicators", WRONG)


def test_stops_have_room() -> None:
    check_stops("indicators")


@pytest.mark.parametrize(
    ("question", "bars", "said"),
    [
        ("average-true-range/chandelier", "climb", "about 2.0"),
        ("trend-and-breakout/trail", "breakout", "about 1.7"),
    ],
)
def test_the_average_true_range_that_is_told_is_that_of_the_chart(question: str, bars: str, said: str) -> None:
    found = whole("indicators").find(question)
    assert found
    assert f"{said}" in found[1].ask
    assert said == f"about {_wilder(rows(drawn('indicators', bars))):.1f}"


def test_the_rsi_that_is_told_is_that_of_the_chart() -> None:
    found = whole("indicators").find("macd-divergence/divergence")
    first, second = (_rsi(rows(drawn("indicators", "weaker-high"))[: at + 1]) for at in (26, 58))
    assert found
    assert f"about {first:.0f} at the first mark and about {second:.0f} at the second" in found[1].ask


def test_the_range_that_is_told_is_that_of_the_chart() -> None:
    climb, lesson = drawn("indicators", "climb"), whole("indicators").lessons["where-in-the-range"]
    low, high, close = climb.low[-14:].min(), climb.high[-14:].max(), climb.close[-1]
    assert isinstance(lesson.chart, DrawnBars)
    assert lesson.chart.lines == {"highest high": high, "lowest low": low}
    assert lesson.chart.marks == {"range begins": len(climb) - 14}
    assert f"from {low:g} to {high:g}, and the last close is {close:g}" in lesson.text
    assert f"%K is about {100 * (close - low) / (high - low):.0f}" in lesson.text


def test_what_is_told_of_the_desks_channels_is_so() -> None:
    text = " ".join(whole("indicators").lessons["bollinger-bands"].text.split())
    assert (KELTNER_RANGES, SQUEEZE_RANGES) == (2, 1.5)
    assert "two ATR at this desk" in text
    assert "narrower such channel, of one and a half ATR" in text


def test_candles_that_do_not_have_what_is_asked_are_no_figure() -> None:
    rise = drawn("indicators", "climb")
    few = Candles("DRAWN", "1d", *(getattr(rise, name)[:12] for name in ("time", *COLUMNS)))
    with pytest.raises(BadFigure):
        result_of("stop_below_channel", {"period": 10}, few)
    with pytest.raises(BadFigure):
        result_of("first_close_above_channel", {"period": 50}, few)
