"""If these failed, people would be shown at another place, or not know that theirs is kept and how it goes."""

import re

from personas.about._place import cities_listed, coordinates, place_called
from personas.render import Voices
from services.cosmic.hours import CosmicHours
from services.cosmic.place import CosmicPlace
from tests.answers.cosmic_hours.sample import SAMPLES as HOURS
from tests.answers.cosmic_place.sample import AT_SEA, SAMPLES, SOMEWHERE, ZURICH
from tests.cards import said_by_all, text_of
from tests.faces import buttons


def test_places_are_named_or_measured() -> None:
    assert str(place_called(ZURICH)) == "Zürich, Switzerland"
    assert str(place_called(SOMEWHERE)) == "33°27′ S, 70°39′ W"
    assert str(coordinates(AT_SEA)) == "0°00′ N, 140°00′ W"
    labels = ["Suzhou, China (near Huaibei)", "Bern, Switzerland"]
    assert str(cities_listed(labels)) == r"Suzhou, China \(near Huaibei\); Bern, Switzerland"


def test_of_a_name_that_several_have_each_is_a_press_away(voices: Voices) -> None:
    answer = SAMPLES["one of several"]
    others = ("Springfield, MA, United States", "Springfield, IL, United States")
    shown = buttons(answer)
    assert [action.request for action in shown if action.row == 1] == [CosmicPlace(place=other) for other in others]
    for name in voices.names:
        card = voices.render(answer, name)
        text = " ".join((card.body, *(f"{field.name} {field.value}" for field in card.fields)))
        assert all(other in text for other in others), name
        assert re.search(r"(whole|all) (of its )?name|all of|full", text), (name, text)
        assert re.search(r"[Pp]ress", text), (name, text)


def test_under_a_place_and_under_hours() -> None:
    assert [action.request for action in buttons(SAMPLES["a city"])] == [
        CosmicHours(),
        CosmicPlace(place="none"),
    ]
    assert CosmicHours() not in [action.request for action in buttons(SAMPLES["none"])]
    shown = buttons(HOURS["at night"], CosmicHours())
    assert [action.request for action in shown[:3]] == [
        CosmicHours(date="2023-12-29"),
        CosmicHours(date="2023-12-31"),
        CosmicHours(),
    ]


def test_every_voice_says_whether_a_place_is_kept_and_how_it_goes(voices: Voices) -> None:
    for label, answer in SAMPLES.items():
        for name in voices.names:
            text = text_of(voices.render(answer, name))
            if answer.place is None:
                assert "forgotten" in text, (label, name)
            else:
                assert "**Forget it**" in text and "`/cosmic place place:none`" in text, name  # noqa: PT018
                assert answer.place.time_zone in text, (label, name)


def test_every_case_fits_a_phone(voices: Voices) -> None:
    for answer in SAMPLES.values():
        said_by_all(voices, answer)


def test_no_two_voices_say_the_same(voices: Voices) -> None:
    assert len({voices.render(SAMPLES["a city"], name).body for name in voices.names}) == len(voices.names)


def test_coordinates_are_places_at_which_one_is(voices: Voices) -> None:
    for label, answer in SAMPLES.items():
        for name in voices.names:
            text = text_of(voices.render(answer, name))
            assert not re.search(r"\b[Ii]n:? \d+°", text), (label, name, text)
            assert len(re.findall(r"\d°\d+′ [EW]", text)) <= 1, (label, name, text)
