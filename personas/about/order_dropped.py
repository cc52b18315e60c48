"""How a preview is shown that cannot be confirmed any more."""

from personas.about._trading import account_told, in_account
from personas.card import Action
from personas.face import Actions, Face
from services.core.request import AnyRequest
from services.orders.cancel import Cancel
from services.orders.entry import OrderDropped


def under_dropped(said: OrderDropped, _request: AnyRequest | None = None) -> Actions:
    return (Action("Cancel the order", Cancel(order=said.short, account=said.account)),) if said.placed else ()


FACE = Face(
    OrderDropped,
    frame="receipt",
    essentials=lambda said: [account_told(said)],
    mood=lambda said: "order waits" if said.placed else "order over",
    buttons=under_dropped,
    words=(in_account,),
)
