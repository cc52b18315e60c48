"""A progress that scolds, or that promises something for it."""

import pytest

from personas.render import Voices
from tests.answers.progress.sample import SAMPLES
from tests.cards import said_by_all, text_of
from tests.faces import picture, picture_if_any


@pytest.mark.parametrize("name", SAMPLES)
def test_every_voice_says_it(voices: Voices, name: str) -> None:
    said_by_all(voices, SAMPLES[name], longest=1_000)


def test_what_is_known_and_what_is_due_is_told(voices: Voices) -> None:
    for voice in voices.names:
        told = text_of(voices.render(SAMPLES["usual"], voice))
        assert "Level 2, Apprentice: 12 of 48 lessons passed" in told
        assert "38 of 47 replies were right" in told
        assert "93.1% is likely remembered" in told
        assert "4 days in a row, once on 9" in told
        assert "unlocks nothing" in told
        assert "3 questions are due. Within a week it will be 12, if you answer none." in told
        assert "Within a week" not in text_of(voices.render(SAMPLES["nothing due, longest now"], voice))


def test_a_row_that_ended_is_not_scolded(voices: Voices) -> None:
    for voice in voices.names:
        told = text_of(voices.render(SAMPLES["nothing due"], voice))
        assert "At most it was 9 days in a row" in told
        assert not {"lost", "broke", "missed", "failed"} & set(told.lower().split()), voice


def test_the_picture_has_every_day_and_every_track() -> None:
    drawn = picture(SAMPLES["usual"])
    assert "from 3 Dec to 30 Dec 25 points on 8 days" in drawn.alt
    assert "Statistics, backtests and chance 0 of 6" in drawn.alt
    assert "Statistics, backtests and chance" in [label.text for label in drawn.labels]
    assert sum(line.ink == "up" for line in drawn.lines) == 8 + 4
    assert picture_if_any(SAMPLES["none"]) is None
