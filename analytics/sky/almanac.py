"""All that happens in the sky from one time to another."""

from datetime import datetime

from analytics.sky.aspects import perfections
from analytics.sky.eclipses import eclipses
from analytics.sky.events import SkyEvent
from analytics.sky.moon import VOID_MARGIN_DAYS, apsides, moon_phases, node_crossings, voids_of_course
from analytics.sky.motion import ingresses, seasons, stations
from analytics.sky.names import BODIES
from analytics.sky.tracks import tracks


def events(start: datetime, end: datetime) -> tuple[SkyEvent, ...]:
    """Stations, ingresses, the Moon's quarters, equinoxes and solstices, perigees and apogees, crossings of the nodes,
    major aspects among the Sun and the planets, the Moon's voids of course and eclipses from ``start`` up to ``end``,
    in order of time.

    The Moon's own aspects, a thousand a year, are left out. A year has about 700 events and takes about 0.3 s. Raises
    ``OutsideEphemeris``.
    """
    sky = tracks(start, end, margin_days=VOID_MARGIN_DAYS)
    others = [body for body in BODIES if body != "moon"]
    found: list[SkyEvent] = [
        *stations(sky),
        *ingresses(sky),
        *moon_phases(sky),
        *seasons(sky),
        *apsides(sky),
        *node_crossings(sky),
        *perfections(sky, others),
        *voids_of_course(sky),
        *eclipses(sky),
    ]
    return tuple(sorted(found, key=lambda event: (event.tt, event.kind)))
