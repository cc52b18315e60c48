"""The limits of an account: what may be ordered, what may be held, and how much may be lost.

They hold for entries. What only reduces a position passes them all, so that nobody is kept in.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import ROUND_DOWN, ROUND_UP, Decimal
from typing import Final

from analytics.trading.account import Account
from analytics.trading.instrument import Instrument, kind_of
from analytics.trading.orders import ZERO, Order
from services.accounts.losses import Prices, losses_of
from services.market.timeframes import to_ms
from services.orders.limit_terms import LIMITS, LimitTerms

MINUTE_MS: Final = 60_000
CENT: Final = Decimal("0.01")
EXAMPLE_STOP: Final = Decimal("0.02")
"""How far from the entry the stop is that is named as an example."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What the gate found of one limit: what it allows (``value``) and what the order comes to, in words."""

    limit: str
    value: str
    figure: str
    passed: bool


@dataclass(frozen=True, slots=True)
class Load:
    """What an account holds and has open of one market, in quote currency: bought at most, and sold short at most,
    whatever of its open orders is filled."""

    long: Decimal
    short: Decimal

    @property
    def worst(self) -> Decimal:
        return max(self.long, self.short, ZERO)


def load_of(account: Account, symbol: str, price_of: Prices) -> Load:
    """What ``account`` has of ``symbol``. Orders that only reduce do not count."""
    held = account.held(symbol)
    value = held * price_of(symbol) if held else ZERO
    bought, sold = (
        sum(
            (
                each.left * unit_value(each.order, price_of(symbol))
                for each in account.orders.values()
                if each.order.symbol == symbol and each.order.way == way and enters(each.order)
            ),
            ZERO,
        )
        for way in ("buy", "sell")
    )
    return Load(long=value + bought, short=sold - value)


def exposure_of(account: Account, price_of: Prices, without: str = "") -> Decimal:
    """What ``account`` has of all markets at most, but of the one ``without``."""
    return sum((load_of(account, each, price_of).worst for each in account.symbols if each != without), ZERO)


def enters(order: Order) -> bool:
    """Whether ``order`` may open or enlarge a position, by itself: no leg, nothing that only reduces, and no sale of
    what cannot be sold short."""
    if order.reduce_only or order.leg != "entry":
        return False
    return order.buying or kind_of(order.symbol) == "perpetual"


def only_reduces(order: Order, account: Account) -> bool:
    """Whether ``order`` can only make a position of ``account`` smaller. An order against a perpetual's position that
    does not say so does, where it is filled at once and is for no more than is held, less what is being sold of it."""
    if not enters(order):
        return True
    held = -order.sign * account.held(order.symbol)
    if order.type != "market" or held <= 0:
        return False
    open_too = (
        each.left
        for each in account.orders.values()
        if each.order.symbol == order.symbol and each.order.way == order.way and each.order.parent is None
    )
    return order.amount + sum(open_too, ZERO) <= held


def unit_value(order: Order, price: Decimal) -> Decimal:
    """What a unit of ``order`` is worth at most when it is filled, where the market is at ``price``: who sells at a
    limit below the market is given the market's."""
    if order.buying:
        return order.price or order.trigger or price
    if order.trigger is not None:
        return max(order.trigger, order.price or order.trigger)
    return max(order.price or price, price)


def entry_of(order: Order, price: Decimal) -> Decimal:
    """The price that ``order`` gets in at, the worst for its stop, where the market is at ``price``."""
    if order.trigger is not None:
        return order.trigger
    levels = [price, *([order.price] if order.price is not None else [])]
    return min(levels) if order.buying else max(levels)


@dataclass(frozen=True, slots=True)
class Wish:
    """An order that somebody wants in ``account``, with what the gate has to know of it. ``price`` is what a unit will
    cost or bring about; ``price_of`` tells the price of each market that the account is in, and of this one."""

    account: Account
    order: Order
    instrument: Instrument
    price: Decimal
    price_of: Prices
    now: datetime


@dataclass(frozen=True, slots=True)
class Sizes:
    """What an entry is worth, and makes of its market and of all: ``same`` is what is there of its side before it, and
    ``other`` of the other, whatever of the open orders is filled; ``elsewhere`` what is there of other markets."""

    order: Decimal
    same: Decimal
    other: Decimal
    elsewhere: Decimal

    @property
    def position(self) -> Decimal:
        return self.same + self.order

    @property
    def exposure(self) -> Decimal:
        return self.elsewhere + max(self.position, self.other)


def sizes_of(wish: Wish) -> Sizes:
    """What the sizes come to once ``wish`` is filled."""
    order, load = wish.order, load_of(wish.account, wish.order.symbol, wish.price_of)
    same, other = (load.long, load.short) if order.buying else (load.short, load.long)
    elsewhere = exposure_of(wish.account, wish.price_of, without=order.symbol)
    return Sizes(order.amount * wish.price, same, other, elsewhere)


def findings_of(wish: Wish, terms: LimitTerms) -> Sequence[Finding]:
    """Every limit of ``terms``, and what ``wish``, an entry, comes to. What no order would pass either goes first."""
    checked = _Checked(wish, terms)
    return (
        *checked.of_losses(),
        checked.of_rate(),
        checked.of_leverage(),
        *checked.of_stops(),
        *checked.of_size(),
    )


class _Checked:
    def __init__(self, wish: Wish, terms: LimitTerms) -> None:
        self._wish = wish
        self._terms = terms
        self._losses = losses_of(wish.account, wish.price_of, wish.now)
        self._money = wish.account.currency

    def of_losses(self) -> Iterator[Finding]:
        lost, terms = self._losses, self._terms
        yield Finding(
            limit=LIMITS["daily_loss"].called,
            value=f"{percent(terms.daily_loss)} of the {self._cash(lost.day_start)} that the day (UTC) began with",
            figure=self._lost(
                lost.day_start - lost.equity, lost.today, "entries pass again tomorrow", terms.daily_loss
            ),
            passed=lost.today < terms.daily_loss,
        )
        yield Finding(
            limit=LIMITS["drawdown"].called,
            value=f"{percent(terms.drawdown)} below the peak of {self._cash(lost.peak)}",
            figure=self._lost(
                lost.peak - lost.equity,
                lost.drawdown,
                "an admin may loosen it in /limits, or the account is reset",
                terms.drawdown,
            ),
            passed=lost.drawdown < terms.drawdown,
        )
        until = lost.cooling_until(terms.losing_streak, terms.cool_down)
        cooling = until is not None and self._wish.now < until
        yield Finding(
            limit=LIMITS["losing_streak"].called,
            value=f"after {terms.losing_streak} losses in a row no entries for {terms.cool_down} min",
            figure=f"{lost.streak} in a row" + (f"; entries pass again at {clock(until)}" if until and cooling else ""),
            passed=not cooling,
        )

    def of_rate(self) -> Finding:
        now = to_ms(self._wish.now)
        recent = [at for at in self._wish.account.ordered_at if at > now - MINUTE_MS]
        most = self._terms.orders_a_minute
        passed = len(recent) < most
        wait = "" if passed else f"; the next passes in {-((now - MINUTE_MS - recent[-most]) // 1000)} s"
        return Finding(
            limit=LIMITS["orders_a_minute"].called,
            value=f"{most} orders in 60 s",
            figure=f"{len(recent)} in the last 60 s{wait}",
            passed=passed,
        )

    def of_leverage(self) -> Finding:
        asked, most = self._wish.order.leverage, self._terms.leverage
        return Finding(LIMITS["leverage"].called, f"{plain(most)}×", f"{plain(asked)}×", passed=asked <= most)

    def of_stops(self) -> Iterator[Finding]:
        order, instrument = self._wish.order, self._wish.instrument
        entry = entry_of(order, self._wish.price_of(order.symbol))
        side = "below" if order.buying else "above"
        if self._terms.require_stop:
            example = instrument.price(entry * (1 - order.sign * EXAMPLE_STOP))
            missing = f"none; add stop:{example:f}, or any {side} {plain(entry)}"
            if self._wish.account.held(order.symbol) * order.sign < 0:
                missing += "; where it only closes, reduce_only:yes"
            yield Finding(
                limit=LIMITS["require_stop"].called,
                value="an entry has a stop",
                figure="it has one" if order.has_stop else missing,
                passed=order.has_stop,
            )
        if order.stop is not None:
            yield Finding(
                limit="stop on the right side",
                value=f"{side} the entry at {plain(entry)}",
                figure=f"the stop is at {plain(order.stop)}",
                passed=(entry - order.stop) * order.sign > 0,
            )

    def of_size(self) -> Iterator[Finding]:
        terms, equity = self._terms, max(self._losses.equity, ZERO)
        unit, size = self._wish.price, sizes_of(self._wish)
        sizes = (
            (LIMITS["largest_order"].called, terms.largest_order, ZERO, size.order),
            (LIMITS["largest_position"].called, terms.largest_position, size.same, size.position),
            (LIMITS["exposure"].called, terms.exposure, size.elsewhere + size.same, size.exposure),
        )
        most = min((share * equity - before) / unit for _, share, before, _ in sizes)
        for name, share, _, comes_to in sizes:
            passed = comes_to <= share * equity
            yield Finding(
                limit=name,
                value=f"{percent(share)} of equity: {self._cash(share * equity, ROUND_DOWN)}",
                figure=self._size(max(comes_to, ZERO), equity) + ("" if passed else f"; {self._room(most, unit)}"),
                passed=passed,
            )

    def _size(self, worth: Decimal, equity: Decimal) -> str:
        of_equity = f", {percent(worth / equity, ROUND_UP)} of equity" if equity else ""
        return f"{self._cash(worth, ROUND_UP)}{of_equity}"

    def _room(self, most: Decimal, unit: Decimal) -> str:
        """How much would pass all limits of size."""
        instrument = self._wish.instrument
        amount = instrument.amount(max(most, ZERO))
        if amount < max(instrument.least_amount, instrument.lot) or amount * unit < instrument.least_notional:
            return "nothing more passes now"
        return f"at most {plain(amount)} {instrument.base} now"

    def _lost(self, lost: Decimal, share: Decimal, until: str, most: Decimal) -> str:
        if lost <= 0:
            return f"{self._cash(ZERO)}, nothing lost"
        return f"{self._cash(lost)} lost, {percent(share, ROUND_DOWN)}" + (f"; {until}" if share >= most else "")

    def _cash(self, value: Decimal, rounding: str = ROUND_DOWN) -> str:
        return f"{value.quantize(CENT, rounding):,f} {self._money}"


def percent(share: Decimal, rounding: str = ROUND_DOWN) -> str:
    """``62.5%``"""
    return f"{plain((share * 100).quantize(CENT, rounding))}%"


def plain(value: Decimal) -> str:
    """``42,156.3``: each digit, and no zeros behind."""
    text = f"{value:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def clock(moment: datetime) -> str:
    """``19:20 UTC``"""
    return f"{moment.astimezone(UTC):%H:%M} UTC"
