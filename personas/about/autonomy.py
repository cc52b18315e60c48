"""How it is shown how far the agent may go in an account."""

from markupsafe import Markup

from personas.about._agent_words import reason_told
from personas.about._trading import account_told, in_account
from personas.buttons import Actions, row
from personas.card import Tone
from personas.escaping import escape
from personas.face import Essential, Face
from personas.phrasing import marked
from services.brain.answers import AutonomyAnswer, LevelFacts
from services.brain.autonomy import Autonomy
from services.brain.watches import AiStatus
from services.core.request import AnyRequest
from services.core.roles import Role


def autonomy_told(said: AutonomyAnswer) -> Markup:
    """``autonomy is copilot``, ``autonomy is autonomous now, before copilot``"""
    if said.was is None or said.was == said.level:
        return marked(f"autonomy is {said.level}")
    return marked(f"autonomy is {said.level} now, before {said.was}")


def level_line(level: LevelFacts) -> Markup:
    """``**copilot**: it suggests trades, …``, and who sets it where that is not everybody."""
    told = f"**{level.name}**: {escape(level.summary)}"
    if level.role == Role.ADMIN.word:
        told += "; an admin opens it"
    return marked(told)


def level_marked(said: AutonomyAnswer, level: LevelFacts) -> str:
    """What stands before a level: that it is the one, that it can be had, or that it is shut."""
    if level.name == said.level:
        return "▶"
    return "○" if level.open else "✗"


def here(said: AutonomyAnswer) -> LevelFacts:
    """The level that the account is at."""
    return next(each for each in said.levels if each.name == said.level)


def shut(said: AutonomyAnswer) -> tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]:
    """The levels that are not open yet, with what is missing for them."""
    closed = [each for each in said.levels if not each.open]
    causes = dict.fromkeys(each.missing for each in closed)
    return tuple((tuple(each.name for each in closed if each.missing == cause), cause) for cause in causes)


def essentials(said: AutonomyAnswer) -> list[Essential]:
    told = [account_told(said), Essential("Autonomy", autonomy_told(said), first=True)]
    return [*told, Essential("Why", escape(said.reason))] if said.reason else told


def mood(said: AutonomyAnswer) -> str:
    if said.reason and said.was is None:
        return "autonomy lost"
    level = here(said)
    if level.alone:
        return "agent alone"
    return "agent asks" if level.orders else "agent watches" if level.analyses else "agent off"


def tone(said: AutonomyAnswer) -> Tone:
    return "warning" if here(said).alone or (said.reason and said.was is None) else "neutral"


def buttons(said: AutonomyAnswer, request: AnyRequest | None = None) -> Actions:
    """To each other level that is open, and how the agent stands."""
    del request
    others = [
        (level.name + (" (admin)" if level.role == Role.ADMIN.word else ""), level.name)
        for level in said.levels
        if level.open and level.name != said.level
    ]
    switch = row(0, [(label.capitalize(), Autonomy(level=name, account=said.account)) for label, name in others])
    return (*switch, *row(1, [("How it stands", AiStatus(account=said.account))]))


FACE = Face(
    AutonomyAnswer,
    frame="list",
    essentials=essentials,
    mood=mood,
    tone=tone,
    buttons=buttons,
    words=(in_account, reason_told, autonomy_told, level_line, level_marked, here, shut),
)
