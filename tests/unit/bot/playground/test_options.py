"""Options: a bot must get the types it declared, as from Discord's own app."""

from __future__ import annotations

from typing import Any

import pytest

from bot.playground.errors import PersonError
from bot.playground.options import command_data
from bot.playground.world import default_world

WORLD = default_world()
ADA, BEN = WORLD.users[:2]


def data(kind: int, value: Any, **definition: Any) -> dict[str, Any]:
    option = {"type": kind, "name": "o", "description": "d"} | definition
    command = {"id": "1", "name": "c", "type": 1, "options": [option]}
    return command_data(command, [], {"o": value}, WORLD)


@pytest.mark.parametrize(
    ("kind", "typed", "value", "definition"),
    [
        (3, "btc", "btc", {}),
        (3, 5, "5", {}),
        (3, "4H", "4h", {"choices": [{"name": "Four hours", "value": "4h"}]}),
        (3, "four hours", "4h", {"choices": [{"name": "Four hours", "value": "4h"}]}),
        (4, "12", 12, {}),
        (4, 12, 12, {"min_value": 12, "max_value": 12}),
        (10, "1,234.5", 1234.5, {}),
        (5, "yes", True, {}),
        (5, False, False, {}),
        (6, "@Ada", ADA.id, {}),
        (6, f"<@{ADA.id}>", ADA.id, {}),
        (7, "#charts", WORLD.text_channels[1].id, {}),
        (8, "trader", BEN.roles[0].id, {}),
        (9, "ben", BEN.id, {}),
    ],
)
def test_a_value_becomes_what_the_command_declares(kind: int, typed: Any, value: Any, definition: Any) -> None:
    given = data(kind, typed, **definition)["options"][0]["value"]
    assert given == value
    assert type(given) is type(value)


@pytest.mark.parametrize(
    ("kind", "typed", "text", "definition"),
    [
        (3, None, "o is required", {"required": True}),
        (3, "ab", "at least 3 characters", {"min_length": 3}),
        (3, "abcd", "at most 3 characters", {"max_length": 3}),
        (3, "2h", "one of: 1h, 4h", {"choices": [{"name": n, "value": n} for n in ("1h", "4h")]}),
        (4, "1.5", "whole number", {}),
        (4, "9", "at least 10", {"min_value": 10}),
        (10, "nan", "at most", {}),
        (10, "11", "at most 10", {"max_value": 10}),
        (5, "maybe", "true or false", {}),
        (6, "Zoe", "no person 'Zoe'", {}),
        (7, "cellar", "no channel", {}),
        (11, "x.png", "is a file", {}),
    ],
)
def test_what_the_app_would_not_send_is_refused(kind: int, typed: Any, text: str, definition: Any) -> None:
    with pytest.raises(PersonError, match=text):
        data(kind, typed, **definition)


def test_people_are_resolved_with_their_roles() -> None:
    resolved = data(6, "Ada")["resolved"]
    assert resolved["users"][ADA.id]["username"] == "ada"
    assert resolved["members"][ADA.id]["roles"] == [ADA.roles[0].id]


def test_subcommands_nest_their_options() -> None:
    levels = {"type": 1, "name": "levels", "options": [{"type": 3, "name": "symbol", "required": True}]}
    command = {"id": "1", "name": "fib", "type": 1, "options": [levels]}
    options = command_data(command, ["levels"], {"symbol": "btc"}, WORLD)["options"]
    inner = [{"name": "symbol", "type": 3, "value": "btc"}]
    assert options == [{"name": "levels", "type": 1, "options": inner}]
    for path in ([], ["nope"]):
        with pytest.raises(PersonError, match="subcommand"):
            command_data(command, path, {}, WORLD)
    with pytest.raises(PersonError, match="no option bars"):
        command_data(command, ["levels"], {"symbol": "btc", "bars": 1}, WORLD)
