"""What ``/cosmic calendar`` may answer: usual and odd."""

from collections.abc import Iterator
from datetime import timedelta

import numpy as np

from analytics.sky.events import SkyEvent
from services.cosmic.calendar import CosmicCalendarAnswer, cosmic_calendar
from services.cosmic.kinds import KINDS, USUAL, Kind
from tests.answers._shared import NOW
from tests.answers._sky import MANY, MONTH, events


def calendar_answer(
    found: tuple[SkyEvent, ...], days: int = 30, kinds: tuple[Kind, ...] = USUAL, *, export: bool = False
) -> CosmicCalendarAnswer:
    return cosmic_calendar(found, NOW, days, kinds, export=export)


SAMPLES: dict[str, CosmicCalendarAnswer] = {
    "usual": calendar_answer(MONTH),
    "with a file": calendar_answer(MONTH, export=True),
    "every kind": calendar_answer(MONTH, kinds=tuple(KINDS)),
    "a year of everything": calendar_answer(MANY, 366, tuple(KINDS)),
    "one day": calendar_answer(events(1, 1, seed=3), 1, tuple(KINDS), export=True),
    "nothing": calendar_answer(()),
    "nothing, of one kind": calendar_answer((), 1, ("eclipses",), export=True),
    "stations alone": calendar_answer(MONTH, kinds=("stations",)),
    "voids alone": calendar_answer(MONTH, kinds=("voids",)),
    "cut short by the ephemeris's end": calendar_answer(MONTH[:2]).model_copy(update={"end": NOW + timedelta(days=3)}),
}


def random_calendars(count: int, seed: int = 0) -> Iterator[CosmicCalendarAnswer]:
    """Of every length, with any kinds and any number of events."""
    random = np.random.default_rng(seed)
    for _ in range(count):
        days = int(random.integers(1, 367))
        kinds = tuple(kind for kind in KINDS if random.random() < 0.6) or USUAL
        found = events(int(random.integers(0, 3 * days)), days, int(random.integers(0, 1 << 31)))
        yield calendar_answer(found, days, kinds, export=bool(random.random() < 0.3))
