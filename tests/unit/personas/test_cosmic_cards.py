"""Words, tables and buttons under the sky."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.sky.names import degree_in_sign, sign_of
from personas.about import _sky as reading
from personas.about.cosmic_aspects import by_nature
from personas.about.cosmic_calendar import RANK, chosen_by, first_told
from personas.about.cosmic_now import body_table
from personas.card import Action
from personas.format import daily, degrees, time
from personas.render import Voices
from services.core.errors import OutsideSky
from services.cosmic.aspects import CosmicAspects
from services.cosmic.calendar import CosmicCalendarAnswer
from services.cosmic.dates import FIRST, LAST
from services.cosmic.moon import CosmicMoon
from services.cosmic.natal import CosmicNatal
from services.cosmic.now import CosmicNow
from services.cosmic.retrograde import CosmicRetrogradeAnswer
from tests.contract.cards import text_of
from tests.unit.personas.faces import buttons
from tests.unit.personas.samples_almanac import ANSWERS as ALMANACS
from tests.unit.personas.samples_cosmic import (
    ASPECTS,
    NOW,
    TRANSITS,
    aspects_answer,
    body,
    natal_answer,
    now_answer,
)

FIVE = ("biel", "f", "gemini", "xyko", "z")


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (0.0, "0°00′"),
        (14.5166, "14°30′"),
        (29.999999, "29°59′"),
        (-1.0917, "−1°05′"),
        (-0.001, "0°00′"),
        (359.5, "359°30′"),
        (None, "unknown"),
        (float("nan"), "unknown"),
    ],
)
def test_angles_are_cut(value: float | None, written: str) -> None:
    assert degrees(value) == written


@given(st.floats(0, 359.999999))
def test_no_place_is_told_in_the_sign_before_or_after(longitude: float) -> None:
    told = str(reading.in_sign(body("sun", longitude)))
    degree, sign = told.split("°")[0], told.split(" ")[1]
    assert int(degree) <= 29
    assert (int(degree), sign.lower()) == (int(degree_in_sign(longitude)), sign_of(longitude))


@pytest.mark.parametrize(
    ("speed", "written"), [(1.0189, "+1.02°"), (-0.3856, "−0.39°"), (-0.0011, "−0.001°"), (0.0002, "0.000°")]
)
def test_speeds_have_their_sign(speed: float, written: str) -> None:
    assert daily(speed) == written


def test_what_an_aspect_is_called() -> None:
    assert [reading.aspect_called(each) for each in (ASPECTS[0], ASPECTS[4], TRANSITS[3])] == [
        "Moon trine Mercury",
        "Mercury conjunct Mars",
        "Moon opposite natal Neptune",
    ]


def test_only_the_sun_and_the_moon_have_an_article() -> None:
    assert [reading.with_the(name) for name in ("sun", "moon", "mars")] == ["the Sun", "the Moon", "Mars"]


@pytest.mark.parametrize("name", FIVE)
def test_a_retrograde_that_began_before_the_ephemeris_has_its_end(name: str) -> None:
    answer = ALMANACS["retrograde: begun before the ephemeris"]
    assert isinstance(answer, CosmicRetrogradeAnswer)
    station = answer.planets[0].next_station
    assert station is not None
    assert reading.on_time(station.time, NOW) in text_of(Voices(strict=True).render(answer, name))


@pytest.mark.parametrize("name", FIVE)
def test_a_calendar_that_the_ephemeris_cuts_short_says_so(name: str) -> None:
    voices = Voices(strict=True)
    cut = ALMANACS["calendar: cut short by the ephemeris's end"]
    assert isinstance(cut, CosmicCalendarAnswer)
    assert f"{time(cut.end)}" in text_of(voices.render(cut, name))
    assert "tables" not in text_of(voices.render(ALMANACS["calendar: stations alone"], name))


def test_of_several_kinds_the_rarest_are_told_and_of_one_the_nearest() -> None:
    month, stations = ALMANACS["calendar: usual"], ALMANACS["calendar: stations alone"]
    assert isinstance(month, CosmicCalendarAnswer)
    assert isinstance(stations, CosmicCalendarAnswer)
    assert (chosen_by(month), chosen_by(stations)) == ("rarest", "nearest")
    assert first_told(stations, 2) == stations.events[:2]
    told = first_told(month, 4)
    assert [event.time for event in told] == sorted(event.time for event in told)
    ranks = [RANK.index(event.group) for event in month.events]
    assert sorted(RANK.index(event.group) for event in told) == sorted(ranks)[:4]


def test_midnight_is_an_hour_too() -> None:
    assert reading.on_time(datetime(2023, 12, 31, tzinfo=UTC), NOW) == "31 Dec 00:00"
    assert reading.on_time(datetime(2024, 1, 1, tzinfo=UTC), NOW) == "1 Jan 2024 00:00"


def test_what_comes_next_is_what_applies_and_has_a_time() -> None:
    assert reading.to_come(ASPECTS) is ASPECTS[0]
    assert reading.to_come(ASPECTS[1:5]) is None
    assert reading.to_come(()) is None


def test_the_tables() -> None:
    assert body_table(now_answer().bodies)[:3] == [
        "Sun       8°48′ Cap",
        "Moon     21°35′ Leo",
        "Mercury  22°37′ Sag  R",
    ]
    assert reading.aspect_table(ASPECTS, NOW, 4) == [
        "Moon trine Mer   1°01′ → 30 Dec 21:00",
        "Mar square Nep   1°21′ ← 28 Dec 22:18",
        "Ven sextile Plu  1°49′ ← 29 Dec 06:00",
        "Jup sextile Sat  2°26′ → no date",
    ]
    assert reading.aspect_table((), NOW) == []
    assert not reading.undated(ASPECTS, 3)
    assert reading.undated(ASPECTS, 4)


def test_easy_and_hard() -> None:
    easy, hard = by_nature(ASPECTS)
    assert {each.aspect for each in easy} == {"trine", "sextile"}
    assert {each.aspect for each in hard} == {"square", "opposition"}


def test_a_day_earlier_and_later() -> None:
    shown = buttons(now_answer(), CosmicNow())
    assert shown[:3] == (
        Action("A day earlier", CosmicNow(date="2023-12-29T19:00")),
        Action("A day later", CosmicNow(date="2023-12-31T19:00")),
        Action("Now", CosmicNow()),
    )
    assert Action("Moon", CosmicMoon(), row=1) in shown
    assert not any(isinstance(each.request, CosmicNow) for each in shown[3:])


@pytest.mark.parametrize(("at", "label"), [(FIRST, "A day earlier"), (LAST, "A day later")])
def test_no_button_leads_beyond_the_ephemeris(at: datetime, label: str) -> None:
    assert label not in [action.label for action in buttons(natal_answer(as_of=at), CosmicNatal())]


def test_neighbours_are_of_the_same_date() -> None:
    shown = buttons(natal_answer(), CosmicNatal(date="2024-03-20"))
    assert Action("Sky", CosmicNow(date="2024-03-20"), row=1) in shown


def test_other_orbs() -> None:
    asked = CosmicAspects(date="2024-03-20", orb=1.5)
    shown = buttons(aspects_answer(orb_ratio=1.5), asked)
    assert [(each.label, each.current) for each in shown[:5]] == [
        ("Orbs × 0.5", False),
        ("Orbs × 1", False),
        ("Orbs × 1.5", True),
        ("Orbs × 2", False),
        ("Minor too", False),
    ]
    assert shown[4].request == CosmicAspects(date="2024-03-20", orb=1.5, minor=True)


def test_beyond_the_ephemeris_one_press_asks_for_now() -> None:
    error = OutsideSky(asked=FIRST - timedelta(days=9000), first=FIRST, last=LAST)
    assert buttons(error, CosmicNatal(date="1875-01-01")) == (Action("Now", CosmicNatal()),)
    assert buttons(error) == (Action("Now", CosmicNow()),)
