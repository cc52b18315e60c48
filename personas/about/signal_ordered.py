"""How it is told what came of the order of a signal."""

from markupsafe import Markup

from personas.about._trading import on_paper
from personas.buttons import Actions, row
from personas.card import Tone
from personas.escaping import escape
from personas.face import Essential, Face
from personas.format import price, quantity
from personas.phrasing import base, marked
from services.core.owners import SERVER
from services.core.request import AnyRequest
from services.portfolio.positions_facts import Positions
from services.signals.events import SignalOrdered
from services.signals.managing import SignalList


def signal_order_told(said: SignalOrdered) -> Markup:
    """``PAPER server: signal breakout, buy 0.01 BTC at 43,120, filled``, ``…, buy BTC/USDT refused``"""
    if said.refused:
        deed = marked("{} {} refused").format(said.action, escape(said.symbol))
    else:
        deed = marked("{} {} {}").format(said.action, quantity(said.amount), escape(base(said.symbol)))
        if said.price is not None:
            deed = marked("{} at {}").format(deed, price(said.price))
        deed = marked("{}, {}").format(deed, escape(said.state))
    return marked("{}: signal {}, {}").format(on_paper(SERVER), escape(said.signal), deed)


def signal_refusal(said: SignalOrdered) -> Markup:
    """Why there is no order."""
    return escape(said.refused)


def buttons(said: SignalOrdered, request: AnyRequest | None = None) -> Actions:
    del said, request
    return row(0, [("Positions", Positions(account=SERVER)), ("Signals", SignalList())])


def _tone(said: SignalOrdered) -> Tone:
    return "warning" if said.refused else "neutral"


FACE = Face(
    SignalOrdered,
    frame="notice",
    essentials=lambda said: [Essential("Order", signal_order_told(said), first=True)],
    mood=lambda said: "signal refused" if said.refused else "signal ordered",
    tone=_tone,
    buttons=buttons,
    words=(signal_order_told, signal_refusal),
)
