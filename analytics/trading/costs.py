"""What a fill costs: spread, slippage and fee. All of it is rounded against whoever trades."""

from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal
from typing import Final

from analytics.trading.instrument import Instrument
from analytics.trading.orders import ONE, ZERO

FEE_STEP: Final = Decimal("1e-8")
"""Fees and funding are whole multiples of it."""
MINUTES_A_DAY: Final = 1440


@dataclass(frozen=True, slots=True)
class Friction:
    """What trading costs besides fees. ``spread``: of bid and ask, as a fraction of the price; ``impact`` · volatility
    of a day · √(amount ÷ volume of a day) is the slippage; of a bar's volume an account gets ``participation`` at most.
    """

    spread: Decimal
    impact: Decimal
    participation: Decimal

    def room(self, volume: Decimal) -> Decimal:
        """How much one account gets where ``volume`` is traded."""
        return volume * self.participation


@dataclass(frozen=True, slots=True)
class Liquidity:
    """How much was traded of late: ``volume`` of a day in base currency, ``volatility`` of a day as a fraction."""

    volume: Decimal | None
    volatility: Decimal | None


NO_LIQUIDITY: Final = Liquidity(None, None)


def expected_fill(
    instrument: Instrument, price: Decimal, amount: Decimal, *, buying: bool, friction: Friction, liquidity: Liquidity
) -> Decimal:
    """The price that a market order of ``amount`` is expected to get where the market is at ``price``: half the spread
    and the slippage worse, on the next worse tick."""
    worse = friction.spread / 2 + slippage(amount, friction, liquidity)
    got = instrument.worse(price * (ONE + worse if buying else ONE - worse), buying=buying)
    return max(got, instrument.tick)


def slippage(amount: Decimal, friction: Friction, liquidity: Liquidity) -> Decimal:
    """By how much a market order of ``amount`` moves the price, as a fraction of it: impact · volatility of a day ·
    √(amount ÷ volume of a day); nothing where those are not known.

    Source: the square-root law of market impact, as in B. Tóth et al., Anomalous price impact and the critical nature
    of liquidity in financial markets, Physical Review X 1 (2011).
    """
    if not liquidity.volume or liquidity.volatility is None:
        return ZERO
    return friction.impact * liquidity.volatility * (amount / liquidity.volume).sqrt()


def fee(worth: Decimal, rate: Decimal) -> Decimal:
    """The fee of a fill worth ``worth``, rounded up."""
    return (worth * rate).quantize(FEE_STEP, rounding=ROUND_CEILING)
