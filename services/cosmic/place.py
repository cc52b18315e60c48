"""Where an asker is, for what depends on it: kept for them alone, and never written down anywhere else.

A place is a city of the list, or coordinates, which are kept to a hundredth of a degree: about a kilometre, in which
the Sun rises within seconds. The audit log has that a place was set or removed, and not which.
"""

import asyncio
import re
from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING, Annotated, ClassVar, Protocol

from pydantic import Field, ValidationError

from services.core.ask import Ask
from services.core.clock import Clock
from services.core.errors import InvalidRequest, NoPlace
from services.core.handlers import answers
from services.core.options import Suggested
from services.core.principal import Principal
from services.core.request import Audience, Change, Frozen
from services.core.units import Degrees, Figure
from services.core.work import Work
from services.core.zones import zone_called, zone_kept
from services.cosmic.cities import City, find_city, nearest_city
from services.cosmic.facts import CosmicAnswer
from services.store.keys import PLACES
from services.words.numbers import plain_signs

if TYPE_CHECKING:
    from timezonefinder import TimezoneFinder

NONE = "none"
"""Written for the place, it removes the one that is kept."""
DECIMALS = 2
MOST_LATITUDE = 85
"""Nearer to a pole the Moon comes up so flatly that the search misses risings (at 88° north 2 of 18 in a year)."""
FARTHEST_NEAR_KM = 100.0
"""Coordinates are told beside the nearest city, so that a slip of the pen is seen, where one is no farther away."""

_ZONE = r"(?:\s*[,;\s]\s*([a-z][\w+\-/]*))?"
_COORDINATES = tuple(
    re.compile(rf"{number}([NS]?){between}{number}([EW]?){_ZONE}", re.IGNORECASE)
    for number, between in (
        (r"([+\-]?\d{1,3}(?:\.\d+)?)\s*°?\s*", r"\s*[,;\s]\s*"),
        (r"([+\-]?\d{1,3}(?:,\d+)?)\s*°?\s*", r"(?:\s*;\s*|,?\s+)"),
    )
)
"""Two numbers with decimal points, and with decimal commas."""


class PlaceFacts(Frozen):
    """A place on the Earth. Angles are in degrees, north and east positive.

    ``name`` is the city's, with its state where the list has one, or ``None`` of coordinates.
    ``time_zone`` is a name of the tz database: the city's, the one that was given with the coordinates, or that of the
    land (or the waters) they lie in. On the high seas it is the hour of the meridian, such as ``UTC-09:00``. ``near``
    is the nearest city to coordinates, ``near_km`` away; ``None``: none is near.
    """

    name: str | None
    country: str | None
    latitude: Degrees = Field(ge=-90, le=90)
    longitude: Degrees = Field(ge=-180, le=180)
    time_zone: str
    zone_given: bool = False
    near: str | None = None
    near_km: Figure | None = None


class CosmicPlaceAnswer(CosmicAnswer):
    """The place that is kept for the asker from now on; ``None``: none is. ``others`` are the labels of the cities that
    have the same name, the largest first; each of them can be written for ``place``."""

    source: ClassVar[str] = "GeoNames"

    place: PlaceFacts | None
    others: tuple[str, ...] = ()


class CosmicPlace(Change[CosmicPlaceAnswer]):
    """Keep ``place`` for the asker: a city, or latitude and longitude; ``none`` removes it."""

    name: ClassVar[str] = "cosmic place"
    summary: ClassVar[str] = "Set where you are, for sunrise and planetary hours; only you see it"
    means: ClassVar[str] = (
        "Your place is kept for sunrise and planetary hours, and nobody else sees it; none removes it."
    )
    also: ClassVar[tuple[str, ...]] = ("my place", "my location", "my city", "live in")
    example: ClassVar[str] = "place:Zurich"
    audience: ClassVar[Audience] = Audience.CONFIDENTIAL
    gathers: ClassVar[str | None] = "place"

    place: Annotated[str, Suggested("places")] = Field(
        min_length=1,
        max_length=80,
        description="A city such as Springfield, IL, or latitude and longitude such as 47.37, 8.54; none forgets it",
    )


class PlaceStore(Protocol):
    """Where places are kept; raises ``StoreUnavailable``."""

    async def hash_get(self, key: str, fields: Sequence[str]) -> list[str | None]: ...


class Places:
    """The place of each person."""

    def __init__(self, store: PlaceStore) -> None:
        self._store = store

    async def of(self, principal: Principal) -> PlaceFacts:
        """Where ``principal`` is.

        Raises:
            NoPlace: they have not said.
            StoreUnavailable: nobody knows now.
        """
        (kept,) = await self._store.hash_get(PLACES, [principal.id])
        try:
            place = PlaceFacts.model_validate_json(kept or "")
        except ValidationError:  # nothing, or what another version wrote
            raise NoPlace from None
        if place.name is not None or place.zone_given:
            return place
        # Borders and laws change, and so does what is known of them.
        zone = await asyncio.to_thread(_zone_at, place.latitude, place.longitude)
        return place.model_copy(update={"time_zone": zone})


def place_of(text: str) -> tuple[PlaceFacts, tuple[str, ...]]:
    """The place that ``text`` names, and other cities of that name. The first call reads the list of cities.

    Raises:
        UnknownPlace: no city is called that.
        InvalidRequest: these are no coordinates on the Earth.
    """
    plain = plain_signs(text).strip()
    for form in _COORDINATES:
        if (coordinates := form.fullmatch(plain)) is not None:
            return _at(*coordinates.groups(default="")), ()
    found = find_city(text)
    return _in(found.city), tuple(city.label for city in found.others)


def _in(city: City) -> PlaceFacts:
    return PlaceFacts(
        name=city.with_state,
        country=city.country,
        latitude=city.latitude,
        longitude=city.longitude,
        time_zone=city.zone,
    )


def _at(latitude: str, north: str, longitude: str, east: str, zone: str) -> PlaceFacts:
    problems = []
    values = []
    for what, text, side, most in (("latitude", latitude, north, MOST_LATITUDE), ("longitude", longitude, east, 180)):
        value = float(text.replace(",", "."))
        if abs(value) > most or (side and not text[0].isdigit()):
            problems.append(
                f"place: the {what} must be from -{most} to {most}, or up to {most} with a letter behind it"
                + (": nearer to a pole no rise or set can be told" if what == "latitude" else "")
            )
        values.append(round(-value if side.upper() in ("S", "W") else value, DECIMALS) + 0.0)
    named = zone_called(zone) if zone else None
    if zone and named is None:
        problems.append("place: the time zone must be one of the tz database, such as Europe/Zurich")
    if problems:
        raise InvalidRequest(problems=tuple(problems))
    city, far = nearest_city(values[0], values[1])
    return PlaceFacts(
        name=None,
        country=None,
        latitude=values[0],
        longitude=values[1],
        time_zone=named or _zone_at(values[0], values[1]),
        zone_given=bool(zone),
        near=city.label if far <= FARTHEST_NEAR_KM else None,
        near_km=far if far <= FARTHEST_NEAR_KM else None,
    )


def _zone_at(latitude: float, longitude: float) -> str:
    """The clock that is kept at a point in degrees. The first call maps the borders of the zones into memory."""
    found = _zones().timezone_at(lat=latitude, lng=longitude)
    if found is None:
        raise ValueError(f"no time zone at {latitude}, {longitude}: every point of the Earth has one")
    return zone_kept(found)


@cache
def _zones() -> "TimezoneFinder":
    from timezonefinder import TimezoneFinder  # late: few need it

    return TimezoneFinder()


@answers(CosmicPlace)
async def answer_cosmic_place(
    request: CosmicPlace, ask: Ask[CosmicPlace], work: Work, clock: Clock
) -> CosmicPlaceAnswer:
    """Keep the asker's place, or remove it.

    Raises:
        UnknownPlace: no city is called that.
        InvalidRequest: these are no coordinates on the Earth.
    """
    if request.place.strip().casefold() == NONE:
        work.hash_forget(PLACES, ask.principal.id)
        return CosmicPlaceAnswer(as_of=clock.now(), place=None)
    place, others = await asyncio.to_thread(place_of, request.place)
    work.hash_set(PLACES, ask.principal.id, place.model_dump_json())
    return CosmicPlaceAnswer(as_of=clock.now(), place=place, others=others)
