"""Random numbers that depend on nothing but their place: the same key and index always give the same number.

A stream of random numbers has to be drawn from its start. These can be had anywhere, in any order, many at once, so a
simulated market is the same whenever and however it is asked for.
"""

import math
from hashlib import blake2b
from typing import Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

_GOLDEN: Final = np.uint64(0x9E3779B97F4A7C15)
_FIRST: Final = np.uint64(0xBF58476D1CE4E5B9)
_SECOND: Final = np.uint64(0x94D049BB133111EB)


def key(*parts: str | int) -> int:
    """A key for what ``parts`` name, apart from that of any other parts."""
    return int.from_bytes(blake2b("\x1f".join(map(str, parts)).encode(), digest_size=8).digest(), "little")


def _bits(of: int, index: Integers) -> NDArray[np.uint64]:
    """64 random bits for each index: the output function of SplitMix64 (Steele, Lea and Flood, 2014)."""
    x = index.astype(np.uint64) * _GOLDEN
    x += np.uint64(of)
    x ^= x >> np.uint64(30)
    x *= _FIRST
    x ^= x >> np.uint64(27)
    x *= _SECOND
    x ^= x >> np.uint64(31)
    return x


def uniform(of: int, index: Integers) -> Floats:
    """Numbers between 0 and 1, both excluded, in the shape of ``index``."""
    numbers: Floats = (_bits(of, index) >> np.uint64(11)).astype(np.float64)
    return (numbers + 0.5) * 2.0**-53


def normal(of: int, index: Integers) -> Floats:
    """Numbers of mean 0 and variance 1, nearly normal: the sum of four uniform ones, so never beyond ±3.5."""
    bits = _bits(of, index)
    sixteen = np.uint64(0xFFFF)
    total = (bits & sixteen) + (bits >> np.uint64(16) & sixteen)
    total += (bits >> np.uint64(32) & sixteen) + (bits >> np.uint64(48))
    around: Floats = total.astype(np.float64) / 65_536 - (2 - 2 / 65_536)
    return around * math.sqrt(3)


def smooth(of: int, index: Integers, every: int) -> Floats:
    """Noise of mean 0 and variance 1 that drifts: drawn afresh each ``every`` indices, and blended between."""
    flat = index.ravel()
    knot = flat // every
    first, last = int(knot.min()), int(knot.max())
    drawn = normal(of, np.arange(first, last + 2))
    angle = np.arange(every) * (np.pi / 2 / every)
    phase = flat - knot * every
    knot -= first
    blended: Floats = drawn[knot] * np.cos(angle)[phase] + drawn[knot + 1] * np.sin(angle)[phase]
    return blended.reshape(index.shape)
