"""The candles that alerts are shown on."""

import asyncio
from typing import Final

from services.alerts.events import OF_MARKETS, AlertFired
from services.alerts.facts import AlertChart, AlertFacts
from services.core.errors import DeskError
from services.market.view import MarketView

SHOWN_BARS: Final = 90
USUAL_TIMEFRAME: Final = "1h"
PATIENCE: Final = 0.5
"""Seconds that a picture is waited for: what is told goes before it."""


async def chart_of(market: MarketView, alert: AlertFacts) -> AlertChart | None:
    """The newest candles of the market that ``alert`` is about; ``None``: it is about none, or they cannot be had."""
    if alert.kind not in OF_MARKETS:
        return None
    try:
        async with asyncio.timeout(PATIENCE):
            seen = await market.snapshot(alert.of, alert.timeframe or USUAL_TIMEFRAME, SHOWN_BARS)
    except (DeskError, TimeoutError):
        return None
    return AlertChart(
        symbol=seen.candles.symbol,
        timeframe=seen.candles.timeframe,
        price=seen.price,
        provenance=seen.shown(SHOWN_BARS),
        candles=seen.candles.last(SHOWN_BARS),
    )


async def with_chart(event: AlertFired, market: MarketView) -> AlertFired:
    """``event`` with the candles it is shown on."""
    return event.model_copy(update={"chart": await chart_of(market, event.alert)})
