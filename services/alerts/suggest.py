"""What is suggested to somebody who is typing an alert."""

from collections.abc import Sequence
from typing import Final

from services.alerts.book import AlertBook
from services.core.principal import Principal

USUAL_WHENS: Final = (
    "above 70000",
    "below 50000",
    "crosses 60000",
    "rises 5% in 1h",
    "falls 5% in 1h",
    "within 1% of 60000",
    "touches fib 0.618",
    "breaks fib 0.618",
    "reclaims fib 0.618",
    "rsi14 < 30",
    "regime changes",
    "funding above 0.05%",
    "drawdown above 10%",
    "full moon",
)
USUAL_LEVELS: Final = ("70000", "5%")
USUAL_ALERT_NOTES: Final = ("look at the chart", "move the stop", "take profit")
USUAL_SPANS: Final = ("15m", "1h", "4h", "1d", "7d")
USUAL_ENDS: Final = ("1d", "7d", "30d", "friday", "end of the month", "never")


async def suggest_alerts(principal: Principal, book: AlertBook) -> Sequence[str]:
    """The numbers of the asker's alerts, and ``all``."""
    return ["all", *(str(alert.number) for alert in await book.of(principal.id))]
