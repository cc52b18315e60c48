"""What a venue says of trading in a market, and the usual where it does not say."""

from decimal import Decimal
from typing import Final

import numpy as np

from analytics.position import MarginTier
from analytics.trading.instrument import USUAL_TIERS, Instrument, kind_of, spot_of
from services.core.request import Frozen
from services.market.candles import Candles, Floats

USUAL_STEP: Final = Decimal("1e-8")
"""Of prices and of amounts."""
USUAL_SPOT_FEE: Final = Decimal("0.001")
"""Of makers and of takers."""
USUAL_MAKER: Final = Decimal("0.0002")
USUAL_TAKER: Final = Decimal("0.0006")
"""Those of a perpetual."""
USUAL_LEVERAGE: Final = Decimal(125)
USUAL_FUNDING: Final = Decimal("0.0001")
"""For ``USUAL_FUNDING_HOURS``."""
USUAL_FUNDING_HOURS: Final = 8

TICK_ROWS: Final = 50_000
"""So many of the newest candles tell in what steps prices are."""
CENT: Final = Decimal("0.01")
LEAST_DIGITS: Final = 4
"""Prices are told by steps of a cent at most, and in so many digits at least: round figures are no sign of a coarse
step."""
SAME: Final = 1e-9
"""Prices apart by no more than this part of them are one: the rest is dust of binary fractions."""
MOST_DECIMALS: Final = 17


class MarketTerms(Frozen):
    """What a venue says of trading in a market, as in ``Instrument``; ``None``, and no tiers, where it does not say.
    The ``tiers`` of maintenance margin begin with the smallest positions."""

    tick: Decimal | None = None
    lot: Decimal | None = None
    least_amount: Decimal | None = None
    least_notional: Decimal | None = None
    maker: Decimal | None = None
    taker: Decimal | None = None
    most_leverage: Decimal | None = None
    tiers: tuple[MarginTier, ...] = ()
    funding_hours: int | None = None


NO_TERMS: Final = MarketTerms()


def perpetual_of(base: str, quote: str) -> str:
    """The symbol of the linear perpetual of a pair."""
    return f"{base}/{quote}:{quote}"


def pair_of(perpetual: str) -> str | None:
    """The pair that a symbol is the linear perpetual of; ``None`` where it is none."""
    pair, _, settled = perpetual.partition(":")
    return pair if settled and pair.endswith(f"/{settled}") else None


def instrument_of(symbol: str, terms: MarketTerms) -> Instrument:
    """The market ``symbol`` by its venue's ``terms``, and the usual ones where it says none: no least value, and an
    amount of one lot at least."""
    kind, (base, quote) = kind_of(symbol), spot_of(symbol).split("/")
    spot = kind == "spot"
    lot = terms.lot or USUAL_STEP
    tiers = terms.tiers or USUAL_TIERS
    told = [tier.leverage for tier in tiers if tier.leverage is not None]
    maker = USUAL_SPOT_FEE if spot else USUAL_MAKER
    taker = USUAL_SPOT_FEE if spot else USUAL_TAKER
    return Instrument(
        symbol=symbol,
        base=base,
        quote=quote,
        kind=kind,
        tick=terms.tick or USUAL_STEP,
        lot=lot,
        least_amount=max(lot, terms.least_amount or lot),
        least_notional=terms.least_notional or Decimal(0),
        maker=maker if terms.maker is None else terms.maker,
        taker=taker if terms.taker is None else terms.taker,
        most_leverage=Decimal(1) if spot else terms.most_leverage or max(told, default=USUAL_LEVERAGE),
        tiers=tiers,
        funding_hours=terms.funding_hours or USUAL_FUNDING_HOURS,
    )


def tick_of(candles: Candles) -> Decimal | None:
    """The step of the prices of ``candles``, by the finest decimals that the newest of them have; ``None`` where there
    are none."""
    seen = candles.last(TICK_ROWS)
    if not len(seen):
        return None
    prices = np.concatenate((seen.open, seen.high, seen.low, seen.close))
    decimals = next((places for places in range(MOST_DECIMALS) if _told_by(prices, places)), MOST_DECIMALS)
    digits = Decimal(repr(float(prices.min()))).adjusted() - LEAST_DIGITS + 1
    return min(Decimal(1).scaleb(-decimals), Decimal(1).scaleb(digits), CENT)


def _told_by(prices: Floats, decimals: int) -> bool:
    """Whether ``decimals`` tell all ``prices`` (n,)."""
    return bool((np.abs(prices - prices.round(decimals)) <= SAME * prices).all())
