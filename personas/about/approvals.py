"""How it is listed what waits for somebody's answer."""

from markupsafe import Markup

from personas.about._agent import action_told, sure_told, votes_told, wish_of
from personas.about._trading import on_paper
from personas.buttons import IN_A_ROW, Actions
from personas.card import Action, Menu
from personas.escaping import escape
from personas.face import Essential, Face
from personas.format import counted, duration, price
from personas.phrasing import marked
from services.brain.answers import ApprovalsAnswer
from services.brain.approvals import Approvals
from services.brain.decisions import Decisions, DecisionShow
from services.core.request import AnyRequest

CHOICES = 25


def pending_told(said: ApprovalsAnswer) -> Markup:
    """``waits for you: LONG BTC/USDT at 42,156.37, 12 min left``, ``3 trades wait for you, …``, ``nothing waits``"""
    mine = [each for each in said.pending if each.mine]
    if not said.pending:
        return Markup("nothing of the agent waits for you")
    first = (mine or list(said.pending))[0]
    left = f"{wish_of(first.decision)}, {duration(first.left)} left"
    if not mine:
        return marked(f"nothing waits for you, for others {left}")
    if len(mine) == 1:
        return marked(f"waits for you: {left}")
    return marked(f"{counted(len(mine), 'trade')} wait for you, first {left}")


def pending_line(each: ApprovalsAnswer.Pending) -> Markup:
    """``**3fa81c** PAPER main: LONG BTC/USDT at 42,156.37, stop 41,200.00, target 44,500.00; 12 min left, 0 of 1
    approved; level copilot, 64.0% sure``"""
    facts = each.decision
    parts = [str(wish_of(facts))]
    if facts.action != "adjust":
        parts += [f"stop {price(facts.stop)}"] if facts.stop is not None else []
        parts += [f"target {price(facts.target)}"] if facts.target is not None else []
    whose = "" if each.mine else "; for others to answer"
    told = f"**{escape(facts.short)}** {on_paper(each.account)}: {', '.join(parts)}"
    told += f"; {duration(each.left)} left, {votes_told(facts)}{whose}"
    return marked(f"{told}; level {facts.level}, {sure_told(facts)}")


def essentials(said: ApprovalsAnswer) -> list[Essential]:
    return [Essential("Approvals", pending_told(said), first=True)]


def buttons(said: ApprovalsAnswer, request: AnyRequest | None = None) -> Actions:
    """Each in full, where it can be answered."""
    del request
    shown = [
        Action(f"{each.decision.short} {action_told(each.decision)}", DecisionShow(id=each.decision.id))
        for each in said.pending[:IN_A_ROW]
    ]
    return (*shown, Action("Refresh", Approvals(), row=1), Action("Decisions", Decisions(), row=1))


def menus(said: ApprovalsAnswer) -> tuple[Menu, ...]:
    """All of them, where the buttons have no room."""
    if len(said.pending) <= IN_A_ROW:
        return ()
    choices = tuple(
        Action(f"{each.decision.short} {action_told(each.decision)}", DecisionShow(id=each.decision.id))
        for each in said.pending[:CHOICES]
    )
    return (Menu("What waits", choices),)


FACE = Face(
    ApprovalsAnswer,
    frame="list",
    essentials=essentials,
    mood=lambda said: "something waits" if said.pending else "nothing waits",
    buttons=buttons,
    menus=menus,
    words=(pending_told, pending_line),
)
