"""How it is told that a part of the desk went silent, and that it is back."""

from markupsafe import Markup

from personas.card import Action
from personas.escaping import escape
from personas.face import Actions, Face
from services.core.request import AnyRequest
from services.house.heartbeat import PartBack, PartSilent
from services.house.status import Status

MEANWHILE = {
    "store": "No change is made meanwhile, and nothing is remembered.",
    "market": "Prices are those last seen, or none; each card says how old they are.",
    "gateway": "Nobody is answered on Discord meanwhile.",
    "feeds": "No alert fires meanwhile; what is missed is looked up in candles once it is back.",
    "scheduler": "Nothing that is due runs meanwhile.",
    "brain": "The agent thinks about no candle meanwhile.",
    "notifier": "Nothing is told by itself meanwhile; it waits in the outbox.",
    "lessons": "Nothing is taught meanwhile; what was learnt is kept.",
}
"""What is missing while a part is silent."""
CALLED = {"feeds": "watch for alerts", "brain": "agent", "lessons": "school"}


def meanwhile(part: str) -> str:
    """What is missing while ``part`` is silent."""
    return MEANWHILE.get(part, "")


def part_called(part: str) -> Markup:
    """``market``, ``agent``: what people call a part."""
    return escape(CALLED.get(part, part))


def _buttons(_said: object, _request: AnyRequest | None) -> Actions:
    return (Action("Status", Status()),)


FACES = (
    Face(
        PartSilent,
        frame="notice",
        mood=lambda _: "silent",
        tone=lambda _: "warning",
        buttons=_buttons,
        words=(meanwhile, part_called),
    ),
    Face(PartBack, frame="notice", mood=lambda _: "back", tone=lambda _: "up", buttons=_buttons),
)
