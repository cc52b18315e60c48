"""How an account that begins anew is shown."""

from markupsafe import Markup

from personas.about._account import pages
from personas.about._trading import in_account
from personas.buttons import Actions
from personas.escaping import escape
from personas.face import Essential, Face
from personas.format import cash, counted, listed
from services.accounts.reset import AccountResetAnswer
from services.core.request import AnyRequest


def anew_told(answer: AccountResetAnswer) -> Markup:
    """``PAPER main begins anew with 10,000.00 USDT``"""
    told = Markup("{} begins anew with {} {}")
    return told.format(in_account(answer), cash(answer.balance), escape(answer.currency))


def gone(answer: AccountResetAnswer) -> Markup:
    """``2 open orders and 1 position``; nothing where nothing was open."""
    found = [(answer.orders, "open order"), (answer.positions, "position")]
    told = [counted(number, what) for number, what in found if number]
    return listed(told) if told else Markup("")


def buttons(said: AccountResetAnswer, request: AnyRequest | None = None) -> Actions:
    del request
    return pages(said, 0)


FACE = Face(
    AccountResetAnswer,
    frame="receipt",
    essentials=lambda said: [Essential("Reset", anew_told(said), first=True)],
    buttons=buttons,
    words=(anew_told, gone),
)
