"""How orders are shown that were cancelled."""

from markupsafe import Markup

from personas.about._account import pages
from personas.about._trading import account_told, gone_order, in_account, why_ended
from personas.face import Essential, Face
from personas.format import counted
from personas.phrasing import marked
from services.orders.cancel import CancelAnswer


def gone_told(answer: CancelAnswer) -> Markup:
    """``2 orders cancelled``, ``it was over before: filled``"""
    if answer.before:
        return marked(f"it was over before: {why_ended(answer.before)}")
    if not answer.cancelled:
        return marked("nothing to cancel")
    return marked(f"{counted(len(answer.cancelled), 'order')} cancelled")


FACE = Face(
    CancelAnswer,
    frame="receipt",
    essentials=lambda said: [
        account_told(said),
        Essential("Cancelled", gone_told(said), first=True),
    ],
    buttons=lambda said, _: pages(said, 0),
    mood=lambda said: "order over" if said.cancelled else "nothing to cancel",
    words=(in_account, gone_told, gone_order),
)
