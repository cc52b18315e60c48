"""How many bars a year holds."""

from analytics.bars import DAY_MS
from analytics.realised_volatility import DAYS_A_YEAR
from services.market.timeframes import parse_timeframe


def bars_a_year(timeframe: str) -> float:
    """How many bars of ``timeframe`` there are in 365 days: these markets never close."""
    return DAYS_A_YEAR * DAY_MS / parse_timeframe(timeframe).ms
