"""How the worth of an account is shown."""

from markupsafe import Markup

from personas.about._account import at_cost, behind, first_order, pages
from personas.about._trading import account_told
from personas.buttons import Actions
from personas.card import Action
from personas.escaping import escape
from personas.face import Essential, Face
from personas.format import cash, gain, pct, price, quantity, share
from services.core.request import AnyRequest
from services.portfolio.account_list import AccountList
from services.portfolio.balance import Balance, BalanceAnswer, HeldFacts


def untouched(answer: BalanceAnswer) -> bool:
    """Whether nothing was done in it since it began."""
    return not (answer.positions or answer.orders or answer.trades)


def worth_told(answer: BalanceAnswer) -> Markup:
    """``10,234.56 USDT, +2.35% since it began``"""
    told = Markup("{} {}").format(cash(answer.equity), escape(answer.currency))
    if untouched(answer):
        return Markup("{}, nothing traded yet").format(told)
    return Markup("{}, {} since it began").format(told, pct(answer.change))


def holding_told(held: HeldFacts) -> Markup:
    """``BTC/USDT long 0.1: +215.64 at 42,156.37, 41.3% of all``"""
    gained = "no price" if held.price is None else f"{gain(held.unrealised)} at {price(held.price)}"
    told = Markup("{} {} {}: {}, {} of all")
    return told.format(escape(held.symbol), held.side, quantity(held.amount), gained, share(held.equity_share))


def essentials(said: BalanceAnswer) -> list[Essential]:
    found = [account_told(said), Essential("Worth", worth_told(said), first=True), Essential("Free", cash(said.free))]
    if said.positions:
        found.append(Essential("Unrealised", gain(said.unrealised)))
    if said.unpriced:
        found.append(Essential("At cost", at_cost(said.unpriced)))
    if said.behind:
        found.append(Essential("Not up to date", behind(said)))
    return found


def buttons(said: BalanceAnswer, request: AnyRequest | None = None) -> Actions:
    """What is in it, the other accounts, and where nothing was done yet what an order would come to."""
    del request
    first = [first_order(said, row=1)] if untouched(said) else []
    return (*pages(said, 0, Balance), *first, Action("Accounts", AccountList(), row=1))


FACE = Face(
    BalanceAnswer,
    frame="list",
    essentials=essentials,
    tone=lambda said: "up" if said.equity > said.start else "down" if said.equity < said.start else "neutral",
    buttons=buttons,
    words=(at_cost, behind, holding_told, untouched, worth_told),
)
