"""What a market trades at, and what that is beside its day and its week."""

from typing import ClassVar

from services.base import Answer, Request
from services.market.candles import MarketAnswer
from services.market.source import SymbolText


class PriceAnswer(MarketAnswer):
    """Prices in quote currency; changes and positions as fractions (0.01 is 1 %); ``None`` is not known."""

    price: float
    change_24h: float | None
    high_24h: float | None
    low_24h: float | None
    position_24h: float | None
    """Where the price stands in the day's range: 0 at the low, 1 at the high."""
    volume_24h: float | None
    """In base currency."""
    volume_ratio: float | None
    """The last 24 hours' volume beside the mean day of the seven days before the last 24 hours."""
    change_7d: float | None
    high_7d: float | None
    low_7d: float | None
    retraced_7d: float | None
    """How much of the week's range the price has given back from the newer of its ends: 0 there, 1 at the other."""
    atr_1h: float | None
    """Wilder's average true range over 14 hourly bars, in quote currency."""
    atr_1h_pct: float | None
    """The same as a fraction of the price."""
    closes_24h: tuple[float, ...]
    """The last 24 hourly closes, oldest first."""


class Price(Request):
    """The newest price of ``symbol``."""

    name: ClassVar[str] = "price"
    summary: ClassVar[str] = "The newest price, beside its day and its week"
    also: ClassVar[tuple[str, ...]] = ("quote", "cost", "worth")
    example: ClassVar[str] = "symbol:BTC/USDT"
    answer: ClassVar[type[Answer]] = PriceAnswer
    fresh_for: ClassVar[float] = 2.0

    symbol: SymbolText
