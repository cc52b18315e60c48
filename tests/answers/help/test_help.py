"""Whoever asks for help finds every command they may give, and what Discord has no room for is not lost."""

from collections.abc import Iterable

import pytest

from bot.app import App
from bot.suggestions import AppSuggestions
from cogs._actions import view_of
from personas.card import Card, Menu
from personas.escaping import escape
from personas.render import Voices
from services.core.ask import Ask
from services.core.errors import UnknownCommand
from services.core.principal import Principal
from services.core.request import AnyRequest, Audience, Change
from services.core.roles import Role
from services.house.help import GROUPS, CommandFacts, GroupFacts, Help, HelpAnswer, group_of
from services.studies.fib_levels import FibLevels
from tests.answers.help.sample import SAMPLES
from tests.cards import text_of
from tests.faces import FACES

BEN = Principal(id="discord:1", name="A name of thirty-two letters", role=Role.VIEWER)
FULL, ROWS, CHOICES = 4096, 5, 25


async def helped(app: App, about: str | None = None, who: Principal = BEN) -> HelpAnswer:
    answer = await app.desk.ask(Ask("1", Help(command=about), who, app.clock.now()))
    assert isinstance(answer, HelpAnswer)
    return answer


def chosen(menus: Iterable[Menu]) -> list[AnyRequest]:
    return [choice.request for menu in menus for choice in menu.choices]


def fits(card: Card) -> None:
    view = view_of(card.actions, frozenset(), card.menus)
    assert view is not None
    assert len(card.body) <= FULL
    assert len(card.menus) + 1 <= ROWS
    assert all(len(menu.choices) <= CHOICES for menu in card.menus)
    assert len(view.children) == len(card.actions) + len(card.menus), "every button and menu has room"


@pytest.mark.parametrize(("role", "mapped"), [(None, False), (None, True), (Role.VIEWER, True), (Role.ADMIN, True)])
async def test_every_command_that_one_may_give_is_reached_by_menus(
    app: App, voices: Voices, role: Role | None, mapped: bool
) -> None:
    who = BEN.model_copy(update={"role": role, "roles_mapped": mapped})
    overview = await helped(app, who=who)
    reached: list[AnyRequest] = []
    for choice in chosen(FACES.of(HelpAnswer).menus(overview)):
        assert isinstance(choice, Help)
        group = await helped(app, choice.command, who)
        reached += chosen(FACES.of(HelpAnswer).menus(group)[1:])
        for name in voices.names:
            fits(voices.render(group, name, who))
    allowed = [Help(command=name) for name, request in sorted(app.desk.commands.items()) if who.may(request.role)]
    assert sorted(reached, key=str) == sorted(allowed, key=str)
    for name in voices.names:
        fits(voices.render(overview, name, who))


def test_a_hundred_commands_have_room(voices: Voices) -> None:
    for label in ("many commands", "many groups"):
        for name in voices.names:
            fits(voices.render(SAMPLES[label], name))


@pytest.mark.parametrize("groups", [1, 10])
async def test_sixty_more_commands_have_room_and_are_reached(app: App, voices: Voices, groups: int) -> None:
    """In one group, or in ten new ones."""
    known = await helped(app)
    more = [
        CommandFacts(
            name=f"later-{number % groups} word-{number}",
            group=f"later-{number % groups}",
            summary="Something of a later version, said in as many words as there is room for on a line",
            example=f"/later-{number % groups} word-{number}",
            role="viewer",
            allowed=True,
        )
        for number in range(60)
    ]
    new = tuple(
        GroupFacts(name=name, summary="What a later version can be asked, in a line", commands=60 // groups)
        for name in dict.fromkeys(each.group for each in more)
    )
    overview = known.model_copy(update={"groups": known.groups + new, "commands": (*known.commands, *more)})
    opened = {each.command for each in chosen(FACES.of(HelpAnswer).menus(overview)) if isinstance(each, Help)}
    assert opened >= {each.name for each in new}
    for name in voices.names:
        fits(voices.render(overview, name))
    for group in new:
        page = overview.model_copy(
            update={"group": group.name, "commands": tuple(each for each in more if each.group == group.name)}
        )
        reached = {each.command for each in chosen(FACES.of(HelpAnswer).menus(page)[1:]) if isinstance(each, Help)}
        assert reached == {each.name for each in page.commands}
        for name in voices.names:
            fits(voices.render(page, name))


async def test_the_overview_has_a_line_for_each_group(app: App, voices: Voices) -> None:
    overview = await helped(app)
    assert {group_of(request) for request in app.desk.commands.values()} == set(GROUPS)
    allowed = [request for request in app.desk.commands.values() if BEN.may(request.role)]
    assert {group.name for group in overview.groups} == set(map(group_of, allowed))
    assert sum(group.commands for group in overview.groups) == len(allowed)
    for name in voices.names:
        lines = voices.render(overview, name).body.split("\n")
        for group in overview.groups:
            assert sum(f"**{group.name}**" in line and group.summary in line for line in lines) == 1, (name, group)


async def test_each_command_is_explained_in_words(app: App, voices: Voices) -> None:
    for command, request in app.desk.commands.items():
        assert request.means, command
        answer = await helped(app, command)
        for name in voices.names:
            card = voices.render(answer, name)
            text = text_of(card)
            assert card.title.startswith(f"/{command}: "), (command, name)
            fits(card)
            assert escape(request.summary) in text, (command, name)
            assert escape(request.means) in text, (command, name)
            assert all(f"`{option}`" in text for option in request.model_fields), (command, name)
            assert f"`/{command} {request.example}".rstrip() in text, (command, name)
            assert (request.role.word if request.role else "anyone") in text, (command, name)


async def test_an_example_can_be_pressed_where_that_changes_nothing(app: App) -> None:
    face = FACES.of(HelpAnswer)
    levels = face.buttons(await helped(app, "fib levels"), None)
    assert FibLevels(symbol="BTC/USDT", timeframe="4h") in [action.request for action in levels]
    for command, request in app.desk.commands.items():
        tried = [action.request for action in face.buttons(await helped(app, command), None)]
        assert not any(isinstance(each, Change) for each in tried), command
        shown = not issubclass(request, Change) and request.audience is not Audience.CONFIDENTIAL
        assert not shown or request in map(type, tried) or request.role is not None, command


@pytest.mark.parametrize(
    ("asked", "group", "command"),
    [
        (None, None, None),
        ("fib", "fib", None),
        ("FIB", "fib", None),
        ("/fib levels", "fib", "fib levels"),
        ("price", "markets", "price"),
        ("value at risk", "risk", "risk var"),
        ("scan", "scan", "scan"),
        ("desk", "desk", None),
        ("me with the fib", "fib", None),
    ],
)
async def test_what_is_asked_for_is_found(app: App, asked: str | None, group: str | None, command: str | None) -> None:
    answer = await helped(app, asked)
    assert (answer.group, answer.command and answer.command.name) == (group, command)


@pytest.mark.parametrize(("wrong", "near"), [("prce", "price"), ("fib level", "fib levels"), ("cosmik", "cosmic")])
async def test_a_name_that_is_none_is_told_the_nearest(app: App, wrong: str, near: str) -> None:
    with pytest.raises(UnknownCommand) as refused:
        await helped(app, wrong)
    assert refused.value.near[0] == Help(command=near)


async def test_whoever_may_not_is_told_who_may(app: App, voices: Voices) -> None:
    nobody = BEN.model_copy(update={"role": None})
    card = voices.render(await helped(app, "price", nobody), "biel", nobody)
    assert "viewer" in text_of(card)
    assert "you may not" in text_of(card)
    assert [action.label for action in card.actions] == ["All groups"]


async def test_names_are_suggested_to_those_who_may_give_them(app: App) -> None:
    suggestions = AppSuggestions(app)
    assert (await suggestions.suggest(Help, "commands", "fib", BEN))[:2] == ["fib", "fib confluence"]
    nobody = BEN.model_copy(update={"role": None})
    assert "price" not in await suggestions.suggest(Help, "commands", "", nobody)
    assert "help" in await suggestions.suggest(Help, "commands", "", nobody)
