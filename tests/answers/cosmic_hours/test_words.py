"""If these failed, a card of hours would tell another clock's time."""

import re
from datetime import timedelta

import pytest

from personas.about._place import local, local_dated
from personas.about.cosmic_hours import clock_called, coming_hours, hour_table
from personas.check import UnfaithfulText, check, gather
from personas.render import Voices
from tests.answers.cosmic_hours.sample import SAMPLES, hours_answer, random_hours
from tests.cards import said_by_all, text_of


def test_a_time_of_another_day_has_its_day(voices: Voices) -> None:
    answer = hours_answer()
    assert answer.moonset is not None
    late = answer.moonset.model_copy(update={"local": answer.moonset.local + timedelta(days=1)})
    assert [str(local_dated(each, answer)) for each in (answer.moonset, late, None)] == [
        "10:47",
        "31 Dec 10:47",
        "none",
    ]
    for name in ("xyko", "biel", "f", "z"):
        assert "31 Dec 10:47" in text_of(voices.render(hours_answer(moonset=late), name)), name


def test_clocks_are_called_as_people_read_them() -> None:
    assert str(clock_called(hours_answer())) == "Europe/Zurich (UTC+01:00)"
    assert str(clock_called(SAMPLES["at sea"])) == "UTC-09:00"


def test_the_hours_after_this_one() -> None:
    answer = hours_answer(now=14)
    assert coming_hours(answer, 2) == answer.hours[15:17]
    assert coming_hours(hours_answer(now=None), 2) == hours_answer(now=None).hours[:2]
    assert coming_hours(hours_answer(now=23)) == ()
    assert [line.split()[-1] for line in hour_table(answer.hours[:2])] == ["Saturn", "Jupiter"]
    assert str(local(None)) == "none"


def test_local_times_and_utc_are_both_facts() -> None:
    """They are the same instants, and read differently."""
    facts = gather(hours_answer())
    check("from 08:12, which is 07:12 in UTC, at 47°22′ N", facts)
    for wrong in ("08:14", "47°23′ N"):
        with pytest.raises(UnfaithfulText):
            check(wrong, facts)


def test_every_voice_tells_the_light_and_the_clock_it_is_told_by(voices: Voices) -> None:
    for label, answer in SAMPLES.items():
        for name in voices.names:
            text = text_of(voices.render(answer, name))
            for time in (answer.sunrise, answer.sunset, None if answer.now is None else answer.now.end):
                assert time is None or str(local_dated(time, answer)) in text, (label, name)
            assert str(clock_called(answer)) in text, (label, name)
            assert "polar" not in answer.light or answer.light in text, (label, name)


def test_random_hours(voices: Voices) -> None:
    for answer in random_hours(100):
        said_by_all(voices, answer)


def test_every_case_fits_a_phone(voices: Voices) -> None:
    for answer in SAMPLES.values():
        said_by_all(voices, answer)


def test_no_two_voices_say_the_same(voices: Voices) -> None:
    assert len({voices.render(SAMPLES["at night"], name).body for name in voices.names}) == len(voices.names)


def test_coordinates_are_places_at_which_one_is(voices: Voices) -> None:
    for label, answer in SAMPLES.items():
        for name in voices.names:
            text = text_of(voices.render(answer, name))
            assert not re.search(r"\b[Ii]n:? \d+°", text), (label, name, text)
