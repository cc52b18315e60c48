"""The buttons under Fibonacci extensions, times and clusters: other timeframes, and the other analyses beside."""

from functools import lru_cache

from personas.card import Action
from services.base import Request
from services.fibonacci.confluence import FibConfluence, FibConfluenceAnswer
from services.fibonacci.extensions import FibExtensions, FibExtensionsAnswer
from services.fibonacci.levels import FibLevels
from services.fibonacci.time import FibTime, FibTimeAnswer
from services.market.chart import Chart

Kind = type[FibExtensions] | type[FibConfluence] | type[FibTime]

LABELS: dict[type[FibLevels] | Kind, str] = {
    FibLevels: "Fib levels",
    FibExtensions: "Extensions",
    FibConfluence: "Confluence",
    FibTime: "Time",
}
KINDS: dict[type, Kind] = {
    FibExtensionsAnswer: FibExtensions,
    FibConfluenceAnswer: FibConfluence,
    FibTimeAnswer: FibTime,
}


def under_fib(
    said: FibExtensionsAnswer | FibConfluenceAnswer | FibTimeAnswer,
    request: Request | None,
    timeframes: tuple[str, ...],
) -> tuple[Action, ...]:
    """A row of ``timeframes``, and one of the analyses that go with this."""
    asked = request if isinstance(request, FibExtensions | FibConfluence | FibTime) else None
    return _rows(KINDS[type(said)], said.symbol, said.timeframe, asked.lookback if asked else None, timeframes)


@lru_cache(maxsize=1024)
def _rows(
    kind: Kind, symbol: str, timeframe: str, lookback: int | None, timeframes: tuple[str, ...]
) -> tuple[Action, ...]:
    size = {} if lookback is None else {"lookback": lookback}
    beside = (
        Action(label, other(symbol=symbol, timeframe=timeframe), row=1)
        for other, label in LABELS.items()
        if other is not kind
    )
    return (
        *(Action(t, kind(symbol=symbol, timeframe=t, **size), current=t == timeframe) for t in timeframes),
        Action("Refresh", kind(symbol=symbol, timeframe=timeframe, **size), row=1),
        *beside,
        Action("Chart", Chart(symbol=symbol, timeframe=timeframe), row=1),
    )
