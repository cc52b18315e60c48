"""How a subscription is shown that was made or ended."""

from personas.card import Action
from personas.face import Actions, Face
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


FACE = Face(
    NotifySetAnswer,
    frame="receipt",
    mood=lambda said: "subscribed" if said.on else "unsubscribed",
    buttons=_buttons,
)
