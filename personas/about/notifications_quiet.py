"""How quiet hours are shown that were set or ended."""

from markupsafe import Markup

from personas.about._notifications import quiet_told
from personas.card import Action
from personas.face import Actions, Essential, Face
from personas.phrasing import marked
from services.core.request import AnyRequest
from services.notifications.settings import NotificationsList, NotificationsQuiet, NotificationsQuietAnswer


def _buttons(said: NotificationsQuietAnswer, _request: AnyRequest | None) -> Actions:
    end = [] if said.quiet is None else [Action("No quiet hours", NotificationsQuiet(hours="off", to=said.to))]
    return (*end, Action("All that is told", NotificationsList()))


def quiet_set(answer: NotificationsQuietAnswer) -> Markup:
    """``Quiet hours: 22:00 to 07:00 Vienna time``, ``No quiet hours``; of the channel, where it is that."""
    where = " of this channel" if answer.to == "channel" else ""
    if answer.quiet is None:
        return marked(f"No quiet hours{where}")
    return marked("Quiet hours{}: {}").format(where, quiet_told(answer.quiet))


FACE = Face(
    NotificationsQuietAnswer,
    frame="receipt",
    essentials=lambda said: [Essential("Quiet", quiet_set(said), first=True)],
    mood=lambda said: "unquiet" if said.quiet is None else "quiet hours",
    buttons=_buttons,
    words=(quiet_set, quiet_told),
)
