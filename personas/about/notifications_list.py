"""How it is shown what is told by itself."""

from markupsafe import Markup

from personas.about._notifications import WHEN, quiet_told
from personas.card import Action, Menu
from personas.face import Actions, Essential, Face
from personas.format import listed
from personas.phrasing import marked
from services.core.owners import To
from services.core.request import AnyRequest
from services.notifications.failed import NotificationsFailed
from services.notifications.places import OF_SERVER, OWN, SUBJECTS
from services.notifications.settings import (
    NotificationsListAnswer,
    NotificationsQuiet,
    NotificationsSet,
    QuietFacts,
    Subscription,
)

USUAL_HOURS = "22:00-07:00"


def _buttons(_said: NotificationsListAnswer, _request: AnyRequest | None) -> Actions:
    return (
        Action("Quiet hours", NotificationsQuiet(hours=USUAL_HOURS), edits=("hours", "timezone", "to")),
        Action("Not told", NotificationsFailed()),
    )


def _menus(said: NotificationsListAnswer) -> tuple[Menu, ...]:
    """What could be told besides: here, and in private."""
    prompts: dict[To, str] = {"channel": "Tell this channel of …", "me": "Tell me of …"}
    return tuple(Menu(prompt, choices) for to, prompt in prompts.items() if (choices := _missing(said, to)))


def _missing(said: NotificationsListAnswer, to: To) -> tuple[Action, ...]:
    told = {(one.subject, one.to) for one in said.subscriptions}
    subjects = [each for each in said.subjects if (each, to) not in told and (to == "channel" or each not in OF_SERVER)]
    return tuple(
        Action(f"Your {each}" if each in OWN else each, NotificationsSet(subject=each, to=to), detail=WHEN[each])
        for each in subjects
    )


def subjects_told(answer: NotificationsListAnswer) -> Markup:
    """``Told by itself: heartbeat``, ``Nothing is told by itself``"""
    if not answer.subscriptions:
        return Markup("Nothing is told by itself")
    return Markup("Told by itself: {}").format(listed(dict.fromkeys(one.subject for one in answer.subscriptions)))


def told_where(one: Subscription) -> Markup:
    """To whom or where, and how: ``you``, ``this channel, silently, in threads``"""
    where = {"me": "you", "channel": "this channel", "elsewhere": "another channel"}[one.to]
    if one.subject in OWN and one.to != "me":
        where = f"you, in {where}"
    return marked(", ".join([where, *["silently"] * one.silent, *["a thread for each market"] * one.threads]))


def quiet_of(hours: QuietFacts) -> Markup:
    """``Your quiet hours: 22:00 to 07:00 Vienna time``"""
    return marked("{}: {}").format("Your quiet hours" if hours.to == "me" else "Quiet hours here", quiet_told(hours))


def untold(answer: NotificationsListAnswer) -> Markup:
    """What is told to nobody here, by subject."""
    told = {one.subject for one in answer.subscriptions}
    return listed([subject for subject in SUBJECTS if subject not in told] or ["nothing"])


FACE = Face(
    NotificationsListAnswer,
    frame="list",
    essentials=lambda said: [
        Essential("Told", subjects_told(said), first=True),
        *(Essential("Quiet", quiet_told(hours)) for hours in said.quiet),
    ],
    mood=lambda _: "listening",
    buttons=_buttons,
    menus=_menus,
    words=(subjects_told, told_where, quiet_of, untold),
)
