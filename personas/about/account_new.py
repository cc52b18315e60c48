"""How a new account is shown."""

from markupsafe import Markup

from personas.about._trading import in_account
from personas.buttons import Actions, row
from personas.escaping import escape
from personas.face import Essential, Face
from personas.format import cash
from services.accounts.new import AccountNewAnswer
from services.accounts.use import AccountUse
from services.core.request import AnyRequest
from services.portfolio.account_list import AccountList


def opened_told(answer: AccountNewAnswer) -> Markup:
    """``PAPER swing is open with 5,000.00 USDT``"""
    told = Markup("{} is open with {} {}")
    return told.format(in_account(answer), cash(answer.balance), escape(answer.currency))


def buttons(said: AccountNewAnswer, request: AnyRequest | None = None) -> Actions:
    del request
    return row(0, [(f"Use {said.account}", AccountUse(account=said.account)), ("Accounts", AccountList())])


FACE = Face(
    AccountNewAnswer,
    frame="receipt",
    essentials=lambda said: [Essential("Opened", opened_told(said), first=True)],
    buttons=buttons,
    words=(opened_told,),
)
