"""Under every Fibonacci study are the others."""

from personas.buttons import TIMEFRAMES
from personas.card import Action
from services.core.request import Answer
from services.studies.chart import Chart
from services.studies.fib_confluence import FibConfluence
from services.studies.fib_extensions import FibExtensions
from services.studies.fib_levels import FibLevels
from services.studies.fib_time import FibTime
from tests.faces import buttons


def assert_the_other_studies_are_a_press_away(
    answer: Answer, kind: type[FibExtensions] | type[FibTime] | type[FibConfluence]
) -> None:
    """Under ``answer`` are the same study on other timeframes, the other Fibonacci studies, and the chart."""
    shown = buttons(answer, kind(symbol="btc", timeframe="240", lookback=300))
    assert shown[:5] == tuple(
        Action(t, kind(symbol="BTC/USDT", timeframe=t, lookback=300), current=t == "4h") for t in TIMEFRAMES
    )
    assert shown[5] == Action("Refresh", kind(symbol="BTC/USDT", timeframe="4h", lookback=300), row=1)
    others = [type(action.request) for action in shown[6:] if action.row < 2]
    assert others == [one for one in (FibLevels, FibExtensions, FibConfluence, FibTime) if one is not kind] + [Chart]
    assert buttons(answer)[0].request == kind(symbol="BTC/USDT", timeframe="15m")
