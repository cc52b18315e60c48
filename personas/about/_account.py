"""What cards of accounts share: which account it is, what was not to be had, and the buttons between them."""

import re
from collections.abc import Iterable
from typing import Final

from markupsafe import Markup

from personas.about._trading import OfAccount
from personas.buttons import Actions
from personas.card import Action
from personas.escaping import escape
from personas.format import listed
from personas.phrasing import marked
from services.accounts.answer import AccountAnswer
from services.core.request import AnyRequest
from services.orders.entry import Buy
from services.portfolio.balance import Balance
from services.portfolio.open_orders import Orders
from services.portfolio.performance_facts import Performance
from services.portfolio.positions_facts import Positions
from services.portfolio.trades import Trades

PAGES: tuple[tuple[str, type[AnyRequest]], ...] = (
    ("Balance", Balance),
    ("Positions", Positions),
    ("Orders", Orders),
    ("Trades", Trades),
    ("Performance", Performance),
)
"""What one goes to and fro between."""
FIRST: Final = "BTC"
"""What the preview of a first order is of."""
_USUAL_NAME: Final = re.compile(r"[\w./:-]{1,40}")


def in_code(name: str) -> str:
    """A market's or an account's name for a table in code type; one that would be markup is ``…``."""
    return name if _USUAL_NAME.fullmatch(name) else "…"


def pages(answer: OfAccount, row: int, current: type[AnyRequest] | None = None) -> Actions:
    """The pages of the same account."""
    return tuple(
        Action(label, page.model_validate({"account": answer.account}), row=row, current=page is current)
        for label, page in PAGES
    )


def first_order(answer: AccountAnswer, row: int = 0) -> Action:
    """A small order to begin with: its preview, which orders nothing by itself."""
    market = f"{FIRST}/{answer.currency}"
    return Action(f"Buy {FIRST}", Buy(symbol=market, amount="10%", account=answer.account), row=row)


def behind(answer: AccountAnswer) -> Markup:
    """What is to be said where the account is not up to date, and nothing where it is."""
    if not answer.behind:
        return Markup("")
    return marked("This is as it was written down last: what the market did since is not in it yet.")


def at_cost(symbols: Iterable[str]) -> Markup:
    """What is to be said of ``symbols`` without a price, and nothing where there are none."""
    names = [escape(symbol) for symbol in symbols]
    if not names:
        return Markup("")
    return Markup("No price of {} could be had: it is in this at cost.").format(listed(names))
