"""How the signals of a server are shown."""

from markupsafe import Markup

from personas.about._signals import signal_name, standing_order
from personas.buttons import IN_A_ROW, Actions, row
from personas.escaping import code
from personas.face import Essential, Face
from personas.format import counted, time
from personas.phrasing import marked
from services.core.request import AnyRequest
from services.signals.facts import SignalFacts, SignalListAnswer
from services.signals.mapping import SignalUnmap


def signals_told(answer: SignalListAnswer) -> Markup:
    """``2 signals, 1 of them mapped to an order``"""
    if not answer.signals:
        return marked("No signals")
    told = counted(len(answer.signals), "signal")
    return marked(f"{told}, {answer.mapped or 'none'} mapped to an order")


def signal_line(signal: SignalFacts) -> Markup:
    """``**breakout**, last at 30 Dec 19:00 UTC: an event`` and below it where it is sent to."""
    last = marked("never came in") if signal.seen_at is None else marked(f"last at {time(signal.seen_at)}")
    does = marked("an event") if signal.order is None else standing_order(signal.order)
    return marked("**{}**, {}: {}\n{}").format(signal_name(signal), last, does, code(signal.address))


def buttons(said: SignalListAnswer, request: AnyRequest | None = None) -> Actions:
    del request
    mapped = [each for each in said.signals if each.order is not None][:IN_A_ROW]
    return row(0, [(f"Unmap {each.name}", SignalUnmap(signal=each.name)) for each in mapped])


FACE = Face(
    SignalListAnswer,
    frame="list",
    essentials=lambda said: [Essential("Signals", signals_told(said), first=True)],
    mood=lambda _: "signals",
    buttons=buttons,
    words=(signals_told, signal_line),
)
