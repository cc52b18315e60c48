"""How it is told that a signal came in. What it says is somebody else's text."""

from markupsafe import Markup

from personas.escaping import escape, quoted
from personas.face import Essential, Face
from personas.format import price
from personas.phrasing import marked
from services.signals.events import SignalReceived


def signal_said(said: SignalReceived) -> Markup:
    """``buy BTCUSDT at 43,120, 4h``: what the signal says of a market; empty where it says nothing."""
    parts = [escape(each) for each in (said.action, said.symbol) if each]
    if said.price is not None:
        parts.append(marked(f"at {price(said.price)}"))
    told = Markup(" ").join(parts)
    frame = escape(said.timeframe)
    return marked("{}, {}").format(told, frame) if told and frame else told or frame


def signal_told(said: SignalReceived) -> Markup:
    """``Signal breakout: buy BTCUSDT at 43,120``"""
    name, says = escape(said.signal), signal_said(said)
    return marked("Signal {}: {}").format(name, says) if says else marked("Signal {} came in").format(name)


def signal_text(said: SignalReceived) -> Markup:
    """Its own words, as its own."""
    return quoted(said.text)


FACE = Face(
    SignalReceived,
    frame="notice",
    essentials=lambda said: [Essential("Signal", signal_told(said), first=True)],
    mood=lambda _: "signal came",
    words=(signal_told, signal_text),
)
