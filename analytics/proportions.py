"""How sure a share of cases is."""

from math import sqrt
from typing import Final

Z95: Final = 1.959963984540054
"""The normal quantile of a two-sided 95 % interval."""


def wilson(successes: int, tries: int) -> tuple[float, float] | None:
    """The 95 % score interval of the rate ``successes`` / ``tries``; ``None`` without a try.

    Source: E. B. Wilson, Probable Inference, the Law of Succession, and Statistical Inference (1927).
    """
    if tries == 0:
        return None
    rate, weight = successes / tries, Z95**2 / tries
    centre = (rate + weight / 2) / (1 + weight)
    half = Z95 / (1 + weight) * sqrt(rate * (1 - rate) / tries + weight / (4 * tries))
    return max(0.0, centre - half), min(1.0, centre + half)
