"""Contexts for tests: one of a market at 95,150 as in a design, and random ones of any scale."""

from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from services.brain.context import (
    AccountNow,
    Context,
    FibLevel,
    Fibonacci,
    Funding,
    Held,
    IndicatorsNow,
    OrderBookSide,
    PastSituation,
    PriceAction,
    RegimeNow,
    Similar,
    Structure,
    Volume,
)
from services.core.units import ExactPrice, Fraction, Money, PercentChange, Share, Size

AT = datetime(2024, 12, 9, 10, tzinfo=UTC)
TOLD: dict[str, Any] = {"source": "1h candles of a test", "as_of": AT}
RATIOS = (0.0, 0.236, 0.382, 0.5, 0.618, 0.786, 1.0)
BEYOND = (1.272, 1.414, 1.618, 2.0, 2.618)


def held(side: str = "long", *, entry: str = "94000", stop: str | None = "92800", symbol: str = "BTC/USDT") -> Held:
    return Held(
        symbol=symbol,
        side=side,
        amount=Size("0.01"),
        entry=ExactPrice(entry),
        stop=None if stop is None else ExactPrice(stop),
        target=None,
        unrealised=Money("11.50"),
        share=Share(0.095),
    )


def account_now(*positions: Held) -> AccountNow:
    return AccountNow(
        source="the account's journal up to record 7",
        as_of=AT,
        currency="USDT",
        equity=Money("10012.50"),
        free=Money("9060"),
        positions=positions,
        open_orders=1,
        exposure=Share(0.095),
        unrealised_pnl=Money("11.50"),
        today=PercentChange(0.0012),
        losing_streak=1,
    )


def swing(low: float, high: float, price: float, direction: str = "up") -> Fibonacci:
    start, end = (low, high) if direction == "up" else (high, low)
    levels = {ratio: end - ratio * (end - start) for ratio in RATIOS}
    beyond = {ratio: start + ratio * (end - start) for ratio in BEYOND}
    inner = tuple(FibLevel(ratio=ratio, price=level) for ratio, level in levels.items())
    return Fibonacci(
        **TOLD,
        direction=direction,
        swing_low=low,
        swing_high=high,
        retraced=(end - price) / (end - start),
        retracements=inner,
        extensions=tuple(FibLevel(ratio=ratio, price=level) for ratio, level in beyond.items() if level > 0),
        nearest=min(inner, key=lambda each: abs(each.price - price)),
    )


def context(**other: Any) -> Context:
    """The market of the design: 95,150.5, a bullish structure, a pullback in an up swing."""
    parts: dict[str, Any] = {
        "symbol": "BTC/USDT",
        "timeframe": "1h",
        "at": AT,
        "simulated": False,
        "price_action": PriceAction(
            **TOLD,
            current=95_150.5,
            change_1h=-0.0081,
            change_24h=-0.0133,
            change_7d=0.0612,
            high_24h=96_740.0,
            low_24h=94_310.0,
            atr=612.4,
        ),
        "structure": Structure(
            **TOLD,
            trend="bullish",
            key_levels=(92_480.0, 93_875.0, 94_796.0, 96_205.0, 97_512.0),
            support=94_796.0,
            resistance=96_205.0,
            recent_breaks=("94120 reclaimed 6 bars ago",),
        ),
        "volume": Volume(**TOLD, current_vs_avg=1.43, buy_sell_ratio=0.552),
        "indicators": IndicatorsNow(
            **TOLD, rsi=52.34, ema_20=95_810.0, ema_50=95_230.0, ema_200=91_870.0, trend_strength=27.6
        ),
        "regime": RegimeNow(**TOLD, regime="trending up", volatility="usual", position_in_range=0.68),
        "fibonacci": swing(90_310.0, 96_980.0, 95_150.5),
        "funding": Funding(
            source="settlements of a test",
            as_of=AT - timedelta(hours=2),
            current=Fraction("0.000127"),
            predicted_next=Fraction("0.000083"),
            sentiment="balanced",
            next_at=AT + timedelta(hours=6),
        ),
        "order_book": OrderBookSide(
            source="order book of a test",
            as_of=AT,
            bid_wall=94_655.0,
            ask_wall=96_250.0,
            bid_share=0.623,
            imbalance="bid heavy",
            spread=0.00021,
        ),
        "account": account_now(),
        "similar": Similar(
            source="memory",
            as_of=AT,
            count=10,
            up=7,
            median=1.23,
            nearest=(
                PastSituation(
                    decision="d1",
                    symbol="BTC/USDT",
                    timeframe="1h",
                    at=AT - timedelta(days=40),
                    action="long",
                    text="bullish, 0.31 retraced",
                    distance=0.42,
                    moved=1.9,
                    r=1.74,
                ),
            ),
        ),
    }
    return Context(**{**parts, **other})


def prices(low: float = 1e-5, high: float = 2e5) -> st.SearchStrategy[float]:
    return st.floats(low, high, allow_nan=False, allow_infinity=False).map(lambda x: float(f"{x:.7g}"))


@st.composite
def contexts(draw: st.DrawFn) -> Context:
    """Any market: of any scale, with any of its parts missing, and maybe a position."""
    price = draw(prices())
    atr = price * draw(st.floats(0.0005, 0.08))

    def near(most: float = 12.0) -> float:
        return max(price * 0.05, price + atr * draw(st.floats(-most, most)))

    def maybe(value: Any) -> Any:
        return value if draw(st.integers(0, 9)) else None

    low, high = sorted((near(20), near(20)))
    if high - low < atr:
        high = low + atr
    levels = tuple(sorted({near() for _ in range(draw(st.integers(0, 6)))}))
    timeframe = draw(st.sampled_from(("15m", "1h", "4h", "1d")))
    side = draw(st.sampled_from(("long", "short")))
    positions = (held(side, entry=f"{price:.8g}", stop=None),) if draw(st.integers(0, 4)) == 0 else ()
    return context(
        timeframe=timeframe,
        price_action=PriceAction(
            **TOLD,
            current=price,
            change_1h=maybe(draw(st.floats(-0.1, 0.1))),
            change_24h=maybe(draw(st.floats(-10, 10)) * atr / price),
            change_7d=maybe(draw(st.floats(-30, 30)) * atr / price),
            high_24h=maybe(price + abs(near() - price)),
            low_24h=maybe(max(price * 0.01, price - abs(near() - price))),
            atr=maybe(atr),
        ),
        structure=maybe(
            Structure(
                **TOLD,
                trend=draw(st.sampled_from(("bullish", "bearish", "ranging"))),
                key_levels=levels,
                support=max((each for each in levels if each < price), default=None),
                resistance=min((each for each in levels if each > price), default=None),
                recent_breaks=(),
            )
        ),
        volume=maybe(Volume(**TOLD, current_vs_avg=maybe(draw(st.floats(0, 9))), buy_sell_ratio=0.5)),
        indicators=maybe(
            IndicatorsNow(
                **TOLD,
                rsi=maybe(draw(st.floats(0, 100))),
                ema_20=maybe(near(5)),
                ema_50=maybe(near(8)),
                ema_200=maybe(near(20)),
                trend_strength=maybe(draw(st.floats(0, 80))),
            )
        ),
        regime=maybe(
            RegimeNow(
                **TOLD,
                regime=draw(st.sampled_from(("trending up", "trending down", "ranging", "volatile"))),
                volatility="usual",
                position_in_range=maybe(draw(st.floats(0, 1))),
            )
        ),
        fibonacci=maybe(swing(low, high, price, draw(st.sampled_from(("up", "down"))))),
        funding=None,
        order_book=None,
        account=account_now(*positions),
        similar=None,
    )
