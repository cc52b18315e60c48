"""Which factors may weigh in a decision: those that beat chance twice, and no others.

A factor is looked for in the first part of its history, and held to account in the second:

1. Found: among all factors × measures tried, its q-value in the first part is at most ``RATE``, so that of those found
   at most that share are expected to be chance (Benjamini and Hochberg). How many were tried is part of the result.
2. Confirmed: in the second part, which had no say in the finding, the effect has the same sign and p ≤ ``RATE``.

The q-value holds for one call of ``judge``. Each call is a family of its own: who may choose among many of them, has as
many chances, and has to say beforehand which one counts.

Nothing else weighs. ``weight`` is above 0 for a finding with a ``Passed`` alone, and only ``judge`` makes one.
"""

from collections.abc import Mapping
from dataclasses import InitVar, dataclass
from math import ceil
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

Verdict = Literal["passes", "not confirmed", "too short", "no sign", "too few"]
"""``passes``: found and confirmed. ``not confirmed``: it differs in the first part or over the whole history, after all
tried are counted, and did not pass. ``too short``: it differs over the whole history, whose parts hold too little to
find and confirm it. ``no sign``: neither. ``too few``: neither, or nothing is known, and the parts hold too little.
"""

Key = tuple[str, Measure]


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
class Finding:
    """What became of one factor and measure. What too little is known of is ``None``."""

    name: str
    measure: Measure
    verdict: Verdict
    found: Effect | None
    """In the first part."""
    confirmed: Effect | None
    """In the second."""
    q: float | None
    """Of the first part, among all that were tried."""
    whole_q: float | None
    """Of the whole history, likewise. It tells, and gives no weight."""
    passed: Passed | None = None


@dataclass(frozen=True, slots=True)
class Judgement:
    """All findings, in the order of the factors, and how many ``tests`` the q-values of the first parts were adjusted
    for."""

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
    earlier, later = (
        study(time[part], close[part], bar_ms, on[part], draws=draws, seed=seed)
        for part in (slice(0, split), slice(split, None))
    )
    return Halves(whole, earlier, later, split)


def judge(tried: Mapping[str, Halves]) -> Judgement:
    """Hold all factors that were ``tried``, by name, against chance together.

    A factor with too little in either part cannot pass, and is not counted among the tests. The smallest p-value is
    2 in ``draws`` + 1, so that with more than ``draws`` / 40 tests one effect alone cannot be found: draw more then.
    """
    whole = _effects({name: parts.whole for name, parts in tried.items()})
    first = _effects({name: parts.first for name, parts in tried.items()})
    second = _effects({name: parts.second for name, parts in tried.items()})
    q = _adjusted({key: found for key, found in first.items() if key in second})
    whole_q = _adjusted(whole)
    findings = (
        _finding(key, first.get(key), second.get(key), q.get(key), whole_q.get(key), len(q))
        for key in ((name, measure) for name in tried for measure in MEASURES)
    )
    return Judgement(len(q), tuple(findings))


def weight(finding: Finding) -> float:
    """What a finding may weigh in a decision: 0 unless it passed, else ``MOST`` · (1 − 1/t²), where t is the confirmed
    effect in standard deviations of chance; never below 0.

    It is the share of an estimate that is kept when its noise is taken into account (the positive part of W. James and
    C. Stein's, 1961, with nothing as what one would expect beforehand), and is taken from the second part, since the
    first was picked for being large.
    """
    if finding.passed is None:
        return 0.0
    noise = finding.passed.confirmed.chance_sd / finding.passed.confirmed.effect
    return MOST * max(0.0, 1.0 - noise * noise)


def _effects(parts: Mapping[str, Study | TooFew]) -> dict[Key, Effect]:
    """What is known, in the order of the factors."""
    return {
        (name, effect.measure): effect
        for name, part in parts.items()
        if isinstance(part, Study)
        for effect in (part.returns, part.volatility)
    }


def _adjusted(effects: Mapping[Key, Effect]) -> dict[Key, float]:
    """The q-value of each among all of them."""
    return dict(zip(effects, benjamini_hochberg([effect.p for effect in effects.values()]), strict=True))


def _finding(
    key: Key, found: Effect | None, confirmed: Effect | None, q: float | None, whole_q: float | None, tests: int
) -> Finding:
    differs = whole_q is not None and whole_q <= RATE
    if found is None or confirmed is None or q is None:
        return Finding(*key, "too short" if differs else "too few", None, None, None, whole_q)
    if q <= RATE and confirmed.p <= RATE and found.effect * confirmed.effect > 0:
        passed = Passed(key[0], found, confirmed, q, tests, _JUDGE)
        return Finding(*key, "passes", found, confirmed, q, whole_q, passed)
    return Finding(*key, "not confirmed" if q <= RATE or differs else "no sign", found, confirmed, q, whole_q)
