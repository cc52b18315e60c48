"""The buttons under harmonic patterns and the evidence on levels."""

from functools import lru_cache

from personas.card import Action
from services.base import Request
from services.fibonacci.confluence import FibConfluence
from services.fibonacci.evidence import FibEvidence, FibEvidenceAnswer
from services.fibonacci.harmonics import FibHarmonics, FibHarmonicsAnswer
from services.fibonacci.levels import FibLevels
from services.market.chart import Chart

Actions = tuple[Action, ...]


def under_harmonics(said: FibHarmonicsAnswer, request: Request | None, timeframes: tuple[str, ...]) -> Actions:
    """A row of ``timeframes``, and one of the analyses that go with patterns."""
    asked = request if isinstance(request, FibHarmonics) else FibHarmonics(symbol=said.symbol)
    return _rows(asked.model_copy(update={"symbol": said.symbol, "timeframe": said.timeframe}), timeframes)


def under_evidence(said: FibEvidenceAnswer, request: Request | None, timeframes: tuple[str, ...]) -> Actions:
    """A row of ``timeframes``, and one of the analyses that the evidence is about."""
    asked = request if isinstance(request, FibEvidence) else FibEvidence(symbol=said.symbol)
    return _rows(asked.model_copy(update={"symbol": said.symbol, "timeframe": said.timeframe}), timeframes)


@lru_cache(maxsize=1024)
def _rows(asked: FibHarmonics | FibEvidence, timeframes: tuple[str, ...]) -> Actions:
    symbol, at = asked.symbol, asked.timeframe
    other = (
        Action("Evidence", FibEvidence(symbol=symbol, timeframe=at), row=1)
        if isinstance(asked, FibHarmonics)
        else Action("Harmonics", FibHarmonics(symbol=symbol, timeframe=at), row=1)
    )
    return (
        *(Action(t, asked.model_copy(update={"timeframe": t}), current=t == at) for t in timeframes),
        Action("Refresh", asked, row=1),
        Action("Fib levels", FibLevels(symbol=symbol, timeframe=at), row=1),
        Action("Confluence", FibConfluence(symbol=symbol, timeframe=at), row=1),
        other,
        Action("Chart", Chart(symbol=symbol, timeframe=at), row=1),
    )
