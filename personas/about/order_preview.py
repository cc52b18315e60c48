"""How an order is shown before it is placed."""

from decimal import Decimal
from typing import Final

from personas.about._trading import account_told, adjusted, gate_broken, in_account, lasting, preview_table, wish_told
from personas.buttons import changed
from personas.card import Action
from personas.face import Actions, Essential, Face
from personas.format import cash, price
from services.core.request import AnyRequest
from services.orders.entry import OrderPreview

AWAY: Final = Decimal("0.02")
"""How far the stop is that is offered, of the price."""
EDITED = ("amount", "price", "stop", "target")


def under_preview(said: OrderPreview, _request: AnyRequest | None = None) -> Actions:
    """Confirm, where the gate lets it pass; give it the stop that the gate wants; change it; drop it."""
    wants_stop = any(each.limit == "require stop" and not each.passed for each in said.gate)
    return (
        *((Action("Confirm", said.placed()),) if said.passes else ()),
        *((Action("With a stop 2% away", with_stop(said)),) if wants_stop else ()),
        Action("Edit", said.again(), edits=EDITED),
        Action("Cancel", said.dropped()),
    )


def with_stop(said: OrderPreview) -> AnyRequest:
    """The same wish with a stop at ``AWAY`` from where it would get in."""
    sign = 1 if said.order.way == "buy" else -1
    return changed(said.again(), stop=(said.expected * (1 - sign * AWAY)).quantize(said.price))


def essentials(said: OrderPreview) -> list[Essential]:
    found = [
        account_told(said),
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
