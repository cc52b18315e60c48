"""If these failed, a learner would be told that a right answer on stops, sizes, falls or streaks is wrong, or read a
wrong number in a lesson."""

from collections.abc import Callable
from math import isclose, log, prod
from typing import Literal

import pytest

from tests.unit.services.education.recomputed import (
    Bar,
    Recompute,
    check_answers,
    check_mistakes,
    check_stops,
    drawn,
    listed,
    whole,
)


def _turns(bars: list[Bar], kind: Literal["high", "low"], wing: int = 7) -> list[float]:
    """Extremes of the bars around them that the newest three bars did not make."""
    found = []
    for at in range(wing, len(bars) - 3):
        around = bars[at - wing : at + wing + 1]
        price = bars[at][2] if kind == "low" else bars[at][1]
        if price == (min(bar[2] for bar in around) if kind == "low" else max(bar[1] for bar in around)):
            found.append(price)
    return found


def _falls(values: list[float]) -> list[tuple[float, int, int]]:
    """Of each value: how much of the highest one up to it is lost, where that was, and where it is itself."""
    return [
        (1 - value / max(values[: at + 1]), values.index(max(values[: at + 1])), at) for at, value in enumerate(values)
    ]


def _streak_end(bars: list[Bar]) -> int:
    best, length = (0, 0), 0
    for at, (opened, _, _, closed) in enumerate(bars):
        length = length + 1 if closed < opened else 0
        best = max(best, (length, -at))
    return -best[1]


def _kelly(won_percent: float, payoff: float) -> float:
    """The share, in percent, at which the mean logarithm of growth is largest, found by trying."""
    p = won_percent / 100
    return max(range(10_000), key=lambda at: p * log(1 + at / 1e4 * payoff) + (1 - p) * log(1 - at / 1e4)) / 100


def _stop_fill(bars: list[Bar], stop: float) -> float:
    opened, low = next((bar[0], bar[2]) for bar in bars if bar[2] <= stop)
    assert low < opened
    return min(opened, stop)


RIGHT: dict[str, Recompute] = {
    "where-you-are-wrong/gone": lambda bars: _turns(bars, "low")[-1],
    "where-you-are-wrong/short-stop": lambda bars: (_turns(bars, "high")[-1], _turns(bars, "high")[-2]),
    "where-you-are-wrong/breath": lambda entry, atr, multiple: entry - atr * multiple,
    "position-size/size": lambda equity, risk_percent, entry, stop: equity * risk_percent / 100 / abs(entry - stop),
    "position-size/fees": lambda equity, risk_percent, entry, stop, fee_percent: (
        equity * risk_percent / 100 / (entry - stop + fee_percent / 100 * entry + fee_percent / 100 * stop)
    ),
    "position-size/worth": lambda risk_percent, entry, stop: risk_percent / ((entry - stop) / entry),
    "r-multiples/result": lambda entry, stop, closed: (closed - entry) / (entry - stop),
    "r-multiples/reached": lambda bars, entry, stop, multiple, after: next(
        at for at in range(after + 1, len(bars)) if bars[at][1] >= entry + multiple * (entry - stop)
    ),
    "r-multiples/average": lambda won_percent, win, loss: (won_percent * win - (100 - won_percent) * loss) / 100,
    "r-multiples/break-even": lambda win, loss: 100 * loss / (win + loss),
    "deep-falls/deepest": lambda bars: max(_falls([bar[3] for bar in bars]))[2],
    "deep-falls/from-where": lambda bars: max(_falls([bar[3] for bar in bars]))[1],
    "deep-falls/fall": lambda course: 100 * max(_falls(listed(course)))[0],
    "deep-falls/back": lambda fall: 100 * fall / (100 - fall),
    "losing-streaks/left": lambda equity, risk_percent, losses: equity * prod([1 - risk_percent / 100] * losses),
    "losing-streaks/all-lose": lambda won_percent, trades: 100 * prod([(100 - won_percent) / 100] * trades),
    "losing-streaks/longest": _streak_end,
    "how-much-to-bet/full": lambda won_percent, payoff: won_percent - (100 - won_percent) / payoff,
    "how-much-to-bet/part": lambda won_percent, payoff, part: part * (won_percent - (100 - won_percent) / payoff),
    "how-much-to-bet/both": lambda share, payoff: (100 - share) * (100 + share * payoff) / 100,
    "one-bet-or-five/bets": lambda markets, correlation: markets / (1 + (markets - 1) * correlation * correlation),
    "one-bet-or-five/together": lambda equity, positions, risk_percent: positions * (equity / 100 * risk_percent),
    "bad-days/crossed": lambda days, sure: days * (1 - sure / 100),
    "bad-days/beyond": lambda worst: sum(listed(worst)) / 5,
    "bad-days/jumped": _stop_fill,
    "bad-days/worst": lambda bars: min(range(1, len(bars)), key=lambda at: bars[at][3] / bars[at - 1][3]),
}

MISTAKES: dict[str, list[Recompute]] = {
    "where-you-are-wrong/breath": [
        lambda entry, atr, multiple: entry - atr,
        lambda entry, atr, multiple: entry + atr * multiple,
    ],
    "position-size/size": [
        lambda equity, risk_percent, entry, stop: equity * risk_percent / 100 / entry,
        lambda equity, risk_percent, entry, stop: equity * risk_percent / 100,
        lambda equity, risk_percent, entry, stop: equity / abs(entry - stop),
    ],
    "position-size/fees": [
        lambda equity, risk_percent, entry, stop, fee_percent: equity * risk_percent / 100 / (entry - stop),
        lambda equity, risk_percent, entry, stop, fee_percent: (
            equity * risk_percent / 100 / (entry - stop + fee_percent / 100 * entry)
        ),
    ],
    "position-size/worth": [
        lambda risk_percent, entry, stop: 100 * (entry - stop) / entry,
        lambda risk_percent, entry, stop: risk_percent,
    ],
    "r-multiples/result": [
        lambda entry, stop, closed: closed - entry,
        lambda entry, stop, closed: (entry - closed) / (entry - stop),
        lambda entry, stop, closed: (closed - stop) / (entry - stop),
    ],
    "r-multiples/average": [
        lambda won_percent, win, loss: won_percent * win / 100,
        lambda won_percent, win, loss: win - loss,
        lambda won_percent, win, loss: won_percent * win - (100 - won_percent) * loss,
    ],
    "r-multiples/break-even": [lambda win, loss: 50, lambda win, loss: 100 * loss / win],
    "deep-falls/fall": [
        lambda course: 100 * (1 - min(listed(course)) / max(listed(course))) if "100" not in course else None,
        lambda course: (
            max(max(listed(course)[: at + 1]) - value for at, value in enumerate(listed(course)) if "200" not in course)
            if "200" not in course
            else None
        ),
        lambda course: 100 * (listed(course)[-1] / listed(course)[0] - 1),
    ],
    "deep-falls/back": [lambda fall: fall, lambda fall: 100 - fall if fall != 50 else 50],
    "losing-streaks/left": [
        lambda equity, risk_percent, losses: equity * (1 - risk_percent / 100 * losses),
        lambda equity, risk_percent, losses: equity * prod([1 - risk_percent / 100] * (losses - 1)),
    ],
    "losing-streaks/all-lose": [
        lambda won_percent, trades: 100 * (won_percent / 100) ** trades if won_percent != 50 else None,
        lambda won_percent, trades: (100 - won_percent) / trades,
        lambda won_percent, trades: 100 * (1 - won_percent / 100) ** (trades + 1),
    ],
    "how-much-to-bet/full": [
        lambda won_percent, payoff: won_percent,
        lambda won_percent, payoff: won_percent - (100 - won_percent) if payoff != 1 else None,
        lambda won_percent, payoff: won_percent * payoff - (100 - won_percent) if payoff != 1 else None,
    ],
    "how-much-to-bet/part": [
        lambda won_percent, payoff, part: won_percent - (100 - won_percent) / payoff,
        lambda won_percent, payoff, part: part * won_percent,
    ],
    "how-much-to-bet/both": [
        lambda share, payoff: 100,
        lambda share, payoff: 100 + share * payoff - share if payoff != 1 else None,
    ],
    "one-bet-or-five/bets": [
        lambda markets, correlation: markets,
        lambda markets, correlation: markets / (1 + (markets - 1) * correlation),
        lambda markets, correlation: markets * (1 - correlation),
    ],
    "one-bet-or-five/together": [
        lambda equity, positions, risk_percent: equity * risk_percent / 100,
        lambda equity, positions, risk_percent: equity * (1 - (1 - risk_percent / 100) ** positions),
    ],
    "bad-days/crossed": [
        lambda days, sure: days * sure / 100,
        lambda days, sure: 100 - sure if days != 100 else None,
    ],
    "bad-days/beyond": [
        lambda worst: max(listed(worst)),
        lambda worst: min(listed(worst)),
        lambda worst: sum(listed(worst)) / 100,
    ],
}


def test_each_answer_is_what_the_formula_says() -> None:
    check_answers("risk", RIGHT)


def test_usual_mistakes_are_wrong() -> None:
    check_mistakes("risk", MISTAKES)


def test_stops_can_be_placed() -> None:
    check_stops("risk")


def test_the_kelly_share_is_where_money_grows_fastest() -> None:
    for won_percent, payoff in ((55, 1), (40, 2), (50, 1.5), (45, 1)):
        assert _kelly(won_percent, payoff) == pytest.approx(
            max(0, RIGHT["how-much-to-bet/full"](won_percent, payoff)), abs=0.01
        )


def _streak_percent(won_percent: int, streak: int, trades: int) -> float:
    """How many percent of all courses have a run of ``streak`` losses, by the courses that have none."""
    win = won_percent / 100
    none = [1.0] * streak
    for length in range(streak, trades + 1):
        none.append(sum((1 - win) ** lost * win * none[length - lost - 1] for lost in range(streak)) if length else 1)
        if length == streak:
            none[length] = 1 - (1 - win) ** streak
    return 100 * (1 - none[trades])


def _growth(share: float, won: float = 0.55) -> float:
    return won * log(1 + share) + (1 - won) * log(1 - share)


SAID: list[tuple[str, str, Callable[[], bool]]] = [
    ("position-size", "100 ÷ 5 = 20 coins", lambda: 10_000 * 0.01 / 5 == 20),
    ("position-size", "At 20 below the entry the same 100 USDT buy 5 coins", lambda: 100 / 20 == 5),
    ("r-multiples", "0.4 × 2 − 0.6 × 1 = 0.2R a trade", lambda: isclose(0.4 * 2 - 0.6, 0.2)),
    ("r-multiples", "out at 99, it is −1.5R", lambda: (99 - 102) / (102 - 100) == -1.5),
    ("r-multiples", "With winners of 2R and losers of 1R, once in three", lambda: 1 * 2 == 2 * 1),
    ("deep-falls", "lose 10 %, and you need a gain of 11 %", lambda: round(100 / 0.9 - 100) == 11),
    ("deep-falls", "lose 25 %, and you need 33 %", lambda: round(100 / 0.75 - 100) == 33),
    ("deep-falls", "lose 50 %, and you need 100 %", lambda: 100 / 0.5 - 100 == 100),
    ("deep-falls", "lose 80 %, and you need 400 %", lambda: round(100 / 0.2 - 100) == 400),
    ("losing-streaks", "about 55 in 100 such hundreds", lambda: round(_streak_percent(50, 6, 100)) == 55),
    ("losing-streaks", "about half of all such hundreds", lambda: round(_streak_percent(40, 8, 100)) == 49),
    ("losing-streaks", "eight losses leave about 92 %", lambda: round(100 * 0.99**8) == 92),
    ("losing-streaks", "At 5 %, about 66 %. At 10 %, about 43 %", lambda: (0.95**8, 0.9**8) < (0.665, 0.4349)),
    ("losing-streaks", "a gain of 132 %", lambda: round(100 / 0.9**8 - 100) == 132),
    ("how-much-to-bet", "about 7 of the 100", lambda: round(100 * 1.4**33 * 0.6**27) == 7),
    ("how-much-to-bet", "exactly 55 %", lambda: 33 / 60 == 0.55),
    ("how-much-to-bet", "1.4 × 0.6 = 0.84", lambda: isclose(1.4 * 0.6, 0.84)),
    ("how-much-to-bet", "about three quarters as fast", lambda: round(_growth(0.05) / _growth(0.1), 2) == 0.75),
    ("how-much-to-bet", "At about twice the share nothing is gained", lambda: abs(_growth(0.2)) < 0.05 * _growth(0.1)),
    ("one-bet-or-five", "25 ÷ (5 + 20 × 0.64) = 1.4", lambda: round(25 / (5 + 20 * 0.64), 1) == 1.4),
    ("one-bet-or-five", "At 0.3 they would be 3.7", lambda: round(25 / (5 + 20 * 0.09), 1) == 3.7),
    ("bad-days", "In a year of 365 days this is about 18 days", lambda: round(365 * 0.05) == 18),
]


@pytest.mark.parametrize(("lesson", "phrase", "holds"), SAID, ids=[f"{name}: {said[:30]}" for name, said, _ in SAID])
def test_what_a_text_says_is_so(lesson: str, phrase: str, holds: Callable[[], bool]) -> None:
    text = " ".join(whole("risk").lessons[lesson].text.replace("*", "").split())
    assert phrase in text
    assert holds()


def test_what_is_said_of_the_drawn_candles_is_so() -> None:
    account, overbet, falls = (drawn("risk", name) for name in ("account", "overbet", "two-falls"))
    for candles, share, won in ((account, 0.02, 30), (overbet, 0.4, 33)):
        moves = candles.close / candles.open
        assert (sum(moves > 1), len(candles)) == (won, 60)
        assert all(abs(move - (1 + share if move > 1 else 1 - share)) < 0.01 for move in moves)
    two = [float(close) for close in falls.close]
    assert (round(100 * (1 - two[66] / two[52])), round(100 * (1 - two[24] / two[14]))) == (35, 28)
    assert (min(two), max(two)) == (two[24], two[52])


def test_ann_and_bo_come_to_what_the_lesson_says() -> None:
    assert (70 * 0.5 - 30 * 1, 35 * 2.5 - 65 * 1) == (5, 22.5)
