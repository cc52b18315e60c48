"""The buttons under a scan, and under a condition that could not be read."""

from collections.abc import Sequence

from personas.card import Action
from services.base import Request
from services.errors import BadCondition
from services.fibonacci.levels import FibLevels
from services.levels import Levels
from services.market.chart import Chart
from services.scan.facts import Scan, ScanAnswer, ScanRow
from services.scan.words import LONGEST_CONDITION

IN_A_ROW = 5
LEVELS_ROW = 2
"""The first of the rows that lead from a match to its market."""


def under_scan(said: ScanAnswer, request: Request | None, timeframes: Sequence[str]) -> tuple[Action, ...]:
    """A row of ``timeframes``, one that turns the pages, and the markets that matched."""
    usual = Scan(where=said.condition, timeframes=",".join(said.timeframes))
    asked = request if isinstance(request, Scan) else usual
    pages = [("« Prev", said.page - 1), ("Next »", said.page + 1)]
    return (
        *(
            Action(t, asked.model_copy(update={"timeframes": t, "page": 1}), current=t in said.timeframes)
            for t in timeframes
        ),
        *(
            Action(label, asked.model_copy(update={"page": page}), row=1)
            for label, page in pages
            if 1 <= page <= said.pages
        ),
        Action("Refresh", asked, row=1),
        *(Action(row.name, _market(row), row=LEVELS_ROW + at // IN_A_ROW) for at, row in enumerate(said.rows)),
    )


def _market(row: ScanRow) -> Request:
    """The picture of what the match is about: the swing, the zones, or the candles."""
    names = " ".join(place.name for place in row.places)
    if any(word in names for word in ("retracement", "extension", "golden pocket")):
        return FibLevels(symbol=row.symbol, timeframe=row.timeframe)
    if any(word in names for word in ("support", "resistance")):
        return Levels(symbol=row.symbol, timeframe=row.timeframe)
    return Chart(symbol=row.symbol, timeframe=row.timeframe)


def mended(said: BadCondition, request: Request | None) -> tuple[Action, ...]:
    """The same scan with each of the words that would do in the place of the one that does not."""
    if not isinstance(request, Scan) or request.where != said.condition or not said.word:
        return ()
    before, after = said.condition[: said.place - 1], said.condition[said.place - 1 + len(said.word) :]
    return tuple(
        Action(match, request.model_copy(update={"where": f"{before}{match}{after}"}))
        for match in said.close_matches[:IN_A_ROW]
        if len(before) + len(match) + len(after) <= LONGEST_CONDITION
    )
