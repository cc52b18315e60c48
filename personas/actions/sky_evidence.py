"""Under the evidence on the sky: other timeframes, other factors, and the same question asked of Fibonacci levels."""

from personas.buttons import Actions, Under, by_timeframe, changed
from personas.card import Action
from services.core.request import AnyRequest
from services.cosmic.evidence import CosmicEvidence, CosmicEvidenceAnswer
from services.cosmic.factors import FACTORS, FactorName
from services.cosmic.now import CosmicNow
from services.studies.fib_evidence import FibEvidence

FIRST: tuple[FactorName, ...] = ("mercury retrograde", "full moon", "new moon", "eclipse")
"""The factors that are asked for most."""


def under_sky_evidence(said: CosmicEvidenceAnswer, request: AnyRequest | None = None) -> Actions:
    usual = CosmicEvidence(symbol=said.symbol, factor=said.chosen)
    asked = changed(
        request if isinstance(request, CosmicEvidence) else usual, symbol=said.symbol, timeframe=said.timeframe
    )
    titles = {factor.name: factor.title for factor in FACTORS}
    return (
        *by_timeframe(asked, said.timeframe),
        Action("All factors", changed(asked, factor="all"), row=1, current=said.chosen == "all"),
        *(Action(titles[name], changed(asked, factor=name), row=1, current=said.chosen == name) for name in FIRST),
        Action("Refresh", asked, row=2),
        Action("The sky now", CosmicNow(), row=2),
        Action("Fib evidence", FibEvidence(symbol=said.symbol, timeframe=said.timeframe), row=2),
    )


UNDER: Under = {CosmicEvidenceAnswer: under_sky_evidence}
