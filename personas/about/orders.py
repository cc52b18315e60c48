"""How open orders are shown."""

from markupsafe import Markup

from personas.about._account import first_order, pages
from personas.about._trading import CALLED, FORCES, account_told, why_ended
from personas.buttons import Actions, in_rows
from personas.card import Action
from personas.escaping import escape
from personas.face import Essential, Face
from personas.format import cash, counted, pct, price, quantity, share
from personas.phrasing import marked
from services.core.request import AnyRequest
from services.orders.cancel import ALL, Cancel
from services.portfolio.open_orders import EndedOrder, ListedOrder, OpenOrder, Orders, OrdersAnswer

CANCELLED = 14
"""Orders that have a button of their own."""


def order_told(order: OpenOrder) -> Markup:
    """``sell 0.25 BTC/USDT at 45,000.00, limit (+3.10% from the price)``"""
    away = "" if order.distance is None else f" ({pct(order.distance)} from the price)"
    told = Markup("{} {} {}{}, {}{}")
    return told.format(order.way, quantity(order.left), escape(order.symbol), _at(order), CALLED[order.type], away)


def _at(order: ListedOrder) -> Markup:
    """`` at 43,000.00, then 43,100.00``: its trigger and its limit."""
    prices = [price(at) for at in (order.trigger, order.limit) if at is not None]
    return marked(f" at {', then '.join(prices)}" if prices else "")


def order_terms(order: OpenOrder) -> Markup:
    """What else is to be known of it: ``; 0.1 of 0.25 left; brings stop 41,000.00, target 44,000.00; only reduces``"""
    parts = []
    if order.left != order.amount:
        parts.append(f"{quantity(order.left)} of {quantity(order.amount)} left")
    if order.trail is not None:
        parts.append(f"trails by {share(order.trail)}")
    if order.triggered:
        parts.append("triggered")
    legs = [f"{name} {price(at)}" for name, at in (("stop", order.stop), ("target", order.target)) if at is not None]
    if legs:
        parts.append(f"brings {', '.join(legs)}")
    if order.parent is not None:
        parts.append(f"{order.leg} of {order.parent}")
    parts += [FORCES[order.tif]] if order.tif != "gtc" else []
    parts += ["post-only"] if order.post_only else []
    parts += ["only reduces"] if order.reduce_only else []
    return marked("".join(f"; {part}" for part in parts))


def ended_told(order: EndedOrder) -> Markup:
    """``buy 0.25 BTC/USDT, limit: filled at 41,000.00``"""
    told = Markup("{} {} {}, {}").format(order.way, quantity(order.amount), escape(order.symbol), CALLED[order.type])
    filled = "" if order.mean is None else f" at {price(order.mean)}"
    if order.why == "filled":
        return told + marked(f": filled{filled}")
    part = f"{quantity(order.filled)} filled{filled}, then " if order.filled else ""
    return told + marked(f": {part}{why_ended(order.why)}")


def waiting(answer: OrdersAnswer) -> Markup:
    """``3 open orders``, ``no open order``"""
    return counted(len(answer.open), "open order") if answer.open else Markup("no open order")


def essentials(said: OrdersAnswer) -> list[Essential]:
    found = [account_told(said), Essential("Orders", waiting(said), first=True)]
    return [*found, Essential("Kept back", cash(said.reserved))] if said.reserved else found


def buttons(said: OrdersAnswer, request: AnyRequest | None = None) -> Actions:
    """Cancel each of the first, and all that are no protection of what is held where these are several."""
    del request
    each = [(f"Cancel {one.short}", one.short) for one in said.open[:CANCELLED]]
    every = [("Cancel all", ALL)] if sum(one.leg == "entry" for one in said.open) > 1 else []
    found = [Action(label, Cancel(order=number, account=said.account)) for label, number in (*each, *every)]
    if not (said.open or said.positions):
        found.append(first_order(said))
    return (*in_rows([(action, False) for action in found]), *pages(said, 4, Orders))


FACE = Face(
    OrdersAnswer,
    frame="list",
    essentials=essentials,
    buttons=buttons,
    words=(ended_told, order_terms, order_told, waiting),
)
