"""How an order is shown that was placed."""

from markupsafe import Markup

from personas.about._account import pages
from personas.about._trading import account_told, adjusted, in_account, lasting, why_ended, wish_told
from personas.card import Action
from personas.face import Actions, Essential, Face
from personas.format import cash, price, quantity
from personas.phrasing import base, marked
from services.core.request import AnyRequest
from services.orders.cancel import Cancel
from services.orders.close import Close
from services.orders.entry import OrderPlaced

MOODS = {
    "open": "order waits",
    "waiting": "order waits",
    "partly filled": "order waits",
    "filled": "order filled",
    "ended": "order over",
}

OPEN = ("open", "waiting", "partly filled")


def held_now(answer: OrderPlaced) -> Markup:
    """``hold 0.2 BTC at 42,156.37``, ``are short 3 ETH at 2,310.00``"""
    deed = "hold" if answer.held > 0 else "are short"
    return marked(f"{deed} {quantity(abs(answer.held))} {base(answer.symbol)} at {price(answer.entry)}")


def became(answer: OrderPlaced) -> Markup:
    """``filled at 42,156.37``, ``open``, ``waits for its price``, ``over: cancelled``"""
    match answer.state:
        case "filled":
            return marked(f"filled at {price(answer.average)}")
        case "partly filled":
            return marked(f"filled {quantity(answer.filled)} of it at {price(answer.average)}")
        case "waiting":
            return marked("accepted, fills at the next price")
        case "open":
            return marked("accepted, waits")
    over = f"over: {why_ended(answer.why)}"
    return marked(f"{over}, {quantity(answer.filled)} of it filled" if answer.filled else over)


def under_placed(said: OrderPlaced, _request: AnyRequest | None = None) -> Actions:
    found = []
    if said.state in OPEN:
        found.append(Action("Cancel the order", Cancel(order=said.id, account=said.account)))
    if said.held:
        found.append(Action("Close the position", Close(symbol=said.symbol, account=said.account)))
    return (*found, *pages(said, 1))


def essentials(said: OrderPlaced) -> list[Essential]:
    found = [
        account_told(said),
        Essential("Order", wish_told(said), first=True),
        Essential("Became", became(said), first=True),
    ]
    if said.state in OPEN:
        found.append(Essential("Id", marked(said.short)))
    if said.fee is not None:
        found.append(Essential("Fee", cash(said.fee)))
    if said.held:
        found.append(Essential("Held", held_now(said)))
    if said.stop is not None:
        found.append(Essential("Stop", price(said.stop)))
    if said.target is not None:
        found.append(Essential("Target", price(said.target)))
    return found


FACE = Face(
    OrderPlaced,
    frame="receipt",
    essentials=essentials,
    mood=lambda said: MOODS[said.state],
    buttons=under_placed,
    words=(adjusted, became, held_now, in_account, wish_told, lasting),
)
