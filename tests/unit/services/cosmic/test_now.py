"""Whoever asks for the sky gets what an almanac has, and the times at which it is exact."""

import asyncio
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.sky.aspects import MAJOR_ORBS, ORBS
from analytics.sky.names import LUMINARIES
from analytics.sky.positions import positions
from services.core.clock import SteppedClock
from services.core.errors import InvalidRequest, OutsideSky
from services.cosmic.aspects import CosmicAspects, answer_cosmic_aspects, cosmic_aspects, scaled
from services.cosmic.dates import FIRST, LAST
from services.cosmic.facts import AspectFacts
from services.cosmic.natal import CosmicNatal, TransitFacts, answer_cosmic_natal, cosmic_natal, genesis
from services.cosmic.now import CosmicNow, answer_cosmic_now, cosmic_now
from tests.examples import examples

NOW = datetime(2023, 12, 30, 19, tzinfo=UTC)
CLOCK = SteppedClock(NOW)
TIMES = st.datetimes(datetime(1899, 7, 30), datetime(2053, 10, 8)).map(lambda time: time.replace(tzinfo=UTC))  # noqa: DTZ001


def off(longitude: float, angle: float) -> float:
    """How far an angle between two bodies is from ``angle``, in degrees."""
    return abs(abs((longitude + 180.0) % 360.0 - 180.0) - angle)


def orb_at(aspect: AspectFacts | TransitFacts, time: datetime) -> float:
    if isinstance(aspect, TransitFacts):
        then = next(body.longitude for body in genesis().bodies if body.name == aspect.natal)
        return off(positions(time, (aspect.transiting,)).at(0)[0].longitude - then, aspect.angle)
    first, second = positions(time, (aspect.first, aspect.second)).at(0)
    return off(first.longitude - second.longitude, aspect.angle)


def test_the_sky_at_the_end_of_2023() -> None:
    """Mercury, Jupiter and Uranus were retrograde, and the Moon a waning gibbous in Leo (any almanac)."""
    sky = cosmic_now(NOW)
    assert sky.retrograde == ("mercury", "jupiter", "uranus")
    assert sky.moon.name == "waning_gibbous"
    assert sky.moon.illuminated_share == pytest.approx(0.867, abs=0.001)
    assert [body.sign for body in sky.bodies[:3]] == ["capricorn", "leo", "sagittarius"]
    assert sky.next_exact is not None
    assert (sky.next_exact.name, sky.next_exact.applying) == ("moon trine mercury", True)
    assert sky.next_exact.exact == min(each.exact for each in sky.aspects if each.applying and each.exact)
    assert sky.weight == 0.0


@examples(8)
@given(TIMES)
def test_aspects_are_exact_when_they_say(time: datetime) -> None:
    found: list[AspectFacts | TransitFacts] = [*cosmic_now(time).aspects, *cosmic_natal(time).transits]
    for each in found:
        assert each.orb <= each.widest_orb
        if each.exact is None:
            continue
        assert (each.exact > time) == each.applying
        assert orb_at(each, each.exact) < 3e-4, "within an arcsecond"
        halfway = time + (each.exact - time) / 2
        assert orb_at(each, halfway) < each.orb + 1e-9, "the orb shrinks all the way to the exact time"


@examples(8)
@given(TIMES)
def test_applying_orbs_shrink(time: datetime) -> None:
    later = min(time + timedelta(minutes=1), LAST)
    for each in cosmic_aspects(time, 1.0, minor=True).aspects if later > time else ():
        change = orb_at(each, later) - each.orb
        if each.orb > 0.02 and abs(change) > 1e-7:
            assert (change < 0) == each.applying


def test_a_planet_that_turns_back_first_is_not_promised() -> None:
    """Mercury neared the square to the chart's Saturn, and went direct on 2 January 2024, before it."""
    square = next(each for each in cosmic_natal(NOW).transits if each.name == "mercury square natal saturn")
    assert (square.applying, square.exact) == (True, None)


def test_wider_orbs_hold_the_narrower() -> None:
    names = [{each.name for each in cosmic_aspects(NOW, orb, minor=False).aspects} for orb in (0.5, 1.0, 2.0)]
    assert names[0] <= names[1] <= names[2]
    assert len(names[0]) < len(names[2])
    assert scaled(MAJOR_ORBS, 2.0)["trine"] == (12.0, 16.0)


def test_minor_aspects_come_when_they_are_asked_for() -> None:
    major, every = (cosmic_aspects(NOW, 1.0, minor=minor) for minor in (False, True))
    assert {each.aspect for each in major.aspects} <= set(MAJOR_ORBS)
    assert len(every.aspects) >= len(major.aspects)
    assert every.applying == sum(each.applying for each in every.aspects)
    for each in every.aspects:
        assert each.widest_orb == ORBS[each.aspect][each.first in LUMINARIES or each.second in LUMINARIES]


def test_the_genesis_chart() -> None:
    """The Sun stood at 13°30′ Capricorn and Saturn was retrograde in Virgo."""
    chart = genesis()
    assert chart.time == datetime(2009, 1, 3, 18, 15, 5, tzinfo=UTC)
    sun, saturn = chart.bodies[0], next(body for body in chart.bodies if body.name == "saturn")
    assert (sun.sign, int(sun.degree), int(sun.degree * 60) % 60) == ("capricorn", 13, 30)
    assert (saturn.sign, saturn.retrograde) == ("virgo", True)


@pytest.mark.parametrize("time", [FIRST, LAST])
def test_the_ends_of_the_ephemeris(time: datetime) -> None:
    assert len(cosmic_now(time).bodies) == 10
    assert cosmic_aspects(time, 2.0, minor=True).aspects
    assert cosmic_natal(time).chart.bodies
    moon = cosmic_now(time).moon
    assert (moon.age_days is None) == (time == FIRST)


async def test_skies_are_those_of_the_clock_or_of_another_date() -> None:
    assert (await answer_cosmic_now(CosmicNow(), CLOCK)).as_of == NOW
    natal = await answer_cosmic_natal(CosmicNatal(date="2024-03-20"), CLOCK)
    assert natal.as_of == datetime(2024, 3, 20, tzinfo=UTC)
    found = await answer_cosmic_aspects(CosmicAspects(date="2024-03-20T03:06", orb=0.5, minor=True), CLOCK)
    assert (found.orb_ratio, found.minor) == (0.5, True)


async def test_what_cannot_be_known_is_refused() -> None:
    with pytest.raises(OutsideSky):
        await answer_cosmic_now(CosmicNow(date="1066-10-14"), CLOCK)
    with pytest.raises(OutsideSky):
        await answer_cosmic_natal(CosmicNatal(date="2054-01-01"), CLOCK)
    with pytest.raises(OutsideSky):
        await answer_cosmic_aspects(CosmicAspects(date="9999-12-31"), CLOCK)
    with pytest.raises(InvalidRequest):
        await answer_cosmic_now(CosmicNow(date="full moon"), CLOCK)


def test_skyfield_is_loaded_at_the_first_sky_and_not_before() -> None:
    """Whoever never asks for the sky waits for it neither at the start nor in memory."""
    code = "import sys, bot.app, bot.client; sys.exit('skyfield' in sys.modules or 'jplephem' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0  # noqa: S603 (our own code)


async def test_the_loop_is_not_held_up() -> None:
    """While skies are reckoned, others are still answered."""
    worst = 0.0
    await answer_cosmic_natal(CosmicNatal(), CLOCK)
    busy = asyncio.gather(*(answer_cosmic_natal(CosmicNatal(), CLOCK) for _ in range(3)))
    while not busy.done():
        before = perf_counter()
        await asyncio.sleep(0.001)
        worst = max(worst, perf_counter() - before)
    await busy
    assert worst < 2.0, "held up, not merely slow"
