"""How a subscription is shown that was made or ended."""

from collections.abc import Mapping
from typing import Final

from markupsafe import Markup

from personas.card import Action
from personas.escaping import escape
from personas.face import Actions, Essential, Face
from services.core.request import AnyRequest
from services.house.status import Status
from services.notifications.subscriptions import NotificationsList, NotificationsSet, NotificationsSetAnswer, Subject

WHEN: Final[Mapping[Subject, str]] = {
    "heartbeat": "when a part of the desk goes silent",
    "trades": "what happens to your orders and positions",
    "shared": "what happens in the account that this server shares",
    "risk": "when trading here is stopped or resumed, and when the shared account is in danger",
    "approvals": "what the agent wants approved in the account that this server shares",
    "decisions": "what the agent sees, or orders by itself, in the account that this server shares",
}


def _buttons(said: NotificationsSetAnswer, _request: AnyRequest | None) -> Actions:
    undo = NotificationsSet(subject=said.subject, to=said.to, on=not said.on)
    return (
        Action("Tell no more" if said.on else "Tell again", undo),
        Action("All that is told", NotificationsList()),
        Action("Status", Status()),
    )


def told_of(answer: NotificationsSetAnswer) -> Markup:
    """``told when a part of the desk goes silent (heartbeat)``, ``no longer told …``; what, where it is one's own."""
    return escape(f"{'' if answer.on else 'no longer '}told {WHEN[answer.subject]} ({answer.subject})")


FACE = Face(
    NotificationsSetAnswer,
    frame="receipt",
    essentials=lambda said: [Essential("Told", told_of(said), first=True)],
    mood=lambda said: "subscribed" if said.on else "unsubscribed",
    buttons=_buttons,
    words=(told_of,),
)
