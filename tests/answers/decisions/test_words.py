"""Whoever reads the journal sees what was decided, how it stands, and what came of it, each a press from its whole."""

import pytest

from personas.render import Voices
from services.brain.decisions import Decisions, DecisionShow
from tests.answers._agent import DECISIONS
from tests.answers.decisions.sample import SAMPLES, answer
from tests.cards import text_of
from tests.faces import FACES, buttons

VOICES = ("biel", "f", "gemini", "xyko", "z")


@pytest.mark.parametrize("voice", VOICES)
def test_the_first_line_counts_them(voices: Voices, voice: str) -> None:
    assert voices.render(SAMPLES["none"], voice).title.startswith("PAPER main: no decision of the agent yet")
    assert voices.render(SAMPLES["some"], voice).title.startswith("PAPER main: 42 decisions, 30 of them to wait")


@pytest.mark.parametrize("voice", VOICES)
def test_where_all_wait_the_empty_list_says_so(voices: Voices, voice: str) -> None:
    card = voices.render(SAMPLES["all wait"], voice)
    assert card.title.startswith("PAPER main: 3 decisions, all to wait")
    assert "those decisions are a press away" in text_of(card)
    waits = text_of(voices.render(answer(DECISIONS["waits"].facts), voice))
    assert "(Claude)" in waits, "whoever waits is not so and so sure"


@pytest.mark.parametrize("voice", VOICES)
def test_each_is_told_in_a_line(voices: Voices, voice: str) -> None:
    (line,) = [line for line in voices.render(SAMPLES["one"], voice).body.splitlines() if "3fa81c" in line]
    assert line == (
        "**3fa81c** 30 Dec 19:00 approved and ordered, ended at +2.3 R: LONG BTC/USDT at 42,156.37 (64.0%, Claude); "
        "the target was reached, +112.40 USDT, +2.3 R in 4 h 23 min"
    )
    assert "level copilot" in text_of(voices.render(SAMPLES["one"], voice))


def test_the_menu_shows_one_in_full_whatever_is_listed() -> None:
    (menu,) = FACES.of(type(SAMPLES["all"])).menus(SAMPLES["all"])
    assert len(menu.choices) == 25
    assert menu.choices[0].request == DecisionShow(id=SAMPLES["all"].decisions[0].id)
    assert FACES.of(type(SAMPLES["none"])).menus(SAMPLES["none"]) == ()


def test_those_to_wait_are_a_press_away_where_there_are_any() -> None:
    first = buttons(SAMPLES["some"])[0]
    assert (first.label, first.request) == ("Those to wait too", Decisions(account="main", waits=True))
    back = buttons(SAMPLES["some"], Decisions(account="main", waits=True))[0]
    assert back.request == Decisions(account="main")
    assert [action.label for action in buttons(answer(level="copilot"))] == ["Approvals", "Scoreboard"]
