"""What a user would lose: to read what the agent learned, and to have it forget what is wrong."""

from datetime import timedelta
from typing import Any

import pytest

from personas.render import Voices
from services.brain.answers import LessonFacts, LessonsAnswer
from services.brain.lessons import AiStrike
from tests.answers._shared import HOSTILE, NOW
from tests.cards import said_by_all, text_of
from tests.faces import buttons


def lesson(number: int = 0x3FA81C, **changes: Any) -> LessonFacts:
    usual: dict[str, Any] = {
        "id": f"{number:06x}",
        "at": NOW - timedelta(days=2),
        "symbol": "BTC/USDT",
        "brain": "rules",
        "text": "Long into resistance 0.4 ATR away: the stop came first, −1.00 R.",
        "struck": False,
        "why": "",
    }
    return LessonFacts.model_validate(usual | changes)


def lessons(*several: LessonFacts, struck: str | None = None, account: str = "main") -> LessonsAnswer:
    return LessonsAnswer(as_of=NOW, simulated=False, account=account, currency="USDT", lessons=several, struck=struck)


STALE = lesson(0x77AA01, brain="claude", struck=True, why="the market has changed")
SAMPLES = {
    "two": lessons(lesson(), lesson(0x5C0B11, symbol="ETH/USDT")),
    "one struck now": lessons(lesson(), STALE, struck=STALE.id),
    "none": lessons(),
    "all struck": lessons(STALE),
    "many": lessons(*map(lesson, range(30))),
    "hostile": lessons(lesson(symbol=HOSTILE, text=HOSTILE * 20, why=HOSTILE, struck=True, brain=HOSTILE)),
}


@pytest.mark.parametrize("name", SAMPLES)
def test_every_voice_says_it(voices: Voices, name: str) -> None:
    said_by_all(voices, SAMPLES[name], longest=2500)


def test_the_first_line_says_how_many_there_are_or_what_was_struck(voices: Voices) -> None:
    for voice in voices.names:
        assert "PAPER main: 2 lessons" in voices.render(SAMPLES["two"], voice).title
        struck = voices.render(SAMPLES["one struck now"], voice)
        assert "lesson 77aa01 struck" in struck.title
        assert "the market has changed" in text_of(struck)
        assert "no lesson yet" in voices.render(SAMPLES["none"], voice).title
        assert "The newest of 30" in text_of(voices.render(SAMPLES["many"], voice))


def test_a_press_strikes_one_and_asks_why() -> None:
    shown = buttons(SAMPLES["one struck now"])
    assert [action.request for action in shown] == [AiStrike(lesson=lesson().id, account="main")]
    assert shown[0].edits == ("why",)
    assert len(buttons(SAMPLES["many"])) == 5
