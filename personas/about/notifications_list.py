"""How it is shown what is told by itself."""

from markupsafe import Markup

from personas.buttons import IN_A_ROW
from personas.card import Action
from personas.face import Actions, Essential, Face
from personas.format import listed
from services.core.request import AnyRequest
from services.notifications.subscriptions import (
    OF_SERVER,
    OWN,
    TO,
    NotificationsListAnswer,
    NotificationsSet,
    Subject,
    Subscription,
    To,
)


def _buttons(said: NotificationsListAnswer, _request: AnyRequest | None) -> Actions:
    told = {(one.subject, one.to) for one in said.subscriptions}
    missing = [
        (subject, to)
        for subject in said.subjects
        for to in TO
        if (subject, to) not in told and not (subject in OF_SERVER and to == "me")
    ]
    return tuple(
        Action(_label(subject, to), NotificationsSet(subject=subject, to=to), row=at // IN_A_ROW)
        for at, (subject, to) in enumerate(missing)
    )


def _label(subject: Subject, to: To) -> str:
    if subject == OWN:
        return "Tell me of trades" if to == "me" else "Tell me of trades here"
    return f"Tell {'me' if to == 'me' else 'this channel'} of {subject}"


def subjects_told(answer: NotificationsListAnswer) -> Markup:
    """``Told by itself: heartbeat``, ``Nothing is told by itself``"""
    if not answer.subscriptions:
        return Markup("Nothing is told by itself")
    return Markup("Told by itself: {}").format(listed(dict.fromkeys(one.subject for one in answer.subscriptions)))


def told_where(one: Subscription) -> str:
    """To whom, or where."""
    if one.subject == OWN and one.to != "me":
        return f"you, in {'this' if one.to == 'channel' else 'another'} channel"
    return "you" if one.to == "me" else "this channel"


FACE = Face(
    NotificationsListAnswer,
    frame="list",
    essentials=lambda said: [Essential("Told", subjects_told(said), first=True)],
    mood=lambda _: "listening",
    buttons=_buttons,
    words=(subjects_told, told_where),
)
