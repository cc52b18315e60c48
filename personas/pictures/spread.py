"""Labels that would cover one another move apart, and as little as they must."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise


@dataclass(frozen=True, slots=True)
class Wish:
    """A label ``height`` pixels high that would be centred on the row ``centre``; ``weight`` is how firmly."""

    centre: int
    height: int
    weight: float = 1.0


def spread(wishes: Sequence[Wish], top: int, bottom: int) -> list[int]:
    """The top row of each label, none over another and all from ``top`` to ``bottom``, in the order given.

    The sum of weighted squared moves is least: isotonic regression by pooling adjacent violators (Barlow et al.,
    Statistical Inference under Order Restrictions, 1972), cut off at the bounds.

    Raises:
        ValueError: together they are higher than the room, or they are not sorted by centre.
    """
    room = bottom - top - sum(w.height for w in wishes)
    if room < 0 or any(a.centre > b.centre for a, b in pairwise(wishes)):
        raise ValueError("labels do not fit, or are not in order")
    pools: list[tuple[float, float, int]] = []  # mean start, weight, labels
    stacked = top
    for wish in wishes:
        mean, weight, labels = float(wish.centre - wish.height // 2 - stacked), wish.weight, 1
        while pools and pools[-1][0] >= mean:
            other, heavy, more = pools.pop()
            mean = (mean * weight + other * heavy) / (weight + heavy)
            weight, labels = weight + heavy, labels + more
        pools.append((mean, weight, labels))
        stacked += wish.height
    tops: list[int] = []
    stacked = top
    for mean, _, labels in pools:
        start = min(max(round(mean), 0), room)
        for wish in wishes[len(tops) : len(tops) + labels]:
            tops.append(stacked + start)
            stacked += wish.height
    return tops
