"""How a new signal is shown: its secret once, and what to send."""

from typing import Final

from markupsafe import Markup

from personas.about._signals import signal_name
from personas.buttons import Actions, row
from personas.escaping import code
from personas.face import Essential, Face
from personas.phrasing import marked
from services.core.request import AnyRequest
from services.signals.facts import SignalAddedAnswer
from services.signals.managing import SignalList

FIELDS: Final = ("ticker", "close", "interval", "timenow")
"""What TradingView fills in."""


def signal_added_told(answer: SignalAddedAnswer) -> Markup:
    """``Signal breakout is there, 3 of 20``"""
    return marked("Signal {} is there, {} of {}").format(signal_name(answer.signal), answer.used, answer.quota)


def to_send(answer: SignalAddedAnswer) -> Markup:
    """The message of an alert at TradingView."""
    lines = [f'"secret": "{answer.secret}"', *(f'"{name}": "{{{{{name}}}}}"' for name in FIELDS), '"message": "…"']
    body = ",\n ".join(lines)
    return Markup(f"```json\n{{{body}}}\n```")  # noqa: S704 (of our own letters)


def essentials(answer: SignalAddedAnswer) -> list[Essential]:
    return [
        Essential("Signal", signal_added_told(answer), first=True),
        Essential("Send it to", code(answer.signal.address)),
        Essential("Secret, told this once", code(answer.secret)),
        Essential("What to send", to_send(answer)),
    ]


def buttons(said: SignalAddedAnswer, request: AnyRequest | None = None) -> Actions:
    del said, request
    return row(0, [("Signals", SignalList())])


FACE = Face(
    SignalAddedAnswer,
    frame="receipt",
    essentials=essentials,
    mood=lambda _: "signal added",
    buttons=buttons,
    words=(signal_added_told,),
)
