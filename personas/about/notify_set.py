"""How a subscription is shown that was made or ended."""

from markupsafe import Markup

from personas.card import Action
from personas.escaping import escape
from personas.face import Actions, Essential, Face
from services.core.request import AnyRequest
from services.house.status import Status
from services.house.subscriptions import NotifyList, NotifySet, NotifySetAnswer


def _buttons(said: NotifySetAnswer, _request: AnyRequest | None) -> Actions:
    undo = NotifySet(subject=said.subject, to=said.to, on=not said.on)
    return (
        Action("Tell no more" if said.on else "Tell again", undo),
        Action("All that is told", NotifyList()),
        Action("Status", Status()),
    )


def told_of(answer: NotifySetAnswer) -> Markup:
    """``told of heartbeat``, ``no longer told of heartbeat``"""
    return escape(f"{'' if answer.on else 'no longer '}told of {answer.subject}")


FACE = Face(
    NotifySetAnswer,
    frame="receipt",
    essentials=lambda said: [Essential("Told", told_of(said), first=True)],
    mood=lambda said: "subscribed" if said.on else "unsubscribed",
    buttons=_buttons,
    words=(told_of,),
)
