"""The Moon's disc as pixels: its true phase and tilt, with the dark plains where they are.

The plains and the bright craters are at their places on the map, drawn by hand with soft edges; the Moon's small
wobble (libration, up to 8°) is left out. Light falls as on dust (Lommel and Seeliger), so that a full Moon is as bright
at its edge as in its middle.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from personas.pictures.palette import Palette

Pixels = NDArray[np.float64]

PLAINS: Final[tuple[tuple[float, float, float, float], ...]] = (
    (33.0, -16.0, 19.5, 1.0),  # Imbrium
    (28.0, 17.5, 11.5, 1.0),  # Serenitatis
    (9.0, 30.0, 13.0, 1.0),  # Tranquillitatis
    (3.0, 22.0, 6.5, 0.9),
    (17.0, 59.0, 8.0, 1.0),  # Crisium
    (-6.0, 51.0, 10.5, 0.9),  # Fecunditatis
    (-15.0, 35.0, 5.5, 0.9),  # Nectaris
    (13.0, 4.0, 4.0, 0.7),  # Vaporum
    (-20.0, -17.0, 10.0, 0.85),  # Nubium
    (-24.0, -39.0, 6.5, 1.0),  # Humorum
    (-9.0, -23.0, 6.0, 0.8),  # Cognitum
    (1.0, -33.0, 10.0, 0.75),  # Insularum
    (20.0, -55.0, 15.0, 1.0),  # Oceanus Procellarum, in parts
    (3.0, -52.0, 12.0, 0.95),
    (42.0, -55.0, 11.0, 0.8),
    (57.0, -28.0, 6.0, 0.6),  # Frigoris, in parts
    (58.0, -8.0, 6.0, 0.6),
    (57.0, 13.0, 6.0, 0.6),
    (54.0, 31.0, 5.0, 0.5),
    (2.0, 87.0, 7.0, 0.7),  # Smythii
    (13.0, 86.0, 6.0, 0.7),  # Marginis
)
"""Latitude, longitude (east positive) and radius in degrees, and how dark."""
CRATERS: Final[tuple[tuple[float, float, float, float], ...]] = (
    (-43.3, -11.2, 2.6, 0.55),  # Tycho
    (9.6, -20.1, 2.4, 0.40),  # Copernicus
    (8.1, -38.0, 1.6, 0.35),  # Kepler
    (23.7, -47.4, 1.5, 0.50),  # Aristarchus
    (16.1, 46.8, 1.3, 0.30),  # Proclus
    (-8.9, 61.1, 2.0, 0.15),  # Langrenus
)
"""The same of bright craters, and how much brighter."""
RAYS: Final = (12.0, 58.0, 95.0, 148.0, 201.0, 252.0, 300.0, 338.0)
"""Bearings of Tycho's rays, in degrees."""
HIGHLAND, PLAIN, EARTHSHINE = 0.94, 0.50, 0.07
ROUGH: Final = 0.035
"""How far hills break the edge of the shadow."""
GRAZING: Final = 0.02
"""What keeps a ray that only grazes the edge from lighting it."""
BAND: Final = 64
"""Rows of pixels that are reckoned in one go."""
_WAVES: Final = 14


@dataclass(frozen=True, slots=True)
class Light:
    """How the Sun lights the disc: the lit share, and the angles of the lit side and of the Moon's north, in degrees
    from the picture's top to the left."""

    share: float
    limb: float
    axis: float = 0.0


def disc(size: int, light: Light, palette: Palette, *, plains: bool = True) -> NDArray[np.uint8]:
    """RGBA of shape (size, size, 4), clear outside the Moon."""
    grid = (np.arange(size) + 0.5) / size * 2.0 - 1.0
    image = np.empty((size, size, 4), np.uint8)
    for top in range(0, size, BAND):  # all at once would take 30 MB for a moment
        rows = slice(top, top + BAND)
        image[rows] = _band(*np.meshgrid(grid, -grid[rows]), light, palette, plains=plains)
    return image


def _band(x: Pixels, y: Pixels, light: Light, palette: Palette, *, plains: bool) -> NDArray[np.uint8]:
    """The part of the disc at ``x`` and ``y``, from −1 to 1 across all of it."""
    radius = np.hypot(x, y)
    z = np.sqrt(np.clip(1.0 - radius**2, 0.0, None))
    ground = _ground(x, y, z, np.radians(light.axis)) if plains else np.full_like(x, 0.8)
    shine = _shine(x, y, z, light)
    bright = np.clip(ground * (shine + EARTHSHINE * (1.0 - shine)), 0.0, 1.0)
    dark, pale = (np.array(palette.rgb(ink), dtype=np.float64) for ink in ("background", "text"))
    image = np.empty((*x.shape, 4))
    image[..., :3] = dark + (pale - dark) * bright[..., None]
    image[..., 3] = 255.0 * np.clip((1.0 - radius) * x.shape[1] / 2.0 + 0.5, 0.0, 1.0)
    return np.rint(image).astype(np.uint8)


def _shine(x: Pixels, y: Pixels, z: Pixels, light: Light) -> Pixels:
    """Brightness from the Sun alone, 0 to 1."""
    toward = 2.0 * light.share - 1.0
    aside, angle = np.sqrt(max(0.0, 1.0 - toward**2)), np.radians(light.limb)
    height = -x * aside * np.sin(angle) + y * aside * np.cos(angle) + z * toward
    height += ROUGH * _noise((x, y, z), 19.0, 7) * np.exp(-((height / 0.2) ** 2)) * aside
    lit = np.clip(height, 0.0, None)
    return np.asarray(np.clip(2.0 * lit / (lit + z + GRAZING), 0.0, 1.0)) ** 0.8


def _ground(x: Pixels, y: Pixels, z: Pixels, axis: float) -> Pixels:
    """How much light the ground sends back, 0 to 1."""
    east, north = x * np.cos(axis) + y * np.sin(axis), -x * np.sin(axis) + y * np.cos(axis)
    at = (east, north, z)
    coarse, middle, fine = _noise(at, 7.0, 3), _noise(at, 16.0, 11), _noise(at, 34.0, 5)
    left = np.ones_like(x)
    for latitude, longitude, radius, depth in PLAINS:
        away = _away(at, latitude, longitude)
        edge = radius * (1.0 + 0.15 * middle + 0.05 * fine)
        left *= 1.0 - depth / (1.0 + np.exp(np.clip((away - edge) / (0.055 * radius + 0.4), -30.0, 30.0)))
    ground = PLAIN + (HIGHLAND - PLAIN) * left + 0.04 * fine + 0.03 * coarse
    for latitude, longitude, radius, gain in CRATERS:
        away = _away(at, latitude, longitude)
        ground += gain * (np.exp(-((away / radius) ** 2)) + 0.25 * np.exp(-((away / (4.0 * radius)) ** 2)))
    return np.asarray(np.clip(ground + _rays(at), 0.0, 1.0))


def _rays(at: Sequence[Pixels]) -> Pixels:
    """Tycho's bright rays, thinner and fainter the farther they go."""
    latitude, longitude = np.radians(CRATERS[0][:2])
    away = _away(at, *CRATERS[0][:2])
    east = at[0] * np.cos(longitude) - at[2] * np.sin(longitude)
    toward = at[0] * np.sin(longitude) + at[2] * np.cos(longitude)
    north = at[1] * np.cos(latitude) - toward * np.sin(latitude)
    bearing = np.degrees(np.arctan2(east, north))
    apart = np.min([np.abs((bearing - ray + 180.0) % 360.0 - 180.0) for ray in RAYS], axis=0)
    return np.asarray(0.16 * np.exp(-((apart / 4.5) ** 2)) * np.exp(-away / 26.0) * (away > CRATERS[0][2]))


def _away(at: Sequence[Pixels], latitude: float, longitude: float) -> Pixels:
    """Degrees of each pixel from a place on the Moon."""
    lat, lon = np.radians([latitude, longitude])
    cosine = at[0] * np.cos(lat) * np.sin(lon) + at[1] * np.sin(lat) + at[2] * np.cos(lat) * np.cos(lon)
    return np.asarray(np.degrees(np.arccos(np.clip(cosine, -1.0, 1.0))))


def _noise(at: Sequence[Pixels], frequency: float, seed: int) -> Pixels:
    """Smooth and irregular, about −1 to 1, the same each time."""
    random = np.random.default_rng(seed)
    total = np.zeros_like(at[0])
    for _ in range(_WAVES):
        a, b, c = random.normal(size=3) * frequency / np.sqrt(3.0)
        total += np.sin(a * at[0] + b * at[1] + c * at[2] + random.uniform(0.0, 2.0 * np.pi))
    return np.asarray(total / np.sqrt(_WAVES))
