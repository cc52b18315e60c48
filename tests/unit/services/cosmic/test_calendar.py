"""Calendar, next and retrograde, held against tables that others made, and at the ends of what is known."""

import csv
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Thread, current_thread
from typing import Any

import pytest

from services.core.clock import SteppedClock
from services.core.errors import InvalidRequest, OutsideSky
from services.cosmic.almanac import Almanac
from services.cosmic.calendar import CosmicCalendar, CosmicCalendarAnswer, answer_cosmic_calendar, cosmic_calendar
from services.cosmic.dates import FIRST, LAST
from services.cosmic.kinds import KINDS, USUAL
from services.cosmic.next import CosmicNext, NextKind, answer_cosmic_next
from services.cosmic.overlay import overlay_reach, sky_overlay
from services.cosmic.retrograde import (
    CosmicRetrograde,
    CosmicRetrogradeAnswer,
    answer_cosmic_retrograde,
    cosmic_retrograde,
    reach,
)
from tests.unit.services.cosmic.test_almanac import Kept

AT = datetime(2023, 12, 30, 19, tzinfo=UTC)
CLOCK = SteppedClock(AT)
SOON = timedelta(seconds=5)


@pytest.fixture(scope="module")
def sky() -> Almanac:
    return Almanac(Kept())


async def calendar(sky: Almanac, **options: object) -> CosmicCalendarAnswer:
    return await answer_cosmic_calendar(CosmicCalendar.model_validate(options), sky, CLOCK)


async def retrograde(sky: Almanac, date: str | None = None) -> CosmicRetrogradeAnswer:
    return await answer_cosmic_retrograde(CosmicRetrograde(date=date), sky, CLOCK)


async def test_a_month_of_the_usual_kinds(sky: Almanac) -> None:
    answer = await calendar(sky)
    assert answer.kinds == USUAL
    assert answer.weight == 0.0
    assert [event.time for event in answer.events] == sorted(event.time for event in answer.events)
    assert all(answer.start <= event.time < answer.end for event in answer.events)
    assert sum(count.events for count in answer.counts) == len(answer.events)
    assert answer.next == answer.events[0]
    assert answer.away_seconds == (answer.events[0].time - AT).total_seconds()
    names = {event.name: event.time for event in answer.events}
    assert abs(names["Mercury stations direct"] - datetime(2024, 1, 2, 3, 7, 27, tzinfo=UTC)) < timedelta(minutes=1)
    assert abs(names["Full Moon"] - datetime(2024, 1, 25, 17, 54, tzinfo=UTC)) < timedelta(minutes=1)


async def test_no_aspect_of_the_moon_is_told_and_every_kind_can_be(sky: Almanac) -> None:
    answer = await calendar(sky, days=366, kinds="all")
    assert {count.name for count in answer.counts if count.events} == set(KINDS)
    assert not [event for event in answer.events if event.group == "aspects" and "moon" in event.bodies]


@pytest.mark.parametrize(
    ("file", "group"),
    [("mercury_stations.csv", "stations"), ("moon_phases.csv", "phases"), ("eclipses_2020_2030.csv", "eclipses")],
)
async def test_tables_that_others_made_are_found_in_the_calendar(
    sky: Almanac, shared_data: Path, file: str, group: str
) -> None:
    answer = await calendar(sky, days=366, kinds=group, date="2023-01-01")
    times = [event.time for event in answer.events]
    with (shared_data / "astro" / file).open() as table:
        rows = [datetime.fromisoformat(row.get("utc") or row["max_utc"]) for row in csv.DictReader(table)]
    wanted = [time for time in rows if answer.start <= time < answer.end]
    assert wanted
    near = timedelta(seconds=60) if group == "eclipses" else SOON
    for time in wanted:
        assert min(abs(time - one) for one in times) < near, time
    if group != "stations":
        assert len(times) == len(wanted)


async def test_it_ends_where_the_ephemeris_does(sky: Almanac) -> None:
    answer = await calendar(sky, days=366, kinds="all", date="2053-09-20")
    assert answer.end == LAST
    assert all(event.time < LAST for event in answer.events)
    last = await calendar(sky, days=1, date=LAST.isoformat())
    assert (last.events, last.next, last.away_seconds) == ((), None, None)


async def test_a_year_of_events_is_told_beside_the_loop(sky: Almanac, monkeypatch: pytest.MonkeyPatch) -> None:
    """It takes longer than others should wait."""
    made_by: list[Thread] = []

    def made(*args: Any, **options: Any) -> CosmicCalendarAnswer:
        made_by.append(current_thread())
        return cosmic_calendar(*args, **options)

    monkeypatch.setattr("services.cosmic.calendar.cosmic_calendar", made)
    await calendar(sky, days=366, kinds="all")
    assert made_by
    assert current_thread() not in made_by


async def test_wrong_words_are_told(sky: Almanac) -> None:
    with pytest.raises(InvalidRequest, match="kinds"):
        await calendar(sky, kinds="comets")
    with pytest.raises(InvalidRequest, match="date"):
        await calendar(sky, date="soon")
    with pytest.raises(OutsideSky):
        await calendar(sky, date="2060-01-01")


async def test_next_is_the_first_of_each_kind(sky: Almanac) -> None:
    answer = await answer_cosmic_next(CosmicNext(), sky, CLOCK)
    by_name = {event.of: event for event in answer.events}
    assert len(by_name) == len(answer.events) == 12
    assert [event.time for event in answer.events] == sorted(event.time for event in answer.events)
    assert all(event.away_seconds == (event.time - AT).total_seconds() >= 0 for event in answer.events)
    phases = [event for event in await sky.between(AT, AT + timedelta(days=60)) if event.name == "New Moon"]
    assert by_name["new moon"].time == phases[0].time
    assert by_name["solar eclipse"].time.date() == datetime(2024, 4, 8, tzinfo=UTC).date()
    assert by_name["outer aspect"].name == "Jupiter conjunct Uranus"
    nothing = await answer_cosmic_next(CosmicNext(date=LAST.isoformat()), sky, CLOCK)
    assert nothing.events == ()


@pytest.mark.parametrize(
    ("kind", "of", "day"),
    [
        ("eclipse", "lunar eclipse", "2024-03-25"),
        ("solar eclipse", "solar eclipse", "2024-04-08"),
        ("station", "other station", "2023-12-31"),
        ("full moon", "full moon", "2024-01-25"),
        ("retrograde", "mercury station", "2024-04-01"),
    ],
)
async def test_the_kind_that_was_asked_for_is_told_apart(sky: Almanac, kind: NextKind, of: str, day: str) -> None:
    answer = await answer_cosmic_next(CosmicNext(kind=kind), sky, CLOCK)
    assert answer.asked is not None
    assert (answer.kind, answer.asked.of, f"{answer.asked.time:%Y-%m-%d}") == (kind, of, day)
    assert answer.events == (await answer_cosmic_next(CosmicNext(), sky, CLOCK)).events


async def test_no_event_is_told_twice(sky: Almanac) -> None:
    """A day before Jupiter met Uranus it was both the next aspect and the next of outer planets."""
    answer = await answer_cosmic_next(CosmicNext(date="2024-04-20"), sky, CLOCK)
    told = {event.of: event for event in answer.events}
    assert told["outer aspect"].bodies == ("jupiter", "uranus")
    assert told["outer aspect"].time < told["aspect"].time
    assert len({event.name for event in answer.events}) == len(answer.events)


async def test_retrograde_agrees_with_the_speeds_and_the_tables(sky: Almanac, shared_data: Path) -> None:
    answer = await retrograde(sky)
    assert answer.retrograde == ("mercury", "jupiter", "uranus")
    with (shared_data / "astro" / "mercury_stations.csv").open() as table:
        stations = [datetime.fromisoformat(row["utc"]) for row in csv.DictReader(table)]
    mercury = answer.planets[0]
    assert mercury.now is not None
    assert mercury.next is not None
    assert mercury.next_station is not None
    for turn in (mercury.now.start, mercury.now.end, mercury.next.start, mercury.next.end):
        assert min(abs(turn - time) for time in stations) < SOON
    assert mercury.next_station.time == mercury.now.end
    assert answer.next is not None
    assert answer.next.name == "jupiter"
    assert (answer.start, answer.end) == (datetime(2023, 10, 1, tzinfo=UTC), datetime(2024, 10, 1, tzinfo=UTC))


@pytest.mark.parametrize("days", range(0, 800, 37))
async def test_a_planet_that_goes_back_is_in_a_period_and_no_other_is(sky: Almanac, days: int) -> None:
    answer = await retrograde(sky, f"{datetime(2021, 3, 5, tzinfo=UTC) + timedelta(days=days):%Y-%m-%d}")
    for planet in answer.planets:
        assert planet.retrograde == (planet.now is not None) == (planet.speed < 0), planet.name
        assert planet.next is not None, planet.name
        assert planet.next.start > answer.as_of
    assert set(answer.retrograde) == {planet.name for planet in answer.planets if planet.retrograde}
    for period in answer.periods:
        assert period.start < answer.end
        assert period.end > answer.start
        assert 18 <= period.days <= 170, period.name


async def test_later_events_change_nothing_that_is_told_of_a_time(sky: Almanac) -> None:
    start, end = reach(AT)
    whole = cosmic_retrograde(await sky.between(start, end), AT)
    more = cosmic_retrograde(await sky.between(start, end + timedelta(days=300)), AT)
    assert whole.periods == more.periods
    assert [planet.now for planet in whole.planets] == [planet.now for planet in more.planets]


@pytest.mark.parametrize("date", [FIRST, FIRST + timedelta(days=40), LAST - timedelta(days=40), LAST])
async def test_the_ends_of_the_ephemeris_are_told_without_inventing(sky: Almanac, date: datetime) -> None:
    answer = await retrograde(sky, date.isoformat())
    assert len(answer.planets) == 8
    for planet in answer.planets:
        assert planet.now is None or planet.retrograde


async def test_an_overlay_tells_an_eclipse_once_and_only_what_was(sky: Almanac) -> None:
    start, end = datetime(2023, 1, 1, tzinfo=UTC), datetime(2023, 12, 31, tzinfo=UTC)
    found = sky_overlay(await sky.between(*overlay_reach(start, end)))
    assert {event.kind for event in found} == {"eclipse", "station", "moon_phase", "ingress"}
    assert all(start <= event.time < end for event in found)
    eclipses = [event for event in found if event.kind == "eclipse"]
    moons = [event for event in found if event.kind == "moon_phase"]
    assert len(eclipses) == 4
    assert len(moons) + len(eclipses) == 25
    assert overlay_reach(datetime(1800, 1, 1, tzinfo=UTC), LAST + timedelta(days=9))[1] == LAST
