"""What a brain is shown, in tests."""

from datetime import UTC, datetime
from typing import Any

from services.brain.context import AccountNow, Context, PriceAction, Structure
from services.core.units import Money, PercentChange, Price, Share

AT = datetime(2026, 11, 30, 12, tzinfo=UTC)
BY: dict[str, Any] = {"source": "test", "as_of": AT}


def a_context(**other: Any) -> Context:
    """A market at 95,420.50 that trends upwards."""
    return Context(
        **{
            "symbol": "BTC/USDT",
            "timeframe": "1h",
            "at": AT,
            "simulated": False,
            "price_action": PriceAction(
                **BY,
                current=Price(95_420.5),
                change_1h=PercentChange(-0.008),
                change_24h=PercentChange(0.023),
                change_7d=None,
                high_24h=Price(96_100),
                low_24h=Price(93_800),
                atr=Price(640),
            ),
            "structure": Structure(
                **BY,
                trend="bullish",
                key_levels=(Price(94_000), Price(97_500)),
                support=Price(94_000),
                resistance=Price(97_500),
                recent_breaks=(),
            ),
            "volume": None,
            "indicators": None,
            "regime": None,
            "fibonacci": None,
            "funding": None,
            "order_book": None,
            "account": AccountNow(
                **BY,
                currency="USDT",
                equity=Money(10_000),
                free=Money(10_000),
                positions=(),
                open_orders=0,
                exposure=Share(0),
                unrealised_pnl=Money(0),
                today=PercentChange(0),
                losing_streak=0,
            ),
            **other,
        }
    )
