"""The sorts of event that people ask for by name: what "a new moon" or "the Sun's ingress" is, said once."""

from typing import Final, TypeGuard

from analytics.sky.events import Eclipse, Ingress, MoonApsis, MoonPhase, Perfection, SeasonStart, SkyEvent, Station
from analytics.sky.names import BODIES, LUMINARIES, Body

OUTER: Final = frozenset(BODIES[5:])
"""Jupiter and what is beyond it."""


def is_new_moon(event: SkyEvent) -> bool:
    return isinstance(event, MoonPhase) and event.quarter == "new_moon"


def is_full_moon(event: SkyEvent) -> bool:
    return isinstance(event, MoonPhase) and event.quarter == "full_moon"


def is_eclipse(event: SkyEvent) -> bool:
    return isinstance(event, Eclipse)


def is_solar_eclipse(event: SkyEvent) -> bool:
    return isinstance(event, Eclipse) and event.of == "sun"


def is_lunar_eclipse(event: SkyEvent) -> bool:
    return isinstance(event, Eclipse) and event.of == "moon"


def is_station(event: SkyEvent, body: Body) -> TypeGuard[Station]:
    return isinstance(event, Station) and event.bodies[0] == body


def is_mercury_station(event: SkyEvent) -> bool:
    return is_station(event, "mercury")


def is_other_station(event: SkyEvent) -> bool:
    """Of any planet but Mercury."""
    return isinstance(event, Station) and not is_mercury_station(event)


def is_sun_ingress(event: SkyEvent) -> bool:
    return isinstance(event, Ingress) and event.bodies[0] == "sun"


def is_moon_ingress(event: SkyEvent) -> TypeGuard[Ingress]:
    return isinstance(event, Ingress) and event.bodies[0] == "moon"


def is_planet_ingress(event: SkyEvent) -> bool:
    return isinstance(event, Ingress) and event.bodies[0] not in LUMINARIES


def is_season(event: SkyEvent) -> bool:
    """An equinox or a solstice."""
    return isinstance(event, SeasonStart)


def is_outer_aspect(event: SkyEvent) -> bool:
    """An exact aspect of two planets from Jupiter on: one that comes once in months or years."""
    return isinstance(event, Perfection) and OUTER.issuperset(event.bodies)


def is_inner_aspect(event: SkyEvent) -> bool:
    """Any other exact aspect."""
    return isinstance(event, Perfection) and not is_outer_aspect(event)


def is_perigee(event: SkyEvent) -> bool:
    return isinstance(event, MoonApsis) and event.apsis == "perigee"
