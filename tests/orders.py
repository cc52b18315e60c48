"""An account, a market and what is wanted of them, for tests of orders: 10,000 USDT, and BTC at 40,000."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from analytics.position import MarginTier
from analytics.trading.account import Account, account_of
from analytics.trading.instrument import Instrument
from analytics.trading.matching import NO_LIQUIDITY, Friction, Liquidity
from analytics.trading.orders import Order
from analytics.trading.records import Accepted, Filled, Opened, Ordered, Record
from services.accounts.naming import AccountId
from services.core.principal import Principal
from services.core.roles import Role
from services.market.candles import Provenance
from services.market.timeframes import to_ms
from services.orders.entry import Buy, OrderPreview, Sell
from services.orders.limits import Finding
from services.orders.preview import shown
from services.orders.scene import Planned, Scene
from services.orders.wishes import plan

NOW = datetime(2023, 12, 30, 19, tzinfo=UTC)
AT = to_ms(NOW) - 3_600_000
ANN = Principal(id="discord:1", name="Ann", role=Role.TRADER)
MAIN = AccountId("paper", ANN.id)
SPOT = Instrument(
    symbol="BTC/USDT",
    base="BTC",
    quote="USDT",
    kind="spot",
    tick=Decimal("0.1"),
    lot=Decimal("0.0001"),
    least_amount=Decimal("0.0001"),
    least_notional=Decimal(5),
    maker=Decimal("0.001"),
    taker=Decimal("0.001"),
)
PERPETUAL = replace(
    SPOT,
    symbol="BTC/USDT:USDT",
    kind="perpetual",
    maker=Decimal("0.0002"),
    taker=Decimal("0.0006"),
    most_leverage=Decimal(100),
    tiers=(
        MarginTier(Decimal("0.004"), Decimal(50_000), Decimal(100)),
        MarginTier(Decimal("0.01"), Decimal(1_000_000), Decimal(50)),
    ),
)
FRICTION = Friction(spread=Decimal("0.0004"), impact=Decimal(1), participation=Decimal("0.1"))
NO_FRICTION = Friction(spread=Decimal(0), impact=Decimal(0), participation=Decimal("0.1"))
BUSY = Liquidity(volume=Decimal(10_000), volatility=Decimal("0.03"))
"""Of 1 BTC the slippage is 0.03 · √(1 ÷ 10,000) = 0.03 %."""


def account(*records: Record) -> Account:
    return account_of(str(MAIN), [Opened(AT, str(MAIN), "USDT", Decimal(10_000)), *records])


def bought(symbol: str, amount: str, price: str, *, way: Any = "buy", leverage: int = 1) -> Iterable[Record]:
    """What opens a position."""
    order = Order(f"{symbol}{way}", symbol, way, "market", Decimal(amount), AT, leverage=Decimal(leverage))
    yield Ordered(AT, order)
    yield Accepted(AT, order.id, order.id, AT)
    yield Filled(AT, order.id, symbol, 1, Decimal(price), Decimal(amount), Decimal(0), maker=False, seen=Decimal(price))


def scene(
    held: Account | None = None,
    instrument: Instrument = SPOT,
    price: str = "40000",
    *,
    friction: Friction = NO_FRICTION,
    liquidity: Liquidity = NO_LIQUIDITY,
    prices: Mapping[str, Decimal] | None = None,
) -> Scene:
    origin = Provenance(source="live", venue="bitget", as_of=NOW, asked_at=NOW, stale=False)
    return Scene(
        account=held or account(),
        instrument=instrument,
        price=Decimal(price),
        priced_at=NOW,
        provenance=origin,
        prices={**(prices or {}), instrument.symbol: Decimal(price)},
        liquidity=liquidity,
        friction=friction,
        principal=ANN,
        now=NOW,
    )


def wish(way: str, amount: str, **options: Any) -> Buy | Sell:
    kind = Buy if way == "buy" else Sell
    return kind.model_validate({"symbol": "BTC/USDT", "amount": amount, **options})


def planned(way: str, amount: str, seen: Scene | None = None, **options: Any) -> Planned:
    wanted = wish(way, amount, **options)
    return plan(wanted, wanted.way, seen or scene(), "00" * 16)


def preview(
    way: str, amount: str, seen: Scene | None = None, findings: tuple[Finding, ...] = (), **options: Any
) -> OrderPreview:
    seen, wanted = seen or scene(), wish(way, amount, **options)
    return shown(
        wanted, plan(wanted, wanted.way, seen, "00" * 16), seen, findings, "a1b2c3d4", NOW + timedelta(seconds=120)
    )
