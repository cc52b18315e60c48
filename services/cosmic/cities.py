"""Cities by name, and the city nearest to a point: 6,204 of 100,000 people and more.

The list (``cities.tsv``) is from GeoNames (geonames.org) under CC BY 4.0. It is read at the first question, and so are
the names of the countries (``countries.tsv``).
"""

import re
import unicodedata
from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np

from analytics.bars import Floats
from services.core.likeness import close

EARTH_KM = 6371.0
CLOSE = 5
"""How many cities are offered in place of a name that none has."""
SHORTEST_START = 3
"""So many letters of a name are enough where one city alone begins with them."""
LARGE = 500_000
"""People of a city that others are told to be near to."""

_LETTERS = str.maketrans({"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i"})
_SHORT_NAMES = {"uk": "GB", "usa": "US", "uae": "AE"}
"""Short names that are not the country's code."""


@dataclass(frozen=True, slots=True)
class City:
    """``country`` is its name and ``code`` its code (ISO 3166-1), ``state`` the code of one of the United States, and
    empty elsewhere. The angles are in degrees, ``zone`` is its name in the tz database.

    ``label`` is what no other city is called: name, state and country. Where a larger city has all of them it has the
    nearest large city too: ``Suzhou, China (near Xuzhou)``.
    """

    name: str
    country: str
    code: str
    state: str
    latitude: float
    longitude: float
    zone: str
    people: int
    label: str

    @property
    def with_state(self) -> str:
        """``Springfield, MO``; without a state the name alone."""
        return f"{self.name}, {self.state}" if self.state else self.name


@dataclass(frozen=True, slots=True)
class CityMatch:
    """The ``city`` that a text means; ``others`` have the same name. ``None``: none does, and ``others`` are near."""

    city: City | None
    others: tuple[City, ...]


def find_city(text: str) -> CityMatch:
    """The city that ``text`` names: ``zurich``, ``São Paulo``, ``Birmingham, US``, ``madrid colombia``.

    Accents and capitals do not matter; a country is told by its name or its code, a state by its code. Of several it
    is the largest. A name may stop at the end of a word, or anywhere where a single city begins so.
    """
    known = _known()
    label = known.by_label.get(_plain(text))
    if label is not None:
        return CityMatch(label, _others(label, known.by_name[_plain(label.name)]))
    for name, codes in _readings(text):
        same = _in(codes, known.by_name.get(name, ()))
        if same:
            return CityMatch(same[0], _others(same[0], known.by_name[name]))
    for name, codes in _readings(text):
        if len(name) < SHORTEST_START:
            continue
        longer = _in(codes, [city for start, city in known.starts if start.startswith(name + " ")])
        if len({_plain(city.name) for city in longer}) == 1:
            return CityMatch(longer[0], longer[1:])
        begun = _in(codes, [city for start, city in known.starts if start.startswith(name)])
        if len(begun) == 1:
            return CityMatch(begun[0], ())
    return CityMatch(None, close_cities(text))


def close_cities(text: str) -> tuple[City, ...]:
    """Cities that ``text`` may mean, at most ``CLOSE``: those of its letters in other countries, those that begin so,
    those spelt nearly so."""
    known = _known()
    found: dict[str, City] = {}
    for name, _ in _readings(text):
        near = close(name, known.by_name, CLOSE, 75)
        begun = [city for start, city in known.starts if start.startswith(name)]
        for city in (*known.by_name.get(name, ()), *begun, *(city for other in near for city in known.by_name[other])):
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
    far = _km(latitude, longitude, known.latitudes, known.longitudes)
    at = int(np.argmin(far))
    return known.cities[at], float(far[at])


def _km(latitude: float, longitude: float, latitudes: Floats, longitudes: Floats) -> Floats:
    """How far a point is from each of the others, in km: the haversine formula."""
    a, b = np.radians(latitude), np.radians(latitudes)
    across = np.radians(longitudes - longitude)
    half = np.sin((b - a) / 2) ** 2 + np.cos(a) * np.cos(b) * np.sin(across / 2) ** 2
    km: Floats = 2 * EARTH_KM * np.arcsin(np.sqrt(np.clip(half, 0.0, 1.0)))
    return km


@dataclass(frozen=True, slots=True)
class _Known:
    """The list, the largest city first; names and labels as ``_plain`` has them."""

    cities: tuple[City, ...]
    by_name: dict[str, tuple[City, ...]]
    by_label: dict[str, City]
    starts: tuple[tuple[str, City], ...]
    latitudes: Floats
    longitudes: Floats


@cache
def _known() -> _Known:
    rows, countries = _rows("cities.tsv"), dict(_rows("countries.tsv"))
    latitudes, longitudes = (np.array([float(row[column]) for row in rows]) for column in (3, 4))
    large = sum(int(row[6]) >= LARGE for row in rows)
    cities: list[City] = []
    labels: set[str] = set()
    for name, code, state, latitude, longitude, zone, people in rows:
        country = countries[code]
        label = ", ".join(part for part in (name, state, country) if part)
        if _plain(label) in labels:
            far = _km(float(latitude), float(longitude), latitudes[:large], longitudes[:large])
            label = f"{label} (near {next(rows[at][0] for at in np.argsort(far) if rows[at][0] != name)})"
        labels.add(_plain(label))
        cities.append(City(name, country, code, state, float(latitude), float(longitude), zone, int(people), label))
    by_name: defaultdict[str, list[City]] = defaultdict(list)
    for city in cities:
        by_name[_plain(city.name)].append(city)
    return _Known(
        tuple(cities),
        {name: tuple(same) for name, same in by_name.items()},
        {_plain(city.label): city for city in cities},
        tuple((_plain(city.name), city) for city in cities),
        latitudes,
        longitudes,
    )


def _rows(name: str) -> list[list[str]]:
    text = files("services.cosmic").joinpath(name).read_text(encoding="utf-8")
    return [line.split("\t") for line in text.splitlines() if not line.startswith("#")]


@cache
def _codes() -> dict[str, str]:
    """The codes of countries by their names and short names, as ``_plain`` has them."""
    return _SHORT_NAMES | {_plain(name): code for code, name in _rows("countries.tsv")}


def _readings(text: str) -> list[tuple[str, tuple[str, ...]]]:
    """What ``text`` may mean: a name, and the codes of its state or country, as many as are written."""
    name, *after = text.split(",")
    codes = tuple(_code(part) for part in after if _plain(part))
    if codes:
        return [(_plain(name), codes)]
    words = _plain(text).split()
    return [
        (" ".join(words[:end]), tuple(map(_code, words[end:])))
        for end in range(len(words), max(len(words) - 3, 0), -1)
        if all(len(word) in (2, 3) for word in words[end:])
    ] + [
        (" ".join(words[:end]), (_code(" ".join(words[end:])),))
        for end in range(1, len(words))
        if " ".join(words[end:]) in _codes()
    ]


def _code(text: str) -> str:
    plain = _plain(text)
    return _codes().get(plain, plain.upper())


def _in(codes: tuple[str, ...], cities: "tuple[City, ...] | list[City]") -> tuple[City, ...]:
    return tuple(city for city in cities if all(code in (city.code, city.state) for code in codes))


def _others(city: City, same: tuple[City, ...]) -> tuple[City, ...]:
    return tuple(other for other in same if other is not city)


def _plain(text: str) -> str:
    """Small letters without accents, words apart by one space."""
    letters = unicodedata.normalize("NFKD", text.casefold().translate(_LETTERS))
    bare = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return " ".join(re.sub(r"[^\w.]+", " ", bare).replace("_", " ").split())
