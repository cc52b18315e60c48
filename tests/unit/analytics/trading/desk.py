"""A desk to try the engine on: an account, a spot market and a perpetual, and bars of round figures.

Unless a case says otherwise nothing costs anything, so that its figures can be reckoned in the head: cash 10,000, ticks
of 0.01, lots of 0.001, bars of an hour.
"""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from analytics.position import MarginTier
from analytics.trading.account import Account, Ended, account_of
from analytics.trading.instrument import Instrument
from analytics.trading.matching import (
    NO_LIQUIDITY,
    Friction,
    Liquidity,
    Seen,
    Settlement,
    cancel,
    liquidation_of,
    match,
    place,
)
from analytics.trading.orders import Order, OrderType, Way
from analytics.trading.positions import Trade
from analytics.trading.records import Filled, Liquidated, Opened, Ordered, Record
from analytics.trading.resting import acts_at

D = Decimal
HOUR = 3_600_000
DAY = 24 * HOUR
START = 20_000 * DAY
SPOT = Instrument(
    symbol="BTC/USDT",
    base="BTC",
    quote="USDT",
    kind="spot",
    tick=D("0.01"),
    lot=D("0.001"),
    least_amount=D("0.001"),
    least_notional=D(5),
    maker=D(0),
    taker=D(0),
)
PERPETUAL = replace(
    SPOT,
    symbol="BTC/USDT:USDT",
    kind="perpetual",
    most_leverage=D(50),
    tiers=(MarginTier(D("0.005"), D(50_000)), MarginTier(D("0.01"), D(200_000)), MarginTier(D("0.025"))),
)
FREE = Friction(spread=D(0), impact=D(0), participation=D(1))


def plain(value: Decimal | None) -> str:
    return "" if value is None else f"{value.normalize():f}"


class Desk:
    """An account as it lives: orders, bars, ticks. Every record that was made is in ``records``."""

    def __init__(
        self,
        instrument: Instrument = PERPETUAL,
        *,
        cash: float = 10_000,
        friction: Friction = FREE,
        mirrored: bool = False,
        **terms: Any,
    ) -> None:
        self.instrument = replace(instrument, **terms)
        self.mirrored = mirrored
        """Prices are seen from the other side of 100, and who buys sells: what a case says of longs holds of shorts."""
        self.friction = friction
        self.now = START
        self.account = Account("paper:1")
        self.records: list[Record] = []
        self._apply(Opened(START, "paper:1", "USDT", D(str(cash))))
        self._placed = 0

    def _apply(self, record: Record) -> None:
        self.account.apply(record)
        self.records.append(record)

    def price(self, value: float | str | Decimal | None) -> Decimal | None:
        price = None if value is None else D(str(value))
        return price if price is None or not self.mirrored else 200 - price

    def way(self, way: Way) -> Way:
        return way if not self.mirrored else "sell" if way == "buy" else "buy"

    def order(self, way: Way, amount: float | str, kind: OrderType = "market", **terms: Any) -> Order:
        self._placed += 1
        decimals: dict[str, Any] = {
            name: self.price(terms.pop(name)) for name in ("price", "trigger", "stop", "target") if name in terms
        }
        if "trail" in terms:
            decimals["trail"] = D(terms.pop("trail"))
        return Order(
            id=f"{self._placed:032x}",
            symbol=terms.pop("symbol", self.instrument.symbol),
            way=self.way(way),
            type=kind,
            amount=D(str(amount)),
            at=self.now,
            leverage=D(str(terms.pop("leverage", 1))),
            **decimals,
            **terms,
        )

    def place(
        self,
        way: Way,
        amount: float | str,
        kind: OrderType = "market",
        *,
        market: Any = None,
        latency: int = 0,
        **terms: Any,
    ) -> str:
        """Place an order while the market is at ``market``; its id."""
        order = self.order(way, amount, kind, **terms)
        self.records += place(self.account, order, self.now, latency, price=self.price(market))
        return order.id

    def cancel(self, order: str) -> None:
        self.records += cancel(self.account, order, self.now)

    def hour(self, opened: float, high: float, low: float, close: float, volume: float | None = 1000) -> Seen:
        """The hour from now on."""
        first, top, bottom, last = (self.price(each) or D(0) for each in (opened, high, low, close))
        top, bottom = max(top, bottom), min(top, bottom)
        return Seen(self.now, self.now + HOUR, first, top, bottom, last, None if volume is None else D(str(volume)))

    def bar(
        self,
        opened: float,
        high: float,
        low: float,
        close: float,
        volume: float | None = 1000,
        *,
        liquidity: Liquidity = NO_LIQUIDITY,
        settlements: Sequence[Settlement] = (),
    ) -> list[Record]:
        """The next hour."""
        seen = self.hour(opened, high, low, close, volume)
        self.now += HOUR
        return self.see(seen, liquidity, settlements)

    def tick(self, price: float, *, after: int = 1000, liquidity: Liquidity = NO_LIQUIDITY) -> list[Record]:
        """The price some milliseconds later."""
        self.now += after
        return self.see(Seen.tick(self.now, self.price(price) or D(0)), liquidity)

    def see(
        self, seen: Seen, liquidity: Liquidity = NO_LIQUIDITY, settlements: Sequence[Settlement] = ()
    ) -> list[Record]:
        made = match(self.account, self.instrument, seen, self.friction, liquidity, settlements)
        self.records += made
        assert self.account.balanced
        assert self.account.cash >= 0
        return made

    @property
    def fills(self) -> list[str]:
        """Every fill so far, as ``buy 1 at 98``, and liquidations, as ``liquidated 1 at 90``."""
        ways = {each.order.id: self.way(each.order.way) for each in self.records if isinstance(each, Ordered)}
        return [
            f"{ways[each.order] if isinstance(each, Filled) else 'liquidated'}"
            f" {plain(abs(each.amount))} at {plain(self.price(each.price))}"
            for each in self.records
            if isinstance(each, Filled | Liquidated)
        ]

    @property
    def held(self) -> Decimal:
        return self.account.held(self.instrument.symbol)

    @property
    def liquidation(self) -> Decimal | None:
        return liquidation_of(self.account, self.instrument)

    @property
    def open(self) -> list[str]:
        """The open orders, as ``sell 1 stop 95``: with their price, or the level where they stand."""
        return [
            f"{self.way(each.order.way)} {plain(each.left)} {each.order.type}"
            + ("" if (price := acts_at(each)[0]) is None else f" {plain(self.price(price))}")
            for each in self.account.orders.values()
        ]

    @property
    def trade(self) -> Trade:
        """The last that ended."""
        return self.account.trades[-1]

    def ended(self, order: str) -> Ended:
        return next(each for each in self.account.ended if each.order.id == order)

    def why(self, order: str) -> str:
        """Why ``order`` is open no more, or ``open``."""
        return "open" if order in self.account.orders else self.ended(order).why

    def rebuilt(self) -> Account:
        return account_of("paper:1", self.records)
