"""The candles that alerts are shown on."""

import asyncio
from typing import Final

from services.alerts.events import OF_MARKETS, AlertFired
from services.alerts.facts import AlertChart, AlertFacts
from services.core.errors import DeskError
from services.market.view import MarketView

SHOWN_BARS: Final = 90
OF_A_PREVIEW: Final = "1d"
"""So that all is in view of the days in which an alert would have fired."""
USUAL_TIMEFRAME: Final = "1h"
PATIENCE: Final = 0.5
"""Seconds that a picture is waited for: what is told goes before it."""


async def chart_of(market: MarketView, alert: AlertFacts) -> AlertChart | None:
    """The candles on which ``alert`` is shown before it is set; ``None``: it is about no market, or they cannot be
    had."""
    return await _chart(market, alert, OF_A_PREVIEW)


async def with_chart(event: AlertFired, market: MarketView) -> AlertFired:
    """``event`` with the candles it is shown on."""
    chart = await _chart(market, event.alert, event.alert.timeframe or USUAL_TIMEFRAME)
    return event.model_copy(update={"chart": chart})


async def _chart(market: MarketView, alert: AlertFacts, timeframe: str) -> AlertChart | None:
    if alert.kind not in OF_MARKETS:
        return None
    try:
        async with asyncio.timeout(PATIENCE):
            seen = await market.snapshot(alert.of, timeframe, SHOWN_BARS)
    except (DeskError, TimeoutError):
        return None
    return AlertChart(
        symbol=seen.candles.symbol,
        timeframe=seen.candles.timeframe,
        price=seen.price,
        provenance=seen.shown(SHOWN_BARS),
        candles=seen.candles.last(SHOWN_BARS),
    )
