"""Builds what a brain sees, from the desk's own answers, all as of one instant."""

from analytics.trading.account import Account
from services.accounts.terms import PaperTerms
from services.brain.context import Context
from services.market.view import MarketView


class Seeing:
    """Builds contexts. ``market`` is pinned to one instant for each, so that nothing later can be in it."""

    def __init__(self, market: MarketView, terms: PaperTerms) -> None:
        self._market = market
        self._terms = terms

    async def context(self, symbol: str, timeframe: str, account: Account) -> Context:
        """What there is to see of ``symbol``, without ``similar``, ``lessons`` and ``note``.

        Raises:
            UnknownSymbol, UnknownTimeframe, ExchangeUnavailable, TooFewBars: there is no price, or too few bars to see
                anything. What else cannot be had is named in ``missing``.
        """
        raise NotImplementedError
