"""If these failed, a card of the Moon or of hours would say it wrongly, or offer the wrong next step."""

import re
from datetime import timedelta

import pytest

from personas.about._place import cities_listed, coordinates, km, local, local_dated, place_called
from personas.about._sky import on_time
from personas.about.cosmic_hours import clock_called, coming_hours, hour_table
from personas.about.cosmic_moon import lunar_reach, moon_called, quarter, quarter_table, void_last
from personas.check import UnfaithfulText, check, gather
from personas.render import Voices
from services.core.errors import UnknownPlace
from services.cosmic.hours import CosmicHours, CosmicHoursAnswer
from services.cosmic.moon import CosmicMoon, CosmicMoonAnswer
from services.cosmic.place import CosmicPlace, CosmicPlaceAnswer
from tests.contract.cards import text_of
from tests.unit.personas.faces import buttons
from tests.unit.personas.samples_moon import (
    ANSWERS,
    AT_SEA,
    HOURS,
    MOONS,
    SOMEWHERE,
    ZURICH,
    hours_answer,
    moon_answer,
)


@pytest.fixture(scope="module")
def voices() -> Voices:
    return Voices(strict=True)


@pytest.mark.parametrize(("far", "reach"), [(357_000.0, "near"), (385_000.0, "middle"), (406_000.0, "far")])
def test_how_far_it_is_for_the_moon(far: float, reach: str) -> None:
    assert lunar_reach(moon_answer(distance_km=far)) == reach


def test_quarters_are_found_and_line_up() -> None:
    moon = moon_answer()
    full = quarter(moon, "full_moon")
    assert full is not None
    assert full.name == "full_moon"
    assert quarter(MOONS["at the ephemeris's end"], "full_moon") is None
    assert len({len(line) for line in quarter_table(moon)}) == 1
    assert quarter_table(MOONS["at the ephemeris's end"]) == []


def test_words_and_measures() -> None:
    assert [moon_called(name) for name in ("full_moon", "waning_gibbous")] == ["full Moon", "waning gibbous Moon"]
    assert [str(km(value)) for value in (403_000.97, 2.413)] == ["403,001", "2.4"]
    void = MOONS["usual"].void
    assert void is not None
    assert str(void_last(void)) == "the trine to Mars"
    silent = MOONS["void for a whole sign"].void
    assert silent is not None
    assert str(void_last(silent)) == "no aspect at all"


def test_places_are_named_or_measured() -> None:
    assert str(place_called(ZURICH)) == "Zürich, Switzerland"
    assert str(place_called(SOMEWHERE)) == "33°27′ S, 70°39′ W"
    assert str(coordinates(AT_SEA)) == "0°00′ N, 140°00′ W"
    labels = ["Suzhou, China (near Huaibei)", "Bern, Switzerland"]
    assert str(cities_listed(labels)) == r"Suzhou, China \(near Huaibei\); Bern, Switzerland"


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
    assert str(clock_called(HOURS["at sea"])) == "UTC-09:00"


@pytest.mark.parametrize("label", [label for label in ANSWERS if label.startswith(("place", "hours"))])
def test_coordinates_stand_once_and_are_places_at_which_one_is(voices: Voices, label: str) -> None:
    for name in voices.names:
        card = voices.render(ANSWERS[label], name)
        text = " ".join((card.title, card.body, *(f"{field.name}: {field.value}" for field in card.fields)))
        assert not re.search(r"\b[Ii]n:? \d+°", text), (name, text)
        if label.startswith("place"):
            assert len(re.findall(r"\d°\d+′ [EW]", text)) <= 1, (name, text)


def test_of_a_name_that_several_have_each_is_a_press_away(voices: Voices) -> None:
    answer = ANSWERS["place: one of several"]
    others = ("Springfield, MA, United States", "Springfield, IL, United States")
    shown = buttons(answer)
    assert [action.request for action in shown if action.row == 1] == [CosmicPlace(place=other) for other in others]
    for name in voices.names:
        card = voices.render(answer, name)
        text = " ".join((card.body, *(f"{field.name} {field.value}" for field in card.fields)))
        assert all(other in text for other in others), name
        assert re.search(r"(whole|all) (of its )?name|all of|full", text), (name, text)
        assert re.search(r"[Pp]ress", text), (name, text)


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


def test_under_a_moon_are_its_quarters_and_the_rest_of_the_sky() -> None:
    shown = buttons(moon_answer(), CosmicMoon(date="2023-12-30T19:00"))
    assert [action.label for action in shown if action.row == 0] == [
        *("Last quarter", "New moon", "First quarter", "Full moon", "Now")
    ]
    assert shown[0].request == CosmicMoon(date=f"{moon_answer().quarters[0].time:%Y-%m-%dT%H:%M:%S}")
    assert shown[4].request == CosmicMoon()
    assert "Moon" not in [action.label for action in shown]


def test_under_a_place_and_under_hours() -> None:
    assert [action.request for action in buttons(ANSWERS["place: a city"])] == [
        CosmicHours(),
        CosmicPlace(place="none"),
    ]
    assert CosmicHours() not in [action.request for action in buttons(ANSWERS["place: none"])]
    shown = buttons(HOURS["at night"], CosmicHours())
    assert [action.request for action in shown[:3]] == [
        CosmicHours(date="2023-12-29"),
        CosmicHours(date="2023-12-31"),
        CosmicHours(),
    ]


def test_a_city_spelt_wrongly_is_a_press_away() -> None:
    shown = buttons(UnknownPlace(place="Pariss", close_matches=("Paris, France",)), CosmicPlace(place="Pariss"))
    assert [action.request for action in shown] == [CosmicPlace(place="Paris, France")]
    assert [action.label for action in buttons(UnknownPlace(place="x"), CosmicPlace(place="x"))] == ["Help"]


def test_nobody_elses_card_holds_a_place() -> None:
    """Buttons under cards that all may read ask for hours without saying where."""
    for label, answer in ANSWERS.items():
        if not label.startswith(("place", "hours")):
            assert not any("place" in type(action.request).model_fields for action in buttons(answer))


@pytest.mark.parametrize("label", [label for label in ANSWERS if not label.startswith("place")])
def test_every_voice_says_that_it_weighs_nothing(voices: Voices, label: str) -> None:
    for name in voices.names:
        assert "weigh" in voices.render(ANSWERS[label], name).body.lower(), name


@pytest.mark.parametrize("label", [label for label in ANSWERS if label.startswith("hours")])
def test_every_voice_tells_the_light_and_the_clock_it_is_told_by(voices: Voices, label: str) -> None:
    answer = ANSWERS[label]
    assert isinstance(answer, CosmicHoursAnswer)
    for name in voices.names:
        text = text_of(voices.render(answer, name))
        for time in (answer.sunrise, answer.sunset, None if answer.now is None else answer.now.end):
            assert time is None or str(local_dated(time, answer)) in text, name
        assert str(clock_called(answer)) in text, name
        assert "polar" not in answer.light or answer.light in text, name


@pytest.mark.parametrize("label", [label for label in ANSWERS if label.startswith("moon")])
def test_every_voice_tells_the_next_full_and_new_moon_and_eclipse(voices: Voices, label: str) -> None:
    answer = ANSWERS[label]
    assert isinstance(answer, CosmicMoonAnswer)
    coming = [each.time for each in (quarter(answer, "full_moon"), quarter(answer, "new_moon"), answer.eclipse) if each]
    for name in voices.names:
        text = text_of(voices.render(answer, name))
        assert all(str(on_time(time, answer.as_of)) in text for time in coming), name


@pytest.mark.parametrize("label", [label for label in ANSWERS if label.startswith("place")])
def test_every_voice_says_whether_a_place_is_kept_and_how_it_goes(voices: Voices, label: str) -> None:
    answer = ANSWERS[label]
    assert isinstance(answer, CosmicPlaceAnswer)
    for name in voices.names:
        text = text_of(voices.render(answer, name))
        if answer.place is None:
            assert "forgotten" in text, name
        else:
            assert "**Forget it**" in text and "`/cosmic place place:none`" in text, name  # noqa: PT018
            assert answer.place.time_zone in text, name
