"""How it is shown that something is told from now on, otherwise, or no more."""

from typing import Final

from markupsafe import Markup

from personas.about._notifications import WHEN
from personas.card import Action
from personas.escaping import escape
from personas.face import Actions, Essential, Face
from services.core.request import AnyRequest
from services.notifications.places import OWN
from services.notifications.settings import (
    LEVELS,
    PEOPLE,
    Level,
    NotificationsList,
    NotificationsSet,
    NotificationsSetAnswer,
)

LABELS: Final[dict[Level, str]] = {"on": "Tell aloud", "silent": "Tell silently", "off": "Tell no more"}


def _buttons(said: NotificationsSetAnswer, _request: AnyRequest | None) -> Actions:
    others = [level for level in LEVELS if level != said.level and (said.subject != PEOPLE or level != "silent")]
    return (
        *(
            Action(LABELS[level], NotificationsSet(subject=said.subject, to=said.to, level=level, threads=said.threads))
            for level in others
        ),
        Action("All that is told", NotificationsList()),
    )


def told_of(answer: NotificationsSetAnswer) -> Markup:
    """``told when a part of the desk goes silent (heartbeat)``, ``silently told …``, ``no longer told …``"""
    how = {"on": "", "silent": "silently ", "off": "no longer "}[answer.level]
    return escape(f"{how}told of {WHEN[answer.subject]} ({answer.subject})".replace("of when", "when"))


def own(answer: NotificationsSetAnswer) -> bool:
    """Whether it is the asker's own that is told."""
    return answer.subject in OWN


FACE = Face(
    NotificationsSetAnswer,
    frame="receipt",
    essentials=lambda said: [Essential("Told", told_of(said), first=True)],
    mood=lambda said: "unsubscribed" if said.level == "off" else "subscribed",
    buttons=_buttons,
    words=(told_of, own),
)
