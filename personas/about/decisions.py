"""How the newest decisions of an account are listed."""

from markupsafe import Markup

from personas.about._agent import action_told, decision_listed
from personas.about._trading import account_told, in_account
from personas.buttons import Actions, changed, row
from personas.card import Action, Menu
from personas.face import Essential, Face
from personas.format import clock, counted, near_day
from personas.phrasing import marked
from services.brain.answers import DecisionsAnswer
from services.brain.approvals import Approvals
from services.brain.decisions import Decisions, DecisionShow
from services.brain.scoreboard import Scoreboard
from services.core.request import AnyRequest

CHOICES = 25


def decisions_told(said: DecisionsAnswer) -> Markup:
    """``42 decisions, 30 of them to wait``; ``3 decisions, all to wait``; ``no decision yet``"""
    if not said.total:
        return Markup("no decision of the agent yet")
    if said.waits == said.total:
        return marked(f"{counted(said.total, 'decision')}, {'all ' * (said.total > 1)}to wait")
    waits = f", {said.waits} of them to wait" if said.waits else ""
    return marked(f"{counted(said.total, 'decision')}{waits}")


def essentials(said: DecisionsAnswer) -> list[Essential]:
    return [
        account_told(said),
        Essential("Decisions", decisions_told(said), first=True),
        Essential("Autonomy", marked(f"level {said.level}")),
    ]


def buttons(said: DecisionsAnswer, request: AnyRequest | None = None) -> Actions:
    asked = request if isinstance(request, Decisions) else Decisions(account=said.account)
    waits = ("Without those to wait" if asked.waits else "Those to wait too", changed(asked, waits=not asked.waits))
    more = [waits] if said.waits else []
    return row(0, [*more, ("Approvals", Approvals()), ("Scoreboard", Scoreboard(account=said.account))])


def menus(said: DecisionsAnswer) -> tuple[Menu, ...]:
    """Which one to look at in full."""
    choices = tuple(
        Action(
            f"{one.short} {action_told(one)}",
            DecisionShow(id=one.id),
            detail=f"{near_day(one.at, said.as_of)} {clock(one.at)}, {one.state}",
        )
        for one in said.decisions[:CHOICES]
    )
    return (Menu("A decision in full", choices),) if choices else ()


FACE = Face(
    DecisionsAnswer,
    frame="list",
    essentials=essentials,
    mood=lambda said: "decisions listed" if said.total else "no decision yet",
    buttons=buttons,
    menus=menus,
    words=(decisions_told, decision_listed, in_account),
)
