"""Cities by name, and the city nearest to a point: 6,204 of 100,000 people and more.

The list (``cities.tsv``) is from GeoNames (geonames.org) under CC BY 4.0. It is read at the first question.
"""

import re
import unicodedata
from collections import defaultdict
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from importlib.resources import files

import numpy as np

EARTH_KM = 6371.0
CLOSE = 5
"""How many cities are offered in place of a name that none has."""
SHORTEST_START = 3
"""So many letters of a name are enough where one city alone begins with them."""

_LETTERS = str.maketrans({"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i"})
_COUNTRIES = {"uk": "gb", "usa": "us", "uae": "ae"}
"""Short names that are not the country's code."""


@dataclass(frozen=True, slots=True)
class City:
    """``country`` is its code (ISO 3166-1), the angles are in degrees, ``zone`` is its name in the tz database.

    ``label`` is what no other city is called: name and country, and its coordinates where a larger city has both.
    """

    name: str
    country: str
    latitude: float
    longitude: float
    zone: str
    people: int
    label: str


@dataclass(frozen=True, slots=True)
class Found:
    """The ``city`` that a text means; ``others`` have the same name. ``None``: none does, and ``others`` are near."""

    city: City | None
    others: tuple[City, ...]


def find_city(text: str) -> Found:
    """The city that ``text`` names: ``zurich``, ``São Paulo``, ``Birmingham, US``, ``birmingham us``, ``new york``.

    Accents and capitals do not matter. Of several with that name it is the largest. A name may stop at the end of a
    word, or anywhere where a single city begins so.
    """
    known = _known()
    label = known.by_label.get(_plain(text))
    if label is not None:
        return Found(label, _others(label, known.by_name[_plain(label.name)]))
    for name, country in _readings(text):
        same = _in(country, known.by_name.get(name, ()))
        if same:
            return Found(same[0], _others(same[0], known.by_name[name]))
    for name, country in _readings(text):
        if len(name) < SHORTEST_START:
            continue
        longer = _in(country, [city for start, city in known.starts if start.startswith(name + " ")])
        if len({_plain(city.name) for city in longer}) == 1:
            return Found(longer[0], longer[1:])
        begun = _in(country, [city for start, city in known.starts if start.startswith(name)])
        if len(begun) == 1:
            return Found(begun[0], ())
    return Found(None, close_cities(text))


def close_cities(text: str) -> tuple[City, ...]:
    """Cities that ``text`` may mean, at most ``CLOSE``: those of its letters in other countries, those that begin so,
    those spelt nearly so."""
    known = _known()
    found: dict[str, City] = {}
    for name, _ in _readings(text):
        near = get_close_matches(name, known.by_name, n=CLOSE, cutoff=0.75) if len(name) <= 40 else []
        begun = [city for start, city in known.starts if start.startswith(name)]
        for city in (*known.by_name.get(name, ()), *begun, *(known.by_name[other][0] for other in near)):
            found.setdefault(city.label, city)
    return tuple(found.values())[:CLOSE]


def suggest_cities(text: str, most: int = 25) -> list[str]:
    """Labels of cities that begin with ``text``, the largest first; then those with a later word that does."""
    known = _known()
    wanted = _plain(text)
    begun = [city.label for start, city in known.starts if start.startswith(wanted) or _plain(city.label) == wanted]
    within = [city.label for start, city in known.starts if f" {wanted}" in start] if wanted else []
    return list(dict.fromkeys([*begun, *within]))[:most]


def nearest_city(latitude: float, longitude: float) -> tuple[City, float]:
    """The city nearest to a point in degrees, and how far it is in km, on a sphere (haversine formula)."""
    known = _known()
    a, b = np.radians(latitude), np.radians(known.latitudes)
    across = np.radians(known.longitudes - longitude)
    half = np.sin((b - a) / 2) ** 2 + np.cos(a) * np.cos(b) * np.sin(across / 2) ** 2
    far = 2 * EARTH_KM * np.arcsin(np.sqrt(np.clip(half, 0.0, 1.0)))
    at = int(np.argmin(far))
    return known.cities[at], float(far[at])


@dataclass(frozen=True, slots=True)
class _Known:
    """The list, the largest city first; names and labels as ``_plain`` has them."""

    cities: tuple[City, ...]
    by_name: dict[str, tuple[City, ...]]
    by_label: dict[str, City]
    starts: tuple[tuple[str, City], ...]
    latitudes: np.ndarray[tuple[int], np.dtype[np.float64]]
    longitudes: np.ndarray[tuple[int], np.dtype[np.float64]]


@cache
def _known() -> _Known:
    text = files("services.cosmic").joinpath("cities.tsv").read_text(encoding="utf-8")
    cities: list[City] = []
    labels: set[str] = set()
    for line in text.splitlines():
        if line.startswith("#"):
            continue
        name, country, latitude, longitude, zone, people = line.split("\t")
        label = f"{name}, {country}"
        if _plain(label) in labels:
            label = f"{label} ({float(latitude):.2f}, {float(longitude):.2f})"
        labels.add(_plain(label))
        cities.append(City(name, country, float(latitude), float(longitude), zone, int(people), label))
    by_name: defaultdict[str, list[City]] = defaultdict(list)
    for city in cities:
        by_name[_plain(city.name)].append(city)
    return _Known(
        tuple(cities),
        {name: tuple(same) for name, same in by_name.items()},
        {_plain(city.label): city for city in cities},
        tuple((_plain(city.name), city) for city in cities),
        np.array([city.latitude for city in cities]),
        np.array([city.longitude for city in cities]),
    )


def _readings(text: str) -> list[tuple[str, str | None]]:
    """What ``text`` may mean: a name and a country's code, or ``None`` for any."""
    name, comma, country = text.partition(",")
    if comma and _plain(country):
        return [(_plain(name), _code(country))]
    words = _plain(text).split()
    if len(words) > 1 and len(words[-1]) in (2, 3):
        return [(" ".join(words), None), (" ".join(words[:-1]), _code(words[-1]))]
    return [(" ".join(words), None)] if words else []


def _code(country: str) -> str:
    plain = _plain(country)
    return _COUNTRIES.get(plain, plain).upper()


def _in(country: str | None, cities: "tuple[City, ...] | list[City]") -> tuple[City, ...]:
    return tuple(city for city in cities if country is None or city.country == country)


def _others(city: City, same: tuple[City, ...]) -> tuple[City, ...]:
    return tuple(other for other in same if other is not city)


def _plain(text: str) -> str:
    """Small letters without accents, words apart by one space."""
    letters = unicodedata.normalize("NFKD", text.casefold().translate(_LETTERS))
    bare = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return " ".join(re.sub(r"[^\w.]+", " ", bare).replace("_", " ").split())
