"""The ephemeris and the time scales, loaded once, at first use.

JPL DE421 (Folkner et al. 2009) from the package skyfield-data, its outer planets by DE440, and the time scales built
into skyfield. Nothing is fetched. Loading takes about 0.2 s; the ephemeris is mapped into memory, and only what is read
takes room.
"""

from dataclasses import dataclass
from functools import cache
from importlib.resources import as_file, files
from threading import Lock
from typing import Any

from analytics.sky.outer_planets import SHIFT_KM, OuterPlanet

EPHEMERIS = "de421.bsp"
_LOCK = Lock()


@dataclass(frozen=True, slots=True)
class Source:
    """``kernel`` is skyfield's view of the ephemeris, ``segments`` the same by (centre, target) in NAIF's numbers."""

    kernel: Any
    timescale: Any
    segments: dict[tuple[int, int], Any]


def source() -> Source:
    """The one ephemeris of the process; any thread may ask."""
    with _LOCK:
        return _load()


@cache
def _load() -> Source:
    from skyfield.api import load, load_file

    with as_file(files("skyfield_data") / "data" / EPHEMERIS) as path:
        kernel = load_file(str(path))
    for part in kernel.segments:
        part.spk_segment._data  # noqa: B018 # mapped now, under the lock: afterwards threads only read
        if part.target in SHIFT_KM:
            part.spk_segment = OuterPlanet(part.spk_segment, part.target)
    kernel.spk.daf.file.close()
    segments = {(part.center, part.target): part.spk_segment for part in kernel.segments}
    return Source(kernel, load.timescale(builtin=True), segments)
