"""What harmonic patterns and the evidence on levels mean in words, and their tables."""

from collections.abc import Callable, Mapping
from typing import Any

from markupsafe import Markup

from personas.format import count, ratio, share
from services.studies.fib_evidence import FibEvidenceAnswer, RatioEvidence
from services.studies.fib_harmonics import FibHarmonicsAnswer, HarmonicPattern

STATES: Mapping[str, str] = {"forming": "forms", "in the zone": "in zone", "completed": "done", "invalidated": "failed"}
VERDICTS: Mapping[str, str] = {
    "more than chance": "▲ more",
    "less than chance": "▼ less",
    "no sign": "none",
    "too few": "few",
}


def pattern_table(answer: FibHarmonicsAnswer) -> list[Markup]:
    """A line a pattern: its direction and kind, its state, how long ago, and its quality."""
    return _columns(
        [
            (
                f"{'▲' if one.direction == 'up' else '▼'} {one.kind}",
                STATES[one.state],
                count(one.bars_since),
                ratio(one.quality),
            )
            for one in answer.patterns
        ],
        "<<>>",
    )


def ratio_table(pattern: HarmonicPattern) -> list[Markup]:
    """A line a ratio: the legs, what it is, and what is asked."""
    return _columns([(one.name, ratio(one.ratio), _asked(one.low, one.high)) for one in pattern.ratios], "<><")


def _asked(low: float, high: float) -> str:
    return str(ratio(low)) if low == high else f"{ratio(low)}–{ratio(high)}"


def evidence_table(answer: FibEvidenceAnswer) -> list[Markup]:
    """A line a ratio: reactions of touches, the rate, the rate of chance, and the verdict."""
    return _columns(
        [
            (
                ratio(one.ratio),
                f"{count(one.reactions)}/{count(one.touches)}",
                _rate(one.reaction_rate),
                _rate(one.chance_rate),
                VERDICTS[one.verdict],
            )
            for one in answer.ratios
        ],
        ">>>><",
    )


def _rate(value: float | None) -> str:
    return "–" if value is None else str(share(value))


def _columns(rows: list[tuple[str, ...]], sides: str) -> list[Markup]:
    """``rows`` in columns that line up, each to its side."""
    widths = [max(len(row[at]) for row in rows) for at in range(len(sides))] if rows else []
    lines = (
        "  ".join(f"{cell:{side}{width}}" for cell, side, width in zip(row, sides, widths, strict=True)).rstrip()
        for row in rows
    )
    return [Markup(line) for line in lines]  # noqa: S704 (made of numbers and of words of ours)


def unlike_chance(answer: FibEvidenceAnswer) -> tuple[RatioEvidence, ...]:
    """The ratios at which the price turned more or less often than chance has it."""
    return tuple(one for one in answer.ratios if one.verdict in ("more than chance", "less than chance"))


def judged(answer: FibEvidenceAnswer) -> tuple[RatioEvidence, ...]:
    """The ratios with touches enough to be judged, the most touched first."""
    return tuple(sorted((one for one in answer.ratios if one.verdict != "too few"), key=lambda one: -one.touches))


def golden(answer: FibEvidenceAnswer) -> RatioEvidence | None:
    """What was seen at the ratio 0.618."""
    return next((one for one in answer.ratios if one.ratio == 0.618), None)


def best_held(answer: FibEvidenceAnswer) -> RatioEvidence | None:
    """Of the ratios that are judged, the one that fewest random sets did as well as."""
    return min(judged(answer), key=lambda one: 1.0 if one.as_good_share is None else one.as_good_share, default=None)


def worst_held(answer: FibEvidenceAnswer) -> RatioEvidence | None:
    """Of the ratios that are judged, the one that most random sets did as well as."""
    return max(judged(answer), key=lambda one: 0.0 if one.as_good_share is None else one.as_good_share, default=None)


def live(answer: FibHarmonicsAnswer) -> HarmonicPattern | None:
    """The first of the patterns, unless it failed or has reached its last target."""
    best = next(iter(answer.patterns), None)
    over = best is None or best.state == "invalidated" or all(target.reached for target in best.targets)
    return None if over else best


FILTERS: Mapping[str, Callable[..., Any]] = {
    function.__name__: function
    for function in (
        pattern_table,
        ratio_table,
        evidence_table,
        unlike_chance,
        judged,
        golden,
        best_held,
        worst_held,
        live,
    )
}
