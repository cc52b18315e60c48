"""How it is shown what the desk can be asked."""

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Final

from markupsafe import Markup

from personas.buttons import Actions
from personas.card import Action, Menu
from personas.escaping import code, escape
from personas.face import Essential, Face
from personas.format import counted
from personas.phrasing import capital
from services.core.request import AnyRequest
from services.house.help import CommandFacts, Help, HelpAnswer
from services.house.status import Status
from services.house.voices import PersonaList
from services.house.welcome import Welcome

IN_A_MENU: Final = 25
MENUS: Final = 4
"""Of the five rows that Discord has, one is for buttons."""


def closed_to_you(said: HelpAnswer) -> tuple[tuple[str, tuple[CommandFacts, ...]], ...]:
    """The commands that the asker may not give, by the role that each needs."""
    closed = [command for command in said.commands if not command.allowed]
    roles = dict.fromkeys(command.role or "none" for command in closed)
    return tuple((role, tuple(each for each in closed if (each.role or "none") == role)) for role in roles)


def names(commands: Sequence[CommandFacts]) -> tuple[Markup, ...]:
    """How to write each of ``commands``."""
    return tuple(code(f"/{command.name}") for command in commands)


def _told(said: HelpAnswer) -> Markup:
    """What the first line says: what is explained, or how much there is."""
    if said.command is not None:
        return escape(f"/{said.command.name}")
    return counted(len(said.groups), "group") if said.group is None else capital(escape(said.group))


def _mood(said: HelpAnswer) -> str:
    if said.command is not None:
        return "one command"
    if not said.roles_mapped:
        return "doors not mapped"
    return "all doors open" if all(command.allowed for command in said.commands) else "some doors closed"


def _buttons(said: HelpAnswer, _request: AnyRequest | None) -> Actions:
    if said.command is None:
        return (Action("Welcome", Welcome()), Action("Voices", PersonaList()), Action("Status", Status()))
    example = next(each.example for each in said.commands if each.name == said.command.name)
    tried = () if said.command.example is None else (Action(example, said.command.example),)
    return (*tried, Action("All groups", Help()))


def _menus(said: HelpAnswer) -> tuple[Menu, ...]:
    return tuple(islice(_all_menus(said), MENUS))


def _all_menus(said: HelpAnswer) -> Iterator[Menu]:
    """The groups, and of one its commands: as many menus as these fill."""
    groups = [
        Action(group.name, Help(command=group.name), current=group.name == said.group, detail=group.summary)
        for group in said.groups
    ]
    if said.group is None:
        yield from _filled("Open a group", groups)
        return
    yield Menu("Open a group", tuple(groups[:IN_A_MENU]))
    explained = None if said.command is None else said.command.name
    yield from _filled(
        "Have a command explained",
        [
            Action(f"/{each.name}", Help(command=each.name), current=each.name == explained, detail=each.summary)
            for each in said.commands
            if each.allowed
        ],
    )


def _filled(title: str, choices: Sequence[Action]) -> Iterator[Menu]:
    """As many menus as ``choices`` fill."""
    for start in range(0, len(choices), IN_A_MENU):
        yield Menu(title, tuple(choices[start : start + IN_A_MENU]))


FACE = Face(
    HelpAnswer,
    frame="list",
    essentials=lambda said: [Essential("Help on", _told(said), first=True)],
    mood=_mood,
    buttons=_buttons,
    menus=_menus,
    words=(closed_to_you, names),
)
