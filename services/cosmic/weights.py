"""The one door through which the sky may come into a decision.

Whatever weighs evidence asks for a ``FactorWeight``, and one is made of a judged finding alone: its value is 0 unless
the finding passed, found in the first part of a market's history and confirmed in the rest. No setting, voice or number
typed by hand makes another.
"""

from dataclasses import dataclass

from analytics.event_study import Measure
from analytics.factor_judgement import Finding, Judgement, Passed, weight


@dataclass(frozen=True, slots=True)
class FactorWeight:
    """What a factor may weigh, by what was found of one measure.

    Raises ``TypeError`` where it is made of anything but a finding, or of one with another's evidence.
    """

    finding: Finding

    def __post_init__(self) -> None:
        if type(self.finding) is not Finding:
            raise TypeError("a weight is made of a finding")
        passed = self.finding.passed
        if (passed is not None) is not (self.finding.verdict == "passes"):
            raise TypeError("a finding passes by its evidence")
        if passed is not None and (
            type(passed) is not Passed
            or passed.name != self.finding.name
            or passed.found is not self.finding.found
            or passed.confirmed is not self.finding.confirmed
        ):
            raise TypeError("a finding passes by its own evidence")

    @property
    def factor(self) -> str:
        return self.finding.name

    @property
    def measure(self) -> Measure:
        return self.finding.measure

    @property
    def value(self) -> float:
        """From 0 to 0.25: the share of a decision."""
        return weight(self.finding)


def weights(judgement: Judgement) -> tuple[FactorWeight, ...]:
    """A weight for each finding, in their order; most are 0."""
    return tuple(FactorWeight(finding) for finding in judgement.findings)
