"""How an order is shown before it is placed."""

from personas.about._trading import adjusted, gate_broken, in_account, lasting, preview_table, wish_told
from personas.card import Action
from personas.face import Actions, Essential, Face
from personas.format import cash, price
from services.core.request import AnyRequest
from services.orders.entry import OrderPreview

EDITED = ("amount", "price", "stop", "target")


def under_preview(said: OrderPreview, _request: AnyRequest | None = None) -> Actions:
    """Confirm, where the gate lets it pass; change it; drop it."""
    return (
        *((Action("Confirm", said.placed()),) if said.passes else ()),
        Action("Edit", said.again(), edits=EDITED),
        Action("Cancel", said.dropped()),
    )


def essentials(said: OrderPreview) -> list[Essential]:
    found = [
        Essential("Account", in_account(said), first=True),
        Essential("Order", wish_told(said), first=True),
        Essential("Price", price(said.price)),
    ]
    if said.opens:
        found.append(Essential("Cost" if said.order.leverage is None else "Margin", cash(said.cost)))
    if said.order.stop is not None:
        found.append(Essential("Stop", price(said.order.stop)))
    if said.order.target is not None:
        found.append(Essential("Target", price(said.order.target)))
    if said.risk is not None:
        found.append(Essential("Lost at the stop", cash(said.risk.cash)))
    if said.liquidation is not None:
        found.append(Essential("Liquidation", price(said.liquidation)))
    found += [Essential("The gate", line) for line in gate_broken(said)]
    return found


FACE = Face(
    OrderPreview,
    frame="list",
    essentials=essentials,
    mood=lambda said: "order previewed" if said.passes else "order held back",
    tone=lambda said: "neutral" if said.passes else "warning",
    buttons=under_preview,
    words=(adjusted, in_account, wish_told, preview_table, gate_broken, lasting),
)
