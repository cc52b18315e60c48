"""If these failed, a learner would be told that a right answer on chance or backtests is wrong."""

import re
from itertools import groupby, pairwise, product
from math import sqrt

from tests.unit.services.education.recomputed import (
    Bar,
    Recompute,
    check_answers,
    check_mistakes,
    check_stops,
    drawn,
    rows,
)


def _is_low(bars: list[Bar], at: int, wing: int) -> bool:
    around = [bars[each][2] for each in range(at - wing, at + wing + 1) if each != at]
    return min(around) > bars[at][2]


def _low_known_at(bars: list[Bar], low: int, wing: int) -> int:
    assert _is_low(bars, low, wing)
    return low + wing


def _wilder(bars: list[Bar], period: int = 14) -> float:
    ranges = [max(high, before) - min(low, before) for (_, _, _, before), (_, high, low, _) in pairwise(bars)]
    mean = sum(ranges[:period]) / period
    for each in ranges[period:]:
        mean += (each - mean) / period
    return mean


def _below_known_low(bars: list[Bar], wing: int) -> tuple[float, float]:
    low = next(bars[at][2] for at in reversed(range(wing, len(bars) - wing)) if _is_low(bars, at, wing))
    return low - _wilder(bars), low


def _heads(won: int, tosses: int) -> float:
    ways = [sum(toss) for toss in product((0, 1), repeat=tosses)]
    return 100 * sum(heads >= won for heads in ways) / len(ways)


def _after_signal(base_percent: float, called_percent: float, false_percent: float) -> float:
    """Counted in a million weeks."""
    crashes = 1_000_000 * base_percent / 100
    right, vain = crashes * called_percent / 100, (1_000_000 - crashes) * false_percent / 100
    return 100 * right / (right + vain)


def _r_net(entry: float, stop: float, closed: float, fee_percent: float) -> float:
    return (closed * (1 - fee_percent / 100) - entry * (1 + fee_percent / 100)) / (entry - stop)


def _numbers(told: str) -> list[float]:
    return [float(number) for number in re.findall(r"[\d.]+", told)]


def _discoveries(p_values: str, rate_percent: float) -> int:
    ordered = sorted(_numbers(p_values))
    fit = [rank for rank, p in enumerate(ordered, 1) if p <= rank / len(ordered) * rate_percent / 100]
    return max(fit, default=0)


def _lucky(traders: float, years: int) -> float:
    for _ in range(years):
        traders /= 2
    return traders


RIGHT: dict[str, Recompute] = {
    "luck-and-samples/heads": _heads,
    "luck-and-samples/error-of-mean": lambda trades, spread: (spread * spread / trades) ** 0.5,
    "luck-and-samples/error-of-share": lambda share_percent, tries: sqrt(share_percent * (100 - share_percent) / tries),
    "luck-and-samples/longest-run": lambda bars: str(
        max(len(list(run)) for _, run in groupby(close > opened for opened, _, _, close in bars))
    ),
    "base-rates/rising-days": lambda bars: 100 * sum(close > opened for opened, _, _, close in bars) / len(bars),
    "base-rates/after-signal": _after_signal,
    "base-rates/added": lambda cases, rose, base_percent: 100 * rose / cases - base_percent,
    "what-a-test-sees/needed": lambda spread, edge: 4 * spread * spread / edge / edge,
    "what-a-test-sees/seen": lambda trades, spread: (1.959963984540054 + 0.8416212335729143) * spread / trades**0.5,
    "backtests/costs": lambda gross_percent, fee_percent, slippage_percent: (
        gross_percent - fee_percent - slippage_percent - fee_percent - slippage_percent
    ),
    "backtests/r-net": _r_net,
    "backtests/entry": lambda bars, above: next(at for at, bar in enumerate(bars) if bar[3] > above) + 1,
    "look-ahead/known-at": _low_known_at,
    "look-ahead/delay": lambda wing, hours: wing * hours,
    "look-ahead/stop": _below_known_low,
    "many-tries/any": lambda tries, level_percent: 100 - 100 * ((100 - level_percent) / 100) ** tries,
    "many-tries/how-many": lambda tries, level_percent: tries * level_percent / 100,
    "many-tries/limit": lambda tries, level_percent: level_percent / tries,
    "many-tries/discoveries": _discoveries,
    "survivorship/mean-of-all": lambda coins, gone, gain_percent: (
        100 * ((coins - gone) * (1 + gain_percent / 100) / coins - 1)
    ),
    "survivorship/lucky": _lucky,
    "survivorship/lost": lambda bars: 100 * (bars[0][3] - bars[-1][3]) / bars[0][3],
    "cosmic-factors/count-moons": lambda bars, moons, ahead: str(
        len([bar for bar in map(int, _numbers(moons)) if bars[bar + ahead][3] > bars[bar][3]])
    ),
    "cosmic-factors/added": lambda cases, rose, base_percent: 100 * rose / cases - base_percent,
    "cosmic-factors/luck": lambda share_percent, tries: sqrt(share_percent * (100 - share_percent) / tries),
    "cosmic-factors/by-chance": lambda events, lasts, every: events / (every / lasts),
    "cosmic-factors/passed-by-luck": lambda tries, level_percent: tries * level_percent / 100,
}

WRONG: dict[str, list[Recompute]] = {
    "luck-and-samples/heads": [
        lambda tosses, won: _heads(won, tosses) - _heads(won + 1, tosses),  # exactly so many
        lambda tosses, won: 100 * won / tosses,
        lambda tosses, won: 100 * 0.5**won,
    ],
    "luck-and-samples/error-of-mean": [
        lambda trades, spread: spread / trades,
        lambda trades, spread: spread / sqrt(trades - 1) * 1.05,
        lambda trades, spread: 2 * spread / sqrt(trades),
    ],
    "luck-and-samples/error-of-share": [
        lambda share_percent, tries: 100 * sqrt(share_percent / 100 / tries),
        lambda share_percent, tries: share_percent * (100 - share_percent) / 100 / tries * 3,
        lambda share_percent, tries: 2 * sqrt(share_percent * (100 - share_percent) / tries),
    ],
    "base-rates/rising-days": [
        lambda bars: sum(close > opened for opened, _, _, close in bars),  # the count
        lambda bars: 100 * sum(close < opened for opened, _, _, close in bars) / len(bars),
        lambda bars: 100 * (sum(close > opened for opened, _, _, close in bars) + 1) / len(bars),  # one too many
    ],
    "base-rates/after-signal": [
        lambda base_percent, called_percent, false_percent: called_percent,
        lambda base_percent, called_percent, false_percent: 100 - false_percent,
        lambda base_percent, called_percent, false_percent: base_percent * called_percent / 100,
        lambda base_percent, called_percent, false_percent: 100 * called_percent / (called_percent + false_percent),
    ],
    "base-rates/added": [
        lambda cases, rose, base_percent: 100 * rose / cases - 50,
        lambda cases, rose, base_percent: base_percent - 100 * rose / cases,
    ],
    "what-a-test-sees/needed": [
        lambda spread, edge: 2 * spread / edge,  # not squared
        lambda spread, edge: (spread / edge) ** 2,  # once its error
        lambda spread, edge: 2 * (spread / edge) ** 2,
    ],
    "what-a-test-sees/seen": [
        lambda trades, spread: 2 * spread / sqrt(trades),
        lambda trades, spread: 2.8 * spread / trades,
        lambda trades, spread: spread / sqrt(trades),
    ],
    "backtests/costs": [
        lambda gross_percent, fee_percent, slippage_percent: gross_percent - fee_percent - slippage_percent,  # one fill
        lambda gross_percent, fee_percent, slippage_percent: gross_percent - 2 * fee_percent,
        lambda gross_percent, fee_percent, slippage_percent: gross_percent - 2 * fee_percent - slippage_percent,
    ],
    "backtests/r-net": [
        lambda entry, stop, closed, fee_percent: (closed - entry) / (entry - stop),
        lambda entry, stop, closed, fee_percent: (closed - entry - fee_percent / 100 * entry) / (entry - stop),  # one
        lambda entry, stop, closed, fee_percent: (closed - entry + fee_percent / 50 * entry) / (entry - stop),
    ],
    "look-ahead/delay": [
        lambda wing, hours: 2 * wing * hours,
        lambda wing, hours: (wing - 1) * hours,
        lambda wing, hours: hours,
    ],
    "many-tries/any": [
        lambda tries, level_percent: tries * level_percent,
        lambda tries, level_percent: 100 * (1 - level_percent / 100) ** tries,
        lambda tries, level_percent: level_percent,
    ],
    "many-tries/how-many": [
        lambda tries, level_percent: tries * level_percent,
        lambda tries, level_percent: tries - tries * level_percent / 100,
    ],
    "many-tries/limit": [
        lambda tries, level_percent: level_percent,
        lambda tries, level_percent: level_percent / 100 / tries,
        lambda tries, level_percent: level_percent * tries,
    ],
    "many-tries/discoveries": [
        lambda p_values, rate_percent: sum(p <= rate_percent / 100 for p in _numbers(p_values)),  # tries not counted
        lambda p_values, rate_percent: (
            sum(p <= rate_percent / 100 / 5 for p in _numbers(p_values)) if min(_numbers(p_values)) <= 0.01 else None
        ),  # Bonferroni
    ],
    "survivorship/mean-of-all": [
        lambda coins, gone, gain_percent: gain_percent,
        lambda coins, gone, gain_percent: (
            gain_percent * (coins - gone) / coins
        ),  # those gone at nothing instead of −100 %
        lambda coins, gone, gain_percent: gain_percent - 100 * gone / coins,
    ],
    "survivorship/lucky": [
        lambda traders, years: traders / years,
        lambda traders, years: traders / 2 ** (years - 1),
        lambda traders, years: traders / (2 * years),
    ],
    "survivorship/lost": [lambda bars: 100 * bars[-1][3] / bars[0][3], lambda bars: bars[0][3] - bars[-1][3]],
    "cosmic-factors/added": [
        lambda cases, rose, base_percent: 100 * rose / cases - 50,
        lambda cases, rose, base_percent: base_percent - 100 * rose / cases,
    ],
    "cosmic-factors/luck": [
        lambda share_percent, tries: 100 * sqrt(share_percent / 100 / tries),
        lambda share_percent, tries: 2 * sqrt(share_percent * (100 - share_percent) / tries),
    ],
    "cosmic-factors/by-chance": [
        lambda events, lasts, every: events / 2,
        lambda events, lasts, every: events * lasts / (every - lasts),
        lambda events, lasts, every: 0,
    ],
    "cosmic-factors/passed-by-luck": [
        lambda tries, level_percent: 0,
        lambda tries, level_percent: tries * level_percent,
        lambda tries, level_percent: 100 * (1 - (1 - level_percent / 100) ** tries),
    ],
}


def test_every_answer_is_that_of_the_formula_written_here() -> None:
    check_answers("statistics", RIGHT)


def test_usual_mistakes_are_wrong() -> None:
    check_mistakes("statistics", WRONG)


def test_stops_can_be_met() -> None:
    check_stops("statistics")


def test_what_the_texts_say_of_their_charts_is_so() -> None:
    """Sixty-four of a hundred bars of the chart of moons were followed by a higher close; a run of seven in 48
    tosses is in three charts of ten."""
    closes = [bar[3] for bar in rows(drawn("statistics", "moons"))]
    higher = [later > close for close, later in zip(closes, closes[2:], strict=False)]
    assert round(100 * sum(higher) / len(higher)) == 64

    assert len(drawn("statistics", "coin-tosses")) == 48
    without = {1: 1.0}  # how likely the newest run is of that length, and none was of seven
    for _ in range(47):
        grown = {run + 1: chance / 2 for run, chance in without.items() if run < 6}
        without = {**grown, 1: sum(without.values()) / 2}
    assert 0.28 < 1 - sum(without.values()) < 0.32
