"""What an option is worth: at its end for certain, before it by a model.

All is of one option on one unit of the underlying, in quote currency, settled in it, and can be exercised at its end
alone (European). ``years`` is the time left, ``volatility`` and ``rate`` (without interest 0) are fractions a year. The
premium of a linear option is in quote currency too; that of an inverse one (Deribit's on bitcoin) is in base currency
and has to be turned first.
"""

from dataclasses import dataclass
from math import erf, exp, log, pi, sqrt
from typing import Literal

Kind = Literal["call", "put"]
Side = Literal["long", "short"]


@dataclass(frozen=True, slots=True)
class Option:
    """The right to buy (``call``) or to sell (``put``) at ``strike``."""

    kind: Kind
    strike: float

    @property
    def sign(self) -> int:
        """1 where it gains as the price rises, −1 where as it falls."""
        return 1 if self.kind == "call" else -1

    def worth_at_end(self, price: float) -> float:
        """What it pays at its end: max(price − strike, 0) of a call, max(strike − price, 0) of a put."""
        return max(0.0, self.sign * (price - self.strike))

    def time_value(self, price: float, premium: float) -> float:
        """What of ``premium`` is paid beyond what an exercise at ``price`` would bring now."""
        return premium - self.worth_at_end(price)

    def break_even(self, premium: float) -> float:
        """The price at its end at which neither buyer nor seller has gained, before costs: strike + premium of a call,
        strike − premium of a put."""
        return self.strike + self.sign * premium


@dataclass(frozen=True, slots=True)
class Leg:
    """``amount`` of an option bought (``long``) or sold (``short``) for ``premium`` each."""

    option: Option
    side: Side
    premium: float
    amount: float = 1.0

    def profit_at_end(self, price: float) -> float:
        """What it has earned at its end, before costs: worth less premium for the buyer, the reverse for the seller."""
        earned = self.option.worth_at_end(price) - self.premium
        return self.amount * (earned if self.side == "long" else -earned)


@dataclass(frozen=True, slots=True)
class Modelled:
    """What the model makes of an option. ``delta`` is by how much its value moves for 1 of the price, ``gamma`` by how
    much delta does; ``theta`` what a day takes from it, ``vega`` what a percentage point of volatility brings."""

    value: float
    delta: float
    gamma: float
    theta: float
    vega: float


def black_scholes(option: Option, price: float, years: float, volatility: float, rate: float = 0.0) -> Modelled:
    """The value of ``option`` and its greeks, were the price to wander with one known volatility and without jumps.

    Raises:
        ValueError: price, strike, years and volatility are above zero.

    Source: F. Black and M. Scholes, The Pricing of Options and Corporate Liabilities, Journal of Political Economy 81
    (1973).
    """
    if not all(each > 0 for each in (price, option.strike, years, volatility)):
        raise ValueError("price, strike, years and volatility are above zero")
    spread = volatility * sqrt(years)
    d1 = (log(price / option.strike) + (rate + volatility**2 / 2) * years) / spread
    d2 = d1 - spread
    discounted = option.strike * exp(-rate * years)
    sign = option.sign
    density = exp(-(d1**2) / 2) / sqrt(2 * pi)
    decay = -price * density * volatility / (2 * sqrt(years)) - sign * rate * discounted * _below(sign * d2)
    return Modelled(
        value=sign * (price * _below(sign * d1) - discounted * _below(sign * d2)),
        delta=sign * _below(sign * d1),
        gamma=density / (price * spread),
        theta=decay / 365,
        vega=price * density * sqrt(years) / 100,
    )


def put_from_call(call: float, strike: float, price: float, years: float = 0.0, rate: float = 0.0) -> float:
    """The premium of the put that a call, the underlying and cash make up: call − price + strike · e^(−rate · years).

    Source: H. R. Stoll, The Relationship between Put and Call Option Prices, Journal of Finance 24 (1969).
    """
    return call - price + strike * exp(-rate * years)


def usual_move(price: float, volatility: float, days: float) -> float:
    """One standard deviation of the price after ``days`` of 365, for moves small beside it: price · volatility ·
    √(days / 365)."""
    return price * volatility * sqrt(days / 365)


def _below(z: float) -> float:
    """The normal distribution up to ``z``."""
    return (1 + erf(z / sqrt(2))) / 2
