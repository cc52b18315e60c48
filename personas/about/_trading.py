"""What cards of orders and accounts have in common."""

from collections.abc import Mapping
from typing import Final, Protocol

from markupsafe import Markup

from analytics.trading.orders import TimeInForce
from personas.escaping import escape
from personas.face import Essential
from personas.format import cash, chosen, price, quantity, share, times
from personas.phrasing import base, columns, marked
from services.orders.cancel import CancelledOrder
from services.orders.entry import OrderFacts, OrderKind, OrderPlaced, OrderPreview


class OfAccount(Protocol):
    """What is about an account."""

    @property
    def account(self) -> str: ...


class OfOrder(Protocol):
    """What is about an order."""

    @property
    def symbol(self) -> str: ...

    @property
    def order(self) -> OrderFacts: ...


CALLED: Final[Mapping[OrderKind, str]] = {
    "market": "at the market",
    "limit": "limit",
    "post_only": "post-only",
    "stop": "stop order",
    "stop_limit": "stop-limit",
    "take_profit": "take-profit",
    "trailing_stop": "trailing stop",
}
FORCES: Final[Mapping[TimeInForce, str]] = {
    "gtc": "until cancelled",
    "ioc": "what does not fill at once is dropped",
    "fok": "all at once or nothing",
    "day": "until the day ends (UTC)",
}
ENDED: Final[Mapping[str, str]] = {
    "asked": "cancelled",
    "ioc": "the rest did not fill at once",
    "fok": "it could not fill whole at once",
    "post_only": "it would have filled at once",
    "expired": "its day is over",
    "other_leg": "a leg of its bracket was filled",
    "nothing_held": "nothing was left to reduce",
    "no_cash": "the free cash did not pay for it any more",
    "too_small": "what was left is less than the venue takes",
    "liquidated": "the position was liquidated",
    "paused": "entries were paused",
    "killed": "the kill switch was pulled",
    "flattened": "everything was flattened",
    "reset": "the account was reset",
    "refused": "it was refused",
    "filled": "filled",
}
"""Why an order is open no more, by ``CancelReason`` and what else ends one."""


def on_paper(name: str) -> Markup:
    """The paper account of that name, as every card begins with it."""
    return Markup("PAPER {}").format(escape(name))


def in_account(answer: OfAccount) -> Markup:
    """``PAPER main``"""
    return on_paper(answer.account)


def account_told(answer: OfAccount) -> Essential:
    """Which account it is: in the first line, whoever speaks."""
    return Essential("Account", in_account(answer), first=True)


def wish_told(answer: OfOrder) -> Markup:
    """``buy 0.237 BTC at the market``, ``sell 2 ETH, limit 2,310.00, 5× leverage``"""
    order, symbol = answer.order, answer.symbol
    told = f"{order.way} {quantity(order.amount)} {base(symbol)}"
    kind = CALLED[order.type]
    told += f" {kind}" if order.type == "market" else f", {kind}"
    if order.type == "trailing_stop" and order.trail is not None:
        told += f" {chosen(order.trail)} behind"
    elif order.trigger is not None:
        told += f" at {price(order.trigger)}"
    if order.price is not None:
        told += f" {'then ' if order.trigger is not None else ''}{price(order.price)}"
    if order.trail is not None and order.type != "trailing_stop":
        told += f", its stop trailing {chosen(order.trail)} behind"
    if order.leverage is not None:
        told += f", perpetual {order.leverage:g}×"
    return marked(told)


def preview_table(answer: OrderPreview) -> list[Markup]:
    """A line a figure of what an order comes to."""
    risk = answer.risk
    rows = [
        ("Expected price", price(answer.expected)),
        ("Worth", cash(answer.notional)),
        ("Cost" if answer.order.leverage is None else "Margin", cash(answer.cost)) if answer.opens else None,
        ("Fee", cash(answer.fee)),
        ("Slippage", share(answer.slippage) if answer.slippage else marked("none")),
        ("Gain", cash(answer.gain)) if answer.gain is not None else None,
        (
            "Risk, the margin" if answer.liquidation_first else "Risk to the stop",
            marked(f"{cash(risk.cash)} ({share(risk.share)})"),
        )
        if risk
        else None,
        ("Reward", cash(risk.reward)) if risk and risk.reward is not None else None,
        ("Reward to risk", times(risk.ratio)) if risk and risk.ratio is not None else None,
        ("Liquidation", price(answer.liquidation)) if answer.liquidation is not None else None,
        ("Free after", cash(answer.free_after)),
    ]
    return columns([row for row in rows if row is not None], "<>")


class OfLimit(Protocol):
    """A limit, what it allows, and what broke it; what would keep it stands behind a semicolon."""

    @property
    def limit(self) -> str: ...

    @property
    def value(self) -> str: ...

    @property
    def figure(self) -> str: ...


LONGEST_IN_FULL = 160
"""Characters of a refusal that is told whole, in the first line too."""
REFUSED = {
    "kill switch": "the kill switch is {figure}",
    "pause": "entries are paused: {figure}",
    "require stop": "an entry needs a stop; {instead}",
    "stop on the right side": "the stop must lie {value}; {figure}",
    "orders a minute": "no more than {value}; {figure}",
    "losing streak": "{value}; {figure}",
    "daily loss": "the daily loss is at its limit, {value}: {figure}",
    "drawdown": "the drawdown is at its limit, {value}: {figure}",
}
AT_MOST = "the {limit} is at most {value}; this comes to {figure}"


def limit_told(broken: OfLimit) -> Markup:
    """What a limit that is not kept says, in words, and what would keep it: ``an entry needs a stop; add stop:41000``,
    ``the largest order is at most 50% of equity: 5,000.00 USDT; this comes to 6,200.00 USDT, 62% of equity``."""
    _, _, instead = broken.figure.partition("; ")
    words = REFUSED.get(broken.limit, AT_MOST)
    told = words.format(limit=broken.limit, value=broken.value, figure=broken.figure, instead=instead)
    return escape(told.removesuffix("; "), LONGEST_IN_FULL)


def gate_broken(answer: OrderPreview) -> list[Markup]:
    """The limits that the order would break."""
    return [limit_told(each) for each in answer.gate if not each.passed]


def adjusted(answer: OrderPreview | OrderPlaced) -> Markup:
    """What the market's steps made of prices and amount, in sentences; nothing where they were right."""
    told = [
        f"{quantity(each.asked)} is no step of this market's prices: the {each.option} is {quantity(each.used)}."
        for each in answer.rounded
    ]
    if answer.cut is not None:
        can = "closed" if answer.order.reduce_only else "traded"
        told.append(f"The amount {quantity(answer.cut)} is cut to {quantity(answer.order.amount)}, which can be {can}.")
    return marked(" ".join(told))


def why_ended(why: str) -> Markup:
    """Why an order is open no more; what a venue or the gate said, in its words."""
    return escape(ENDED.get(why, why))


def lasting(answer: OfOrder) -> Markup:
    """How long the order waits."""
    return marked(FORCES[answer.order.tif])


def gone_order(gone: CancelledOrder) -> Markup:
    """``3fa9c1: buy 0.237 BTC, limit 42,000.00 (0.1 filled)``"""
    told = f"{escape(gone.short)}: {wish_told(gone)}"
    return marked(f"{told} ({quantity(gone.filled)} filled)" if gone.filled else told)
