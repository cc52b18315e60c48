"""Cities by name, and the city nearest to a point: 6,204 of 100,000 people and more.

The list (``cities.tsv``) is from GeoNames (geonames.org) under CC BY 4.0. It is read at the first question, and so are
the names of the countries (``countries.tsv``).
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import islice

import numpy as np

from analytics.bars import Floats
from services.core.errors import UnknownPlace
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
    """The ``city`` that a text means; ``others`` have the same name."""

    city: City
    others: tuple[City, ...]


def find_city(text: str) -> CityMatch:
    """The city that ``text`` names: ``zurich``, ``São Paulo``, ``Birmingham, US``, ``madrid colombia``.

    Accents and capitals do not matter; a country is told by its name or its code, a state by its code. Of several it
    is the largest. A name may stop at the end of a word, or anywhere where a single city begins so.

    Raises:
        UnknownPlace: no city is called that; the error has the labels of those that may be meant.
    """
    known = _known()
    label = known.labelled(_plain(text))
    if label is not None:
        return CityMatch(label, _others(label, known.named(_plain(label.name))))
    for name, codes in _readings(text):
        called = known.named(name)
        same = _in(codes, called)
        if same:
            return CityMatch(same[0], _others(same[0], called))
    for name, codes in _readings(text):
        if len(name) < SHORTEST_START:
            continue
        longer = _in(codes, known.begun(name + " "))
        if len({_plain(city.name) for city in longer}) == 1:
            return CityMatch(longer[0], longer[1:])
        begun = _in(codes, known.begun(name))
        if len(begun) == 1:
            return CityMatch(begun[0], ())
    raise UnknownPlace(place=text, close_matches=tuple(city.label for city in _close_cities(text)))


def _close_cities(text: str) -> tuple[City, ...]:
    """Cities that ``text`` may mean, at most ``CLOSE``: those of its letters in other countries, those that begin so,
    those spelt nearly so."""
    known = _known()
    found: dict[str, City] = {}
    for name, _ in _readings(text):
        near = close(name, dict.fromkeys(known.names), CLOSE, 75)
        for city in (*known.named(name), *known.begun(name), *(city for other in near for city in known.named(other))):
            found.setdefault(city.label, city)
    return tuple(found.values())[:CLOSE]


def suggest_cities(text: str, most: int = 25) -> list[str]:
    """Labels of cities that begin with ``text``, the largest first; then those with a later word that does."""
    known, wanted = _known(), _plain(text)
    named = known.labelled(wanted)
    begun = known.begun(wanted, most)
    if named is not None and named not in begun:
        begun = (named, *begun)
    within = known.cities((name.find(f" {wanted}") >= 0 for name in known.names), most) if wanted else ()
    return list(dict.fromkeys(city.label for city in (*begun, *within)))[:most]


def nearest_city(latitude: float, longitude: float) -> tuple[City, float]:
    """The city nearest to a point in degrees, and how far it is in km, on a sphere (haversine formula)."""
    known = _known()
    far = _km(latitude, longitude, known.latitudes, known.longitudes)
    at = int(np.argmin(far))
    return known.city(at), float(far[at])


def _km(latitude: float, longitude: float, latitudes: Floats, longitudes: Floats) -> Floats:
    """How far a point is from each of the others, in km: the haversine formula."""
    a, b = np.radians(latitude), np.radians(latitudes)
    across = np.radians(longitudes - longitude)
    half = np.sin((b - a) / 2) ** 2 + np.cos(a) * np.cos(b) * np.sin(across / 2) ** 2
    km: Floats = 2 * EARTH_KM * np.arcsin(np.sqrt(np.clip(half, 0.0, 1.0)))
    return km


@dataclass(frozen=True, slots=True)
class _Known:
    """The list, the largest city first. A city is made of its line when it is asked for: all of them take 10 MB."""

    lines: tuple[str, ...]
    names: tuple[str, ...]
    """As ``_plain`` has them."""
    near: dict[int, str]
    """The large city that is told with those that would else be called what a larger one is."""
    countries: dict[str, str]
    latitudes: Floats
    longitudes: Floats

    def city(self, at: int) -> City:
        name, code, state, latitude, longitude, zone, people = self.lines[at].split("\t")
        country = self.countries[code]
        label = _label(name, state, country)
        if at in self.near:
            label = f"{label} (near {self.near[at]})"
        return City(name, country, code, state, float(latitude), float(longitude), zone, int(people), label)

    def cities(self, which: Iterable[bool], most: int | None = None) -> tuple[City, ...]:
        """Those that ``which`` is true of, at most ``most``."""
        return tuple(self.city(at) for at in islice((at for at, true in enumerate(which) if true), most))

    def named(self, name: str) -> tuple[City, ...]:
        return self.cities(other == name for other in self.names)

    def begun(self, start: str, most: int | None = None) -> tuple[City, ...]:
        return self.cities((name.startswith(start) for name in self.names), most)

    def labelled(self, label: str) -> City | None:
        """The city whose label it is, as ``_plain`` has it."""
        for at, name in enumerate(self.names):
            if label.startswith(name) and _plain((city := self.city(at)).label) == label:
                return city
        return None


@cache
def _known() -> _Known:
    lines, countries = _lines("cities.tsv"), dict(line.split("\t") for line in _lines("countries.tsv"))
    names: list[str] = []
    near: dict[int, str] = {}
    labels: set[str] = set()
    places = np.array([[float(number) for number in line.split("\t")[3:5]] for line in lines])
    latitudes, longitudes = places.T
    large = sum(int(line.rpartition("\t")[2]) >= LARGE for line in lines)
    for at, line in enumerate(lines):
        name, code, state, *_ = line.split("\t")
        label = _plain(_label(name, state, countries[code]))
        if label in labels:
            far = _km(latitudes[at], longitudes[at], latitudes[:large], longitudes[:large])
            others = (lines[other].partition("\t")[0] for other in np.argsort(far))
            near[at] = next(other for other in others if other != name)
        labels.add(label)
        names.append(_plain(name))
    return _Known(lines, tuple(names), near, countries, latitudes, longitudes)


def _label(name: str, state: str, country: str) -> str:
    return ", ".join(part for part in (name, state, country) if part)


def _lines(name: str) -> tuple[str, ...]:
    text = files("services.cosmic").joinpath(name).read_text(encoding="utf-8")
    return tuple(line for line in text.splitlines() if not line.startswith("#"))


@cache
def _codes() -> dict[str, str]:
    """The codes of countries by their names and short names, as ``_plain`` has them."""
    return _SHORT_NAMES | {_plain(name): code for code, name in _known().countries.items()}


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


def _in(codes: tuple[str, ...], cities: tuple[City, ...]) -> tuple[City, ...]:
    return tuple(city for city in cities if all(code in (city.code, city.state) for code in codes))


def _others(city: City, same: tuple[City, ...]) -> tuple[City, ...]:
    return tuple(other for other in same if other != city)


def _plain(text: str) -> str:
    """Small letters without accents, words apart by one space."""
    letters = unicodedata.normalize("NFKD", text.casefold().translate(_LETTERS))
    bare = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return " ".join(re.sub(r"[^\w.]+", " ", bare).replace("_", " ").split())
