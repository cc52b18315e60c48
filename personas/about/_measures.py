"""What is known of a factor of the sky, and what of it is told first: cards and pictures agree on it."""

from services.cosmic.evidence import FactorEvidence, MeasureEvidence


def known(factor: FactorEvidence) -> tuple[MeasureEvidence, ...]:
    return tuple(one for one in (factor.returns, factor.volatility) if one is not None)


def nearest_to_a_sign(factor: FactorEvidence) -> MeasureEvidence | None:
    """Of the return and the volatility, the one that chance explains less."""
    return min(known(factor), key=lambda one: (one.verdict != "passes", -one.weight, one.as_far_share), default=None)
