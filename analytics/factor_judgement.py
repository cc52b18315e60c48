"""Which factors may weigh in a decision: those that beat chance twice, and no others.

A factor is looked for in the first part of its history, and held to account in the second:

1. Found: among all factors × measures tried, its q-value in the first part is at most ``RATE``, so that of those found
   at most that share are expected to be chance (Benjamini and Hochberg). How many were tried is part of the result;
   whoever tries more, on other markets say, gives them all to one call of ``judge``.
2. Confirmed: in the second part, which had no say in the finding, the effect has the same sign and p ≤ ``RATE``.

Nothing else makes a weight. A ``Weight`` is made of a ``Passed``, and a ``Passed`` by ``judge`` alone.
"""

from collections.abc import Mapping
from dataclasses import InitVar, dataclass
from math import ceil, copysign
from typing import Final, Literal

import numpy as np

from analytics.bars import Floats
from analytics.calendars import Bools, Ints, spells
from analytics.event_study import DRAWS, SEED, Effect, Measure, Study, TooFew, study
from analytics.multiple_testing import benjamini_hochberg
from analytics.rotations import slots

RATE: Final = 0.05
FIRST_SHARE: Final = 0.6
"""Of the spells, oldest first, those in which a factor is looked for."""
MOST: Final = 0.25
"""No factor weighs more than this."""
MEASURES: Final[tuple[Measure, ...]] = ("return", "volatility")
_JUDGE: Final = object()

Verdict = Literal["passes", "not confirmed", "no sign", "too few"]


@dataclass(frozen=True, slots=True)
class Halves:
    """A factor studied over all of its history, and in its two parts, which share no bar."""

    whole: Study | TooFew
    first: Study | TooFew
    second: Study | TooFew
    split: int
    """The number of the second part's first bar."""


@dataclass(frozen=True, slots=True)
class Passed:
    """The evidence of a factor that was found and confirmed. ``judge`` makes it; made otherwise it is a TypeError."""

    name: str
    found: Effect
    confirmed: Effect
    q: float
    tests: int
    by: InitVar[object]

    def __post_init__(self, by: object) -> None:
        if by is not _JUDGE:
            raise TypeError("a factor passes by judge alone")


@dataclass(frozen=True, slots=True)
class Weight:
    """What a factor that passed may weigh in a decision."""

    passed: Passed

    @property
    def value(self) -> float:
        """Between 0 and ``MOST``: ``MOST`` · (1 − 1/t²), where t is the confirmed effect in standard deviations of
        chance.

        It is the share of an estimate that is kept when its noise is taken into account (the positive part of W. James
        and C. Stein's, 1961, with nothing as what one would expect beforehand), and is taken from the second part,
        since the first was picked for being large.
        """
        noise = self.passed.confirmed.chance_sd / self.passed.confirmed.effect
        return MOST * max(0.0, 1.0 - noise * noise)

    @property
    def sign(self) -> int:
        """1 where the measure is higher while the factor is on, −1 where it is lower."""
        return int(copysign(1, self.passed.confirmed.effect))


@dataclass(frozen=True, slots=True)
class Finding:
    """What became of one factor and measure. Effects and q are ``None`` where too little is known to judge."""

    name: str
    measure: Measure
    verdict: Verdict
    found: Effect | None
    """In the first part."""
    confirmed: Effect | None
    """In the second."""
    q: float | None
    passed: Passed | None = None


@dataclass(frozen=True, slots=True)
class Judgement:
    """All findings, in the order of the factors, and how many ``tests`` their q-values were adjusted for."""

    tests: int
    findings: tuple[Finding, ...]


def halves(time: Ints, close: Floats, bar_ms: int, on: Bools, *, draws: int = DRAWS, seed: int = SEED) -> Halves:
    """Study a factor whole, and in two parts, cut after ``FIRST_SHARE`` of its spells (rounded up), half-way to the
    next spell. Arguments and errors as in ``analytics.event_study.study``."""
    whole = study(time, close, bar_ms, on, draws=draws, seed=seed)
    ruler = slots(time, close, bar_ms)
    runs = spells(ruler.spread(on))
    first = ceil(FIRST_SHARE * len(runs))
    split = len(time)
    if 0 < first < len(runs):
        split = int(np.searchsorted(ruler.at, (runs.end[first - 1] + runs.start[first]) // 2))
    parts = [study(time[part], close[part], bar_ms, on[part], draws=draws, seed=seed) for part in _cut(split)]
    return Halves(whole, parts[0], parts[1], split)


def _cut(split: int) -> tuple[slice, slice]:
    return slice(0, split), slice(split, None)


def judge(tried: Mapping[str, Halves]) -> Judgement:
    """Hold all factors that were ``tried``, by name, against chance together.

    A factor with too little in either part cannot pass, and is not counted among the tests. The smallest p-value is
    2 in ``draws`` + 1, so that with more than ``draws`` / 40 tests one effect alone cannot be found: draw more then.
    """
    pairs = {
        (name, measure): (_effect(parts.first, measure), _effect(parts.second, measure))
        for name, parts in tried.items()
        for measure in MEASURES
        if isinstance(parts.first, Study) and isinstance(parts.second, Study)
    }
    adjusted = benjamini_hochberg([found.p for found, _ in pairs.values()])
    told = {
        key: _finding(*key, found, confirmed, q, len(pairs))
        for (key, (found, confirmed)), q in zip(pairs.items(), adjusted, strict=True)
    }
    unknown = {
        (name, measure): Finding(name, measure, "too few", None, None, None) for name in tried for measure in MEASURES
    }
    return Judgement(len(pairs), tuple((unknown | told).values()))


def weight(finding: Finding) -> float:
    """What a finding may weigh: 0 unless it passed, else ``Weight.value``."""
    return Weight(finding.passed).value if finding.passed else 0.0


def _effect(part: Study, measure: Measure) -> Effect:
    return part.returns if measure == "return" else part.volatility


def _finding(name: str, measure: Measure, found: Effect, confirmed: Effect, q: float, tests: int) -> Finding:
    if q > RATE:
        return Finding(name, measure, "no sign", found, confirmed, q)
    if confirmed.p > RATE or found.effect * confirmed.effect <= 0:
        return Finding(name, measure, "not confirmed", found, confirmed, q)
    return Finding(name, measure, "passes", found, confirmed, q, Passed(name, found, confirmed, q, tests, _JUDGE))
