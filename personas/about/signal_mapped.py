"""How it is shown what a signal does from now on."""

from markupsafe import Markup

from personas.about._signals import signal_name, standing_order
from personas.buttons import Actions, row
from personas.card import Tone
from personas.face import Essential, Face
from personas.phrasing import marked
from services.core.request import AnyRequest
from services.signals.facts import SignalMappedAnswer
from services.signals.managing import SignalList
from services.signals.mapping import SignalUnmap


def signal_mapped_told(answer: SignalMappedAnswer) -> Markup:
    """``Signal breakout trades PAPER server: BTC/USDT, 5%, stop 2% away``, ``Signal breakout places no order``"""
    name, order = signal_name(answer.signal), answer.signal.order
    if order is None:
        return marked("Signal {} places no order").format(name)
    return marked("Signal {} trades {}").format(name, standing_order(order))


def buttons(said: SignalMappedAnswer, request: AnyRequest | None = None) -> Actions:
    del request
    unmap = [] if said.signal.order is None else [("Unmap it", SignalUnmap(signal=said.signal.name))]
    return row(0, [*unmap, ("Signals", SignalList())])


def _tone(said: SignalMappedAnswer) -> Tone:
    return "neutral" if said.signal.order is None else "warning"


FACE = Face(
    SignalMappedAnswer,
    frame="receipt",
    essentials=lambda said: [Essential("Signal", signal_mapped_told(said), first=True)],
    mood=lambda said: "signal freed" if said.signal.order is None else "signal mapped",
    tone=_tone,
    buttons=buttons,
    words=(signal_mapped_told, standing_order),
)
