"""What is told first of a calendar, of how many, and where it was cut short."""

import re

import pytest

from personas.about.cosmic_calendar import RANK, chosen_by, first_told
from personas.format import time
from personas.render import Voices
from tests.answers.cosmic_calendar.sample import SAMPLES
from tests.cards import text_of


def test_a_calendar_that_the_ephemeris_cuts_short_says_so(voices: Voices) -> None:
    cut = SAMPLES["cut short by the ephemeris's end"]
    for name in voices.names:
        assert f"{time(cut.end)}" in text_of(voices.render(cut, name)), name
        assert "tables" not in text_of(voices.render(SAMPLES["stations alone"], name)), name


def test_of_several_kinds_the_rarest_are_told_and_of_one_the_nearest() -> None:
    month, stations = SAMPLES["usual"], SAMPLES["stations alone"]
    assert (chosen_by(month), chosen_by(stations)) == ("rarest", "nearest")
    assert first_told(stations, 2) == stations.events[:2]
    told = first_told(month, 4)
    assert [event.time for event in told] == sorted(event.time for event in told)
    ranks = [RANK.index(event.group) for event in month.events]
    assert sorted(RANK.index(event.group) for event in told) == sorted(ranks)[:4]


@pytest.mark.parametrize("label", ["usual", "every kind", "a year of everything"])
def test_a_list_of_some_says_of_how_many_and_how_they_were_chosen(voices: Voices, label: str) -> None:
    answer = SAMPLES[label]
    assert answer.next is not None
    for name in voices.names:
        text = text_of(voices.render(answer, name))
        assert "rarest" in text, name
        assert re.search(rf"[oO]f {len(answer.events)}\b", text), name
        assert answer.next.name in text, name
