"""What ``/cosmic moon`` may answer: usual and odd."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np

from analytics.sky.names import degree_in_sign, sign_of
from analytics.sky.phase import phase_name
from services.cosmic.moon import ApsisFacts, CosmicMoonAnswer, EclipseFacts, QuarterFacts, VoidFacts
from tests.answers._shared import NOW

QUARTERS = ("new_moon", "first_quarter", "full_moon", "last_quarter")


SYNODIC = 29.530588861


def moon_answer(elongation: float = 222.785, longitude: float = 141.593, **changes: Any) -> CosmicMoonAnswer:
    """A Moon at that elongation, whose coming quarters follow at mean distances."""
    age = elongation / 360 * SYNODIC
    coming = [number for number in range(1, 9) if number * 90 > elongation][:4]
    quarters = tuple(
        _quarter(number % 4, NOW + timedelta(days=(number * 90 - elongation) / 360 * SYNODIC), longitude)
        for number in coming
    )
    usual: dict[str, Any] = {
        "as_of": NOW,
        "phase": phase_name(elongation),
        "illuminated_share": float((1 - np.cos(np.radians(elongation))) / 2),
        "age_days": age,
        "waxing": elongation < 180,
        "elongation": elongation,
        "longitude": longitude,
        "latitude": 4.3352,
        "sign": sign_of(longitude),
        "degree": degree_in_sign(longitude),
        "speed": 11.999,
        "distance_km": 403_000.97,
        "bright_limb_deg": 262.31 if elongation < 180 else 104.5066,
        "axis_deg": 19.1758,
        "quarters": quarters,
        "void": _void(NOW + timedelta(hours=10.3), 6.5829),
        "void_now": False,
        "perigee": ApsisFacts(name="perigee", time=NOW + timedelta(days=13.6), distance_km=362_283.16),
        "apogee": ApsisFacts(name="apogee", time=NOW + timedelta(days=1.85), distance_km=404_873.06),
        "eclipse": EclipseFacts(
            name="Penumbral lunar eclipse",
            time=datetime(2024, 3, 25, 7, 12, 52, tzinfo=UTC),
            of="moon",
            type="penumbral",
            magnitude=-0.13245,
        ),
        "coming_elongation": tuple(float((elongation + 12.19 * day) % 360) for day in range(30)),
    }
    return CosmicMoonAnswer.model_validate(usual | changes)


def _quarter(number: int, time: datetime, longitude: float) -> QuarterFacts:
    place = (longitude + 90.0 * number + 7.77) % 360
    return QuarterFacts.model_validate(
        {
            "name": QUARTERS[number],
            "time": time,
            "longitude": place,
            "sign": sign_of(place),
            "degree": degree_in_sign(place),
        }
    )


def _void(start: datetime, hours: float, *, last: bool = True) -> VoidFacts:
    return VoidFacts(
        name="Moon void of course in Leo",
        start=start,
        end=start + timedelta(hours=hours),
        sign="leo",
        into="virgo",
        last="trine" if last else None,
        other="mars" if last else None,
        hours=hours,
    )


SAMPLES: dict[str, CosmicMoonAnswer] = {
    "usual": moon_answer(),
    "void now": moon_answer(void=_void(NOW - timedelta(hours=2), 6.58), void_now=True),
    "void for a whole sign": moon_answer(void=_void(NOW - timedelta(hours=2), 55.1, last=False), void_now=True),
    "void after a silent sign": moon_answer(void=_void(NOW + timedelta(hours=2), 55.1, last=False)),
    "new": moon_answer(1.2, 280.4, distance_km=357_001.0, bright_limb_deg=91.0),
    "thin, waxing": moon_answer(28.0, 308.2),
    "first quarter": moon_answer(90.0, 10.0),
    "gibbous, near": moon_answer(130.0, 50.0, distance_km=362_300.4),
    "full": moon_answer(180.4, 99.6),
    "last quarter": moon_answer(268.0, 187.0, distance_km=384_400.0),
    "at a sign's very end": moon_answer(222.785, 149.99999),
    "at the ephemeris's end": moon_answer(
        quarters=(), void=None, perigee=None, apogee=None, eclipse=None, coming_elongation=(222.785,)
    ),
    "in the ephemeris's first month": moon_answer(age_days=None),
    "solar eclipse ahead": moon_answer(
        300.0,
        200.0,
        eclipse=EclipseFacts(
            name="Total solar eclipse",
            time=datetime(2024, 4, 8, 18, 17, 20, tzinfo=UTC),
            of="sun",
            type="total",
            magnitude=1.0566,
        ),
    ),
}


def random_moons(count: int, seed: int = 0) -> Iterator[CosmicMoonAnswer]:
    """Moons of every phase, sign and distance, now and then without what lies ahead."""
    random = np.random.default_rng(seed)
    for _ in range(count):
        void_now = bool(random.random() < 0.4)
        start = NOW - timedelta(hours=1) if void_now else NOW + timedelta(hours=float(random.uniform(0, 60)))
        changes: dict[str, Any] = {
            "distance_km": float(random.uniform(356_400, 406_800)),
            "latitude": float(random.uniform(-5.3, 5.3)),
            "speed": float(random.uniform(11.7, 15.4)),
            "bright_limb_deg": float(random.uniform(0, 360)),
            "axis_deg": float(random.uniform(-25, 25)),
            "void": _void(start, float(random.uniform(1.1, 58)), last=bool(random.random() < 0.9)),
            "void_now": void_now,
        }
        missing = [name for name in ("perigee", "apogee", "eclipse", "age_days") if random.random() < 0.2]
        yield moon_answer(
            float(random.uniform(0, 360)), float(random.uniform(0, 360)), **changes, **dict.fromkeys(missing)
        )
