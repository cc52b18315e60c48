"""If these failed, a learner would be told that a right answer on plans, habits or the journal is wrong, or read a
wrong number in a lesson."""

from collections.abc import Callable
from math import comb, isclose
from statistics import fmean

import pytest

from tests.unit.services.education.recomputed import (
    Bar,
    Recompute,
    check_answers,
    check_mistakes,
    check_stops,
    drawn,
    listed,
    rows,
    whole,
)


def _won(results: str) -> list[float]:
    return [each for each in listed(results) if each > 0]


def _lost(results: str) -> list[float]:
    return [-each for each in listed(results) if each < 0]


def _r(entry: float, stop: float, price: float) -> float:
    return (price - entry) / (entry - stop)


def _low_turns(lows: list[float], wing: int = 7) -> list[float]:
    return [lows[at] for at in range(wing, len(lows) - 3) if lows[at] == min(lows[at - wing : at + wing + 1])]


def _high_turns(bars: list[Bar]) -> list[float]:
    return [-low for low in _low_turns([-bar[1] for bar in bars])]


def _stretch(bars: list[Bar], at: int) -> float:
    """The close above the mean of 20, in Wilder's average of 14 true ranges."""
    ranges = [
        max(high, bars[bar][3]) - min(low, bars[bar][3]) for bar, (_, high, low, _) in enumerate(bars[1 : at + 1])
    ]
    average = fmean(ranges[:14])
    for each in ranges[14:]:
        average = (13 * average + each) / 14
    return (bars[at][3] - fmean(bar[3] for bar in bars[at - 19 : at + 1])) / average


def _first(bars: list[Bar], after: int, stop: float, target: float) -> str:
    for _, high, low, _ in bars[after + 1 :]:
        if low <= stop:
            return "stop"
        if high >= target:
            return "target"
    return "neither"


def _fees(trades: int, fee_percent: float) -> float:
    left = 100.0
    for _ in range(trades):
        left -= left * fee_percent / 100  # the way in
        left -= left * fee_percent / 100  # the way out
    return 100 - left


RIGHT: dict[str, Recompute] = {
    "plan-first/way-out": lambda bars, price, after: next(
        at for at, bar in enumerate(bars) if at > after and bar[3] < price
    ),
    "plan-first/worth-it": lambda entry, stop, target: abs(target - entry) / abs(stop - entry),
    "plan-first/stop": lambda bars: tuple(_low_turns([bar[2] for bar in bars])[-2:]),
    "trading-without-a-stop/hit": lambda bars, price, after: next(
        at for at, bar in enumerate(bars) if at > after and bar[2] <= price
    ),
    "trading-without-a-stop/place-it": lambda bars: tuple(reversed(_high_turns(bars)[-2:])),
    "trading-without-a-stop/cost": lambda entry, stop, closed: (entry - closed) / (entry - stop),
    "riding-losers/payoff": lambda results: fmean(_won(results)) / fmean(_lost(results)),
    "riding-losers/longer": lambda winners, losers: fmean(listed(losers)) / fmean(listed(winners)),
    "riding-losers/gamble": lambda chance_percent, better, worse: (
        (chance_percent * better + (100 - chance_percent) * worse) / 100
    ),
    "winning-it-back/stake": lambda first, losses: first * 2**losses,
    "winning-it-back/all-lost": lambda first, losses: first * (2**losses - 1),
    "winning-it-back/day": lambda stakes, results: sum(
        stake * result for stake, result in zip(listed(stakes), listed(results), strict=True)
    ),
    "winning-it-back/below": lambda bars, price, after: next(
        at for at, bar in enumerate(bars) if at > after and bar[3] < price
    ),
    "chasing/stretch": lambda price, mean, atr: (price - mean) / atr,
    "chasing/furthest": lambda bars, among: max(map(int, listed(among)), key=lambda at: _stretch(bars, at)),
    "chasing/late": lambda entry, stop, target: (target - entry) / (entry - stop),
    "keeping-a-journal/first": _first,
    "keeping-a-journal/won": lambda results: 100 * len(_won(results)) / len(listed(results)),
    "keeping-a-journal/factor": lambda results: sum(_won(results)) / sum(_lost(results)),
    "keeping-a-journal/mean": lambda results: sum(listed(results)) / len(listed(results)),
    "judge-the-decision/known": lambda bars, top, back_percent: next(
        at for at, bar in enumerate(bars) if at > top and 100 * (1 - bar[3] / bars[top][1]) >= back_percent
    ),
    "judge-the-decision/worth": lambda chance_percent, win, loss: (
        (chance_percent * win - (100 - chance_percent) * loss) / 100
    ),
    "how-sure-are-you/score": lambda said, came: fmean(
        (each / 100 - was) ** 2 for each, was in zip(listed(said), listed(came), strict=True)
    ),
    "how-sure-are-you/gap": lambda said_percent, right, of: said_percent - right / of * 100,
    "how-sure-are-you/churn": _fees,
}

MISTAKES: dict[str, list[Recompute]] = {
    "plan-first/worth-it": [
        lambda entry, stop, target: abs(stop - entry) / abs(target - entry),
        lambda entry, stop, target: abs(target - stop) / abs(stop - entry),
        lambda entry, stop, target: abs(target - entry),
    ],
    "trading-without-a-stop/cost": [
        lambda entry, stop, closed: (stop - closed) / (entry - stop),
        lambda entry, stop, closed: 100 * (entry - closed) / entry,
    ],
    "riding-losers/payoff": [
        lambda results: sum(_won(results)) / sum(_lost(results)),
        lambda results: fmean(_lost(results)) / fmean(_won(results)),
    ],
    "riding-losers/longer": [
        lambda winners, losers: fmean(listed(winners)) / fmean(listed(losers)),
        lambda winners, losers: sum(listed(losers)) / sum(listed(winners)),
    ],
    "riding-losers/gamble": [
        lambda chance_percent, better, worse: worse,
        lambda chance_percent, better, worse: (
            (chance_percent * worse + (100 - chance_percent) * better) / 100 if chance_percent != 50 else None
        ),
    ],
    "winning-it-back/stake": [
        lambda first, losses: first * 2 * losses,
        lambda first, losses: first * 2 ** (losses - 1),
        lambda first, losses: first * (2**losses - 1),
    ],
    "winning-it-back/all-lost": [
        lambda first, losses: first * 2**losses,
        lambda first, losses: first * losses,
        lambda first, losses: first * 2 ** (losses - 1),
    ],
    "winning-it-back/day": [
        lambda stakes, results: fmean(listed(stakes)) * sum(listed(results)) if len(set(listed(stakes))) > 1 else None,
        lambda stakes, results: sum(listed(results)),
    ],
    "chasing/stretch": [
        lambda price, mean, atr: price - mean,
        lambda price, mean, atr: 100 * (price / mean - 1),
    ],
    "chasing/late": [
        lambda entry, stop, target: (target - entry) / entry * 100,
        lambda entry, stop, target: (entry - stop) / (target - entry),
        lambda entry, stop, target: (target - stop) / (entry - stop),
    ],
    "keeping-a-journal/won": [
        lambda results: len(_won(results)),
        lambda results: 100 * len(_won(results)) / len(_lost(results)),
    ],
    "keeping-a-journal/factor": [
        lambda results: fmean(_won(results)) / fmean(_lost(results)),
        lambda results: sum(_lost(results)) / sum(_won(results)),
    ],
    "keeping-a-journal/mean": [
        lambda results: sum(listed(results)),
        lambda results: fmean(_won(results)) - fmean(_lost(results)),
    ],
    "judge-the-decision/worth": [
        lambda chance_percent, win, loss: win,
        lambda chance_percent, win, loss: win - loss,
        lambda chance_percent, win, loss: chance_percent / 100 * win,
    ],
    "how-sure-are-you/score": [
        lambda said, came: fmean(abs(each / 100 - was) for each, was in zip(listed(said), listed(came), strict=True)),
        lambda said, came: sum((each / 100 - was) ** 2 for each, was in zip(listed(said), listed(came), strict=True)),
        lambda said, came: (fmean(listed(said)) / 100 - fmean(listed(came))) ** 2,
    ],
    "how-sure-are-you/gap": [
        lambda said_percent, right, of: 100 * right / of,
        lambda said_percent, right, of: said_percent - right,
    ],
    "how-sure-are-you/churn": [
        lambda trades, fee_percent: 2 * trades * fee_percent,
        lambda trades, fee_percent: 100 * (1 - (1 - fee_percent / 100) ** trades),
    ],
}


def test_each_answer_is_what_the_formula_says() -> None:
    check_answers("psychology", RIGHT)


def test_usual_mistakes_are_wrong() -> None:
    check_mistakes("psychology", MISTAKES)


def test_stops_can_be_placed() -> None:
    check_stops("psychology")


def _heads_at_least(won: int, tosses: int) -> float:
    return sum(comb(tosses, each) for each in range(won, tosses + 1)) / 2.0**tosses


SAID: list[tuple[str, str, Callable[[], bool]]] = [
    ("trading-without-a-stop", "Loss now: 7, three and a half times as much", lambda: (50 - 43) / (50 - 48) == 3.5),
    ("riding-losers", "The gamble costs more on average, 3,200", lambda: 4_000 * 80 / 100 == 3_200),
    ("riding-losers", "0.6 × 0.7 − 0.4 × 2 = −0.38R", lambda: isclose(0.6 * 0.7 - 0.4 * 2, -0.38)),
    ("winning-it-back", "94.5 is gone, 40 is left, and the next stake would be 96", lambda: 1.5 * 63 == 134.5 - 40),
    ("chasing", "brings 4R", lambda: _r(33, 31, 41) == 4),
    ("chasing", "4 ÷ 6, about two thirds of an R", lambda: isclose(_r(37, 31, 41), 4 / 6)),
    (
        "keeping-a-journal",
        "If 12 of 20 win, a fair coin does as well in about one of four",
        lambda: round(_heads_at_least(12, 20), 2) == 0.25,
    ),
    ("how-sure-are-you", "In and out a hundred times it takes 18 %", lambda: round(_fees(100, 0.1)) == 18),
    ("how-sure-are-you", "Always saying 50 % scores 0.25", lambda: (0.5 - 1) ** 2 == (0.5 - 0) ** 2 == 0.25),
]


@pytest.mark.parametrize(("lesson", "phrase", "holds"), SAID, ids=[f"{name}: {said[:30]}" for name, said, _ in SAID])
def test_what_a_text_says_is_so(lesson: str, phrase: str, holds: Callable[[], bool]) -> None:
    text = " ".join(whole("psychology").lessons[lesson].text.replace("*", "").split())
    assert phrase in text
    assert holds()


def test_what_is_said_of_the_drawn_candles_is_so() -> None:
    chase, doubling, no_stop, held, top = (
        rows(drawn("psychology", name)) for name in ("chase", "doubling", "no-stop", "held", "top-known")
    )
    assert _stretch(chase, 42) == pytest.approx(7, abs=0.1)
    assert 0 < _stretch(chase, 51) < 1
    assert chase[51][3] < chase[42][3]
    equity, stake = 100.0, 1.5
    for opened, _, _, closed in doubling:
        assert (opened, abs(closed - opened)) == (equity, stake)
        equity, stake = closed, 1.5 if closed > opened else 2 * stake
    assert (max(bar[3] for bar in doubling), equity, stake) == (134.5, 40, 96)
    assert all(bar[3] < bar[0] for bar in doubling[-6:])
    assert (no_stop[10][3], no_stop[-1][3]) == (50, 43)
    assert 49.9 < max(bar[1] for bar in no_stop[25:]) < 50
    assert (held[20][3], held[33][3], min(bar[2] for bar in held)) == (20.2, 19.82, 16.06)
    assert max(bar[1] for bar in top) == top[44][1]
