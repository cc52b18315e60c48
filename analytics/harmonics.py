"""Harmonic patterns: five turns X A B C D (four in AB=CD) whose legs stand in stated ratios.

A pattern is looked for once C is known. All ratios that D must have are then prices, and where all of them hold lies
its completion zone: the pattern is complete where the next turn, D, falls into that zone, and in no other case. So what
is said of a pattern before D and after it is one statement.

Sources: Scott M. Carney, Harmonic Trading vol. 1 and 2 (2010) and vol. 3 (2016), for all but the Cypher, which is
Darren Oglesbee's. They give the ratios; how far a turn may miss them is left to the reader, and is ``TOLERANCE`` here.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from analytics.bars import Floats
from analytics.swings import Pivot, zigzag
from analytics.ties import RATIO, dust

TOLERANCE = 0.05
"""The part of itself by which a ratio may miss the nearer end of its range."""
REVERSALS = (1.5, 2.5, 4.0, 6.5)
"""Turns of these sizes, in average true ranges, so that small and large patterns are found."""
TARGETS = (0.382, 0.618)
"""Of the way back from D to A."""
CHANCE_TURNED_RATE = 0.202
"""``Record.turned`` over ``Record.entered`` on 900 random walks whose restlessness comes and goes, 500 bars each after
250 that turns are measured by: of 13,305 formations. On walks with equal steps it is 0.19."""
CHANCE_REACHED_RATE = 0.185
"""``Record.reached_target`` over ``Record.entered`` on the same; on walks with equal steps 0.17."""

Kind = Literal["AB=CD", "Gartley", "Bat", "Alternate Bat", "Butterfly", "Crab", "Deep Crab", "Shark", "Cypher"]
Legs = Literal["AB/XA", "BC/AB", "XC/XA", "AD/XA", "CD/BC", "CD/XC", "CD/AB"]
"""Two legs, the first measured in the second. Until C: the first three."""
State = Literal["forming", "in the zone", "completed", "invalidated"]


@dataclass(frozen=True, slots=True)
class Rule:
    """``legs`` must be from ``low`` to ``high`` of each other, give or take ``TOLERANCE``."""

    legs: Legs
    low: float
    high: float

    def range(self) -> tuple[float, float]:
        """What is taken: the rule and its tolerance."""
        return self.low * (1 - TOLERANCE - RATIO), self.high * (1 + TOLERANCE + RATIO)

    def nearness(self, ratio: float) -> float:
        """1 within the rule, falling in a straight line to 0 where the tolerance ends."""
        miss = max(1 - ratio / self.low, ratio / self.high - 1, 0.0)
        return max(0.0, 1 - miss / TOLERANCE)


@dataclass(frozen=True, slots=True)
class Definition:
    """A kind of pattern: ``before`` are the rules that hold at C, ``at_d`` those of D, ``turns`` its points' names.

    ``stop`` is where the pattern is given up once D is made: that ratio of the legs, measured as a rule of D is.
    """

    kind: Kind
    before: tuple[Rule, ...]
    at_d: tuple[Rule, ...]
    stop: tuple[Legs, float]
    turns: str = "XABCD"

    @property
    def rules(self) -> tuple[Rule, ...]:
        return self.before + self.at_d


_RETURN = Rule("BC/AB", 0.382, 0.886)

DEFINITIONS: tuple[Definition, ...] = (
    Definition(
        "Gartley",
        (Rule("AB/XA", 0.618, 0.618), _RETURN),
        (Rule("AD/XA", 0.786, 0.786), Rule("CD/BC", 1.13, 1.618)),
        ("AD/XA", 1.0),
    ),
    Definition(
        "Bat",
        (Rule("AB/XA", 0.382, 0.5), _RETURN),
        (Rule("AD/XA", 0.886, 0.886), Rule("CD/BC", 1.618, 2.618)),
        ("AD/XA", 1.13),
    ),
    Definition(
        "Alternate Bat",
        (Rule("AB/XA", 0.382, 0.382), _RETURN),
        (Rule("AD/XA", 1.13, 1.13), Rule("CD/BC", 2.0, 3.618)),
        ("AD/XA", 1.27),
    ),
    Definition(
        "Butterfly",
        (Rule("AB/XA", 0.786, 0.786), _RETURN),
        (Rule("AD/XA", 1.27, 1.27), Rule("CD/BC", 1.618, 2.24)),
        ("AD/XA", 1.414),
    ),
    Definition(
        "Crab",
        (Rule("AB/XA", 0.382, 0.618), _RETURN),
        (Rule("AD/XA", 1.618, 1.618), Rule("CD/BC", 2.24, 3.618)),
        ("AD/XA", 2.0),
    ),
    Definition(
        "Deep Crab",
        (Rule("AB/XA", 0.886, 0.886), _RETURN),
        (Rule("AD/XA", 1.618, 1.618), Rule("CD/BC", 2.0, 3.618)),
        ("AD/XA", 2.0),
    ),
    Definition(
        "Shark",
        (Rule("AB/XA", 0.382, 0.618), Rule("BC/AB", 1.13, 1.618)),
        (Rule("AD/XA", 0.886, 1.13), Rule("CD/BC", 1.618, 2.24)),
        ("AD/XA", 1.27),
        "0XABC",
    ),
    Definition(
        "Cypher",
        (Rule("AB/XA", 0.382, 0.618), Rule("XC/XA", 1.272, 1.414)),
        (Rule("CD/XC", 0.786, 0.786),),
        ("CD/XC", 1.0),
    ),
    Definition(
        "AB=CD",
        (_RETURN,),
        (Rule("CD/AB", 1.0, 1.0), Rule("CD/BC", 1.13, 2.618)),
        ("CD/AB", 1.272),
        "ABCD",
    ),
)
"""The ratios of each kind. The Shark's own points are 0 X A B C; its legs are named here as those of the others, and
of its first return, which Carney leaves open, 0.382 to 0.618 is asked as charting software does. Stops lie on a
harmonic ratio beyond the zone: X itself for Gartley and Cypher, 1.13 to 2 of XA for the others, 1.272 of AB for AB=CD.
"""


@dataclass(frozen=True, slots=True)
class Formation:
    """A pattern whose points up to C are known, at the close of the bar at ``known``. Rising where D is a low.

    D falls between the prices ``low`` and ``high`` or the pattern does not come about.
    """

    definition: Definition
    up: bool
    points: tuple[Pivot, ...]
    low: float
    high: float
    stop: float
    known: int


@dataclass(frozen=True, slots=True)
class Harmonic:
    """What became of ``formation`` by the last bar.

    It is invalidated by a price beyond the far edge of the zone before D, since its ratios can hold no more, and after
    D by one beyond the stop, unless the last target was reached before: then it stays complete.

    ``since`` is the bar at which ``state`` began: where C was known, the zone was entered, D was made, or the price
    went through. ``d`` is the point that completed it; ``at`` the price that ratios, ``targets`` and ``quality`` are
    measured with, which is D's, in the zone the farthest price so far, and without either the middle of the zone.
    """

    formation: Formation
    state: State
    since: int
    d: Pivot | None
    at: float
    ratios: tuple[tuple[Legs, float], ...]
    """Those that are known: of D only where it is made, or the price in the zone."""
    quality: float
    """The mean nearness of the known ratios to their rules, 0 (at the end of the tolerance) to 1."""
    targets: tuple[float, ...]
    reached: tuple[bool, ...]
    """Whether the price got to each of the targets since D, before it came to the stop."""


@dataclass(frozen=True, slots=True)
class Followed:
    """``formation`` and what became of it; ``None`` where it came to nothing, its zone never entered."""

    formation: Formation
    became: Harmonic | None


@dataclass(frozen=True, slots=True)
class Record:
    """Of formations that are decided: in ``entered`` the price came to the zone, in ``turned`` it turned within, and in
    ``reached_target`` it then got to the first target before the stop."""

    entered: int
    turned: int
    reached_target: int


def followed(
    high: Floats, low: Floats, close: Floats, *, reversals: Sequence[float] = REVERSALS, first: int = 0
) -> list[Followed]:
    """Every formation of the bars whose points all lie at ``first`` or later, beside what became of it. Arrays have
    shape (n,). Nothing is left out, so that turns of several sizes may tell one formation several times.
    """
    found: list[Followed] = []
    for reversal in reversals:
        pivots = [pivot for pivot in zigzag(high, low, close, reversal=reversal) if pivot.bar >= first]
        after = {pivot.bar: following for pivot, following in pairwise(pivots)}
        found += (
            Followed(formation, _become(formation, after.get(formation.points[-1].bar), high, low))
            for formation in formations(pivots)
        )
    return found


def record(found: Sequence[Followed]) -> Record:
    """What became of formations that were chosen without knowing it: of those that share their C the first known, and
    of these the one with the most rules."""
    chosen: dict[int, Followed] = {}
    for one in sorted(found, key=lambda one: (one.formation.known, -len(one.formation.definition.rules))):
        chosen.setdefault(one.formation.points[-1].bar, one)
    became = (one.became for one in chosen.values())
    decided = [one for one in became if one is not None and one.state in ("completed", "invalidated")]
    return Record(
        entered=len(decided),
        turned=sum(one.d is not None for one in decided),
        reached_target=sum(one.reached[0] for one in decided),
    )


def formations(pivots: Sequence[Pivot]) -> list[Formation]:
    """Every pattern that consecutive turns make up to C, in order of C; later turns change none of them.

    Those with a zone or a stop at or below zero are left out.
    """
    if len(pivots) < 3:
        return []
    price = np.array([pivot.price for pivot in pivots])
    sign = np.where([pivot.kind == "high" for pivot in pivots], 1.0, -1.0)[2:]
    x = sign * np.concatenate(([np.nan], price[:-3]))
    a, b, c = sign * price[:-2], sign * price[1:-1], sign * price[2:]
    now = {"AB/XA": (a - b) / (a - x), "BC/AB": (c - b) / (a - b), "XC/XA": (c - x) / (a - x)}
    base = {"AD/XA": (a, a - x), "CD/BC": (c, c - b), "CD/XC": (c, c - x), "CD/AB": (c, a - b)}
    made: list[Formation] = []
    for definition in DEFINITIONS:
        fits = np.ones(len(c), dtype=bool)
        for rule in definition.before:
            least, most = rule.range()
            fits &= (now[rule.legs] >= least) & (now[rule.legs] <= most)
        near, far = np.full(len(c), np.inf), np.full(len(c), -np.inf)
        for rule in definition.at_d:
            (origin, leg), (least, most) = base[rule.legs], rule.range()
            near, far = np.minimum(near, origin - least * leg), np.maximum(far, origin - most * leg)
        near, far = near + dust(near), far - dust(far)
        origin, leg = base[definition.stop[0]]
        stop = sign * (origin - definition.stop[1] * leg)
        bottom = sign * np.where(sign > 0, far, near)
        fits &= (far <= near) & (near < c) & (bottom > 0) & (stop > 0)
        count = len(definition.turns) - 1
        for at in np.flatnonzero(fits).tolist():
            points = tuple(pivots[at + 3 - count : at + 3])
            lowest, highest = sorted((float(sign[at] * far[at]), float(sign[at] * near[at])))
            made.append(
                Formation(definition, bool(sign[at] > 0), points, lowest, highest, float(stop[at]), points[-1].known)
            )
    return sorted(made, key=lambda formation: formation.points[-1].bar)


def _become(formation: Formation, d: Pivot | None, high: Floats, low: Floats) -> Harmonic | None:
    """What became of ``formation``, after whose C the turn ``d`` came; ``None`` where it came to nothing."""
    up, c = formation.up, formation.points[-1]
    toward, back = (low, high) if up else (-high, -low)
    near, far = (formation.high, formation.low) if up else (-formation.low, -formation.high)
    stop = formation.stop if up else -formation.stop
    start = c.bar + 1
    if d is not None:
        reach = d.price if up else -d.price
        if reach > near:
            return None
        if reach < far:
            return _told(formation, "invalidated", _first(toward < far, start), None, None, None)
        broken = _first(toward < stop - dust(stop), d.known + 1)
        aims = [(target if up else -target) - dust(target) for target in _targets(formation, d.price)]
        done = _first(back >= aims[-1], d.bar + 1)
        if broken is not None and done is not None and done < broken:
            broken = None
        best = float(np.fmax.reduce(back[d.bar + 1 : broken], initial=-np.inf))
        reached = tuple(best >= aim for aim in aims)
        if broken is None:
            return _told(formation, "completed", d.bar, d, reach, reached)
        return _told(formation, "invalidated", broken, d, reach, reached)
    reach = float(np.fmin.reduce(toward[start:], initial=np.inf))
    if bool((back[start:] > (c.price if up else -c.price)).any()):
        return None
    if reach < far:
        return _told(formation, "invalidated", _first(toward < far, start), None, None, None)
    if reach <= near:
        return _told(formation, "in the zone", _first(toward <= near, start), None, reach, None)
    return _told(formation, "forming", formation.known, None, None, None)


def _told(
    formation: Formation,
    state: State,
    since: int | None,
    d: Pivot | None,
    reach: float | None,
    reached: tuple[bool, ...] | None,
) -> Harmonic:
    middle = (formation.low + formation.high) / 2
    at = middle if reach is None else reach if formation.up else -reach
    ratios = _ratios(formation, None if reach is None else at)
    rules = {rule.legs: rule for rule in formation.definition.rules}
    return Harmonic(
        formation=formation,
        state=state,
        since=formation.known if since is None else since,
        d=d,
        at=at,
        ratios=ratios,
        quality=sum(rules[legs].nearness(ratio) for legs, ratio in ratios) / len(ratios),
        targets=_targets(formation, at),
        reached=reached or (False,) * len(TARGETS),
    )


def _ratios(formation: Formation, d: float | None) -> tuple[tuple[Legs, float], ...]:
    """What the definition's ratios are; those of D where it is given."""
    *_, a, b, c = (point.price for point in formation.points)
    x = formation.points[0].price
    legs: dict[Legs, float] = {"BC/AB": (c - b) / (a - b)}
    if len(formation.points) > 3:
        legs |= {"AB/XA": (a - b) / (a - x), "XC/XA": (c - x) / (a - x)}
    if d is not None:
        legs |= {"CD/BC": (c - d) / (c - b), "CD/AB": (c - d) / (a - b)}
        if len(formation.points) > 3:
            legs |= {"AD/XA": (a - d) / (a - x), "CD/XC": (c - d) / (c - x)}
    return tuple((rule.legs, legs[rule.legs]) for rule in formation.definition.rules if rule.legs in legs)


def _targets(formation: Formation, d: float) -> tuple[float, ...]:
    a = formation.points[-3].price
    return tuple(d + ratio * (a - d) for ratio in TARGETS)


def _first(where: NDArray[np.bool_], start: int) -> int | None:
    """The first bar from ``start`` on where it is so."""
    at = int(np.argmax(where[start:])) if start < len(where) else 0
    return start + at if start < len(where) and where[start + at] else None


def standing(found: Sequence[Followed]) -> list[Harmonic]:
    """Patterns as they stand at the last bar, without what is told twice.

    In order: those in their zone, those that form or have a target left, those that reached the last, those that
    failed; within each the newest first, then those with more rules, then the better ones. Of one pattern among turns
    of several sizes the one that has its D counts, then the best. Where the same points up to C could have become
    several kinds, those that came to nothing are one failure, and none where another kind was completed. An AB=CD that
    is part of a pattern of five points is not told again. A turn before the zone makes no pattern.

    Since it prefers what was completed, outcomes are not to be counted on it; ``record`` counts them.
    """
    best: dict[tuple[Kind, int], Harmonic] = {}
    told = [one.became for one in found if one.became is not None]
    for one in sorted(told, key=lambda one: (one.d is None, -one.quality)):
        best.setdefault((one.formation.definition.kind, one.formation.points[-1].bar), one)
    five = {_corners(one)[-3:] for one in best.values() if len(one.formation.points) == 4}
    settled = {_corners(one) for one in best.values() if one.d is not None}
    kept = []
    for one in best.values():
        corners = _corners(one)
        if corners in five or (one.state == "invalidated" and one.d is None and corners in settled):
            continue
        if one.state == "invalidated":
            settled.add(corners)
        kept.append(one)
    return sorted(kept, key=_rank)


def _corners(one: Harmonic) -> tuple[int, ...]:
    """The bars of its points up to C."""
    return tuple(point.bar for point in one.formation.points)


def _rank(one: Harmonic) -> tuple[float, ...]:
    order = {"in the zone": 0, "forming": 1, "completed": 2 if one.reached[-1] else 1, "invalidated": 3}
    return order[one.state], -one.since, -len(one.formation.definition.rules), -one.quality
