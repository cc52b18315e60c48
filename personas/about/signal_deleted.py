"""How it is shown that a signal is there no more."""

from markupsafe import Markup

from personas.about._signals import signal_name
from personas.buttons import Actions, row
from personas.face import Essential, Face
from personas.phrasing import marked
from services.core.request import AnyRequest
from services.signals.facts import SignalDeletedAnswer
from services.signals.managing import SignalList


def signal_deleted_told(answer: SignalDeletedAnswer) -> Markup:
    """``Signal breakout is deleted``"""
    return marked("Signal {} is deleted").format(signal_name(answer.signal))


def buttons(said: SignalDeletedAnswer, request: AnyRequest | None = None) -> Actions:
    del said, request
    return row(0, [("Signals", SignalList())])


FACE = Face(
    SignalDeletedAnswer,
    frame="receipt",
    essentials=lambda said: [Essential("Deleted", signal_deleted_told(said), first=True)],
    mood=lambda _: "signal deleted",
    buttons=buttons,
    words=(signal_deleted_told,),
)
