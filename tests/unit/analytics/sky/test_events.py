"""A station or an ingress told for the wrong hour is seen by whoever opens an ephemeris."""

import math
import re
from collections import defaultdict
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.sky.almanac import events
from analytics.sky.aspects import aspects_in_force
from analytics.sky.moon import moon_phases, voids_of_course
from analytics.sky.motion import ingresses, retrogrades, seasons, stations
from analytics.sky.names import BODIES, PLANETS, Body, separation, sign_of
from analytics.sky.nodes import lunar_nodes, mean_node
from analytics.sky.positions import positions
from analytics.sky.times import OutsideEphemeris, moment
from analytics.sky.tracks import Tracks, tracks
from tests.examples import examples
from tests.unit.analytics.sky.reference import aspect_times, column, place, read_table, rows, year_events

MINUTE = timedelta(minutes=1)


@pytest.fixture(scope="module")
def decade() -> Tracks:
    return tracks(datetime(2020, 1, 1, tzinfo=UTC), datetime(2031, 1, 1, tzinfo=UTC))


@pytest.mark.parametrize(("body", "seconds"), [("mercury", 1.5), ("venus", 3.0), ("mars", 6.0)])
def test_stations_are_those_of_swiss_ephemeris(shared_data: Path, decade: Tracks, body: Body, seconds: float) -> None:
    """As close as its speeds are to its own longitudes: ``test_events_are_where_others_have_them`` is closer."""
    table = [
        row
        for name in ("mercury_stations", "venus_mars_stations")
        for row in rows(shared_data, name)
        if row["planet"] == body
    ]
    found = [station for station in stations(decade) if station.bodies == (body,)]
    assert [station.motion for station in found] == [row["station"] for row in table]
    off = (np.array([station.tt for station in found]) - column(table, "jd_tt")) * 86400
    assert np.abs(off).max() < seconds
    assert np.abs(off - column(table, "skyfield_minus_swieph_s")).max() < 1.5


@cache
def events_of(year: int) -> dict[str, list[float]]:
    """Julian dates by the event's name."""
    found: dict[str, list[float]] = defaultdict(list)
    for event in year_events(year):
        found[event.name].append(event.tt)
    return found


@pytest.mark.parametrize("kind", ["stations", "enters", "conjunct|sextile|square|trine|opposite"])
def test_events_are_where_others_have_them(kind: str) -> None:
    """Within a second: of Swiss Ephemeris 2.10.03 with its files of DE441, and, for stations from Jupiter on, of DE440.

    The stations of Venus and Mars are where Swiss Ephemeris's longitudes turn, by central differences over 0.05 days:
    its speeds are zero up to 6 s from there. Those from Jupiter on are by ``analytics.sky`` on the whole of DE440, for
    Swiss Ephemeris keeps longitudes to about 0.001″, which is up to a minute there.
    """
    said = [row for row in read_table(Path(__file__).parent / "event_times.csv") if re.search(kind, row["event"])]
    assert len(said) > 40
    for row in said:
        year, tt = moment(float(row["jd_tt"])).year, float(row["jd_tt"])
        nearest = min((abs(tt - found) for found in events_of(year)[row["event"]]), default=math.inf)
        assert nearest * 86400 < 1.0, row


def test_moon_phases_are_those_of_swiss_ephemeris(shared_data: Path, decade: Tracks) -> None:
    table, found = rows(shared_data, "moon_phases"), moon_phases(decade)
    assert [phase.quarter.replace("_moon", "") for phase in found] == [row["phase"] for row in table]
    assert np.abs(np.array([phase.tt for phase in found]) - column(table, "jd_tt")).max() * 86400 < 0.1


@pytest.mark.parametrize(
    ("year", "name", "time"),
    [
        (2024, "March equinox", "2024-03-20T03:06"),
        (2024, "June solstice", "2024-06-20T20:51"),
        (2024, "September equinox", "2024-09-22T12:44"),
        (2024, "December solstice", "2024-12-21T09:21"),
        (2009, "March equinox", "2009-03-20T11:44"),
        (2024, "Sun enters Aries", "2024-03-20T03:06"),
        (2024, "Mercury stations retrograde", "2024-04-01T22:14"),
        (2024, "Mercury stations direct", "2024-04-25T12:54"),
        (2024, "Jupiter conjunct Uranus", "2024-04-21T02:27"),
        (2020, "Jupiter conjunct Saturn", "2020-12-21T18:20"),
        (2020, "Saturn conjunct Pluto", "2020-01-12T16:59"),
        (2024, "Full Moon", "2024-01-25T17:54"),
    ],
)
def test_what_the_almanacs_say(year: int, name: str, time: str) -> None:
    wanted = datetime.fromisoformat(f"{time}:00+00:00")
    nearest = min((event for event in year_events(year) if event.name == name), key=lambda e: abs(e.time - wanted))
    assert abs(nearest.time - wanted) <= 1.5 * MINUTE


def test_apogee_of_meeus() -> None:
    """Astronomical Algorithms, example 50.a: 1988 October 7, 20:30 TD."""
    apogee = next(e for e in year_events(1988) if e.name == "Moon at apogee" and e.time.month == 10)
    assert apogee.tt == pytest.approx(2447442.3543, abs=1 / 1440)


@pytest.mark.parametrize("year", [1900, 2024, 2052])
def test_every_event_is_what_it_says(year: int) -> None:
    """Each is held against places that were worked out for its own moment."""
    found = year_events(year)
    assert [event.tt for event in found] == sorted(event.tt for event in found)
    assert {event.time.year for event in found} == {year}
    kinds = {event.kind for event in found}
    assert kinds == {
        "station", "ingress", "moon_phase", "season", "apsis", "node", "aspect", "void_of_course", "eclipse",
    }  # fmt: skip
    at = positions(np.array([event.tt for event in found]))
    row = {body: number for number, body in enumerate(BODIES)}
    for number, event in enumerate(found):
        body = row[event.bodies[0]]
        assert abs(float(separation(at.longitude[body, number], np.array(event.longitude)))) < 1e-5, event
        speed = at.speed[body, number]
        match event.kind:
            case "station":
                assert abs(speed) < 2e-5
            case "ingress":
                assert abs(speed) < 0.01 or (speed > 0) == (event.motion == "direct")  # type: ignore[attr-defined]
                assert sign_of(event.longitude + (1e-3 if speed > 0 else -1e-3)) == event.sign
            case "moon_phase":
                assert float(separation(at.longitude[1, number], at.longitude[0, number])) % 90 == pytest.approx(
                    0, abs=1e-6
                ) or float(separation(at.longitude[1, number], at.longitude[0, number])) % 90 == pytest.approx(
                    90, abs=1e-6
                )
            case "aspect":
                a, b = (at.longitude[row[each], number] for each in event.bodies)
                assert abs(float(separation(a, b))) == pytest.approx(event.angle, abs=2e-5)  # type: ignore[attr-defined]
            case "node":
                assert abs(at.latitude[1, number]) < 1e-6


def test_a_year_is_the_sum_of_its_halves() -> None:
    cut = datetime(2023, 6, 17, 5, 0, tzinfo=UTC)
    halves = [
        *events(datetime(2023, 1, 1, tzinfo=UTC), cut),
        *events(cut, datetime(2024, 1, 1, tzinfo=UTC)),
    ]
    whole = year_events(2023)
    assert [(event.kind, event.name) for event in halves] == [(event.kind, event.name) for event in whole]
    assert max(abs(a.tt - b.tt) for a, b in zip(halves, whole, strict=True)) * 86400 < 0.05


@pytest.mark.parametrize("year", [1899, 2053])
def test_years_the_ephemeris_holds_in_part_are_refused(year: int) -> None:
    with pytest.raises(OutsideEphemeris):
        year_events(year)


def test_retrogrades_last_from_station_to_station() -> None:
    (first, *_) = found = retrogrades(year_events(2024), "mercury")
    assert [each.time.date().isoformat() for each in first] == ["2024-04-01", "2024-04-25"]
    assert len(found) == 3
    assert all((back.motion, on.motion) == ("retrograde", "direct") for back, on in found)
    cut = [event for event in year_events(2024) if event.time < first[1].time]
    assert retrogrades(cut, "mercury") == [], "one whose end is not among the events is left out"


@given(day=st.integers(0, 50_000), body=st.sampled_from(PLANETS))
@examples(25)
def test_a_planet_is_retrograde_from_a_station_to_the_next_and_at_no_other_time(day: int, body: Body) -> None:
    time = datetime(1901, 9, 1, tzinfo=UTC) + timedelta(days=day)
    around = tracks(time, time + timedelta(seconds=1), [body], margin_days=200)
    found = stations(replace(around, start=around.reach[0], end=around.reach[1]))
    inside = any(back.time <= time < on.time for back, on in retrogrades(found, body))
    (at,) = positions(time, [body]).at(0)
    assert at.retrograde == inside or abs(at.speed) < 1e-4


def test_void_of_course_ends_where_the_next_sign_begins() -> None:
    stretch = tracks(datetime(2024, 1, 1, tzinfo=UTC), datetime(2024, 4, 1, tzinfo=UTC), margin_days=3)
    found = voids_of_course(stretch)
    entered = {ingress.tt: ingress.into for ingress in ingresses(stretch) if ingress.bodies == ("moon",)}
    assert len(found) == pytest.approx(len(entered), abs=1)
    assert sum(void.until_tt in entered for void in found) >= len(found) - 1
    for void in found:
        assert void.tt <= void.until_tt
        assert entered.get(void.until_tt, void.into) == void.into
        if void.last is not None:
            moon, other = (place(void.tt, body) for body in void.bodies)
            assert abs(float(separation(np.array(moon), np.array(other)))) == pytest.approx(
                {"conjunction": 0, "sextile": 60, "square": 90, "trine": 120, "opposition": 180}[void.last], abs=1e-4
            )
        between = np.linspace(void.tt + 1e-4, void.until_tt - 1e-4, 20)
        if void.until_tt - void.tt > 1e-3:
            at = positions(between)
            signs = np.abs(separation(at.longitude, at.longitude[1]))
            for angle in (0.0, 60.0, 90.0, 120.0, 180.0):
                off = np.delete(signs, 1, axis=0) - angle
                if angle not in (0.0, 180.0):
                    assert (np.sign(off) == np.sign(off[:, :1])).all(), void


def test_fewer_bodies_make_the_moon_void_for_longer() -> None:
    stretch = tracks(datetime(2024, 1, 1, tzinfo=UTC), datetime(2024, 4, 1, tzinfo=UTC), margin_days=3)
    until = {void.until: void.hours for void in voids_of_course(stretch)}
    traditional = voids_of_course(stretch, ("sun", "mercury", "venus", "mars", "jupiter", "saturn"))
    common = [void for void in traditional if void.until in until]
    assert len(common) > 30
    assert all(void.hours >= until[void.until] - 1e-6 for void in common)
    assert all(void.bodies == ("moon",) and void.last is None for void in voids_of_course(stretch, ()))


def test_mean_equinox_is_not_taken_for_the_true_one() -> None:
    mean = tracks(datetime(2024, 1, 1, tzinfo=UTC), datetime(2024, 2, 1, tzinfo=UTC), nutate=False)
    for finder in (stations, ingresses, seasons):
        with pytest.raises(ValueError, match="mean equinox"):
            finder(mean)


def test_a_stretch_ends_after_it_starts() -> None:
    now = datetime(2024, 1, 1, tzinfo=UTC)
    with pytest.raises(ValueError, match="ends after"):
        tracks(now, now)


def test_great_conjunctions_of_a_century() -> None:
    found = aspect_times(("jupiter", "saturn"), "conjunction", *(datetime(y, 1, 1, tzinfo=UTC) for y in (1950, 2050)))
    assert [each.time.date().isoformat() for each in found] == [
        "1961-02-19", "1980-12-31", "1981-03-04", "1981-07-24", "2000-05-28", "2020-12-21", "2040-10-31",
    ]  # fmt: skip
    assert found[-1].longitude == pytest.approx(place(found[-1].tt, "jupiter"), abs=1e-7)


@given(day=st.integers(0, 50_000))
@examples(25)
def test_applying_means_that_the_orb_shrinks(day: int) -> None:
    time = datetime(1901, 1, 1, tzinfo=UTC) + timedelta(days=day)
    at = positions([time, time + timedelta(seconds=60)])
    now, later = at.at(0), {place.name: place for place in at.at(1)}
    for aspect in aspects_in_force(now):
        a, b = (later[body].longitude for body in aspect.bodies)
        orb = abs(float(separation(np.array(a), np.array(b)))) - aspect.angle
        if abs(aspect.orb) > 0.02 and abs(abs(orb) - abs(aspect.orb)) > 1e-9:
            assert aspect.applying == (abs(orb) < abs(aspect.orb)), aspect
    assert [abs(aspect.orb) for aspect in aspects_in_force(now)] == sorted(
        abs(aspect.orb) for aspect in aspects_in_force(now)
    )


def test_moon_crosses_the_ecliptic_at_the_true_node() -> None:
    crossings = [event for event in year_events(2024) if event.kind == "node"]
    nodes = lunar_nodes(np.array([event.tt for event in crossings]))
    for event, node in zip(crossings, nodes.true.tolist(), strict=True):
        away = 0.0 if event.node == "ascending" else 180.0  # type: ignore[attr-defined]
        assert abs(float(separation(np.array(event.longitude), np.array(node + away)))) < 1e-5
    assert np.abs(separation(nodes.true, nodes.mean)).max() < 1.9


def test_mean_node_of_meeus() -> None:
    """Astronomical Algorithms, example 47.a."""
    assert mean_node(np.array([2448724.5]))[0] == pytest.approx(274.400655, abs=1e-5)
    assert moment(2448724.5).date().isoformat() == "1992-04-11"
