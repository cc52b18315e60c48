"""The one door through which the sky may come into a decision.

Whatever weighs evidence asks for a ``FactorWeight``, and one is made of a trial and one of its own findings alone. Its
value is 0 unless the finding passed, found in the first part of a market's history and confirmed in the rest, and the
trial is the market's standing one. No setting, voice or number typed by hand makes another.
"""

from dataclasses import dataclass

from analytics.event_study import Measure
from analytics.factor_judgement import Finding, weight
from services.cosmic.trial import Trial


@dataclass(frozen=True, slots=True)
class FactorWeight:
    """What a factor may weigh, by what ``trial`` found of one measure.

    Raises ``TypeError`` where it is made of anything but a trial and one of its own findings.
    """

    trial: Trial
    finding: Finding

    def __post_init__(self) -> None:
        if type(self.trial) is not Trial:
            raise TypeError("a weight is earned in a trial")
        if not any(self.finding is one for one in self.trial.judgement.findings):
            raise TypeError("a weight is made of a finding of its own trial")

    @property
    def factor(self) -> str:
        return self.finding.name

    @property
    def measure(self) -> Measure:
        return self.finding.measure

    @property
    def value(self) -> float:
        """From 0 to 0.25: the share of a decision."""
        return weight(self.finding) if self.trial.standing else 0.0


def weights(trial: Trial) -> tuple[FactorWeight, ...]:
    """A weight for each finding, in their order; most are 0."""
    return tuple(FactorWeight(trial, finding) for finding in trial.judgement.findings)
