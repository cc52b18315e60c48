"""How it is shown that something is told once more."""

from markupsafe import Markup

from personas.buttons import row
from personas.face import Essential, Face
from personas.format import counted
from personas.phrasing import marked
from services.notifications.failed import NotificationsAgainAnswer, NotificationsFailed


def told_again(answer: NotificationsAgainAnswer) -> Markup:
    """``2 notifications are sent again``"""
    return marked("{} {} sent again").format(
        counted(answer.again, "notification"), "is" if answer.again == 1 else "are"
    )


FACE = Face(
    NotificationsAgainAnswer,
    frame="receipt",
    essentials=lambda said: [Essential("Sent again", told_again(said), first=True)],
    mood=lambda _: "sent again",
    buttons=lambda _said, _request: row(0, [("Not told", NotificationsFailed())]),
    words=(told_again,),
)
