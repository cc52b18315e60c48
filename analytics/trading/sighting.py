"""One bar or tick against one account: what it does, in the order in which it is taken to have happened."""

from collections.abc import Iterable, Sequence
from decimal import ROUND_UP, Decimal
from typing import Literal

from analytics.trading.account import MINUTE, Account, minute_of
from analytics.trading.costs import FEE_STEP, MINUTES_A_DAY, Friction, Liquidity, expected_fill, fee
from analytics.trading.instrument import Instrument
from analytics.trading.legs import stop_leg, target_leg
from analytics.trading.log import Log
from analytics.trading.margin import Settlement, funding, liquidation_of
from analytics.trading.orders import ONE, ZERO, Order, Working
from analytics.trading.positions import PART, Position
from analytics.trading.records import (
    Accepted,
    Filled,
    Funded,
    Liquidated,
    Ordered,
    Resized,
    Trailed,
    Triggered,
)
from analytics.trading.resting import Key
from analytics.trading.seen import Seen


class Sighting(Log):
    """What ``seen`` does to ``account``.

    First the open, with all that it jumped over. Then the price walks to one extreme and to the other; first to the one
    that hurts what is held. Then the close, for what can only be known to have happened if it did before the close.
    """

    def __init__(
        self, account: Account, instrument: Instrument, seen: Seen, friction: Friction, liquidity: Liquidity
    ) -> None:
        super().__init__(account)
        self._instrument, self._seen, self._friction, self._liquidity = instrument, seen, friction, liquidity
        self._symbol, self._at = instrument.symbol, seen.closed
        self._resting = account.resting(instrument.symbol)
        self._room = self._share()
        self._heading: Literal["open", "down", "up", "close"] = "open"
        """Where the price is, or is going."""
        self._fresh: set[str] = set()
        """Orders born or triggered in this bar that the rest of it may fill."""
        self._at_close: list[str] = []
        """Orders triggered in this bar that it fills only where the close is beyond them."""
        self._unaimed: list[tuple[Order, int, Decimal]] = []
        """Fills of entries whose targets are born at the close."""
        self._shrunk = False
        """Less is held than there was."""

    def run(self, settlements: Iterable[Settlement]) -> None:
        seen, before = self._seen, self._position
        fits = seen.opened >= self.account.matched.get(self._symbol, 0)
        due = sorted(settlements, key=lambda each: each.at)
        for settlement in due:
            if settlement.at <= seen.opened or (settlement.at < seen.closed and before is not None):
                self._settle(settlement)
        self.expire(self._symbol, seen.opened if seen.is_tick else seen.closed - 1)
        if fits and seen.volume != 0:
            self._match()
        elif fits:
            self._now(None)
        for settlement in due:
            if seen.opened < settlement.at <= seen.closed:
                self._settle(settlement, within=before is None and settlement.at < seen.closed)
        self.expire(self._symbol, seen.closed)

    @property
    def _position(self) -> Position | None:
        return self.account.positions.get(self._symbol)

    def _share(self) -> Decimal | None:
        """How much the account gets of what was traded; ``None``: as much as it likes."""
        if not self._seen.is_tick:
            return None if self._seen.volume is None else self._friction.room(self._seen.volume)
        if self._liquidity.volume is None:
            return None
        minute, taken = self.account.taken.get(self._symbol, (0, ZERO))
        room = self._friction.room(self._liquidity.volume / MINUTES_A_DAY)
        return max(ZERO, room - taken) if minute == minute_of(self._at) else room

    # the course of a bar

    def _match(self) -> None:
        seen = self._seen
        if not self._gapped_liquidation():
            self._now(seen.open)
            self._walk(seen.open, down=True)
            self._walk(seen.open, down=False)
            position = self._position
            down = seen.close >= seen.open if position is None else position.amount > 0
            for way in (down, not down):
                self._go(down=way)
            self._close()
        if not seen.is_tick:
            self._trail()
        if self._shrunk:
            self._cut_larger()

    def _gapped_liquidation(self) -> bool:
        position, price, opened = self._position, self._liquidation(), self._seen.open
        if position is None or price is None or (opened > price if position.amount > 0 else opened < price):
            return False
        self._liquidate(opened)
        return True

    def _now(self, price: Decimal | None) -> None:
        """What waits for no price is filled at ``price``; where there is none, what does not wait either is gone."""
        for name in list(self._resting.now):
            working = self.account.orders.get(name)
            if working is None or not self._may(working) or not self._stands(working):
                continue
            if working.level is None and working.order.type == "trailing_stop":
                if price is not None:
                    self._fresh.add(name)
                    self.do(Trailed(self._at, name, self._symbol, self._level(working, price)))
            elif price is not None and working.order.through(price):
                self._take(working, price)
            else:
                self._at_once(working)

    def _go(self, *, down: bool, only: Sequence[str] | None = None) -> None:
        """Let the price go down to the low, or up to the high."""
        before, self._heading = self._heading, "down" if down else "up"
        self._walk(self._seen.low if down else self._seen.high, down=down, only=only)
        self._heading = before

    def _walk(self, to: Decimal, *, down: bool, only: Sequence[str] | None = None) -> None:
        """Let what lies on the way happen, the first first: at its own price, or the open that jumped over it."""
        gapped = self._heading == "open"
        key: Key | None = None
        while True:
            key = self._resting.after(key, down=down)
            if key is not None and not _reached(key, to, down=down):
                key = None
            liquidation = None if gapped else self._liquidation(down=down, to=to)
            if liquidation is not None and (key is None or (liquidation >= key[0] if down else liquidation <= key[0])):
                price = liquidation if only is not None else (min if down else max)(liquidation, self._seen.open)
                self._liquidate(self._instrument.worse(price, buying=not down))
                return
            if key is None:
                return
            working = self.account.orders[key[3]]
            if self._may(working) and (only is None or working.order.id in only):
                self._act(working, self._seen.open if gapped else key[0], down=down)

    def _close(self) -> None:
        """What was born or triggered within the bar and lies on the way back counts if the close is beyond it."""
        self._heading = "close"
        for name in self._at_close:
            working = self.account.orders.get(name)
            if working is not None and working.order.through(self._seen.close) and self._stands(working):
                self._make(working)
        for entry, number, amount in self._unaimed:
            target = self._aim(entry, number, amount)
            if target is not None and target.order.through(self._seen.close):
                self._make(target)

    def _trail(self) -> None:
        """Let trailing stops follow the bar that has closed."""
        for name in list(self._resting.trailing):
            working = self.account.orders[name]
            born = working.order.at > self._seen.opened
            if born or working.triggered or working.level is None or not self._may(working):
                continue
            level = self._level(working, self._seen.low if working.order.buying else self._seen.high)
            if level < working.level if working.order.buying else level > working.level:
                self.do(Trailed(self._at, name, self._symbol, level))

    def _settle(self, settlement: Settlement, *, within: bool = False) -> None:
        """Book ``settlement``. Of a position that was opened ``within`` the bar nobody knows whether it was held by
        then: it pays, and receives nothing."""
        position = self._position
        if position is None or (settlement.at <= position.funded_until and not within):
            return
        paid = funding(position, self._instrument, settlement)
        if within and paid <= 0:
            return
        rate, mark, amount = settlement.rate, settlement.mark, position.amount
        self.do(Funded(settlement.at, self._symbol, rate, mark, amount, paid, settlement.assumed))

    # one order

    def _may(self, working: Working) -> bool:
        """Whether this may do anything to ``working``."""
        return working.order.id in self._fresh or (working.accepted and working.since <= self._seen.opened)

    def _stands(self, working: Working) -> bool:
        """Whether it is open still; one that only reduces for no more than is held by now."""
        orders = self.account.orders
        if working.order.reduces and working.order.id in orders:
            self.cut(working, self._at)
        return working.order.id in orders

    def _act(self, working: Working, price: Decimal, *, down: bool) -> None:
        """The market, at ``price``, reached ``working``."""
        order, gapped = working.order, self._heading == "open"
        self._fresh.discard(order.id)
        if order.reduces and not gapped:
            self._pass(price)
        if not self._stands(working):
            return
        if working.is_limit:
            if gapped and working.takes and self._arrives(working):
                self._take(working, price)
            else:
                self._make(working)
            return
        self.do(Triggered(self._at, order.id, self._symbol, price))
        if order.through(price):
            self._take(working, price)
        elif order.tif in ("ioc", "fok"):
            self._at_once(working)
        if order.id in self.account.orders and order.price is not None and not working.fills:
            ahead = (order.price < price) == down and order.buying == down
            if gapped or ahead:
                self._fresh.add(order.id)
            else:
                self._at_close.append(order.id)

    def _pass(self, price: Decimal) -> None:
        """Before a position is closed at ``price``, so are parts of it by what was triggered and lies on the way."""
        for name in self._at_close:
            working = self.account.orders.get(name)
            if working is None or not working.order.reduces or not working.order.through(price):
                continue
            if self._heading == ("down" if working.order.buying else "up") and self._stands(working):
                self._make(working)

    def _arrives(self, working: Working) -> bool:
        """Whether this is the first that is seen after the order came."""
        return self._seen.opened - working.since < max(MINUTE, self._seen.closed - self._seen.opened)

    def _level(self, working: Working, best: Decimal) -> Decimal:
        """Where a trailing stop stands when ``best`` was its best price."""
        order = working.order
        away = order.trail or ZERO
        return self._instrument.worse(best * (ONE + away if order.buying else ONE - away), buying=order.buying)

    # how it is filled

    def _take(self, working: Working, price: Decimal) -> None:
        """Fill ``working`` at the market, no worse than at its limit."""
        order = working.order
        wanted = self._wanted(working)
        amount = self._given(wanted)
        if order.tif == "fok" and amount < wanted:
            self._at_once(working)
            return
        paid = self._affordable(working, amount, self._got(order, price, amount), self._instrument.taker)
        if order.tif == "fok" and paid < wanted:
            self.cancel(order.id, self._at, "no_cash")
            return
        self._fill(working, paid, self._got(order, price, paid), price, maker=False)
        self._rest(working, amount, paid)

    def _make(self, working: Working) -> None:
        """Fill ``working``, which rested, at its limit."""
        price = working.order.price
        if price is None:
            return
        amount = self._given(self._wanted(working))
        paid = self._affordable(working, amount, price, self._instrument.maker)
        self._fill(working, paid, price, price, maker=True)
        self._rest(working, amount, paid)

    def _rest(self, working: Working, amount: Decimal, paid: Decimal) -> None:
        """What becomes of what was not filled."""
        if working.order.id not in self.account.orders:
            return
        if paid < amount:
            self.cancel(working.order.id, self._at, "no_cash")
        elif working.left < self._instrument.lot:
            self.cancel(working.order.id, self._at, "too_small")
        else:
            self._at_once(working)

    def _at_once(self, working: Working) -> None:
        """An order that fills at once or not was not, or not all."""
        tif = working.order.tif
        if tif in ("ioc", "fok"):
            self.cancel(working.order.id, self._at, "ioc" if tif == "ioc" else "fok")

    def _wanted(self, working: Working) -> Decimal:
        """What it is for, on the lot, unless it closes what is held to the last bit."""
        left = working.left
        return left if left == self.reducible(working) else self._instrument.amount(left)

    def _given(self, wanted: Decimal) -> Decimal:
        """How much of it there is to be had."""
        if self._room is None or wanted <= self._room:
            return wanted
        return self._instrument.amount(self._room)

    def _got(self, order: Order, price: Decimal, amount: Decimal) -> Decimal:
        """The price that ``amount`` of it gets where the market is at ``price``."""
        friction, liquidity = self._friction, self._liquidity
        got = expected_fill(
            self._instrument, price, amount, buying=order.buying, friction=friction, liquidity=liquidity
        )
        if order.price is None:
            return got
        return min(got, order.price) if order.buying else max(got, order.price)

    def _affordable(self, working: Working, amount: Decimal, price: Decimal, rate: Decimal) -> Decimal:
        """How much of ``amount`` the account can pay for: what open orders keep back, they alone may use."""
        order, account, position = working.order, self.account, self._position
        closing = min(amount, self.reducible(working))
        opening = amount - closing
        if not opening:
            return amount
        kept = order.reserve * working.left
        cash = min(account.cash, max(kept, account.cash - (account.reserved - kept)))
        if position is not None and closing:
            cash += position.freed(closing, price) - fee(closing * price, rate)
        leverage = order.leverage if self._instrument.kind == "perpetual" else ONE
        unit = price / leverage + price * rate
        for part in (opening, cash / unit, (cash - 2 * FEE_STEP) / unit):
            opening = max(ZERO, self._instrument.amount(min(part, opening)))
            if (opening * price / leverage).quantize(PART, rounding=ROUND_UP) + fee(opening * price, rate) <= cash:
                break
        return closing + opening

    def _fill(self, working: Working, amount: Decimal, price: Decimal, seen: Decimal, *, maker: bool) -> None:
        """Book a fill, and what follows of it. One that closes beyond the liquidation price is a liquidation."""
        if amount <= 0:
            return
        order, position = working.order, self._position
        closes = position is not None and position.sign != order.sign
        liquidation = self._liquidation() if closes else None
        if liquidation is not None and (price > liquidation if order.buying else price < liquidation):
            self._liquidate(price)
            return
        charged = fee(amount * price, self._instrument.maker if maker else self._instrument.taker)
        if closes and position is not None:
            charged = min(charged, self.account.cash + position.freed(min(amount, position.size), price))
        number = working.fills + 1
        self.do(Filled(self._at, order.id, self._symbol, number, price, amount, charged, maker, seen))
        if self._room is not None:
            self._room -= amount
        if order.parent is not None:
            self._leg_filled(order.parent, order.id, amount)
        if closes:
            self._closed(order)
        position = self._position
        if position is not None and not order.reduces and position.sign == order.sign:
            self._opened(working, min(amount, position.size), price, seen)

    # what a fill brings about

    def _leg_filled(self, entry: str, leg: str, amount: Decimal) -> None:
        """The other leg has what is left, and what the entry has not filled yet it never will."""
        for other in list(self._resting.legs.get(entry, ())):
            sibling = self.account.orders[other]
            if other == leg:
                continue
            if sibling.left <= amount:
                self.cancel(other, self._at, "other_leg")
            else:
                self.do(Resized(self._at, other, self._symbol, sibling.amount - amount))
        if entry in self.account.orders:
            self.cancel(entry, self._at, "other_leg")

    def _closed(self, order: Order) -> None:
        """What only reduced a position that is gone goes with it."""
        self._shrunk = True
        position = self._position
        if position is None or position.sign == order.sign:
            for name in list(self._resting.reducing):
                self.cut(self.account.orders[name], self._at)

    def _cut_larger(self) -> None:
        """Let nothing that only reduces be for more than is held."""
        size = abs(self.account.held(self._symbol))
        if self._resting.largest > size:
            for name in list(self._resting.reducing):
                if self.account.orders[name].amount > size:
                    self.cut(self.account.orders[name], self._at)

    def _opened(self, working: Working, amount: Decimal, price: Decimal, seen: Decimal) -> None:
        """Let the legs of the entry protect ``amount`` more. What protects it, and its liquidation, may come about in
        any part of the bar; its target where the price surely was after the entry."""
        entry, number, against = working.order, working.fills, not working.order.buying
        stop = self._protect(entry, number, amount, price)
        if entry.target is not None:
            ahead = self._heading == ("up" if entry.buying else "down")
            if entry.price is None and (ahead or self._heading == "open"):
                target = self._aim(entry, number, amount, seen)
                self._fresh.update(() if target is None else (target.order.id,))
            else:
                self._unaimed.append((entry, number, amount))
        if self._heading not in ("open", "up" if against else "down"):
            self._go(down=not against, only=() if stop is None else (stop.order.id,))

    def _protect(self, entry: Order, number: int, amount: Decimal, price: Decimal) -> Working | None:
        """Let the stop of ``entry`` be for ``amount`` more."""
        if not entry.has_stop:
            return None
        stop = self._leg(stop_leg(entry, self._instrument, number, amount, price, self._at))
        self._fresh.add(stop.order.id)
        return stop

    def _aim(self, entry: Order, number: int, amount: Decimal, seen: Decimal | None = None) -> Working | None:
        """Let the target of ``entry`` be for ``amount`` more, as far as that is still held."""
        position = self._position
        if position is None or position.sign != entry.sign:
            return None
        legs = (self.account.orders[each].order for each in self._resting.legs.get(entry.id, ()))
        if entry.has_stop and not any(each.leg == "stop" for each in legs):
            return None
        return self._leg(target_leg(entry, number, min(amount, position.size), self._at), seen)

    def _leg(self, leg: Order, seen: Decimal | None = None) -> Working:
        """The open leg that ``leg`` adds to, or itself, born where the market is at ``seen``."""
        for name in self._resting.legs.get(leg.parent or "", ()):
            working = self.account.orders[name]
            if working.order.leg == leg.leg:
                left = min(working.left + leg.amount, self.reducible(working))
                if left != working.left:
                    self.do(Resized(self._at, name, self._symbol, working.filled + left))
                return working
        self.do(Ordered(self._at, leg))
        self.do(Accepted(self._at, leg.id, leg.id, self._at, seen))
        return self.account.orders[leg.id]

    # margin

    def _liquidation(self, *, down: bool | None = None, to: Decimal | None = None) -> Decimal | None:
        """The price of liquidation; with ``down`` and ``to``, where the price gets there on its way."""
        position = self._position
        if position is None or self._instrument.kind == "spot" or (down is not None and down != (position.amount > 0)):
            return None
        price = liquidation_of(self.account, self._instrument)
        if price is None or (to is not None and (price < to if down else price > to)):
            return None
        return price

    def _liquidate(self, price: Decimal) -> None:
        """The venue closes the position and cancels every order of the market."""
        position = self._position
        if position is None:
            return
        self.do(Liquidated(self._at, self._symbol, price, position.amount, position.margin))
        for working in list(self.account.orders.values()):
            if working.order.symbol == self._symbol:
                self.cancel(working.order.id, self._at, "liquidated")


def _reached(key: Key, to: Decimal, *, down: bool) -> bool:
    """Whether a price that goes ``to`` there lets the order of ``key`` act: a trigger at its price, a limit beyond."""
    price, trigger = key[0], (key[1] == 1) == down
    if price == to:
        return trigger
    return price > to if down else price < to
