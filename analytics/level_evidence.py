"""Whether the price turned at Fibonacci ratios of its swings more often than at other ratios nearby.

Each leg of a zigzag, once its end is known, has a level at each ratio, and so has each of ``CHANCE`` imitations at a
ratio drawn at random. What the price did at the one is held against what it did at the others.

Like is compared with like. How often a level holds depends on how deep in the leg it lies, how far from the price it
was when it could first be drawn, and how restless the market was. So every imitation uses the very same legs, watched
over the very same bars by the very same rules, and draws each leg's ratio evenly from a neighbourhood of the ratio that
it imitates: symmetric, so that a slope of the rate over depth falls out, and wide beside the tolerance of a touch. Were
the ratio nothing special, the rate at it would be one more draw of the imitations' (a randomisation test; E. S.
Edgington, Randomization Tests, 1980). The test is cautious: the middle of a neighbourhood differs less from the whole
than its edges do, and a real effect spills over. On random walks of 4,000 bars the one-sided p-value is at most 0.05 in
two to three of a hundred for retracements, and in five for extensions.

Seven ratios are tried, and one of them will look good by chance: the p-values are adjusted so that of the ratios called
different from chance at most ``RATE`` are expected to be so wrongly (Y. Benjamini and Y. Hochberg, 1995).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import NormalDist
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from analytics.bars import Floats
from analytics.multiple_testing import benjamini_hochberg
from analytics.proportions import Z95, wilson
from analytics.swings import Pivot, zigzag
from analytics.volatility import atr

WATCH = 200
"""Bars from the one at which the leg is known, in which its levels must be touched and decided."""
TOUCH_ATR = 0.1
"""A price this near has touched."""
MOVE_ATR = 1.0
"""How far the price must go from the level to decide: back is a reaction, through is none."""
CHANCE = 1999
"""Imitations. The smallest p-value is 1 in one more."""
RATE = 0.05
FEWEST = 20
"""Touches below which nothing is said."""
STEPS = 40
"""Ratios tried on each side of a Fibonacci ratio, from which imitations are drawn."""
SEED = 1618
EFFECT, NO_EFFECT = 0.65, 0.5
"""The effect whose chance to be found is told: so often a level holds that means something, and one that does not."""
SPILL = 0.6
"""How much of an effect its imitations show too, since what turns at a ratio also turns at those beside it. Measured on
60 random walks of 4,000 bars that were turned back at 0.618 so often that the level held in 60 % of its touches and not
in 48 %: the imitations held in 55 % and not in 48 %. It was found in 5 of the 60, and ``power`` says 8 in 100."""

Verdict = Literal["more than chance", "no sign", "less than chance", "too few"]


@dataclass(frozen=True, slots=True)
class Probe:
    """A ``ratio`` to try, imitated by ratios no farther than ``reach`` from it. Above 1 it is an extension."""

    ratio: float
    reach: float


PROBES = (
    Probe(0.236, 0.05),
    Probe(0.382, 0.08),
    Probe(0.5, 0.1),
    Probe(0.618, 0.12),
    Probe(0.786, 0.14),
    Probe(1.272, 0.2),
    Probe(1.618, 0.3),
)
"""The neighbourhoods grow with the ratio: a level can be touched after its leg is known only where it lies at least the
zigzag's reversal from the leg's end, so that shallow levels belong to large legs."""


@dataclass(frozen=True, slots=True)
class Trial:
    """A level that was touched and decided: at ``price``, touched at the bar ``touched``, decided at ``known``."""

    leg: int
    ratio: float
    price: float
    touched: int
    known: int
    reacted: bool


@dataclass(frozen=True, slots=True)
class Evidence:
    """What was seen at ``ratio``, and what chance would give. Rates are fractions, ``None`` without touches."""

    ratio: float
    touches: int
    reactions: int
    rate: float | None
    low: float | None
    """The 95 % interval of the rate (Wilson)."""
    high: float | None
    chance: float | None
    """The median rate of the imitations, and the middle 95 % of them."""
    chance_low: float | None
    chance_high: float | None
    as_good: float | None
    """The share of imitations whose rate is at least as high, itself counted as one: the one-sided p-value."""
    adjusted: float | None
    """The two-sided p-value, adjusted for the number of ratios tried."""
    verdict: Verdict
    power: float | None = None
    """How often an effect of ``EFFECT`` against ``NO_EFFECT`` is found by as many touches; see ``power``."""


def evidence(
    high: Floats, low: Floats, close: Floats, *, probes: Sequence[Probe] = PROBES, draws: int = CHANCE, seed: int = SEED
) -> list[Evidence]:
    """The evidence for each of ``probes``, in their order. Arrays have shape (n,). The same bars give the same numbers.

    A ratio that fewer than ``FEWEST`` decided touches speak for is not judged, nor counted among those tried.
    """
    outcomes = _outcomes(high, low, close, probes)
    random = np.random.default_rng(seed)
    chances = [_chance(own, draws, random) for own in outcomes]
    tried = [at for at, chance in enumerate(chances) if chance is not None]
    adjusted = dict(
        zip(tried, benjamini_hochberg([chance.two_sided for chance in chances if chance is not None]), strict=True)
    )
    return [
        _judged(probe, own, chance, adjusted.get(at), len(tried))
        for at, (probe, own, chance) in enumerate(zip(probes, outcomes, chances, strict=True))
    ]


def trials(high: Floats, low: Floats, close: Floats, *, probes: Sequence[Probe] = PROBES) -> list[Trial]:
    """Every decided touch of a level at one of ``probes``, in order of time. Later bars change none of them."""
    found: list[Trial] = []
    for at, leg in enumerate(_legs(high, low, close)):
        for probe in probes:
            course = _course(leg, probe.ratio > 1, np.array([probe.ratio]), high, low)
            if course.decided[0]:
                found.append(
                    Trial(
                        leg=at,
                        ratio=probe.ratio,
                        price=float(course.price[0]),
                        touched=int(course.touched[0]),
                        known=int(course.known[0]),
                        reacted=bool(course.reacted[0]),
                    )
                )
    return sorted(found, key=lambda trial: (trial.known, trial.leg, trial.ratio))


@dataclass(frozen=True, slots=True)
class _Leg:
    start: Pivot
    end: Pivot
    atr: float
    """At the bar from which on the leg is known."""


@dataclass(frozen=True, slots=True)
class _Course:
    """What the price did at levels of a leg; arrays have one element a level. Bars mean nothing where not decided."""

    price: Floats
    touched: NDArray[np.int64]
    known: NDArray[np.int64]
    decided: NDArray[np.bool_]
    reacted: NDArray[np.bool_]


def _legs(high: Floats, low: Floats, close: Floats) -> list[_Leg]:
    ranges = atr(high, low, close)
    return [_Leg(start, end, float(ranges[end.known])) for start, end in pairwise(zigzag(high, low, close))]


def _course(leg: _Leg, extension: bool, ratios: Floats, high: Floats, low: Floats) -> _Course:
    """What became of the levels at ``ratios`` of ``leg``: all retracements, or all extensions.

    A level counts where it still lay ahead when the leg was known, and is touched before the leg is over: passed at its
    end (a retracement) or lost at its start (an extension). A bar that goes through decides against the level even
    where it also goes back far enough, since it cannot be told which came first.
    """
    start, end = leg.start.price, leg.end.price
    price = start + ratios * (end - start) if extension else end - ratios * (end - start)
    falling = (leg.end.kind == "high") != extension  # the way the price comes to the levels
    sign = 1.0 if falling else -1.0
    down, up = (low, high) if falling else (-high, -low)
    ceiling = sign * (start if extension else end)
    level = sign * price
    first, last = leg.end.known + 1, leg.end.known + 1 + WATCH
    before = np.fmin.reduce(down[leg.end.bar + 1 : first], initial=np.inf)
    deepest = np.fmin.accumulate(np.nan_to_num(down[first:last], nan=np.inf))
    highest = np.nan_to_num(up[first:last], nan=-np.inf)
    over = highest > ceiling
    standing = int(np.argmax(over)) if over.any() else len(over)
    touched = np.searchsorted(-deepest, -(level + TOUCH_ATR * leg.atr))
    through = np.searchsorted(-deepest, -(level - MOVE_ATR * leg.atr))
    counts = (touched < standing) & (level + TOUCH_ATR * leg.atr < before)
    back = np.full(len(level), len(over))
    for bar in np.unique(touched[counts]):
        here = counts & (touched == bar)
        peaks = np.maximum.accumulate(highest[bar + 1 :])
        back[here] = bar + 1 + np.searchsorted(peaks, level[here] + MOVE_ATR * leg.atr)
    settled = np.minimum(back, through)
    return _Course(price, first + touched, first + settled, counts & (settled < len(over)), back < through)


def _outcomes(high: Floats, low: Floats, close: Floats, probes: Sequence[Probe]) -> list[NDArray[np.int8]]:
    """For each probe, legs by ratios of its neighbourhood (the probe's own in the middle): 1 reacted, 0 did not, −1 is
    not decided."""
    legs = _legs(high, low, close)
    width = 2 * STEPS + 1
    spread = np.linspace(-1.0, 1.0, width)
    every = [probe.ratio + probe.reach * spread for probe in probes]
    told = [np.full((len(legs), width), -1, dtype=np.int8) for _ in probes]
    for extension in (False, True):
        chosen = [at for at, probe in enumerate(probes) if (probe.ratio > 1) is extension]
        if not chosen:
            continue
        ratios = np.concatenate([every[at] for at in chosen])
        for row, leg in enumerate(legs):
            course = _course(leg, extension, ratios, high, low)
            sides = np.where(course.decided, course.reacted, -1).astype(np.int8).reshape(len(chosen), width)
            for at, side in zip(chosen, sides, strict=True):
                told[at][row] = side
    return told


@dataclass(frozen=True, slots=True)
class _Chance:
    """What the imitations of a ratio gave."""

    middle: float
    low: float
    high: float
    as_good: float
    two_sided: float


def _chance(outcomes: NDArray[np.int8], draws: int, random: np.random.Generator) -> _Chance | None:
    """``None`` where too few legs speak for the ratio itself."""
    own = outcomes[:, STEPS]
    touches = int((own >= 0).sum())
    if touches < FEWEST:
        return None
    rate = (own == 1).sum() / touches
    legs = outcomes[(outcomes >= 0).any(axis=1)]
    picks = random.integers(0, legs.shape[1], (draws, len(legs)), dtype=np.uint8)
    drawn = legs[np.arange(len(legs)), picks]
    decided = (drawn >= 0).sum(axis=1)
    rates = (drawn == 1).sum(axis=1)[decided > 0] / decided[decided > 0]
    # Rates are fractions of whole numbers: two that are equal may differ in the last digit.
    above = (1 + int((rates >= rate - 1e-12).sum())) / (1 + len(rates))
    below = (1 + int((rates <= rate + 1e-12).sum())) / (1 + len(rates))
    low, middle, high = np.quantile(rates, (0.025, 0.5, 0.975)).tolist()
    return _Chance(middle, low, high, above, min(1.0, 2 * min(above, below)))


def power(chance_low: float, chance_high: float, tried: int, effect: float = EFFECT - NO_EFFECT) -> float:
    """In which share of samples an ``effect`` on the rate is found where the middle 95 % of imitations lie from
    ``chance_low`` to ``chance_high`` and ``tried`` ratios are judged, of which no other means anything.

    With σ the spread of the imitations and z the normal quantile that the smallest of so many p-values must pass, what
    is left of the effect, (1 − ``SPILL``) · effect, passes z · σ with probability Φ(left / σ − z).
    """
    spread = (chance_high - chance_low) / (2 * Z95)
    if spread == 0:
        return 1.0
    normal = NormalDist()
    return normal.cdf((1 - SPILL) * effect / spread - normal.inv_cdf(1 - RATE / tried / 2))


def _judged(
    probe: Probe, outcomes: NDArray[np.int8], chance: _Chance | None, adjusted: float | None, tried: int
) -> Evidence:
    own = outcomes[:, STEPS]
    touches, reactions = int((own >= 0).sum()), int((own == 1).sum())
    interval = wilson(reactions, touches)
    verdict: Verdict = "too few"
    if chance is not None and adjusted is not None:
        better = chance.as_good <= chance.two_sided / 2
        verdict = "no sign" if adjusted > RATE else "more than chance" if better else "less than chance"
    return Evidence(
        ratio=probe.ratio,
        touches=touches,
        reactions=reactions,
        rate=reactions / touches if touches else None,
        low=interval[0] if interval else None,
        high=interval[1] if interval else None,
        chance=chance.middle if chance else None,
        chance_low=chance.low if chance else None,
        chance_high=chance.high if chance else None,
        as_good=chance.as_good if chance else None,
        adjusted=adjusted,
        verdict=verdict,
        power=power(chance.low, chance.high, tried) if chance else None,
    )
