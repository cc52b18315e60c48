"""A new moon or an outer aspect is the same to the calendar, the chart and the evidence, or their dates disagree."""

from collections.abc import Callable

import pytest

from analytics.sky import predicates
from analytics.sky.events import SkyEvent
from tests.unit.analytics.sky.reference import year_events

Is = Callable[[SkyEvent], bool]


@pytest.mark.parametrize(
    ("is_one", "first", "count"),
    [
        (predicates.is_new_moon, "2024-01-11", 13),
        (predicates.is_full_moon, "2024-01-25", 12),
        (predicates.is_eclipse, "2024-03-25", 4),
        (predicates.is_solar_eclipse, "2024-04-08", 2),
        (predicates.is_lunar_eclipse, "2024-03-25", 2),
        (predicates.is_mercury_station, "2024-01-02", 7),
        (predicates.is_sun_ingress, "2024-01-20", 12),
        (predicates.is_season, "2024-03-20", 4),
        (predicates.is_outer_aspect, "2024-04-21", 5),
        (predicates.is_perigee, "2024-01-13", 13),
    ],
)
def test_how_many_there_were_in_2024(is_one: Is, first: str, count: int) -> None:
    found = [event.time.date().isoformat() for event in year_events(2024) if is_one(event)]
    assert (found[0], len(found)) == (first, count)


@pytest.mark.parametrize(
    ("kind", "parts"),
    [
        ("eclipse", (predicates.is_solar_eclipse, predicates.is_lunar_eclipse)),
        ("station", (predicates.is_mercury_station, predicates.is_other_station)),
        ("ingress", (predicates.is_sun_ingress, predicates.is_moon_ingress, predicates.is_planet_ingress)),
        ("aspect", (predicates.is_outer_aspect, predicates.is_inner_aspect)),
    ],
)
def test_sorts_of_a_kind_leave_none_out_and_share_none(kind: str, parts: tuple[Is, ...]) -> None:
    for event in year_events(2024):
        assert sum(is_one(event) for is_one in parts) == (event.kind == kind), event
