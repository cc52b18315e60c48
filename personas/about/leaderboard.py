"""How the ranks of a server are shown."""

from markupsafe import Markup

from personas.about.performance import LABELS, OVER
from personas.buttons import Actions, changed
from personas.card import Action
from personas.escaping import brief
from personas.face import Essential, Face
from personas.format import pct
from services.core.request import AnyRequest
from services.portfolio.leaderboard import Leaderboard, LeaderboardAnswer, Ranked
from services.portfolio.performance_facts import PERIODS


def person_called(person: str) -> Markup:
    """A mention of somebody on Discord, their name in the shell; a mention on a card calls nobody."""
    door, _, name = person.partition(":")
    return Markup("<@{}>").format(name) if door == "discord" and name.isdigit() else brief(name)


def best_told(answer: LeaderboardAnswer) -> Markup:
    """``PAPER, 4 ranked, the best with +12.3% in a month``; ``PAPER, nobody ranked in a month``"""
    over = OVER[answer.period]
    if not answer.ranks:
        return Markup("PAPER, nobody ranked {}").format(over)
    return Markup("PAPER, {} ranked, the best with {} {}").format(answer.ranked, pct(answer.ranks[0].change), over)


def mood(said: LeaderboardAnswer) -> str:
    return "somebody ranks" if said.ranks else "nobody ranks"


def buttons(said: LeaderboardAnswer, request: AnyRequest | None = None) -> Actions:
    """The same over other periods, and to be listed or no more."""
    asked = request if isinstance(request, Leaderboard) else Leaderboard(period=said.period)
    return (
        *(Action(LABELS[each], changed(asked, period=each), row=0, current=each == said.period) for each in PERIODS),
        Action("Refresh", asked, row=0),
        Action("List me", Ranked(on=True), row=1),
        Action("List me no more", Ranked(on=False), row=1),
    )


FACE = Face(
    LeaderboardAnswer,
    frame="table",
    essentials=lambda said: [Essential("Ranks", best_told(said), first=True)],
    mood=mood,
    buttons=buttons,
    words=(best_told, person_called),
)
