"""A smooth motion as pieces of Chebyshev polynomials, and where it turns or reaches a value.

Between its turns a motion only rises or only falls, so that every value it reaches shows in the values at the ends. No
crossing is missed then, however close two of them lie on both sides of a turn.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from analytics.bars import Floats

DEGREE: Final = 16
PIECE_DAYS: Final = 8.0
"""At most. Sixteenth degree over eight days holds the Moon, the fastest, to 10⁻⁹ degrees."""
GRID_DAYS: Final = 0.5
"""At most. Turns of one motion must lie further apart."""
_PARTS: Final = 16
_ROUNDS: Final = 9
"""Of cutting into that many parts: from half a day to below a date's own grain of 40 µs."""


@dataclass(frozen=True, slots=True)
class Track:
    """``coefficients`` of shape (degree + 1, pieces); each piece is ``width`` days wide, the first from ``start``."""

    start: float
    width: float
    coefficients: Floats

    def __call__(self, tt: Floats) -> Floats:
        """Values at Julian dates of any shape within the track."""
        piece, x = self._locate(tt)
        return np.asarray(np.polynomial.chebyshev.chebval(x, self.coefficients[:, piece], tensor=False))

    def __sub__(self, other: "Track") -> "Track":
        """The difference of two tracks over the same pieces."""
        return Track(self.start, self.width, self.coefficients - other.coefficients)

    @property
    def end(self) -> float:
        return self.start + self.width * len(self.coefficients[0])

    def slope(self) -> "Track":
        """The derivative, a day."""
        derived = np.polynomial.chebyshev.chebder(self.coefficients, axis=0) * (2.0 / self.width)
        return Track(self.start, self.width, np.asarray(derived))

    def turns(self) -> Floats:
        """Dates at which the motion turns, in order."""
        grid = self._grid()
        slope = self.slope()
        return _crossed(slope, grid, slope(grid), 0.0, 0.0)[0]

    def crossings(self, step: float) -> tuple[Floats, NDArray[np.int64]]:
        """Dates, in order, at which the value is ``k · step``, and ``k``."""
        grid = self._grid_with_turns()
        return _crossed(self, grid, self(grid), step, 0.0)

    def passes(self, value: float) -> Floats:
        """Dates, in order, at which the motion has ``value``."""
        grid = self._grid_with_turns()
        return _crossed(self, grid, self(grid), 0.0, value)[0]

    def reached(self, value: float, since: float, *, forward: bool) -> float | None:
        """The date nearest to ``since``, after it or before it, at which the motion has ``value``.

        ``None`` where the motion turns first, or ends.
        """
        turns = self.turns()
        number = int(np.searchsorted(turns, since))
        if forward:
            stretch = since, turns[number] if number < len(turns) else self.end
        else:
            stretch = turns[number - 1] if number else self.start, since
        grid = self._grid()
        grid = np.array([stretch[0], *grid[(grid > stretch[0]) & (grid < stretch[1])], stretch[1]])
        dates, _ = _crossed(self, grid, self(grid), 0.0, value)
        return float(dates[0]) if len(dates) else None

    def _grid(self) -> Floats:
        per_piece = int(np.ceil(self.width / GRID_DAYS))
        return self.start + self.width / per_piece * np.arange(self.coefficients.shape[1] * per_piece + 1)

    def _grid_with_turns(self) -> Floats:
        return np.sort(np.concatenate([self._grid(), self.turns()]))

    def _locate(self, tt: Floats) -> tuple[NDArray[np.int64], Floats]:
        along = (np.asarray(tt) - self.start) / self.width
        piece = np.clip(along.astype(np.int64), 0, self.coefficients.shape[1] - 1)
        return piece, 2.0 * (along - piece) - 1.0


def nodes(start: float, end: float, piece_days: float = PIECE_DAYS) -> tuple[float, Floats]:
    """Width of a piece, and the dates, of shape (pieces, ``DEGREE`` + 1), at which a track from ``start`` is fitted."""
    pieces = max(1, int(np.ceil((end - start) / piece_days)))
    width = (end - start) / pieces
    return width, start + width * (np.arange(pieces)[:, None] + (_points() + 1.0) / 2.0)


def fitted(start: float, width: float, values: Floats) -> Track:
    """The track through ``values`` of shape (pieces, ``DEGREE`` + 1) at the dates of ``nodes``."""
    basis = np.polynomial.chebyshev.chebvander(_points(), DEGREE)
    weight = np.full(DEGREE + 1, 2.0 / (DEGREE + 1))
    weight[0] /= 2.0
    return Track(start, width, (weight[:, None] * basis.T) @ values.T)


def _points() -> Floats:
    return np.cos(np.pi * (np.arange(DEGREE + 1)[::-1] + 0.5) / (DEGREE + 1))


def _crossed(
    track: Track, grid: Floats, values: Floats, step: float, offset: float
) -> tuple[Floats, NDArray[np.int64]]:
    """Dates and numbers of the values crossed on a grid between whose dates the track only rises or only falls.

    With a step of zero, ``offset`` alone is looked for. A value met at a date of the grid counts with what follows.
    """
    level = (
        (values >= offset).astype(np.int64) - 1 if step == 0 else np.floor((values - offset) / step).astype(np.int64)
    )
    count = np.abs(np.diff(level))
    interval = np.repeat(np.arange(len(count)), count)
    nth = np.arange(len(interval)) - np.repeat(np.cumsum(count) - count, count)
    rising = level[interval + 1] > level[interval]
    number = np.where(rising, level[interval] + 1 + nth, level[interval] - nth)
    low, high = grid[interval], grid[interval + 1]
    target = offset + number * step
    inner = np.arange(1, _PARTS)[:, None]
    for _ in range(_ROUNDS):
        part = (high - low) / _PARTS
        before = (track(low + inner * part) < target) == rising
        low = low + before.sum(axis=0) * part
        high = low + part
    return (low + high) / 2.0, number
