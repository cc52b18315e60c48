"""How it is shown what could not be told."""

from collections.abc import Mapping
from typing import Final

from markupsafe import Markup

from personas.buttons import IN_A_ROW
from personas.card import Action
from personas.escaping import escape
from personas.face import Actions, Essential, Face
from personas.format import counted, time
from personas.phrasing import marked
from services.core.request import AnyRequest
from services.notifications.failed import (
    FailedFacts,
    NotificationsAgain,
    NotificationsFailed,
    NotificationsFailedAnswer,
)
from services.notifications.mailbox import Reason

WHY: Final[Mapping[Reason, str]] = {
    "closed": "private messages are closed",
    "forbidden": "the bot may not write there",
    "gone": "the place is gone",
    "refused": "Discord did not take it",
    "perhaps": "perhaps sent: nobody knows whether Discord took it",
    "old": "it waited for a week",
}
DEED: Final[Mapping[Reason, str]] = {
    "closed": "They have to let members of the server write to them.",
    "forbidden": "Give the bot View Channel, Send Messages and Embed Links there, and send it again.",
    "gone": "Choose another channel with `/notifications set`.",
    "perhaps": "Look there first: sent again it may stand there twice.",
}
"""What mends it."""


def _buttons(said: NotificationsFailedAnswer, _request: AnyRequest | None) -> Actions:
    if not said.failed:
        return ()
    each = [Action(f"Send {one.number} again", NotificationsAgain(number=one.number)) for one in said.failed]
    return (
        *(Action(one.label, one.request) for one in each[:IN_A_ROW]),
        Action("Send all again", NotificationsAgain(), row=1),
        Action("Look again", NotificationsFailed(), row=1),
    )


def failed_total(answer: NotificationsFailedAnswer) -> Markup:
    """``3 notifications were not told``, ``All was told``"""
    if not answer.total:
        return marked("All was told")
    return marked("{} {} not told").format(
        counted(answer.total, "notification"), "was" if answer.total == 1 else "were"
    )


def failed_line(one: FailedFacts) -> Markup:
    """``**12** alerts, BTC/USDT, of 30 Dec 2023 19:00 UTC, in #desk: the bot may not write there``"""
    what = marked("{}, {}").format(one.subject, escape(one.market)) if one.market else marked(one.subject)
    return marked("**{}** {} of {}, {}: {}").format(
        one.number, what, time(one.happened_at), _where(one), WHY[one.reason]
    )


def failed_remedies(answer: NotificationsFailedAnswer) -> list[Markup]:
    """What mends them, each once."""
    return [marked(DEED[reason]) for reason in dict.fromkeys(one.reason for one in answer.failed) if reason in DEED]


def _where(one: FailedFacts) -> Markup:
    door, _, number = (one.channel or "").partition(":")
    if one.channel is None:
        return marked("in private")
    return marked(f"in <#{number}>") if door == "discord" and number.isdecimal() else escape(f"in {one.channel}")


FACE = Face(
    NotificationsFailedAnswer,
    frame="list",
    essentials=lambda said: [Essential("Not told", failed_total(said), first=True)],
    mood=lambda said: "untold" if said.failed else "all told",
    tone=lambda said: "warning" if said.failed else "neutral",
    buttons=_buttons,
    words=(failed_total, failed_line, failed_remedies),
)
