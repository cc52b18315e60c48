"""How somebody's accounts are shown."""

from markupsafe import Markup

from personas.about._account import in_code
from personas.about._trading import on_paper
from personas.buttons import IN_A_ROW, Actions
from personas.card import Action
from personas.face import Essential, Face
from personas.format import cash, counted, pct
from personas.phrasing import columns
from services.accounts.use import AccountUse
from services.core.request import AnyRequest
from services.portfolio.account_list import AccountFacts, AccountListAnswer
from services.portfolio.balance import Balance


def in_use(answer: AccountListAnswer) -> AccountFacts:
    """The account that is meant where none is named."""
    return next(each for each in answer.accounts if each.in_use)


def use_told(answer: AccountListAnswer) -> Markup:
    """``PAPER main in use, of 2 accounts``"""
    return Markup("{} in use, of {}").format(on_paper(in_use(answer).account), counted(len(answer.accounts), "account"))


def account_table(answer: AccountListAnswer) -> list[Markup]:
    """A line an account: its name, what it is worth, the change since it began, what is open in it."""
    rows = [
        (
            f"{'*' if each.in_use else ' '} {in_code(each.account)}",
            f"{cash(each.equity)}{' at cost' if each.unpriced else ''}",
            str(pct(each.change)),
            str(counted(each.positions, "position")),
            str(counted(each.orders, "order")),
        )
        for each in answer.accounts
    ]
    return columns(rows, "<>>>>")


def buttons(said: AccountListAnswer, request: AnyRequest | None = None) -> Actions:
    """Use another, and look at the one in use."""
    del request
    rest = [each.account for each in said.accounts if not each.in_use]
    use = tuple(Action(f"Use {name}", AccountUse(account=name)) for name in rest[:IN_A_ROW])
    return (*use, Action("Balance", Balance(account=in_use(said).account), row=1))


FACE = Face(
    AccountListAnswer,
    frame="list",
    essentials=lambda said: [Essential("In use", use_told(said), first=True)],
    buttons=buttons,
    words=(account_table, use_told),
)
