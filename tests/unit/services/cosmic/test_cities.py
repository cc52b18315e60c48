"""If these failed, people would be given the sky of another city."""

import pytest

from services.core.errors import UnknownPlace
from services.cosmic.cities import _known, find_city, nearest_city, suggest_cities


def near(text: str) -> tuple[str, ...]:
    """What is offered in place of a name that no city has."""
    with pytest.raises(UnknownPlace) as unknown:
        find_city(text)
    return unknown.value.close_matches


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Zurich", "Zürich, Switzerland"),
        ("  zürich  ", "Zürich, Switzerland"),
        ("sao paulo", "São Paulo, Brazil"),
        ("lodz", "Łódź, Poland"),
        ("New York", "New York City, NY, United States"),
        ("Birmingham", "Birmingham, United Kingdom"),
        ("Birmingham, US", "Birmingham, AL, United States"),
        ("Birmingham, AL, US", "Birmingham, AL, United States"),
        ("birmingham us", "Birmingham, AL, United States"),
        ("london uk", "London, United Kingdom"),
        ("Birmingham,USA", "Birmingham, AL, United States"),
        ("frankfurt", "Frankfurt am Main, Germany"),
        ("Springfield, IL", "Springfield, IL, United States"),
        ("springfield il us", "Springfield, IL, United States"),
        ("Haifa, IL", "Haifa, Israel"),
        ("Suzhou, China (near Huaibei)", "Suzhou, China (near Huaibei)"),
        ("madrid colombia", "Madrid, Colombia"),
        ("Madrid, Colombia", "Madrid, Colombia"),
        ("birmingham united states", "Birmingham, AL, United States"),
        ("reykjav", "Reykjavík, Iceland"),
    ],
)
def test_a_city_is_found_however_it_is_written(text: str, wanted: str) -> None:
    assert find_city(text).city.label == wanted


@pytest.mark.parametrize("text", ["", " ", ",", "qwxz", "lon", "san", "Paris, US", "🦀" * 40, "a" * 80, "%_*", ", CH"])
def test_nothing_is_guessed(text: str) -> None:
    try:
        assert find_city(text).city.name.lower() == text.strip()
    except UnknownPlace as unknown:
        assert len(unknown.close_matches) <= 5  # noqa: PT017 (either is right)


def test_what_is_spelt_nearly_so_is_offered() -> None:
    assert near("londn")[0] == "London, United Kingdom"
    assert "Paris, France" in near("Paris, US")
    assert near("springfeild")[:3] == (
        *("Springfield, MO, United States", "Springfield, MA, United States", "Springfield, IL, United States"),
    )


def test_of_several_it_is_the_largest_and_the_others_are_named() -> None:
    found = find_city("springfield")
    assert all(found.city.people >= other.people for other in found.others)
    assert (found.city.label, [other.label for other in found.others]) == (
        "Springfield, MO, United States",
        ["Springfield, MA, United States", "Springfield, IL, United States"],
    )


def test_every_city_can_be_chosen_by_its_label() -> None:
    known = _known()
    cities = [known.city(at) for at in range(len(known.names))]
    assert len(cities) == 6204
    assert len({city.label for city in cities}) == len(cities)
    for city in cities:
        assert find_city(city.label).city == city


def test_suggestions_begin_with_the_largest_and_fit_discord() -> None:
    assert suggest_cities("zur") == ["Zürich, Switzerland"]
    assert suggest_cities("york")[0] == "York, United Kingdom"
    assert "New York City, NY, United States" in suggest_cities("york")
    assert len(suggest_cities("")) == 25
    assert all(len(label) <= 100 for label in suggest_cities("s"))


def test_the_nearest_city_is_near_across_the_date_line_too() -> None:
    city, far = nearest_city(47.37, 8.54)
    assert city.label == "Zürich, Switzerland"
    assert far < 1.5
    east, west = nearest_city(-18.0, 179.99), nearest_city(-18.0, -179.99)
    assert east[0] == west[0]
    assert abs(east[1] - west[1]) < 3.0
