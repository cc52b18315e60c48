"""Signals in words."""

from markupsafe import Markup

from personas.about._trading import on_paper
from personas.escaping import escape
from personas.format import chosen, times
from personas.phrasing import marked
from services.core.owners import SERVER
from services.signals.facts import OrderOfSignal, SignalFacts


def standing_order(order: OrderOfSignal) -> Markup:
    """``PAPER server: BTC/USDT, 5%, stop 2% away``"""
    parts = [marked("{}: {}").format(on_paper(SERVER), escape(order.symbol)), escape(order.amount)]
    if order.leverage is not None:
        parts.append(marked(f"leverage {times(order.leverage)}"))
    if order.stop is not None:
        parts.append(marked(f"stop {chosen(order.stop)} away"))
    if order.target is not None:
        parts.append(marked(f"target {chosen(order.target)} away"))
    return Markup(", ").join(parts)


def signal_name(signal: SignalFacts) -> Markup:
    return escape(signal.name)
