"""From what somebody wants to the order that it is, in the account and market as they are now."""

from dataclasses import replace
from decimal import ROUND_CEILING, ROUND_UP, Decimal
from typing import Any, Final, Literal

from analytics.position import liquidation_price, maintenance_margin, tier_of
from analytics.trading.legs import first_stop
from analytics.trading.orders import ONE, ZERO, Order, OrderType, Way
from analytics.trading.positions import PART
from services.accounts.naming import place_of
from services.core.errors import BadOrder
from services.market.timeframes import to_ms
from services.orders.amounts import Asked, read_amount
from services.orders.entry import OrderKind, OrderOptions, Rounded
from services.orders.scene import Planned, Scene, stopped
from services.words.numbers import percent

TRIES: Final = 12
"""Slippage grows with the amount, which a risk makes smaller with it: so often they are made to agree."""
TRIGGERED: Final = frozenset({"stop", "stop_limit", "take_profit"})
LIMITED: Final = frozenset({"limit", "post_only", "stop_limit"})


def plan(options: OrderOptions, way: Way, scene: Scene, order_id: str, asked: Asked | None = None) -> Planned:
    """The order with this id that ``options`` mean in ``scene``; their amount is ``asked`` where that was read already.

    Raises:
        BadOrder: the venue or the account would not take it; the error says what would be right.
    """
    return _Plan(options, way, scene, order_id, asked).made()


class _Plan:
    def __init__(
        self,
        options: OrderOptions,
        way: Way,
        scene: Scene,
        order_id: str,
        asked: Asked | None,
    ) -> None:
        self._options = options
        self._asked = asked or read_amount(options.amount, scene.instrument.base, scene.instrument.quote)
        self._way: Way = way
        self._scene = scene
        self._id = order_id
        self._instrument = scene.instrument
        self._kind = _kind(options)
        self._rounded: list[Rounded] = []
        self._buying = way == "buy"
        self._held = scene.account.held(self._instrument.symbol)
        self._against = self._held != 0 and (self._held > 0) != self._buying
        """What is held is on the other side, so that the order reduces it first."""

    def made(self) -> Planned:
        self._check_account()
        self._check_kind()
        price, trigger = self._on_tick("price"), self._on_tick("trigger")
        stop, target = self._on_tick("stop"), self._on_tick("target")
        if self._kind == "trailing_stop":
            trigger = self._trailed(trigger)
        self._check_side_of_trigger(trigger)
        self._check_post_only(price)
        leverage = self._leverage()
        reference, maker = self._reference(price, trigger)
        self._check_bracket(reference, stop, target)
        fee_rate = self._instrument.maker if maker else self._instrument.taker
        draft = Planned(
            order=Order(
                id=self._id,
                symbol=self._instrument.symbol,
                way=self._way,
                type=_type(self._kind),
                amount=self._instrument.lot,
                at=to_ms(self._scene.now),
                price=price,
                trigger=trigger,
                trail=None if self._options.trail is None else percent(self._options.trail),
                stop=stop,
                target=target,
                leverage=leverage,
                tif=self._options.tif,
                post_only=self._kind == "post_only",
                reduce_only=self._options.reduce_only or self._only_closes,
                place=place_of(self._scene.principal) or "",
            ),
            reference=reference,
            expected=reference,
            maker=maker,
            fee_rate=fee_rate,
            opening=ZERO,
            cost=ZERO,
            fee=ZERO,
            liquidation=None,
        )
        amount, cut = self._amount(draft)
        planned = replace(self._priced(draft, amount), rounded=tuple(self._rounded), cut=cut)
        self._check_least(planned)
        self._check_affordable(planned)
        return self._with_liquidation(planned)

    @property
    def _only_closes(self) -> bool:
        """A spot market cannot be sold short."""
        return not self._scene.perpetual and not self._buying

    def _check_account(self) -> None:
        instrument, currency = self._instrument, self._scene.account.currency
        if instrument.quote != currency:
            right = f"{instrument.base}/{currency}"
            raise bad("symbol", f"must be a market in {currency}, which your account is in", right)
        self._check_held()

    def _check_held(self) -> None:
        symbol, held = self._instrument.symbol, self._held
        if self._only_closes and held <= 0:
            self._check_other_market()
            if self._asked.of == "held":
                raise bad(
                    "amount",
                    f"is a part of what is held, and no {self._instrument.base} is",
                    "an amount, with leverage to go short",
                )
            told = f"there is no {self._instrument.base} to sell, and a spot market cannot be sold short"
            raise bad("leverage", f"is needed to go short: {told}", "1 or more")
        if self._options.reduce_only and not self._against:
            self._check_other_market()
            holds = f"{_told(held)} of it is held" if held else f"nothing of {symbol} is held"
            raise bad("reduce_only", f"has nothing to reduce: {holds}, and this order would add", "no")

    def _check_other_market(self) -> None:
        """Spot and the perpetual are two markets: it may be the other that is held."""
        symbol, quote, account = self._instrument.symbol, self._instrument.quote, self._scene.account
        other = symbol.removesuffix(f":{quote}") if self._scene.perpetual else f"{symbol}:{quote}"
        if not self._held and account.held(other):
            what = "spot" if self._scene.perpetual else "the perpetual"
            raise bad("symbol", f"{symbol} is not held; {what} is", other)

    def _check_kind(self) -> None:
        kind, options = self._kind, self._options
        if options.price is None and kind in LIMITED:
            near = _number(options.trigger or self._scene.price)
            raise bad("price", f"is needed for a {_called(kind)} order: the worst that is taken", near)
        if options.price is not None and kind not in {*LIMITED, "take_profit"}:
            raise bad("price", f"is of no use in a {_called(kind)} order", _limited(kind), change="type")
        if options.trigger is None and kind in TRIGGERED:
            told = f"is needed for a {_called(kind)} order: the market is at {_told(self._scene.price)}"
            raise bad("trigger", told, "where it wakes up")
        if options.trigger is not None and kind not in {*TRIGGERED, "trailing_stop"}:
            raise bad("trigger", f"is of no use in a {_called(kind)} order", "stop or take_profit", change="type")
        if options.trail is None and kind == "trailing_stop":
            raise bad("trail", "is needed for a trailing stop: the percent that it stays behind", "2")
        if options.trail is not None and kind != "trailing_stop" and (options.reduce_only or self._only_closes):
            told = f"is of no use in a {_called(kind)} order that only closes"
            raise bad("trail", told, "trailing_stop", change="type")
        if options.tif in ("ioc", "fok") and kind == "post_only":
            raise bad("tif", f"must be gtc or day: a post-only order waits, and {options.tif} does not", "gtc")

    def _on_tick(self, option: Literal["price", "trigger", "stop", "target"]) -> Decimal | None:
        asked: Decimal | None = getattr(self._options, option)
        if asked is None:
            return None
        used = self._instrument.price(asked)
        if used <= 0:
            tick = _number(self._instrument.tick)
            raise bad(option, f"must be at least {tick}, the smallest step of a price here", tick)
        if used != asked:
            self._rounded.append(Rounded(option=option, asked=asked, used=used))
        return used

    def _trailed(self, trigger: Decimal | None) -> Decimal:
        """Where a trailing stop stands at first."""
        if trigger is not None or self._options.trail is None:
            return trigger or ZERO
        behind = percent(self._options.trail)
        price = self._scene.price * (ONE + behind if self._buying else ONE - behind)
        level = self._instrument.price(price)
        if abs(level - self._scene.price) < self._instrument.tick or level <= 0:
            least = 100 * self._instrument.tick / self._scene.price
            raise bad("trail", f"must be at least {least:.2g}%, one step of the price", f"{2 * least:.2g} or more")
        return level

    def _check_side_of_trigger(self, trigger: Decimal | None) -> None:
        if trigger is None:
            return
        above = self._buying != (self._kind == "take_profit")
        price = self._scene.price
        if (trigger > price) != above or trigger == price:
            side = "above" if above else "below"
            told = f"must lie {side} the price, {_told(price)}, for a {_called(self._kind)} order that {self._way}s"
            other = "stop" if self._kind == "take_profit" else "take_profit"
            if trigger != price and self._kind != "trailing_stop":
                raise bad("trigger", told, other, change="type")
            raise bad("trigger", told, f"{side} {_told(price)}")

    def _check_post_only(self, price: Decimal | None) -> None:
        if self._kind != "post_only" or price is None:
            return
        if price >= self._scene.price if self._buying else price <= self._scene.price:
            side = "below" if self._buying else "above"
            told = f"must lie {side} the price, {_told(self._scene.price)}: this one would fill at once"
            raise bad("price", told, f"{side} {_told(self._scene.price)}")

    def _leverage(self) -> Decimal:
        instrument, asked = self._instrument, self._options.leverage
        if not self._scene.perpetual:
            return ONE
        position = self._scene.account.positions.get(instrument.symbol)
        waiting = [each.order.leverage for each in self._scene.account.orders.values() if self._opens_too(each.order)]
        inherited = position.leverage if position else waiting[0] if waiting else None
        leverage = asked or inherited or ONE
        if leverage > instrument.most_leverage:
            most = _number(instrument.most_leverage)
            raise bad("leverage", f"must be at most {most} in {instrument.symbol}", most)
        if inherited is not None and leverage != inherited and not self._options.reduce_only:
            what = "position" if position else "waiting order"
            told = f"must be {_number(inherited)}, that of your {what} in {instrument.symbol}"
            raise bad("leverage", told, _number(inherited))
        return leverage

    def _opens_too(self, order: Order) -> bool:
        return order.symbol == self._instrument.symbol and not order.reduce_only and order.leg == "entry"

    def _reference(self, price: Decimal | None, trigger: Decimal | None) -> tuple[Decimal, bool]:
        """Where its fill is reckoned from, and whether it waits there as a maker."""
        market = self._scene.price
        match self._kind:
            case "market":
                return market, False
            case "limit" | "post_only":
                limit = price or market
                takes = limit > market if self._buying else limit < market
                return (market, False) if takes else (limit, True)
            case "stop_limit" | "take_profit" if price is not None:
                return price, False
        return trigger or market, False

    def _check_bracket(self, reference: Decimal, stop: Decimal | None, target: Decimal | None) -> None:
        for option, level in (("stop", stop), ("target", target)):
            if level is None:
                continue
            if self._options.reduce_only or self._only_closes:
                told = "protects what an order opens, and this one closes"
                other = "stop" if option == "stop" else "take_profit"
                raise bad(option, told, f"an order of its own, type:{other} trigger:{_number(level)}")
            below = self._buying == (option == "stop")
            if level >= reference if below else level <= reference:
                side, deed = "below" if below else "above", "buys" if self._buying else "sells"
                told = f"must lie {side} {_told(reference)}, where the order {deed}"
                raise bad(option, told, f"{side} {_told(reference)}")

    def _amount(self, draft: Planned) -> tuple[Decimal, Decimal | None]:
        """The amount on the lot, and what it was before it was cut, where it was."""
        asked = self._asked
        wanted = self._wanted(asked, draft)
        amount = wanted
        if self._options.reduce_only or self._only_closes:
            if wanted > abs(self._held) and not self._options.reduce_only:
                most = _number(abs(self._held))
                told = (
                    f"is more than the {most} {self._instrument.base} that you hold; a spot market cannot be sold short"
                )
                raise bad("amount", told, most)
            amount = min(amount, abs(self._held))
        amount = amount if amount == abs(self._held) and self._against else self._instrument.amount(amount)
        if amount <= 0:
            raise self._too_small(self._least(draft.reference))
        return amount, wanted if wanted != amount and asked.of == "base" else None

    def _wanted(self, asked: Asked, draft: Planned) -> Decimal:
        match asked.of:
            case "base":
                return asked.number
            case "held":
                if not self._against:
                    told = f"is of what you hold, and nothing of {self._instrument.symbol} is held for this to close"
                    raise bad("amount", told, f"200{self._instrument.quote.lower()}")
                return abs(self._held) * asked.number
            case "risk":
                return self._by_risk(self._scene.equity * asked.number, draft)
        worth = asked.number if asked.of == "quote" else self._scene.equity * asked.number
        amount = worth / draft.reference
        for _ in range(TRIES):
            unit = self._expected(draft, amount)
            if asked.of == "equity":
                unit *= ONE + draft.fee_rate
            amount = worth / unit
        return amount

    def _by_risk(self, cash: Decimal, draft: Planned) -> Decimal:
        """The largest amount on the lot whose stop costs ``cash`` at most."""
        stop = first_stop(draft.order, self._instrument, draft.reference)
        if stop is None:
            raise bad("stop", "is needed where the amount is told by what may be lost", "the price where you give up")
        lot = self._instrument.lot
        amount = cash / abs(draft.reference - stop)
        for _ in range(TRIES):
            amount = cash / self._lost(draft, stop, amount)
        amount = self._instrument.amount(amount)
        while amount > 0 and amount * self._lost(draft, stop, amount) > cash:
            amount -= lot
        return amount

    def _lost(self, draft: Planned, stop: Decimal, amount: Decimal) -> Decimal:
        """What one unit of ``amount`` loses at ``stop``."""
        return -stopped(self._scene, self._way, self._expected(draft, amount), draft.fee_rate, stop, amount)

    def _expected(self, draft: Planned, amount: Decimal) -> Decimal:
        """What a unit of ``amount`` is expected to cost or bring: a limit at most that."""
        if draft.maker or (draft.order.trigger is not None and draft.order.price is not None):
            return draft.reference
        fill = self._scene.fill(draft.reference, amount, self._way)
        if self._kind == "limit" and draft.order.price is not None:
            return min(fill, draft.order.price) if self._buying else max(fill, draft.order.price)
        return fill

    def _priced(self, draft: Planned, amount: Decimal) -> Planned:
        expected = self._expected(draft, amount)
        opening = (
            ZERO if draft.order.reduce_only else amount - (min(amount, abs(self._held)) if self._against else ZERO)
        )
        cost = opening * expected / draft.order.leverage
        fee = amount * expected * draft.fee_rate
        reserve = ((cost + fee) / amount).quantize(PART, rounding=ROUND_UP) if opening else ZERO
        order = replace(draft.order, amount=amount, reserve=reserve)
        return replace(draft, order=order, expected=expected, opening=opening, cost=cost, fee=fee)

    def _check_least(self, planned: Planned) -> None:
        amount = planned.order.amount
        if self._against and amount == abs(self._held):
            return
        if amount < (least := self._least(planned.expected)):
            raise self._too_small(least)

    def _least(self, price: Decimal) -> Decimal:
        """The smallest amount on the lot that the venue takes at ``price``."""
        instrument = self._instrument
        lots = (instrument.least_notional / price / instrument.lot).to_integral_value(ROUND_CEILING)
        return max(instrument.least_amount, instrument.lot, lots * instrument.lot)

    def _too_small(self, least: Decimal) -> BadOrder:
        instrument = self._instrument
        worth = f" ({_told(instrument.least_notional)} {instrument.quote})" if instrument.least_notional else ""
        told = f"must be at least {_told(least)} {instrument.base}{worth} here"
        return bad("amount", told, f"{_number(least)} or more")

    def _check_affordable(self, planned: Planned) -> None:
        free, needed = self._scene.account.free + self._freed(planned), planned.cost + planned.fee
        if not planned.opening or needed <= free:
            return
        instrument, currency = self._instrument, self._scene.account.currency
        unit = needed / planned.order.amount
        most = instrument.amount(free / unit)
        told = f"costs {needed:,.2f} {currency} with its fee, and {free:,.2f} {currency} is free"
        if most < instrument.least_amount or most * planned.expected < instrument.least_notional:
            raise bad("amount", told, "less open orders and positions, or another account")
        raise bad("amount", told, f"{_number(most)} at most")

    def _freed(self, planned: Planned) -> Decimal:
        """What it closes first gives back, and pays for what it opens."""
        position = self._scene.account.positions.get(self._instrument.symbol)
        closing = planned.order.amount - planned.opening
        return position.freed(closing, planned.expected) if position is not None and closing else ZERO

    def _with_liquidation(self, planned: Planned) -> Planned:
        if not self._scene.perpetual or not planned.opening:
            return planned
        position = self._scene.account.positions.get(self._instrument.symbol)
        size, cost = planned.opening, planned.opening * planned.expected
        if position is not None and not self._against:
            size, cost = size + position.size, cost + position.cost
        tiers, taker, leverage = self._instrument.tiers, self._instrument.taker, planned.order.leverage
        most = tier_of(cost, tiers).leverage
        if most is not None and leverage > most:
            told = f"must be at most {_told(most)} for {cost:,.0f} {self._instrument.quote} of position"
            raise bad("leverage", told, f"{_number(most)} at most")
        try:
            price = liquidation_price(cost / size, size, leverage, "long" if self._buying else "short", tiers, taker)
        except ValueError:
            most = cost / maintenance_margin(cost, tiers, taker)
            told = f"must be below {most:.1f}: the maintenance margin uses all of the margin up"
            raise bad("leverage", told, f"{_number(most * 4 // 5)} at most") from None
        return replace(planned, liquidation=None if price is None else self._instrument.price(price))


def bad(option: str, reason: str, right: str, *, change: str | None = None) -> BadOrder:
    """What is wrong with ``option``, and what would be right for it, or for another that is rather to be changed."""
    return BadOrder((f"{option} {reason}",), option=change or option, right=right)


def _kind(options: OrderOptions) -> OrderKind:
    if options.type is not None:
        return options.type
    if options.trail is not None:
        return "trailing_stop"
    if options.trigger is not None:
        return "stop" if options.price is None else "stop_limit"
    return "market" if options.price is None else "limit"


def _type(kind: OrderKind) -> OrderType:
    return "limit" if kind == "post_only" else kind


def _called(kind: OrderKind) -> str:
    return kind.replace("_", "-")


def _limited(kind: OrderKind) -> str:
    return "stop_limit" if kind == "stop" else "limit"


def _told(value: Any) -> str:
    """``57,234.03``: to be read."""
    text = f"{value:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _number(value: Any) -> str:
    """``57234.03``: to be written."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
