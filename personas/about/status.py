"""How it is shown how the desk is."""

from typing import Final

from markupsafe import Markup

from personas.card import Action
from personas.face import Essential, Face
from personas.format import listed
from services.house.help import Help
from services.house.status import SignOfLife, Status, StatusAnswer
from services.notifications.settings import NotificationsSet

CALLED: Final = {
    "gateway": "Discord",
    "feeds": "alerts",
    "scheduler": "schedules",
    "brain": "agent",
    "notifier": "messages",
}
"""What people call the parts that give signs of life."""


def worker_name(said: SignOfLife) -> str:
    return CALLED.get(said.part, said.part)


def _well(said: StatusAnswer) -> bool:
    return all(part.ok for part in said.parts) and all(sign.ok for sign in said.signs)


def health(said: StatusAnswer) -> Markup:
    """``All well``, or what is down: ``Down: market and voices``."""
    down = [part.name for part in said.parts if not part.ok]
    down += [worker_name(sign) for sign in said.signs if not sign.ok]
    return Markup("Down: {}").format(listed(down)) if down else Markup("All well")


def live_orders(said: StatusAnswer) -> Markup:
    """Whether money can move, in words that no voice may leave out."""
    return Markup("live orders are on") if said.live_trading else Markup("live orders are off")


FACE = Face(
    StatusAnswer,
    frame="list",
    essentials=lambda said: [Essential("Desk", health(said), first=True), Essential("Orders", live_orders(said))],
    mood=lambda said: "all parts answer" if _well(said) else "a part does not answer",
    tone=lambda said: "neutral" if _well(said) else "warning",
    buttons=lambda _said, _request: (
        Action("Refresh", Status()),
        Action("Help", Help()),
        Action("Tell this channel", NotificationsSet()),
    ),
    words=(health, live_orders, worker_name),
)
