"""What the desk can be asked: groups of commands, the commands of one, or one command in words."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Annotated, ClassVar, Final

from pydantic import Field, SkipValidation

from services.core.clock import Clock
from services.core.errors import UnknownCommand
from services.core.handlers import answers
from services.core.likeness import close
from services.core.options import Option, Suggested, options_of
from services.core.principal import Principal
from services.core.request import Answer, AnyRequest, Audience, Change, Frozen, Personal
from services.core.roles import Role
from services.house.status import House
from services.words.nearest import unknown
from services.words.phrase import parse
from services.words.plain_words import other_names, plainly, without_fillers

OFFERED: Final = 3
GROUPS: Final[Mapping[str, str]] = {
    "markets": "Prices, charts and analyses of a market",
    "fib": "Fibonacci levels, targets and times of a market",
    "trading": "Orders on paper, what you hold and what it came to, limits and stopping",
    "ai": "The agent: how far it may go, what waits for you, what it decided and what came of it",
    "account": "Your paper accounts, and the one that a server shares",
    "risk": "What may be lost, and how much to hold for it",
    "education": "The trading school: lessons, questions, progress, and what your own trades teach",
    "class": "Who of this server learns, of those who want to be listed",
    "scan": "Many markets searched by a condition",
    "cosmic": "The sky, exact, and what it is worth",
    "persona": "The voice that answers you",
    "settings": "Your own market, timeframe, time zone and length of cards",
    "watchlist": "Markets that you look at together",
    "alert": "What you want to be told of: prices, levels, conditions, the sky, your account",
    "notifications": "What the desk tells you by itself",
    "jobs": "Long work of yours that goes on by itself: how far it is, and what came of it",
    "schedule": "What is asked by itself at its time: digests, charts, the sky, any command",
    "signals": "Signals that other programs send to this server",
    "desk": "The desk itself: a welcome, help, words explained, how it is, what it keeps of you",
    "forget": "Have all erased that is kept of you",
}
"""What is in each group, the most asked first. A group that is not here is listed after these, by its commands."""
_PACKAGES: Final = {
    "studies": "markets",
    "education": "education",
    "orders": "trading",
    "portfolio": "trading",
    "brain": "ai",
    "house": "desk",
}
"""The group of commands of one word, where it is not called like the package that they are in."""


class GroupFacts(Frozen):
    """A group of commands. ``commands`` is how many of them the asker may give."""

    name: str
    summary: str
    commands: int


class CommandFacts(Frozen):
    """A command: how to write it, what it does, an example, and the least role that may (``None``: anyone)."""

    name: str
    group: str
    summary: str
    example: str
    role: str | None
    allowed: bool
    """Whether the asker may."""


class OptionFacts(Frozen):
    """An option: what it is for, the values it ``takes`` where not just any text, and what is meant without it."""

    name: str
    description: str
    takes: str | None
    needed: bool
    default: str | None


class CommandHelp(Frozen):
    """One command in full: what its answer ``means``, its ``options``, and who ``reads`` what comes back."""

    name: str
    means: str
    options: tuple[OptionFacts, ...]
    reads: str
    example: Annotated[AnyRequest | None, SkipValidation] = Field(default=None, exclude=True, repr=False)
    """The example as a request, where trying it changes nothing."""


class HelpAnswer(Answer):
    """The ``groups`` that the asker has commands of; the ``commands`` of ``group``, or of all where none was asked for;
    and ``command`` where one was."""

    groups: tuple[GroupFacts, ...]
    group: str | None
    commands: tuple[CommandFacts, ...]
    command: CommandHelp | None
    your_role: str | None
    roles_mapped: bool


class Help(Personal[HelpAnswer]):
    """What the desk can be asked."""

    name: ClassVar[str] = "help"
    summary: ClassVar[str] = "What the desk can be asked: all groups, a group, or one command in words"
    means: ClassVar[str] = "The groups of commands, the commands of a group, or one command in words."
    also: ClassVar[tuple[str, ...]] = ("commands", "command list", "list of commands", "what can i ask")
    role: ClassVar[Role | None] = None
    gathers: ClassVar[str | None] = "command"

    command: Annotated[str | None, Suggested("commands")] = Field(
        default=None, max_length=100, description="A command such as fib levels, or a group such as fib"
    )


@answers(Help)
async def answer_help(request: Help, principal: Principal, house: House, clock: Clock) -> HelpAnswer:
    """The groups, and what was asked for of them.

    Raises:
        UnknownCommand: neither a command nor a group is called so; the error has the nearest.
    """
    catalog = house.catalog()
    every = [_facts(catalog[name], principal) for name in sorted(catalog)]
    wanted, group = _wanted(request.command or "", catalog)
    if wanted is not None:
        group = group_of(wanted)
    return HelpAnswer(
        as_of=clock.now(),
        groups=_groups(every),
        group=group,
        commands=tuple(each for each in every if group in (None, each.group)),
        command=None if wanted is None else _in_full(wanted, principal, catalog),
        your_role=_word(principal.role),
        roles_mapped=principal.roles_mapped,
    )


def group_of(request: type[AnyRequest]) -> str:
    """The first word of a name of several, or what holds the commands of one word that lie beside it."""
    first, _, more = request.name.partition(" ")
    package = request.__module__.split(".")[1]
    return first if more else _PACKAGES.get(package, package)


def suggest_commands(text: str, catalog: Mapping[str, type[AnyRequest]], principal: Principal) -> list[str]:
    """Commands that ``principal`` may give, and groups: those that start with ``text``, then those that have it."""
    allowed = {name: request for name, request in catalog.items() if principal.may(request.role)}
    known = sorted({*allowed, *map(group_of, allowed.values())})
    typed = text.strip().lower().removeprefix("/")
    return sorted((name for name in known if typed in name), key=lambda name: not name.startswith(typed))


def takes(option: Option) -> str:
    """The values of an option, in words."""
    if option.choices:
        return ", ".join(option.choices)
    if option.kind == "boolean":
        return "yes or no"
    if option.kind == "text":
        return "text" if option.suggested is None else "text, suggested while you type"
    least = "" if option.least is None else f"{'above' if option.above else 'from'} {number(option.least)} "
    most = "" if option.most is None else f"to {number(option.most)}"
    return f"a {'whole number' if option.kind == 'integer' else 'number'} {least}{most}".rstrip()


def default_of(option: Option) -> str | None:
    """What is meant without an option; ``None`` where it is needed, or the desk chooses."""
    if option.required or option.default is None:
        return None
    if isinstance(option.default, bool):
        return "yes" if option.default else "no"
    return str(option.default) if option.kind == "text" else number(float(option.default))


def number(value: float) -> str:
    return f"{int(value):,}" if value == int(value) else f"{value:g}"


READERS: Final = {
    Audience.PLACE: "everybody where it is asked",
    Audience.ASKER: "you alone",
    Audience.CONFIDENTIAL: "you alone, and only where nobody else reads",
}


def _wanted(text: str, catalog: Mapping[str, type[AnyRequest]]) -> tuple[type[AnyRequest] | None, str | None]:
    """The command that ``text`` names, or the group."""
    words = text.lower().replace("/", " ").rstrip(" ?!.").split()
    names = [" ".join(words), " ".join(without_fillers(words))]
    groups = {group_of(request) for request in catalog.values()}
    also = other_names(catalog)
    for name in names:
        found = catalog.get(name) or also.get(name)
        if found is not None or name in groups:
            return found, None if found else name
    if not names[-1]:
        return None, None
    near = close(names[-1], [*catalog, *sorted(groups)], OFFERED) or _meant(text, catalog)
    requests = tuple(Help(command=name) for name in near)
    raise UnknownCommand(command=text, close_matches=tuple(map(plainly, requests)), near=requests)


def _meant(text: str, catalog: Mapping[str, type[AnyRequest]]) -> Sequence[str]:
    """Commands whose words ``text`` has."""
    return [request.name for request in unknown(text, catalog).near]


def _groups(commands: Sequence[CommandFacts]) -> tuple[GroupFacts, ...]:
    """The groups with a command that the asker may give, in the order of ``GROUPS``."""
    count = Counter(each.group for each in commands if each.allowed)
    names = {each.group: [other.name for other in commands if other.group == each.group] for each in commands}
    order = [*GROUPS, *sorted(count.keys() - GROUPS.keys())]
    return tuple(
        GroupFacts(name=name, summary=GROUPS.get(name) or ", ".join(names[name]), commands=count[name])
        for name in order
        if count[name]
    )


def _facts(request: type[AnyRequest], principal: Principal) -> CommandFacts:
    return CommandFacts(
        name=request.name,
        group=group_of(request),
        summary=request.summary,
        example=_example(request),
        role=_word(request.role),
        allowed=principal.may(request.role),
    )


def _in_full(request: type[AnyRequest], principal: Principal, catalog: Mapping[str, type[AnyRequest]]) -> CommandHelp:
    harmless = not issubclass(request, Change) and request.audience is not Audience.CONFIDENTIAL
    return CommandHelp(
        name=request.name,
        means=request.means,
        options=tuple(
            OptionFacts(
                name=option.name,
                description=option.description,
                takes=None if option.kind == "text" and not option.choices else takes(option),
                needed=option.required,
                default=default_of(option),
            )
            for option in options_of(request)
        ),
        reads=READERS[request.audience],
        example=parse(_example(request), catalog) if harmless and principal.may(request.role) else None,
    )


def _example(request: type[AnyRequest]) -> str:
    return f"/{request.name} {request.example}".rstrip()


def _word(role: Role | None) -> str | None:
    return None if role is None else role.word
