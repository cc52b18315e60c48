"""How it is shown that everything of an account is closed."""

from markupsafe import Markup

from personas.about._trading import on_paper
from personas.buttons import Actions, row
from personas.card import Tone
from personas.escaping import escape
from personas.face import Essential, Face
from personas.format import cash, counted, price, quantity
from personas.phrasing import marked
from services.core.request import AnyRequest
from services.orders.flatten import ClosingFacts, FlattenAnswer
from services.orders.own_limits import Limits
from services.orders.stop import Pause


def flattened(said: FlattenAnswer) -> Markup:
    """``PAPER main: flat; 2 positions closed, 3 orders cancelled``, ``PAPER main: 1 position is closing``"""
    closing, closed = len(said.closing), len(said.closed)
    parts = [
        *([f"{counted(closing, 'position')} {'is' if closing == 1 else 'are'} closing"] if closing else ()),
        *([f"{counted(closed, 'position')} closed"] if closed else ()),
        *([f"{counted(said.cancelled, 'order')} cancelled"] if said.cancelled else ()),
    ]
    told = ", ".join(parts) or ("not flattened yet" if said.waiting else "nothing was open")
    flat = "flat; " if parts and not closing and not said.waiting else ""
    return marked(f"{on_paper(' and '.join(said.accounts))}: {flat}{told}")


def closing_told(one: ClosingFacts, said: FlattenAnswer) -> Markup:
    """``BTC/USDT long 0.5 closed at 42,150.10: −12.30 USDT``, ``ETH/USDT long 2: 1.5 left, waiting for the market``"""
    what = f"{escape(one.symbol)} {one.side} {quantity(one.amount)}"
    where = f"{escape(one.account)}: " if len(said.accounts) > 1 else ""
    if one.left:
        so_far = "" if one.price is None else f", the rest filled at {price(one.price)}"
        return marked(f"{where}{what}: {quantity(one.left)} left{so_far}; filled as the market takes it")
    result = "" if one.pnl is None else f": {cash(one.pnl)} {escape(said.currency)}"
    at = "" if one.price is None else f" at {price(one.price)}"
    return marked(f"{where}{what} closed{at}{result}")


def essentials(said: FlattenAnswer) -> list[Essential]:
    each = [Essential("Closing", closing_told(one, said)) for one in (*said.closing, *said.closed)[:5]]
    return [Essential("Flattened", flattened(said), first=True), *each]


def buttons(said: FlattenAnswer, request: AnyRequest | None = None) -> Actions:
    del said, request
    return row(0, [("Pause entries", Pause()), ("Limits", Limits())])


def _tone(said: FlattenAnswer) -> Tone:
    return "warning" if said.waiting else "neutral"


FACE = Face(
    FlattenAnswer,
    frame="receipt",
    essentials=essentials,
    tone=_tone,
    buttons=buttons,
    words=(flattened, closing_told),
)
