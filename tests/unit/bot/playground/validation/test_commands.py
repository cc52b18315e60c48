"""What Discord refuses in a command: one bad command and a bot's whole registration fails."""

from __future__ import annotations

from typing import Any

import pytest

from bot.playground.errors import ApiError
from bot.playground.validation.commands import check_choices, check_command, check_commands

Json = dict[str, Any]


def command(*options: Json, **parts: Any) -> Json:
    return {"name": "c", "description": "d", "options": list(options)} | parts


def option(kind: int = 3, name: str = "o", **parts: Any) -> Json:
    return {"type": kind, "name": name, "description": "d"} | parts


def choice(value: Any = "v", name: str = "n") -> Json:
    return {"name": name, "value": value}


ALLOWED = [
    command(name="x" * 32),
    command(name="prix-été_2"),
    command(name="价格"),
    command(description="x" * 100),
    command(*(option(name=f"o{n}") for n in range(25))),
    command(option(choices=[choice(str(n), str(n)) for n in range(25)])),
    command(option(required=True), option(name="p")),
    command(option(2, "group", options=[option(1, "sub", options=[option()])])),
    command(option(4, choices=[choice(1)]), option(10, "p", min_value=0.5, max_value=1)),
    {"name": "Show Profile", "type": 2},
]

REFUSED = [
    (command(name="x" * 33), "name"),
    (command(name="Price"), "name"),
    (command(name="two words"), "name"),
    (command(name=""), "name"),
    (command(description=""), "description"),
    (command(description="x" * 101), "description"),
    (command(*(option(name=f"o{n}") for n in range(26))), "options"),
    (command(option(), option()), "options.1.name"),
    (command(option(name="Bad")), "options.0.name"),
    (command(option(), option(name="p", required=True)), "options.1"),
    (command(option(choices=[choice(str(n), str(n)) for n in range(26)])), "options.0.choices"),
    (command(option(choices=[choice(), choice("w")])), "options.0.choices.1"),
    (command(option(choices=[choice(1)])), "options.0.choices.0.value"),
    (command(option(4, choices=[choice("one")])), "options.0.choices.0.value"),
    (command(option(choices=[choice(name="x" * 101)])), "options.0.choices.0.name"),
    (command(option(choices=[choice("x" * 101)])), "options.0.choices.0.value"),
    (command(option(choices=[choice()], autocomplete=True)), "options.0.autocomplete"),
    (command(option(5, choices=[choice()])), "options.0.choices"),
    (command(option(4, min_value=5, max_value=4)), "options.0"),
    (command(option(4, min_value="one")), "options.0.min_value"),
    (command(option(1, "sub"), option()), "options"),
    (command(default_member_permissions="admin"), "default_member_permissions"),
    (command(contexts=[3]), "contexts.0"),
    (command(option(1, "sub", options=[option(1, "deeper")])), "options.0.options.0.type"),
    (command(option(99)), "options.0.type"),
    ({"name": "Menu", "type": 3, "description": "d"}, "description"),
]


@pytest.mark.parametrize("definition", ALLOWED)
def test_a_command_discord_takes_is_taken(definition: Json) -> None:
    check_command(definition)


@pytest.mark.parametrize(("definition", "path"), REFUSED)
def test_a_command_discord_refuses_is_refused_at_its_place(definition: Json, path: str) -> None:
    with pytest.raises(ApiError) as refused:
        check_commands([command(name="fine"), definition])
    node = refused.value.errors
    assert node is not None
    for step in ("1", *path.split(".")):
        node = node[step]
    assert node["_errors"]


def test_a_command_of_over_8000_characters_is_refused() -> None:
    choices = [choice("v" * 100, f"{n:02}" + "n" * 98) for n in range(25)]
    check_command(command(option(choices=choices)))
    with pytest.raises(ApiError):
        check_command(command(option(choices=choices), option(name="p", choices=choices)))


def test_names_are_unique_and_a_hundred_at_most() -> None:
    with pytest.raises(ApiError):
        check_commands([command(), command()])
    check_commands([command(name=f"c{n}") for n in range(100)])
    with pytest.raises(ApiError):
        check_commands([command(name=f"c{n}") for n in range(101)])


def test_autocomplete_takes_25_choices() -> None:
    check_choices({"choices": [choice(n, str(n)) for n in range(25)]})
    for refused in ([choice(n, str(n)) for n in range(26)], [choice(name="")], [choice("x" * 101)]):
        with pytest.raises(ApiError):
            check_choices({"choices": refused})
