"""What the evidence on the sky means in words, and its table."""

from collections.abc import Callable, Mapping
from math import floor, log10
from typing import Any

from markupsafe import Markup

from analytics.event_study import Reason
from personas.format import MINUS, count, fact, share
from services.cosmic.evidence import CosmicEvidenceAnswer, FactorEvidence, MeasureEvidence

MOST_DECIMALS = 6
SILENCE: Mapping[Reason, str] = {
    "spells": "there are too few of them",
    "bars inside": "too few bars lie in them",
    "bars outside": "it hardly ever ended",
    "places": "the history is too short to move it about",
    "variation": "chance gives the same every time",
}


def _fine(value: float) -> str:
    percent = abs(value) * 100
    decimals = 2 if percent >= 0.1 or not percent else min(MOST_DECIMALS, 1 - floor(log10(percent)))
    return f"{percent:,.{decimals}f}"


@fact
def fine(value: float) -> str:
    """A small change, from its fraction, with its sign and two figures at least: ``+0.11%``, ``−0.0042%``."""
    text = _fine(value)
    return f"{'' if not text.strip('0.,') else MINUS if value < 0 else '+'}{text}%"


@fact
def fine_size(value: float) -> str:
    """The same without a sign."""
    return f"{_fine(value)}%"


def level(measure: MeasureEvidence, value: float) -> Markup:
    """A mean of ``measure``: a return with its sign, a volatility without."""
    return fine(value) if measure.name == "return" else fine_size(value)


def spells_told(factor: FactorEvidence) -> Markup:
    """``21 Mercury retrogrades``, ``1 eclipse``, ``no eclipses``"""
    if factor.spells == 1:
        return Markup(f"1 {factor.single}")  # noqa: S704 (words of ours)
    return Markup(f"{count(factor.spells) if factor.spells else 'no'} {factor.several}")  # noqa: S704 (the same)


def nearest_to_a_sign(factor: FactorEvidence) -> MeasureEvidence | None:
    """Of the return and the volatility, the one that chance explains less."""
    known = [one for one in (factor.returns, factor.volatility) if one is not None]
    return min(known, key=lambda one: (one.verdict != "passes", one.as_far_share), default=None)


def passing(answer: CosmicEvidenceAnswer) -> tuple[FactorEvidence, ...]:
    """Factors that were found in the first part of the history and confirmed in the rest."""
    return _with("passes", answer)


def unconfirmed(answer: CosmicEvidenceAnswer) -> tuple[FactorEvidence, ...]:
    """Factors that stood out and did not do so again."""
    return _with("not confirmed", answer)


def _with(verdict: str, answer: CosmicEvidenceAnswer) -> tuple[FactorEvidence, ...]:
    return tuple(
        one
        for one in answer.factors
        if any(measure is not None and measure.verdict == verdict for measure in (one.returns, one.volatility))
    )


def why_silent(factor: FactorEvidence) -> str:
    """Why nothing is said of ``factor``: ``there are too few of them``."""
    return "" if factor.lacks is None else SILENCE[factor.lacks]


def sky_chance_table(answer: CosmicEvidenceAnswer) -> list[Markup]:
    """A line a factor: its name, and the share of random calendars that differ as far, in return and in volatility.

    ``▲`` marks what passed. The widest line has 34 characters.
    """
    width = max(len(one.title) for one in answer.factors)
    return [
        Markup(f"{one.title:<{width}}  {_told(one.returns):>6}  {_told(one.volatility):>6}".rstrip())  # noqa: S704
        for one in answer.factors
    ]


def _told(measure: MeasureEvidence | None) -> str:
    if measure is None:
        return "–"
    return f"{'▲' if measure.verdict == 'passes' else ''}{share(measure.as_far_share)}"


FILTERS: Mapping[str, Callable[..., Any]] = {
    function.__name__: function
    for function in (
        *(fine, fine_size, level, spells_told, nearest_to_a_sign, passing, unconfirmed),
        *(why_silent, sky_chance_table),
    )
}
