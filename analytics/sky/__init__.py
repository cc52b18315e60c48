"""The sky: where the Sun, the Moon and the planets are, what they do and when, as seen from the Earth's centre.

Places are apparent and geocentric, on the ecliptic and true equinox of date (the tropical zodiac), from JPL's DE421,
the planets from Uranus on as DE440 has them, for 1899-07-29 to 2053-10-08. The ephemeris is loaded at the first
question; importing this package loads nothing. What an event means for a market, if anything, is not said here.
"""

from analytics.sky.aspects import (
    ANGLES,
    MAJOR,
    MAJOR_ORBS,
    MINOR,
    ORBS,
    AspectInForce,
    Orbs,
    aspect_times,
    aspects_in_force,
    perfections,
)
from analytics.sky.eclipses import eclipses
from analytics.sky.events import (
    AspectName,
    Eclipse,
    EclipseType,
    EventKind,
    Ingress,
    MoonApsis,
    MoonPhase,
    NodeCrossing,
    Perfection,
    SeasonStart,
    SkyEvent,
    Station,
    VoidOfCourse,
)
from analytics.sky.exact import exact_aspects, exact_transits
from analytics.sky.factors import Factors, factors
from analytics.sky.moon import apsides, moon_phases, node_crossings, voids_of_course
from analytics.sky.motion import RetrogradePeriod, ingresses, retrograde_periods, seasons, stations
from analytics.sky.names import BODIES, PLANETS, SIGNS, Body, Motion, Sign, degree_in_sign, sign_of
from analytics.sky.natal import BITCOIN_GENESIS, Chart, Transit, chart, genesis_chart, transits
from analytics.sky.nodes import LunarNodes, lunar_nodes
from analytics.sky.phase import PHASES, Phase, PhaseName, parallactic_angle, phase, phase_name
from analytics.sky.place import (
    HorizonEvent,
    Place,
    PlanetaryHour,
    ascendant,
    horizon_events,
    planetary_hour,
    planetary_hours,
)
from analytics.sky.positions import BodyPosition, Positions, positions
from analytics.sky.times import FIRST_TT, LAST_TT, OutsideEphemeris, julian, moment, moments
from analytics.sky.tracks import Tracks, tracks
from analytics.sky.year import FIRST_YEAR, LAST_YEAR, events, year_events

__all__ = [
    "ANGLES",
    "BITCOIN_GENESIS",
    "BODIES",
    "FIRST_TT",
    "FIRST_YEAR",
    "LAST_TT",
    "LAST_YEAR",
    "MAJOR",
    "MAJOR_ORBS",
    "MINOR",
    "ORBS",
    "PHASES",
    "PLANETS",
    "SIGNS",
    "AspectInForce",
    "AspectName",
    "Body",
    "BodyPosition",
    "Chart",
    "Eclipse",
    "EclipseType",
    "EventKind",
    "Factors",
    "HorizonEvent",
    "Ingress",
    "LunarNodes",
    "MoonApsis",
    "MoonPhase",
    "Motion",
    "NodeCrossing",
    "Orbs",
    "OutsideEphemeris",
    "Perfection",
    "Phase",
    "PhaseName",
    "Place",
    "PlanetaryHour",
    "Positions",
    "RetrogradePeriod",
    "SeasonStart",
    "Sign",
    "SkyEvent",
    "Station",
    "Tracks",
    "Transit",
    "VoidOfCourse",
    "apsides",
    "ascendant",
    "aspect_times",
    "aspects_in_force",
    "chart",
    "degree_in_sign",
    "eclipses",
    "events",
    "exact_aspects",
    "exact_transits",
    "factors",
    "genesis_chart",
    "horizon_events",
    "ingresses",
    "julian",
    "lunar_nodes",
    "moment",
    "moments",
    "moon_phases",
    "node_crossings",
    "parallactic_angle",
    "perfections",
    "phase",
    "phase_name",
    "planetary_hour",
    "planetary_hours",
    "positions",
    "retrograde_periods",
    "seasons",
    "sign_of",
    "stations",
    "tracks",
    "transits",
    "voids_of_course",
    "year_events",
]
