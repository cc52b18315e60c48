"""What a user would lose: to know how much the agent's confidence is worth, and when nobody knows yet."""

import pytest

from personas.render import Voices
from services.brain.decisions import Decisions
from tests.answers.scoreboard.sample import SAMPLES, random_scoreboards
from tests.cards import said_by_all, text_of
from tests.examples import NIGHTLY
from tests.faces import buttons


@pytest.mark.parametrize("name", SAMPLES)
def test_every_voice_says_it(voices: Voices, name: str) -> None:
    said_by_all(voices, SAMPLES[name], longest=900)


def test_the_first_line_has_the_score_of_each_brain(voices: Voices) -> None:
    for voice in voices.names:
        title = voices.render(SAMPLES["usual"], voice).title
        assert "PAPER main and swing" in title
        assert "Brier score of the rules 0.231, of Claude 0.262" in title


def test_of_too_few_it_says_so_plainly(voices: Voices) -> None:
    for voice in voices.names:
        few = voices.render(SAMPLES["few"], voice)
        assert "7 judged decisions, too few to say" in few.title
        assert "50" in text_of(few)
        assert "no decision judged yet" in voices.render(SAMPLES["none"], voice).title


def test_every_score_has_its_line(voices: Voices) -> None:
    for voice in voices.names:
        text = text_of(voices.render(SAMPLES["usual"], voice))
        assert "**claude** Brier score 0.262, 30 of 64 came true, gap 12.1%, −0.12 R" in text, voice
        assert "**autonomous** Brier score 0.231, 16 of 34 came true, gap 4.30%\n" in f"{text}\n", voice


def test_it_says_which_decisions_count_for_what(voices: Voices) -> None:
    for voice in voices.names:
        told = text_of(voices.render(SAMPLES["usual"], voice))
        assert "184 judged decisions; levels and corrections go by one of each move, 61" in told, voice


def test_whether_it_is_corrected_is_said(voices: Voices) -> None:
    for voice, label, told in (
        ("biel", "too sure", "It was surer than it was right"),
        ("biel", "too sure", "Its confidence is corrected by that now"),
        ("biel", "usual", "Its confidence is not corrected yet"),
        ("z", "not sure enough", "It was right more often than it was sure"),
    ):
        assert told in text_of(voices.render(SAMPLES[label], voice)), label


def test_any_scores_have_words(voices: Voices) -> None:
    for answer in random_scoreboards(40 if NIGHTLY else 5, seed=7):
        said_by_all(voices, answer, longest=900)


def test_decisions_are_a_press_away() -> None:
    assert Decisions(account="main") in [action.request for action in buttons(SAMPLES["corrected"])]
    assert Decisions() in [action.request for action in buttons(SAMPLES["usual"])]
