"""What ``/cosmic hours`` may answer: usual and odd."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np

from analytics.sky.names import Body
from analytics.sky.place import CHALDEAN
from services.core.days import WEEKDAYS
from services.core.zones import zone_of
from services.cosmic.hours import CosmicHoursAnswer, HourFacts, LocalTime
from services.cosmic.place import PlaceFacts
from tests.answers._shared import HOSTILE_NAME as HOSTILE
from tests.answers.cosmic_place.sample import AT_SEA, SOMEWHERE, SVALBARD, ZURICH


def hours_answer(
    place: PlaceFacts = ZURICH,
    *,
    now: int | None = 14,
    sunrise: datetime = datetime(2023, 12, 30, 7, 12, 55, tzinfo=UTC),
    light: timedelta = timedelta(hours=8, minutes=30, seconds=35),
    **changes: Any,
) -> CosmicHoursAnswer:
    """The hours after a sunrise, of which number ``now`` (from 0) is on."""
    zone = zone_of(place.time_zone)

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


SAMPLES: dict[str, CosmicHoursAnswer] = {
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
