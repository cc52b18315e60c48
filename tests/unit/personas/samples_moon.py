"""The Moon, places and their hours to put into words: usual ones, odd ones, and random ones."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np

from analytics.sky.names import Body, degree_in_sign, sign_of
from analytics.sky.phase import phase_name
from analytics.sky.place import CHALDEAN
from services.core.request import Answer
from services.cosmic.hours import WEEKDAYS, CosmicHoursAnswer, HourFacts, LocalTime
from services.cosmic.moon import ApsisFacts, CosmicMoonAnswer, EclipseFacts, QuarterFacts, VoidFacts
from services.cosmic.place import CosmicPlaceAnswer, PlaceFacts, zone_of

NOW = datetime(2023, 12, 30, 19, tzinfo=UTC)
QUARTERS = ("new_moon", "first_quarter", "full_moon", "last_quarter")
SYNODIC = 29.530588861
HOSTILE = "@everyone `x` [a](http://b) **<@1>**"

ZURICH = PlaceFacts(name="Zürich", country="Switzerland", latitude=47.3667, longitude=8.55, time_zone="Europe/Zurich")
SPRINGFIELD = PlaceFacts(
    name="Springfield, MO", country="United States", latitude=37.2153, longitude=-93.2982, time_zone="America/Chicago"
)
SOMEWHERE = PlaceFacts(
    name=None,
    country=None,
    latitude=-33.46,
    longitude=-70.65,
    time_zone="America/Santiago",
    near="Santiago, CL",
    near_km=2.413,
)
AT_SEA = PlaceFacts(name=None, country=None, latitude=0.0, longitude=-140.0, time_zone="UTC-09:00")
SVALBARD = PlaceFacts(name=None, country=None, latitude=78.22, longitude=15.65, time_zone="Arctic/Longyearbyen")


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


def hours_answer(
    place: PlaceFacts = ZURICH,
    *,
    now: int | None = 14,
    sunrise: datetime = datetime(2023, 12, 30, 7, 12, 55, tzinfo=UTC),
    light: timedelta = timedelta(hours=8, minutes=30, seconds=35),
    **changes: Any,
) -> CosmicHoursAnswer:
    """The hours after a sunrise, of which number ``now`` (from 0) is on."""
    zone = zone_of(place)

    def local(time: datetime) -> LocalTime:
        return LocalTime(utc=time, local=time.astimezone(zone))

    weekday = sunrise.astimezone(zone).weekday()
    rulers: tuple[Body, ...] = ("moon", "mars", "mercury", "jupiter", "venus", "saturn", "sun")
    first = CHALDEAN.index(rulers[weekday])
    sunset, next_sunrise = sunrise + light, sunrise + timedelta(days=1, seconds=6)
    hours = []
    for number in range(24):
        start, end = (sunrise, sunset) if number < 12 else (sunset, next_sunrise)
        begins = start + (end - start) / 12 * (number % 12)
        ruler = CHALDEAN[(first + number) % 7]
        hours.append(
            HourFacts(
                name=f"Hour of {ruler.title()}",
                number=number % 12 + 1,
                ruler=ruler,
                by_day=number < 12,
                start=local(begins),
                end=local(begins + (end - start) / 12),
            )
        )
    current = None if now is None else hours[now]
    offset = f"{sunrise.astimezone(zone):%z}"
    usual: dict[str, Any] = {
        "as_of": sunrise if current is None else current.start.utc + timedelta(minutes=7),
        "place": place,
        "utc_offset": f"UTC{offset[:3]}:{offset[3:5]}",
        "weekday": WEEKDAYS[weekday],
        "ruler": rulers[weekday],
        "light": "day and night",
        "start": local(sunrise),
        "sunrise": local(sunrise),
        "sunset": local(sunset),
        "next_sunrise": local(next_sunrise),
        "moonrise": local(sunrise + timedelta(hours=11.92)),
        "moonset": local(sunrise + timedelta(hours=2.58)),
        "day_hour_minutes": light / timedelta(minutes=12),
        "night_hour_minutes": (next_sunrise - sunset) / timedelta(minutes=12),
        "hours": tuple(hours),
        "now": current,
    }
    return CosmicHoursAnswer.model_validate(usual | changes)


def polar_answer(light: str, place: PlaceFacts = SVALBARD, **changes: Any) -> CosmicHoursAnswer:
    """A calendar day that has no hours."""
    missing = ("sunrise", "sunset", "next_sunrise", "moonrise", "moonset", "day_hour_minutes", "night_hour_minutes")
    usual = hours_answer(place, sunrise=datetime(2023, 12, 29, 23, tzinfo=UTC), now=None)
    return usual.model_copy(update={**dict.fromkeys(missing), "light": light, "hours": (), **changes})


MOONS: dict[str, CosmicMoonAnswer] = {
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
PLACES: dict[str, CosmicPlaceAnswer] = {
    "a city": CosmicPlaceAnswer(as_of=NOW, place=ZURICH),
    "one of several": CosmicPlaceAnswer(
        as_of=NOW, place=SPRINGFIELD, others=("Springfield, MA, United States", "Springfield, IL, United States")
    ),
    "coordinates": CosmicPlaceAnswer(as_of=NOW, place=SOMEWHERE),
    "at sea": CosmicPlaceAnswer(as_of=NOW, place=AT_SEA),
    "none": CosmicPlaceAnswer(as_of=NOW, place=None),
    "hostile": CosmicPlaceAnswer(as_of=NOW, place=ZURICH.model_copy(update={"name": HOSTILE}), others=(HOSTILE,)),
}
HOURS: dict[str, CosmicHoursAnswer] = {
    "at night": hours_answer(),
    "by day": hours_answer(now=3),
    "the last of the day": hours_answer(now=23),
    "a whole day": hours_answer(now=None),
    "in summer": hours_answer(
        sunrise=datetime(2024, 6, 20, 3, 29, tzinfo=UTC), light=timedelta(hours=15, minutes=57), now=11
    ),
    "a very short day": hours_answer(
        SVALBARD, sunrise=datetime(2024, 2, 16, 10, 40, tzinfo=UTC), light=timedelta(minutes=74)
    ),
    "a very long day": hours_answer(
        SVALBARD, sunrise=datetime(2024, 4, 17, 23, 2, tzinfo=UTC), light=timedelta(hours=22, minutes=41)
    ),
    "no moonrise": hours_answer(SOMEWHERE, moonrise=None, moonset=None),
    "at sea": hours_answer(
        AT_SEA, sunrise=datetime(2023, 12, 30, 15, 22, tzinfo=UTC), light=timedelta(hours=12, minutes=7)
    ),
    "polar night": polar_answer("polar night"),
    "polar day": polar_answer("polar day", moonset=hours_answer().moonset),
    "the Sun comes back": polar_answer("no full day", sunrise=hours_answer().sunrise),
    "hostile": hours_answer(ZURICH.model_copy(update={"name": HOSTILE})),
}
ANSWERS: dict[str, Answer] = {
    **{f"moon: {name}": answer for name, answer in MOONS.items()},
    **{f"place: {name}": answer for name, answer in PLACES.items()},
    **{f"hours: {name}": answer for name, answer in HOURS.items()},
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


def random_hours(count: int, seed: int = 0) -> Iterator[CosmicHoursAnswer]:
    """Days of every length at every place."""
    random = np.random.default_rng(seed)
    for _ in range(count):
        place = PlaceFacts(
            name=None,
            country=None,
            latitude=float(random.uniform(-90, 90)),
            longitude=float(random.uniform(-180, 180)),
            time_zone=str(random.choice(["Asia/Kathmandu", "America/St_Johns", "Pacific/Kiritimati", "UTC"])),
        )
        yield hours_answer(
            place,
            now=None if random.random() < 0.2 else int(random.integers(0, 24)),
            sunrise=datetime(2000, 1, 1, tzinfo=UTC) + timedelta(days=float(random.uniform(0, 15_000))),
            light=timedelta(hours=float(random.uniform(0.05, 23.9))),
        )
