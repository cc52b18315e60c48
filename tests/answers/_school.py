"""What samples of the trading school have in common: lessons, charts and questions."""

from datetime import date, timedelta
from typing import Any

import numpy as np

from services.education.facts import LevelFacts, TrackFacts
from services.education.lesson import TRACKS, LessonRef
from services.education.posing import DrawnChart, Posed, PosedOption
from services.market.candles import Candles
from tests.answers._shared import NOW

SIZE = LessonRef(name="position-size", title="How much to buy")
POCKET = LessonRef(name="golden-pocket", title="The golden pocket")
STOPS = LessonRef(name="where-stops-go", title="Where stops go, and why they get hit: a lesson of sixty signs")
TODAY: date = NOW.date()


def drawn(bars: int = 48, seed: int = 4, **changes: Any) -> DrawnChart:
    random = np.random.default_rng(seed)
    close = 100 * np.exp(np.cumsum(random.normal(0.001, 0.012, bars)))
    start = np.r_[100.0, close[:-1]]
    high = np.maximum(start, close) * (1 + np.abs(random.normal(0, 0.005, bars)))
    low = np.minimum(start, close) * (1 - np.abs(random.normal(0, 0.005, bars)))
    time = np.arange(bars, dtype=np.int64) * 86_400_000
    candles = Candles("DRAWN", "1d", time, start, high, low, close, random.uniform(50, 100, bars))
    usual: dict[str, Any] = {
        "candles": candles,
        "lines": (("support", float(low.min())),),
        "marks": (("swing low", int(low.argmin())),),
    }
    return DrawnChart.model_validate(usual | changes)


def posed(**changes: Any) -> Posed:
    usual: dict[str, Any] = {
        "question": "position-size/farther-stop",
        "turn": 0,
        "lesson": SIZE,
        "kind": "choice",
        "ask": "You move the stop twice as far off and want to risk the same cash. What happens to the size?",
        "options": (
            PosedOption(letter="A", text="It is doubled"),
            PosedOption(letter="B", text="It is halved"),
            PosedOption(letter="C", text="It stays the same"),
        ),
    }
    return Posed.model_validate(usual | changes)


NUMBER = posed(
    question="position-size/size",
    kind="number",
    options=(),
    unit="coins",
    ask="You have 10,000 USDT and risk 1 % of it. You buy at 100 with a stop at 95. How many coins?",
)
PLAIN_NUMBER = posed(question="position-size/ratio", kind="number", options=(), ask="What is the ratio of the two?")
BARS = posed(
    question="candle-shapes/engulfing",
    kind="read",
    ask="Which of the marked candles engulfs the one before it?",
    options=tuple(PosedOption(letter=letter, at=at) for letter, at in zip("ABCD", (3, 17, 18, 46), strict=True)),
    chart=drawn(),
)
PRICES = posed(
    question="golden-pocket/level",
    kind="read",
    lesson=POCKET,
    ask="Which line is the 0.618 retracement of the last swing?",
    options=tuple(PosedOption(letter=letter, price=at) for letter, at in zip("ABC", (97.5, 101.0, 101.2), strict=True)),
    chart=drawn(marks=()),
)
TREND = posed(
    question="trends/which",
    kind="read",
    ask="What is the structure at the end?",
    options=(PosedOption(letter="A", text="Up"), PosedOption(letter="B", text="Down")),
    chart=drawn(seed=9, lines=(), marks=()),
)
CHART = drawn()
STOP = posed(
    question="where-stops-go/below",
    kind="stop",
    lesson=STOPS,
    ask="You are long from the last close. Where does the stop go that the last swing low speaks for?",
    options=(),
    side="long",
    entry=float(CHART.candles.close[-1]),
    chart=CHART,
)

TITLES = list(TRACKS.values())


def tracks(*passed: int, lessons: int = 6) -> tuple[TrackFacts, ...]:
    return tuple(
        TrackFacts(
            name=name,
            title=title,
            lessons=lessons,
            passed=done,
            next=None if done == lessons else LessonRef(name=f"{name}-{done + 1}", title=f"Next of {title}"[:60]),
        )
        for (name, title), done in zip(TRACKS.items(), passed, strict=True)
    )


NONE = tracks(*[0] * 8)
SOME = tracks(6, 3, 1, 0, 2, 0, 0, 0)
ALL = tracks(*[6] * 8)


def level(known: int = 31, **changes: Any) -> LevelFacts:
    usual: dict[str, Any] = {
        "number": 2,
        "title": "Apprentice",
        "passed": 12,
        "lessons": 48,
        "known": known,
        "questions": 190,
        "next_at": 40,
    }
    return LevelFacts.model_validate(usual | changes)


def four_weeks(*right: int) -> tuple[tuple[date, int], ...]:
    """The last 28 days, of which the newest have so many right replies."""
    counts = (*[0] * (28 - len(right)), *right)
    return tuple((TODAY - timedelta(days=27 - at), count) for at, count in enumerate(counts))
