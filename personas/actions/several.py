"""Under comparisons of several markets, and under scans."""

from personas.buttons import IN_A_ROW, TIMEFRAMES, Actions, Under, by_timeframe, changed
from personas.card import Action
from services.core.request import AnyRequest
from services.scan.facts import Scan, ScanAnswer, ScanRow
from services.studies.chart import Chart
from services.studies.compare import Compare, CompareAnswer
from services.studies.correlation import Correlation, CorrelationAnswer
from services.studies.fib_levels import FibLevels
from services.studies.levels import Levels

WINDOWS = (30, 90, 365)
MATCHES_ROW = 2
"""The first of the rows that lead from a match of a scan to its market."""


def under_comparison(said: CompareAnswer, request: AnyRequest | None = None) -> Actions:
    """The same over other timeframes and windows."""
    usual = Compare(symbols=" ".join(said.symbols), timeframe=said.timeframe)
    asked = request if isinstance(request, Compare) else usual
    windows = (Action(f"{bars} bars", changed(asked, bars=bars), row=1, current=bars == asked.bars) for bars in WINDOWS)
    return (*by_timeframe(asked, said.timeframe), *windows, Action("Refresh", asked, row=1))


def under_correlation(said: CorrelationAnswer, request: AnyRequest | None = None) -> Actions:
    """The same over other timeframes, and the comparison of the same markets."""
    usual = Correlation(symbols=",".join(said.symbols), bars=said.bars)
    asked = changed(request if isinstance(request, Correlation) else usual, timeframe=said.timeframe)
    return (
        *by_timeframe(asked, said.timeframe),
        Action("Refresh", asked, row=1),
        Action("Compare", Compare(symbols=asked.symbols, timeframe=said.timeframe, bars=asked.bars), row=1),
    )


def under_scan(said: ScanAnswer, request: AnyRequest | None = None) -> Actions:
    """A row of timeframes, one that turns the pages, and the markets that matched."""
    usual = Scan(where=said.condition, timeframes=",".join(said.timeframes))
    asked = request if isinstance(request, Scan) else usual
    pages = (("« Prev", said.page - 1), ("Next »", said.page + 1))
    return (
        *(Action(t, changed(asked, timeframes=t, page=1), current=t in said.timeframes) for t in TIMEFRAMES),
        *(Action(label, changed(asked, page=page), row=1) for label, page in pages if 1 <= page <= said.pages),
        Action("Refresh", asked, row=1),
        *(Action(match.name, _market(match), row=MATCHES_ROW + at // IN_A_ROW) for at, match in enumerate(said.rows)),
    )


def _market(match: ScanRow) -> AnyRequest:
    """The picture of what the match is about: the swing, the zones, or the candles."""
    names = " ".join(place.name for place in match.places)
    if any(word in names for word in ("retracement", "extension", "golden pocket")):
        return FibLevels(symbol=match.symbol, timeframe=match.timeframe)
    if any(word in names for word in ("support", "resistance")):
        return Levels(symbol=match.symbol, timeframe=match.timeframe)
    return Chart(symbol=match.symbol, timeframe=match.timeframe)


UNDER: Under = {CompareAnswer: under_comparison, CorrelationAnswer: under_correlation, ScanAnswer: under_scan}
