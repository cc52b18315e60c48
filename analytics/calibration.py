"""Whether confidence is worth what it says: of all that was said to be 70 % sure, did 70 % come true?

``said`` are confidences, 0 to 1, and ``came`` whether each came true, 1 or 0 (shape (n,) both). Nothing is said of no
case: the answer is ``None``, or empty.

The isotonic fit is own code: ``scipy.optimize.isotonic_regression`` does the same (a test holds the two together), but
its import takes 0.4 s and 51 MiB, for a loop of ten lines.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from analytics.bars import Floats

BINS: Final = 10
"""Of equal width, from 0 to 1."""
LEAST: Final = 10
"""Cases that a step of a fitted curve has at least: a rate of three cases is chance."""


@dataclass(frozen=True, slots=True)
class Bin:
    """``count`` cases whose confidence was from ``low`` up to ``high``: how sure they were, and how many came true,
    both as means."""

    low: float
    high: float
    count: int
    said: float
    came: float


@dataclass(frozen=True, slots=True)
class Curve:
    """What confidence has come to: ``comes[i]`` at ``said[i]``, straight lines between, level beyond both ends. Both
    rise; ``cases`` is of how many it was fitted."""

    said: tuple[float, ...]
    comes: tuple[float, ...]
    cases: int

    def at(self, confidence: float) -> float:
        """What ``confidence`` has come to."""
        return float(np.interp(confidence, self.said, self.comes))


def brier(said: Floats, came: Floats) -> float | None:
    """The mean square of confidence minus outcome: 0 is perfect, 0.25 what always saying 50 % scores, 1 always wrong
    and sure of it.

    Source: G. W. Brier, Verification of Forecasts Expressed in Terms of Probability, Monthly Weather Review 78 (1950).
    """
    return float(np.mean((said - came) ** 2)) if len(said) else None


def reliability(said: Floats, came: Floats) -> tuple[Bin, ...]:
    """The cases by confidence in ``BINS`` bins, those that have any, the lowest first. 1.0 is in the highest."""
    number = np.minimum((said * BINS + 1e-9).astype(int), BINS - 1)
    found = []
    for each in np.unique(number):
        inside = number == each
        low, high = float(each) / BINS, float(each + 1) / BINS
        found.append(Bin(low, high, int(inside.sum()), float(said[inside].mean()), float(came[inside].mean())))
    return tuple(found)


def mean_gap(said: Floats, came: Floats) -> float | None:
    """The mean distance between what the bins said and what came of them, each bin by its cases (the expected
    calibration error). Chance alone makes one of about 0.4 / √(cases a bin)."""
    if not len(said):
        return None
    return sum(each.count * abs(each.said - each.came) for each in reliability(said, came)) / len(said)


def isotonic(values: Sequence[float], weights: Sequence[float]) -> list[tuple[float, int]]:
    """The rising sequence nearest to ``values`` by weighted least squares, as steps: (level, how many values).

    Pool adjacent violators: a value below the level before it is pooled with it, until the levels rise. Source: Barlow,
    Bartholomew, Bremner and Brunk, Statistical Inference under Order Restrictions (1972).
    """
    steps: list[tuple[float, float, int]] = []
    for value, weight in zip(values, weights, strict=True):
        step = (float(value), float(weight), 1)
        while steps and steps[-1][0] >= step[0]:
            before, heavy, many = steps.pop()
            total = heavy + step[1]
            step = ((before * heavy + step[0] * step[1]) / total, total, many + step[2])
        steps.append(step)
    return [(level, many) for level, _, many in steps]


def fit(said: Floats, came: Floats) -> Curve | None:
    """What confidence has come to: an isotonic fit, whose steps of less than ``LEAST`` cases are joined with the next,
    the last with the one before; ``None`` where there are fewer cases than that.

    Of a step's n cases of which k came, its level is (k + 1) ÷ (n + 2), as ten of ten are not all there will be: the
    rule of succession (P.-S. Laplace, Essai philosophique sur les probabilités, 1814). The levels are then pooled once
    more, so that they rise.
    """
    if len(said) < LEAST:
        return None
    levels, which, counts = np.unique(said, return_inverse=True, return_counts=True)
    won = np.bincount(which, weights=came)
    ends = np.cumsum([many for _, many in isotonic((won / counts).tolist(), counts.tolist())])
    steps: list[tuple[int, int]] = []
    first = 0
    for end in ends:
        if counts[first:end].sum() >= LEAST:
            steps.append((first, int(end)))
            first = int(end)
    if first < len(levels):
        start = steps.pop()[0] if steps else 0
        steps.append((start, len(levels)))
    sizes = [float(counts[start:end].sum()) for start, end in steps]
    rates = [(float(won[start:end].sum()) + 1) / (size + 2) for (start, end), size in zip(steps, sizes, strict=True)]
    rising = [level for level, many in isotonic(rates, sizes) for _ in range(many)]
    knots = [
        (float(levels[at]), level)
        for (start, end), level in zip(steps, rising, strict=True)
        for at in sorted({start, end - 1})
    ]
    return Curve(tuple(x for x, _ in knots), tuple(y for _, y in knots), len(said))
