"""How it is told that trading was stopped somewhere, or goes on."""

from markupsafe import Markup

from personas.card import Tone
from personas.escaping import escape
from personas.face import Essential, Face
from personas.phrasing import marked
from services.orders.events import TradingSwitched


def switched_told(said: TradingSwitched) -> Markup:
    """``Ann pulled the kill switch``, ``Ann paused new entries``, ``Ann lets trading go on``"""
    deed = {
        ("kill", True): "pulled the kill switch",
        ("kill", False): "released the kill switch",
        ("pause", True): "paused new entries",
        ("pause", False): "ended the pause of new entries",
    }[said.switch, said.on]
    return marked("{} {}").format(escape(said.by), deed)


def _tone(said: TradingSwitched) -> Tone:
    return "warning" if said.on else "up"


FACE = Face(
    TradingSwitched,
    frame="notice",
    essentials=lambda said: [Essential("What happened", switched_told(said), first=True)],
    mood=lambda said: "trading stopped" if said.on else "trading goes on",
    tone=_tone,
    words=(switched_told,),
)
