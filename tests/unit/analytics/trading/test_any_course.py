"""If this failed, some course of orders, prices and restarts would make money, lose it, or leave an order behind."""

from dataclasses import replace
from decimal import Decimal
from typing import Final

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from analytics.position import MarginTier
from analytics.trading.account import Account, account_of
from analytics.trading.instrument import Instrument
from analytics.trading.matching import (
    Friction,
    Liquidity,
    Seen,
    Settlement,
    cancel,
    liquidation_of,
    match,
    place,
    wake_prices,
)
from analytics.trading.orders import Order, OrderType
from analytics.trading.records import Filled, Opened, Record
from tests.examples import examples
from tests.unit.analytics.trading.desk import HOUR, PERPETUAL, SPOT, START, D

MARKETS = (
    replace(SPOT, maker=D("0.0002"), taker=D("0.0006")),
    replace(
        PERPETUAL, maker=D("0.0002"), taker=D("0.0006"), tiers=(MarginTier(D("0.005"), D(2_000)), MarginTier(D("0.02")))
    ),
)
FRICTION = Friction(D("0.001"), D(1), D("0.25"))
TYPES: Final[tuple[OrderType, ...]] = ("market", "limit", "stop", "stop_limit", "take_profit", "trailing_stop")

levels = st.integers(80, 120).map(Decimal)
amounts = st.integers(1, 8_000).map(lambda lots: lots * D("0.001"))
maybe = st.one_of(st.none(), levels)


@st.composite
def orders(draw: st.DrawFn) -> Order:
    kind = draw(st.sampled_from(TYPES))
    trails = kind == "trailing_stop"
    limit = draw(levels) if kind in ("limit", "stop_limit") else draw(maybe) if kind == "take_profit" else None
    symbol = draw(st.sampled_from(MARKETS)).symbol
    return Order(
        id="",
        symbol=symbol,
        way=draw(st.sampled_from(("buy", "sell"))),
        type=kind,
        amount=draw(amounts),
        at=0,
        price=limit,
        trigger=draw(maybe) if trails else draw(levels) if kind not in ("market", "limit") else None,
        trail=D("0.03") if trails else draw(st.sampled_from((None, None, D("0.05")))),
        stop=draw(maybe),
        target=draw(maybe),
        leverage=D(draw(st.sampled_from((1, 3, 10, 40)))) if ":" in symbol else D(1),
        tif=draw(st.sampled_from(("gtc", "gtc", "gtc", "day", "ioc", "fok"))),
        post_only=draw(st.booleans()) and kind == "limit",
        reduce_only=draw(st.booleans()),
        reserve=draw(st.sampled_from((D(0), D(20)))),
        decision=draw(st.sampled_from(("", "", "a", "b"))),
    )


class AnyCourse(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.account = Account("paper:1")
        self.records: list[Record] = []
        self.shown: list[tuple[Instrument, Seen, Liquidity, tuple[Settlement, ...]]] = []
        self.now = START
        self.hour = START
        self.last = {market.symbol: D(100) for market in MARKETS}
        self.placed = 0
        self.account.apply(Opened(START, "paper:1", "USDT", D(1_000)))
        self.records.append(Opened(START, "paper:1", "USDT", D(1_000)))

    @rule(order=orders(), told=st.booleans(), latency=st.sampled_from((0, 0, 700)))
    def order(self, order: Order, told: bool, latency: int) -> None:
        self.placed += 1
        self.now += 1
        order = replace(order, id=f"{self.placed:032x}", at=self.now)
        if order.reduces:
            order = replace(order, reserve=D(0), stop=None, target=None)
        self.records += place(self.account, order, self.now, latency, self.last[order.symbol] if told else None)

    @precondition(lambda self: self.account.orders)
    @rule(which=st.integers(0, 1_000))
    def cancels(self, which: int) -> None:
        orders = list(self.account.orders)
        self.records += cancel(self.account, orders[which % len(orders)], self.now)

    @rule(
        market=st.sampled_from(MARKETS),
        price=levels,
        minutes=st.integers(0, 20),
        volume=st.sampled_from((None, D(0), D(1_440), D(100_000))),
    )
    def tick(self, market: Instrument, price: Decimal, minutes: int, volume: Decimal | None) -> None:
        self.now += minutes * 60_000 + 1
        self._see(market, Seen.tick(self.now, price), Liquidity(volume, D("0.03")))

    @rule(
        market=st.sampled_from(MARKETS),
        prices=st.lists(levels, min_size=4, max_size=4),
        gaps=st.booleans(),
        volume=st.sampled_from((None, D(0), D("0.02"), D(10), D(1_000))),
        rate=st.sampled_from((None, D("0.0001"), D("-0.0001"), D("0.2"))),
    )
    def bar(
        self, market: Instrument, prices: list[Decimal], gaps: bool, volume: Decimal | None, rate: Decimal | None
    ) -> None:
        first = prices[0] if gaps else self.last[market.symbol]
        closed = max(self.hour + HOUR, self.now)
        bar = Seen(self.hour, closed, first, max(first, *prices), min(first, *prices), prices[3], volume)
        self.now = self.hour = bar.closed
        settlement = () if rate is None or market.kind == "spot" else (Settlement(self.now, rate, prices[3]),)
        self._see(market, bar, Liquidity(D(1_000), D("0.03")), settlement)

    def _see(
        self, market: Instrument, seen: Seen, liquidity: Liquidity, settlements: tuple[Settlement, ...] = ()
    ) -> None:
        wakes = wake_prices(self.account, market.symbol, None if market.kind == "spot" else self._liquidation(market))
        made = match(self.account, market, seen, FRICTION, liquidity, settlements)
        if seen.is_tick and [each for each in made if each.kind not in ("cancelled", "funded")]:
            lower, upper = wakes
            assert (lower is not None and seen.open <= lower) or (upper is not None and seen.open >= upper)
        self.records += made
        self.shown.append((market, seen, liquidity, settlements))
        self.last[market.symbol] = seen.close

    def _liquidation(self, market: Instrument) -> Decimal | None:
        return liquidation_of(self.account, market)

    @rule()
    def restarts(self) -> None:
        """Killed, rebuilt from its records, and shown everything again: it is where it was."""
        rebuilt = account_of("paper:1", self.records)
        assert rebuilt == self.account
        for market, seen, liquidity, settlements in self.shown:
            assert match(rebuilt, market, seen, FRICTION, liquidity, settlements) == []
        assert rebuilt == self.account
        self.account = rebuilt

    @invariant()
    def money_is_neither_made_nor_lost(self) -> None:
        account = self.account
        assert account.balanced
        assert account.cash >= 0
        assert all(each.margin >= 0 for each in account.positions.values())
        assert account.reserved == sum(each.order.reserve * each.left for each in account.orders.values())

    @invariant()
    def what_decisions_opened_is_of_what_was_opened(self) -> None:
        for position in self.account.positions.values():
            parts = position.parts.values()
            assert sum(each.amount for each in parts) <= position.in_amount
            assert sum(each.value for each in parts) <= position.in_value

    @invariant()
    def no_order_is_left_behind(self) -> None:
        held = self.account.held
        for working in self.account.orders.values():
            assert 0 < working.left <= working.amount
            if working.order.reduces:
                assert held(working.order.symbol) * working.order.sign < 0
            if working.order.parent is not None:
                assert working.left <= abs(held(working.order.symbol))

    @invariant()
    def each_order_is_found_where_it_acts(self) -> None:
        for market in MARKETS:
            book = self.account.resting(market.symbol)
            found = [key[3] for key in (*book.below, *book.above)] + list(book.now)
            assert sorted(found) == sorted(
                each.order.id for each in self.account.orders.values() if each.order.symbol == market.symbol
            )
            assert all(self.account.orders[name].amount <= book.largest for name in book.reducing)

    def teardown(self) -> None:
        """Once more from the start, a record at a time."""
        assert len({each.id for each in self.records}) == len(self.records)
        account, placed = Account("paper:1"), {}
        for record in self.records:
            if record.kind == "ordered":
                placed[record.order.id] = record.order
            before = D(0)
            if isinstance(record, Filled):
                before = account.held(record.symbol)
                assert record.amount <= account.orders[record.order].left
            account.apply(record)
            assert account.balanced
            if isinstance(record, Filled):
                order, after = placed[record.order], account.held(record.symbol)
                assert record.amount > 0
                if order.reduces:
                    assert abs(after) < abs(before)
                    assert after * before >= 0
                if order.price is not None:
                    assert record.price <= order.price if order.buying else record.price >= order.price
                if order.symbol == SPOT.symbol:
                    assert after >= 0
        assert account == self.account


AnyCourse.TestCase.settings = settings(examples(60), stateful_step_count=40)
TestAnyCourse = AnyCourse.TestCase
