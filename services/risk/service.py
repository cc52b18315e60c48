"""Risk of positions and of markets that a feed lists."""

import asyncio
from collections.abc import Mapping

from analytics.volatility import SETTLED_BARS
from services.base import Asker, Handler, Request, Service
from services.market.feed import MarketFeed
from services.risk.size import RiskSize, RiskSizeAnswer, risk_size
from services.risk.tails import RiskVar, RiskVarAnswer, least_returns, risk_var, wanted_bars


class RiskService(Service):
    """What a position may be and what a market may lose, of the markets that ``feed`` lists."""

    subject = "risk"

    def __init__(self, feed: MarketFeed) -> None:
        self._feed = feed

    def handlers(self) -> Mapping[type[Request], Handler]:
        return {RiskSize: self.size, RiskVar: self.value_at_risk}

    async def size(self, request: RiskSize, _asker: Asker) -> RiskSizeAnswer:
        """How large a position may be, beside the newest price.

        Raises:
            InvalidRequest: options that do not go together.
            TooFewBars: a stop was to be set by an average true range, and too few bars had closed for one.
        """
        return risk_size(await self._feed.snapshot(request.symbol, request.timeframe, SETTLED_BARS), request)

    async def value_at_risk(self, request: RiskVar, _asker: Asker) -> RiskVarAnswer:
        """What the market may lose within ``horizon`` bars, and how such estimates did.

        Raises:
            InvalidRequest: a window that is too short for the horizon and the confidence.
            TooFewBars: fewer than ``least_returns`` returns are known.
        """
        need = least_returns(request) + request.horizon
        seen = await self._feed.snapshot(request.symbol, request.timeframe, wanted_bars(request), need=need)
        return await asyncio.to_thread(risk_var, seen, request)
