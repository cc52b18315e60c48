"""How it is shown which account is in use from now on."""

from markupsafe import Markup

from personas.about._trading import in_account, on_paper
from personas.buttons import Actions, row
from personas.face import Essential, Face
from services.accounts.use import AccountUse, AccountUseAnswer
from services.core.request import AnyRequest
from services.portfolio.account_list import AccountList
from services.portfolio.balance import Balance


def chosen_told(answer: AccountUseAnswer) -> Markup:
    """``PAPER swing is in use``"""
    return Markup("{} is in use").format(in_account(answer))


def buttons(said: AccountUseAnswer, request: AnyRequest | None = None) -> Actions:
    """What it is worth, the others, and back."""
    del request
    back = [] if said.previous == said.account else [(f"Back to {said.previous}", AccountUse(account=said.previous))]
    return row(0, [("Balance", Balance(account=said.account)), ("Accounts", AccountList()), *back])


def was_in_use(answer: AccountUseAnswer) -> Markup:
    """``PAPER main``"""
    return on_paper(answer.previous)


FACE = Face(
    AccountUseAnswer,
    frame="receipt",
    essentials=lambda said: [Essential("In use", chosen_told(said), first=True)],
    buttons=buttons,
    words=(chosen_told, was_in_use),
)
