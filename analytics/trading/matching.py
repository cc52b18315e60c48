"""The paper exchange: what a bar or a tick does to an account. Pure: the same account and market give the same records.

Backtests, paper accounts and tests run this code. Its conventions flatter nobody; docs/paper.md has them case by case.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_UP, Decimal, localcontext
from hashlib import sha256
from typing import Final

from analytics.trading.account import EXACT, MINUTE, PART, Account, Position, minute_of
from analytics.trading.costs import (
    FEE_STEP,
    MINUTES_A_DAY,
    NO_LIQUIDITY,
    Friction,
    Liquidity,
    expected_fill,
    fee,
)
from analytics.trading.instrument import Instrument
from analytics.trading.margin import Settlement, funding, liquidation_of
from analytics.trading.orders import ONE, ZERO, Leg, Order, OrderType, Working
from analytics.trading.records import (
    Accepted,
    Cancelled,
    CancelReason,
    Filled,
    Funded,
    Liquidated,
    Ordered,
    Record,
    Resized,
    Trailed,
    Triggered,
)
from analytics.trading.resting import Key

__all__ = [
    "NO_LIQUIDITY",
    "Friction",
    "Liquidity",
    "Seen",
    "Settlement",
    "cancel",
    "expected_fill",
    "expire",
    "liquidation_of",
    "match",
    "place",
    "wake_prices",
]

ANY: Final = Decimal("Infinity")


@dataclass(frozen=True, slots=True)
class Seen:
    """What was seen of a market: a closed bar, or a tick, whose times and prices are all one.

    Times are UTC ms; ``volume`` is in base currency, ``None`` where it is not known, as of a tick.
    """

    opened: int
    closed: int
    open: Decimal
    high: Decimal
    low: Decimal
    close: Decimal
    volume: Decimal | None

    @classmethod
    def tick(cls, at: int, price: Decimal) -> "Seen":
        return cls(at, at, price, price, price, price, None)

    @property
    def is_tick(self) -> bool:
        return self.opened == self.closed


def place(account: Account, order: Order, now: int, latency: int = 0, price: Decimal | None = None) -> list[Record]:
    """Accept ``order`` into ``account``, to which the records are applied; it may be filled from ``now + latency`` on.

    ``price`` is the market's now: a limit order that it is beyond takes, at the next open or tick, what it can get
    there; one that is post-only is cancelled. Without it every limit order rests. What only reduces is cut to what is
    held. An order that is open already is not placed again.
    """
    if order.id in account.orders:
        return []
    with localcontext(EXACT):
        log = _Log(account)
        log.do(Ordered(now, order))
        log.do(Accepted(now, order.id, order.id, now + latency, price))
        working = account.orders[order.id]
        if order.post_only and working.takes:
            log.do(Cancelled(now, order.id, order.symbol, "post_only"))
        elif order.reduces:
            log.cut(working, now)
        return log.records


def cancel(account: Account, order: str, now: int, reason: CancelReason = "asked", by: str = "") -> list[Record]:
    """Cancel the open ``order``; nothing where it is not open. The legs of what it filled stay, for they protect it."""
    working = account.orders.get(order)
    if working is None:
        return []
    log = _Log(account)
    log.do(Cancelled(now, order, working.order.symbol, reason, by))
    return log.records


def expire(account: Account, symbol: str, now: int) -> list[Record]:
    """Cancel the orders for a day in ``symbol`` whose day is over ``now``."""
    log = _Log(account)
    ends = account.resting(symbol).ends
    while ends and ends[0][0] <= now:
        at, order = ends[0]
        log.do(Cancelled(at, order, symbol, "expired"))
    return log.records


def match(
    account: Account,
    instrument: Instrument,
    seen: Seen,
    friction: Friction,
    liquidity: Liquidity = NO_LIQUIDITY,
    settlements: Sequence[Settlement] = (),
) -> list[Record]:
    """What ``seen``, and the funding ``settlements`` up to its close, do to the orders and the position of
    ``instrument`` in ``account``. The records come back in their order and are applied to ``account``.

    What is seen has to come in the order of its close, a bar before a tick. A bar does nothing to an order that was
    accepted, or changed by something else, after it opened.
    """
    with localcontext(EXACT):
        matching = _Matching(account, instrument, seen, friction, liquidity)
        matching.run(settlements)
        return matching.records


def wake_prices(account: Account, symbol: str, liquidation: Decimal | None) -> tuple[Decimal | None, Decimal | None]:
    """Between these two prices (the lower, the higher; ``None``: none on that side) no tick does anything in
    ``symbol``. At one of them it may: where an order waits for no price, at any up to infinity.

    So of thousands of accounts a tick asks only those that it can move.
    """
    resting = account.resting(symbol)
    if resting.now:
        return ANY, None
    lower = resting.below[-1][0] if resting.below else None
    upper = resting.above[0][0] if resting.above else None
    if liquidation is not None:
        if account.held(symbol) > 0:
            lower = liquidation if lower is None else max(lower, liquidation)
        else:
            upper = liquidation if upper is None else min(upper, liquidation)
    return lower, upper


class _Log:
    """Records, each applied to the account as it is made."""

    def __init__(self, account: Account) -> None:
        self.account = account
        self.records: list[Record] = []

    def do(self, record: Record) -> None:
        self.account.apply(record)
        self.records.append(record)

    def cut(self, working: Working, at: int) -> None:
        """Let an order that only reduces be for no more than is held, and end where nothing is."""
        held = _reducible(self.account, working)
        if not held:
            self.do(Cancelled(at, working.order.id, working.order.symbol, "nothing_held"))
        elif working.left > held:
            self.do(Resized(at, working.order.id, working.order.symbol, working.filled + held))


class _Matching(_Log):
    """One bar or tick against one account.

    First the open, with all that it jumped over. Then the price walks to one extreme and to the other; first to the one
    that hurts what is held. Then the close, for what can only be known to have happened if it did before the close.
    """

    def __init__(
        self, account: Account, instrument: Instrument, seen: Seen, friction: Friction, liquidity: Liquidity
    ) -> None:
        super().__init__(account)
        self.instrument, self.seen, self.friction, self.liquidity = instrument, seen, friction, liquidity
        self.symbol = instrument.symbol
        self.resting = account.resting(instrument.symbol)
        self.room = self._room()
        self.fresh: set[str] = set()
        """Orders born or triggered in this bar that the rest of it may fill."""
        self.at_close: list[str] = []
        """Orders triggered in this bar that may fill only where the close is beyond them."""
        self.unaimed: list[tuple[Order, int, Decimal]] = []
        """Entries at a limit, by fill: their targets are born at the close."""
        self.shrunk = False
        """Less is held than there was."""

    def run(self, settlements: Sequence[Settlement]) -> None:
        seen, position = self.seen, self.position
        fits = seen.opened >= self.account.matched.get(self.symbol, 0)
        due = sorted(settlements, key=lambda each: each.at)
        for settlement in due:
            if settlement.at <= seen.opened or (settlement.at < seen.closed and position is not None):
                self._settle(settlement)
        self.records += expire(self.account, self.symbol, seen.opened if seen.is_tick else seen.closed - 1)
        if fits and seen.volume != 0:
            self._match()
        elif fits:
            self._now(None)
        for settlement in due:
            if seen.opened < settlement.at <= seen.closed:
                self._settle(settlement, within=position is None and settlement.at < seen.closed)
        self.records += expire(self.account, self.symbol, seen.closed)

    @property
    def position(self) -> Position | None:
        return self.account.positions.get(self.symbol)

    def _room(self) -> Decimal | None:
        """How much the account gets of what was traded; ``None``: as much as it likes."""
        if not self.seen.is_tick:
            return None if self.seen.volume is None else self.friction.room(self.seen.volume)
        if self.liquidity.volume is None:
            return None
        minute, taken = self.account.taken.get(self.symbol, (0, ZERO))
        room = self.friction.room(self.liquidity.volume / MINUTES_A_DAY)
        return max(ZERO, room - taken) if minute == minute_of(self.seen.closed) else room

    def _match(self) -> None:
        seen = self.seen
        if not self._gapped_liquidation():
            self._now(seen.open)
            for down in (True, False):
                self._walk(seen.open, down=down, gapped=True)
            position = self.position
            down = seen.close >= seen.open if position is None else position.amount > 0
            for way in (down, not down):
                self._walk(seen.low if way else seen.high, down=way)
            self._close()
        if not seen.is_tick:
            self._trail()
        if self.shrunk:
            self._cut_all()

    # what happens, in its order

    def _gapped_liquidation(self) -> bool:
        position, price, opened = self.position, self._liquidation(), self.seen.open
        if position is None or price is None or (opened > price if position.amount > 0 else opened < price):
            return False
        self._liquidate(opened)
        return True

    def _now(self, price: Decimal | None) -> None:
        """What waits for no price is filled at ``price``; where there is none, what does not wait either is gone."""
        for order in list(self.resting.now):
            working = self.account.orders.get(order)
            if working is None or not self._may(working) or not self._stands(working):
                continue
            if working.level is None and working.order.type == "trailing_stop":
                if price is not None:
                    self.fresh.add(order)
                    self.do(Trailed(self.seen.closed, order, self.symbol, self._level(working, price)))
            elif price is not None and working.order.through(price):
                self._take(working, price)
            else:
                self._at_once(working)

    def _walk(self, to: Decimal, *, down: bool, gapped: bool = False, only: set[str] | None = None) -> None:
        """Let the price go ``to`` there, and what it reaches happen: at its own price, or the open where it gapped."""
        key: Key | None = None
        while True:
            key = self.resting.after(key, down=down)
            if key is not None and not _reached(key, to, down=down):
                key = None
            liquidation = None if gapped else self._liquidation(down=down, to=to)
            if liquidation is not None and (key is None or (liquidation >= key[0] if down else liquidation <= key[0])):
                price = liquidation if only is not None else (min if down else max)(liquidation, self.seen.open)
                self._liquidate(self.instrument.worse(price, buying=not down))
                return
            if key is None:
                return
            working = self.account.orders[key[3]]
            if self._may(working) and (only is None or working.order.id in only):
                self._act(working, self.seen.open if gapped else key[0], down=down, gapped=gapped)

    def _close(self) -> None:
        """What is born or triggered within the bar and lies on the way back counts if the close is beyond it."""
        for order in self.at_close:
            working = self.account.orders.get(order)
            if working is not None and working.order.through(self.seen.close) and self._stands(working):
                self._make(working, down=None)
        for entry, number, amount in self.unaimed:
            target = self._aim(entry, number, amount)
            if target is not None and target.order.through(self.seen.close):
                self._make(target, down=None)

    def _trail(self) -> None:
        """Let trailing stops follow the bar that has closed."""
        for order in list(self.resting.trailing):
            working = self.account.orders[order]
            born = working.order.at > self.seen.opened
            if born or working.triggered or working.level is None or not self._may(working):
                continue
            level = self._level(working, self.seen.low if working.order.buying else self.seen.high)
            if level < working.level if working.order.buying else level > working.level:
                self.do(Trailed(self.seen.closed, order, self.symbol, level))

    def _settle(self, settlement: Settlement, *, within: bool = False) -> None:
        """Book ``settlement``. Of a position that was opened ``within`` the bar nobody knows whether it was held by
        then: it pays, and receives nothing."""
        position = self.position
        if position is None or (settlement.at <= position.funded_until and not within):
            return
        paid = funding(position, self.instrument, settlement)
        if within and paid <= 0:
            return
        rate, mark, amount = settlement.rate, settlement.mark, position.amount
        self.do(Funded(settlement.at, self.symbol, rate, mark, amount, paid, settlement.assumed))

    # one order

    def _may(self, working: Working) -> bool:
        return working.order.id in self.fresh or (working.accepted and working.since <= self.seen.opened)

    def _stands(self, working: Working) -> bool:
        """Whether it is open still; one that only reduces for no more than is held by now."""
        if working.order.reduces:
            self.cut(working, self.seen.closed)
        return working.order.id in self.account.orders

    def _act(self, working: Working, price: Decimal, *, down: bool, gapped: bool) -> None:
        """The market, at ``price``, reached ``working``."""
        order = working.order
        self.fresh.discard(order.id)
        if not self._stands(working):
            return
        way = None if gapped else down
        if working.is_limit:
            if gapped and working.takes and self._arrives(working):
                self._take(working, price, down=way, gapped=gapped)
            else:
                self._make(working, down=way, gapped=gapped)
            return
        self.do(Triggered(self.seen.closed, order.id, self.symbol, price))
        if order.through(price):
            self._take(working, price, down=way, gapped=gapped)
        elif order.tif in ("ioc", "fok"):
            self._at_once(working)
        if order.id in self.account.orders and order.price is not None and not working.fills:
            ahead = (order.price < price) == down and order.buying == down
            if gapped or ahead:
                self.fresh.add(order.id)
            else:
                self.at_close.append(order.id)

    def _arrives(self, working: Working) -> bool:
        """Whether this is the first that is seen after the order came."""
        return self.seen.opened - working.since < max(MINUTE, self.seen.closed - self.seen.opened)

    def _take(self, working: Working, price: Decimal, *, down: bool | None = None, gapped: bool = True) -> None:
        """Fill ``working`` at the market, no worse than at its limit."""
        order = working.order
        wanted = self._wanted(working)
        amount = self._given(wanted)
        if order.tif == "fok" and amount < wanted:
            self._at_once(working)
            return
        got = self._got(order, price, amount)
        paid = self._affordable(working, amount, got, self.instrument.taker)
        if order.tif == "fok" and paid < wanted:
            self.do(Cancelled(self.seen.closed, order.id, self.symbol, "no_cash"))
            return
        got = self._got(order, price, paid)
        self._fill(working, paid, got, price, maker=False, down=down, gapped=gapped)
        self._rest(working, amount, paid)

    def _make(self, working: Working, *, down: bool | None, gapped: bool = False) -> None:
        """Fill ``working``, which rested, at its limit."""
        price = working.order.price
        if price is None:
            return
        amount = self._given(self._wanted(working))
        paid = self._affordable(working, amount, price, self.instrument.maker)
        self._fill(working, paid, price, price, maker=True, down=down, gapped=gapped)
        self._rest(working, amount, paid)

    def _rest(self, working: Working, amount: Decimal, paid: Decimal) -> None:
        """What becomes of what was not filled."""
        if working.order.id not in self.account.orders:
            return
        if paid < amount:
            self.do(Cancelled(self.seen.closed, working.order.id, self.symbol, "no_cash"))
        elif working.left < self.instrument.lot:
            self.do(Cancelled(self.seen.closed, working.order.id, self.symbol, "too_small"))
        else:
            self._at_once(working)

    def _at_once(self, working: Working) -> None:
        """An order that fills at once or not was not, or not all."""
        if working.order.tif == "ioc":
            self.do(Cancelled(self.seen.closed, working.order.id, self.symbol, "ioc"))
        elif working.order.tif == "fok":
            self.do(Cancelled(self.seen.closed, working.order.id, self.symbol, "fok"))

    def _wanted(self, working: Working) -> Decimal:
        """What it is for, on the lot, unless it closes what is held to the last bit."""
        left = working.left
        return left if left == _reducible(self.account, working) else self.instrument.amount(left)

    def _given(self, wanted: Decimal) -> Decimal:
        if self.room is None or wanted <= self.room:
            return wanted
        return self.instrument.amount(self.room)

    def _got(self, order: Order, price: Decimal, amount: Decimal) -> Decimal:
        got = expected_fill(
            self.instrument, price, amount, buying=order.buying, friction=self.friction, liquidity=self.liquidity
        )
        if order.price is None:
            return got
        return min(got, order.price) if order.buying else max(got, order.price)

    def _affordable(self, working: Working, amount: Decimal, price: Decimal, rate: Decimal) -> Decimal:
        """How much of ``amount`` the account can pay for: what open orders keep back, they alone may use."""
        order, account, position = working.order, self.account, self.position
        opposite = position is not None and position.sign != order.sign
        closing = min(amount, position.size) if position is not None and opposite else ZERO
        opening = amount - closing
        if not opening:
            return amount
        kept = order.reserve * working.left
        cash = min(account.cash, max(kept, account.cash - (account.reserved - kept)))
        if position is not None and closing:
            cash += position.freed(closing, price) - fee(closing * price, rate)
        leverage = order.leverage if self.instrument.kind == "perpetual" else ONE
        unit = price / leverage + price * rate
        for part in (opening, cash / unit, (cash - 2 * FEE_STEP) / unit):
            opening = max(ZERO, self.instrument.amount(min(part, opening)))
            if (opening * price / leverage).quantize(PART, rounding=ROUND_UP) + fee(opening * price, rate) <= cash:
                break
        return closing + opening

    def _fill(
        self,
        working: Working,
        amount: Decimal,
        price: Decimal,
        seen: Decimal,
        *,
        maker: bool,
        down: bool | None,
        gapped: bool,
    ) -> None:
        if amount <= 0:
            return
        order, position = working.order, self.position
        closes = position is not None and position.sign != order.sign
        liquidation = self._liquidation() if closes else None
        if liquidation is not None and (price > liquidation if order.buying else price < liquidation):
            self._liquidate(price)
            return
        worth = amount * price
        rate = self.instrument.maker if maker else self.instrument.taker
        charged = fee(worth, rate)
        if closes and position is not None:
            charged = min(charged, self.account.cash + position.freed(min(amount, position.size), price))
        self.do(Filled(self.seen.closed, order.id, self.symbol, working.fills + 1, price, amount, charged, maker, seen))
        if self.room is not None:
            self.room -= amount
        self._follow(working, amount, price, seen, closed=closes, down=down, gapped=gapped)

    # what a fill brings about

    def _follow(
        self,
        working: Working,
        amount: Decimal,
        price: Decimal,
        seen: Decimal,
        *,
        closed: bool,
        down: bool | None,
        gapped: bool,
    ) -> None:
        order, position = working.order, self.position
        if order.parent is not None:
            self._leg_filled(order, amount)
        if closed:
            self.shrunk = True
        if closed and (position is None or position.sign == order.sign):
            self._cut_all()
        if position is None:
            return
        if order.parent is not None or order.reduces or position.sign != order.sign:
            return
        opened = min(amount, position.size)
        stop = self._protect(order, working.fills, opened, price)
        if order.target is not None:
            if order.price is not None or (down is not None and order.buying == down):
                self.unaimed.append((order, working.fills, opened))
            else:
                target = self._aim(order, working.fills, opened, seen)
                if target is not None:
                    self.fresh.add(target.order.id)
        hurts = position.amount > 0
        if not gapped and (down is None or hurts != down):
            only = set() if stop is None else {stop.order.id}
            self._walk(self.seen.low if hurts else self.seen.high, down=hurts, only=only)

    def _leg_filled(self, order: Order, amount: Decimal) -> None:
        """The other leg has what is left, and what the entry has not filled yet it never will."""
        parent = order.parent or ""
        for other in list(self.resting.legs.get(parent, ())):
            sibling = self.account.orders[other]
            if other == order.id:
                continue
            if sibling.left <= amount:
                self.do(Cancelled(self.seen.closed, other, self.symbol, "other_leg"))
            else:
                self.do(Resized(self.seen.closed, other, self.symbol, sibling.amount - amount))
        if parent in self.account.orders:
            self.do(Cancelled(self.seen.closed, parent, self.symbol, "other_leg"))

    def _protect(self, entry: Order, number: int, amount: Decimal, price: Decimal) -> Working | None:
        """Let the stop of ``entry`` protect ``amount`` more."""
        if not entry.has_stop:
            return None
        trailing = entry.trail is not None and entry.type != "trailing_stop"
        trigger = entry.stop
        if trigger is None and entry.trail is not None:
            trigger = self.instrument.worse(price * (ONE - entry.sign * entry.trail), buying=not entry.buying)
        stop = self._leg(
            entry,
            number,
            amount,
            "stop",
            "trailing_stop" if trailing else "stop",
            trigger=trigger,
            trail=entry.trail if trailing else None,
        )
        self.fresh.add(stop.order.id)
        return stop

    def _aim(self, entry: Order, number: int, amount: Decimal, seen: Decimal | None = None) -> Working | None:
        """Let the target of ``entry`` be for ``amount`` more, as far as that is still held."""
        position = self.position
        if position is None or position.sign != entry.sign or entry.target is None:
            return None
        legs = self.resting.legs.get(entry.id, ())
        stops = [self.account.orders[each] for each in legs if self.account.orders[each].order.leg == "stop"]
        if entry.has_stop and not stops:
            return None
        left = min([position.size, *(each.left for each in stops)])
        return self._leg(entry, number, min(amount, left), "target", "limit", price=entry.target, seen=seen)

    def _leg(
        self,
        entry: Order,
        number: int,
        amount: Decimal,
        leg: Leg,
        kind: OrderType,
        *,
        price: Decimal | None = None,
        trigger: Decimal | None = None,
        trail: Decimal | None = None,
        seen: Decimal | None = None,
    ) -> Working:
        """The ``leg`` of ``entry``, for ``amount`` more; born where there is none."""
        at, position = self.seen.closed, self.position
        size = ZERO if position is None else position.size
        for each in self.resting.legs.get(entry.id, ()):
            working = self.account.orders[each]
            if working.order.leg == leg:
                if (left := min(working.left + amount, size)) != working.left:
                    self.do(Resized(at, each, self.symbol, working.filled + left))
                return working
        name = sha256(f"{entry.id}:{leg}:{number}".encode()).hexdigest()[:32]
        order = Order(
            id=name,
            symbol=self.symbol,
            way="sell" if entry.buying else "buy",
            type=kind,
            amount=min(amount, size),
            at=at,
            price=price,
            trigger=trigger,
            trail=trail,
            leverage=entry.leverage,
            reduce_only=True,
            parent=entry.id,
            leg=leg,
            by=entry.by,
            place=entry.place,
        )
        self.do(Ordered(at, order))
        self.do(Accepted(at, name, name, at, seen))
        return self.account.orders[name]

    # margin

    def _liquidation(self, *, down: bool | None = None, to: Decimal | None = None) -> Decimal | None:
        """The price of liquidation; with ``down`` and ``to``, where the price gets there on its way."""
        position = self.position
        if position is None or self.instrument.kind == "spot" or (down is not None and down != (position.amount > 0)):
            return None
        price = liquidation_of(self.account, self.instrument)
        if price is None or (to is not None and (price < to if down else price > to)):
            return None
        return price

    def _cut_all(self) -> None:
        held = self.account.held(self.symbol)
        size = abs(held)
        for name in list(self.resting.reducing):
            working = self.account.orders[name]
            if not size or working.order.buying == (held > 0) or working.amount > size:
                self.cut(working, self.seen.closed)

    def _liquidate(self, price: Decimal) -> None:
        """The venue closes the position and cancels every order of the market."""
        position, at = self.position, self.seen.closed
        if position is None:
            return
        self.do(Liquidated(at, self.symbol, price, position.amount, position.margin))
        for order in [each.order.id for each in self.account.orders.values() if each.order.symbol == self.symbol]:
            self.do(Cancelled(at, order, self.symbol, "liquidated"))

    def _level(self, working: Working, best: Decimal) -> Decimal:
        order = working.order
        away = order.trail or ZERO
        return self.instrument.worse(best * (ONE + away if order.buying else ONE - away), buying=order.buying)


def _reducible(account: Account, working: Working) -> Decimal:
    """What of the position an order that reduces it can close."""
    held = account.held(working.order.symbol)
    return abs(held) if held * working.order.sign < 0 else ZERO


def _reached(key: Key, to: Decimal, *, down: bool) -> bool:
    """Whether a price that goes ``to`` there lets the order of ``key`` act: a trigger at its price, a limit beyond."""
    price, trigger = key[0], (key[1] == 1) == down
    if price == to:
        return trigger
    return price > to if down else price < to
