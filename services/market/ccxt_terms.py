"""A market as ccxt lists it, read for what it says of trading. All numbers are taken as they are written."""

from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from analytics.position import MarginTier
from services.market.terms import MarketTerms

DECIMAL_PLACES: Final = 2
SIGNIFICANT_DIGITS: Final = 3
TICK_SIZE: Final = 4
"""ccxt's numbers for what a market's precisions count: decimals, digits, or the step itself."""
MINUTES: Final = 60
MOST_FUNDING_HOURS: Final = 24


def terms_of(
    market: Mapping[str, Any], mode: int = TICK_SIZE, price: Decimal | None = None
) -> tuple[MarketTerms, tuple[str, ...]]:
    """What ``market`` says, and what in it cannot be read: a field and what is wrong with it, each.

    A contract of some other size than 1 is told in base currency. Where prices have a number of digits, their step is
    that at ``price``, and precisions of amounts count decimals.
    """
    read = _Reader(market)
    size = (read.above_zero("contractSize") if market.get("contract") else None) or Decimal(1)
    if mode == TICK_SIZE:
        step, lot = read.above_zero("precision", "price"), read.above_zero("precision", "amount")
    else:
        digits = read.number("precision", "price")
        if mode == SIGNIFICANT_DIGITS and digits is not None:
            digits = None if price is None else digits - price.adjusted() - 1
        step, lot = _step(digits), _step(read.number("precision", "amount"))
    least = read.not_negative("limits", "amount", "min")
    terms = MarketTerms(
        tick=step,
        lot=None if lot is None else lot * size,
        least_amount=None if least is None else least * size,
        least_notional=read.not_negative("limits", "cost", "min"),
        maker=read.fee("maker"),
        taker=read.fee("taker"),
        most_leverage=read.above_zero("limits", "leverage", "max"),
        tiers=tiers_of(market.get("tiers")),
        funding_hours=_funding_hours(market.get("info")),
    )
    return terms, tuple(read.problems)


def tiers_of(told: object) -> tuple[MarginTier, ...]:
    """Tiers as ccxt lists them; none where one of them says no rate or no end."""
    if not isinstance(told, list) or not all(isinstance(tier, Mapping) for tier in told):
        return ()
    found = [
        MarginTier(rate, upper, exact(tier.get("maxLeverage")))
        for tier in told
        if (rate := exact(tier.get("maintenanceMarginRate"))) is not None
        and (upper := exact(tier.get("maxNotional"))) is not None
        and rate >= 0
        and upper > 0
    ]
    return tuple(sorted(found, key=lambda tier: tier.upper)) if len(found) == len(told) else ()


def decimals_of(market: Mapping[str, Any], mode: int) -> int | None:
    """How many decimals a price has; ``None`` where that is not said, or depends on the price."""
    step = terms_of(market, mode)[0].tick
    exponent = None if step is None else step.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else None


def exact(value: object) -> Decimal | None:
    """``value`` as a number, exactly as it is written; ``None`` where it is none, or has no end."""
    if isinstance(value, bool) or not isinstance(value, int | float | str | Decimal):
        return None
    try:
        number = Decimal(repr(value) if isinstance(value, float) else value)
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def hours_in(interval: object) -> int | None:
    """Whole hours as ccxt writes them, ``8h``; ``None`` where it is something else."""
    hours = exact(interval.removesuffix("h")) if isinstance(interval, str) and interval.endswith("h") else None
    return int(hours) if hours is not None and hours >= 1 else None


class _Reader:
    """Reads the numbers of ``market``, and keeps what is wrong with them."""

    def __init__(self, market: Mapping[str, Any]) -> None:
        self._market = market
        self.problems: list[str] = []

    def above_zero(self, *path: str) -> Decimal | None:
        number = self.number(*path)
        return self._checked(path, number, number is None or number > 0, "a number above zero")

    def not_negative(self, *path: str) -> Decimal | None:
        number = self.number(*path)
        return self._checked(path, number, number is None or number >= 0, "a number from zero up")

    def fee(self, *path: str) -> Decimal | None:
        number = self.number(*path)
        return self._checked(path, number, number is None or abs(number) < 1, "a fraction such as 0.001")

    def number(self, *path: str) -> Decimal | None:
        value: Any = self._market
        for at, name in enumerate(path):
            if not isinstance(value, Mapping):
                self.problems.append(f"{'.'.join(path[:at])} is {value!r:.40}, and should have {name}")
                return None
            value = value.get(name)
            if value is None:
                return None
        number = exact(value)
        if number is None:
            self.problems.append(f"{'.'.join(path)} is {value!r:.40}, which is no number")
        return number

    def _checked(self, path: Sequence[str], number: Decimal | None, good: bool, wanted: str) -> Decimal | None:
        if not good:
            self.problems.append(f"{'.'.join(path)} is {number}, and should be {wanted}")
        return number if good else None


def _step(decimals: Decimal | None) -> Decimal | None:
    return None if decimals is None else Decimal(1).scaleb(-int(decimals))


def _funding_hours(info: object) -> int | None:
    """How often a perpetual is settled, by the exchange's own words for it (Bitget counts hours, Bybit minutes)."""
    if not isinstance(info, Mapping):
        return None
    hours, minutes = exact(info.get("fundInterval")), exact(info.get("fundingInterval"))
    if hours is None and minutes is not None:
        hours = minutes / MINUTES
    return int(hours) if hours is not None and 1 <= hours <= MOST_FUNDING_HOURS else None
