"""Floor pivots: levels for a day, made of the day before."""

from collections.abc import Mapping


def floor_pivots(high: float, low: float, close: float) -> Mapping[str, float]:
    """The seven levels from the highest, by name, in the unit of the prices.

    P = (high + low + close) / 3; R1 = 2P − low, S1 = 2P − high; R2 = P + (high − low), S2 = P − (high − low);
    R3 = high + 2(P − low), S3 = low − 2(high − P). A level may lie at or below zero.

    Source: the floor traders' formula, as in J. L. Person, A Complete Guide to Technical Trading Tactics (2004).
    """
    pivot, span = (high + low + close) / 3, high - low
    return {
        "R3": high + 2 * (pivot - low),
        "R2": pivot + span,
        "R1": 2 * pivot - low,
        "P": pivot,
        "S1": 2 * pivot - high,
        "S2": pivot - span,
        "S3": low - 2 * (high - pivot),
    }
