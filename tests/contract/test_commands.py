"""What Discord offers, what the desk takes and what Discord allows must be the same thing."""

import re
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.app import App
from bot.client import OmegaBot
from cogs._cog import find_cogs
from services.core.options import options_of
from services.words.phrase import parse
from tests.house import bot_of
from tests.openapi import DiscordApi

SUBCOMMAND, TEXT = 1, 3
CHAT_INPUT = 1


@pytest.fixture
async def client(app: App) -> AsyncIterator[OmegaBot]:
    async with bot_of(app) as bot:
        await bot.add_cogs()
        yield bot


def payloads(bot: OmegaBot) -> list[dict[str, Any]]:
    return [command.to_dict(bot.tree) for command in bot.tree.get_commands()]


def leaves(command: dict[str, Any], path: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    name = f"{path} {command['name']}".strip()
    below = [option for option in command.get("options", ()) if option["type"] == SUBCOMMAND]
    if not below:
        yield name, command
    for option in below:
        yield from leaves(option, name)


def offered(bot: OmegaBot) -> dict[str, dict[str, Any]]:
    """What is typed after a slash."""
    return dict(leaf for command in payloads(bot) if command["type"] == CHAT_INPUT for leaf in leaves(command))


async def test_every_request_is_in_one_cog_and_every_command_is_a_request(client: OmegaBot) -> None:
    asked = [request for request in client.catalog.values() if not request.pressed]
    assert Counter(request for cog in find_cogs() for request in cog.requests) == Counter(asked)
    assert set(offered(client)) == {request.name for request in asked}


async def test_every_option_reaches_discord_as_its_field_tells_it(client: OmegaBot) -> None:
    for name, command in offered(client).items():
        request = client.catalog[name]
        assert command["description"] == request.summary, name
        options = {option.name: option for option in options_of(request)}
        assert sorted(shown["name"] for shown in command["options"]) == sorted(options), name
        for shown in command["options"]:
            option = options[shown["name"]]
            assert shown["description"] == option.description, (name, option.name)
            may_be_left_out = not request.model_fields[option.name].is_required() or option.name == "symbol"
            assert shown["required"] != may_be_left_out, (name, option.name)
            # Discord knows no "above": of such a number it takes the bound itself, and the desk refuses that.
            assert (shown.get("min_value"), shown.get("max_value")) == (option.least, option.most), (name, option.name)
            assert [choice["value"] for choice in shown.get("choices", ())] == list(option.choices), (name, option.name)
            assert shown.get("autocomplete", False) == (option.suggested is not None), (name, option.name)


async def test_what_an_option_takes_at_its_bounds_the_desk_takes_too(client: OmegaBot) -> None:
    for name, request in client.catalog.items():
        example = parse(f"/{name} {request.example}".rstrip(), client.catalog).model_dump()
        for option in options_of(request):
            ends = [None if option.above else option.least, option.most]
            for value in (*option.choices, *(end for end in ends if end is not None)):
                request.model_validate(example | {option.name: value})


async def test_the_example_of_every_command_is_taken_wherever_it_is_written(client: OmegaBot) -> None:
    commands = offered(client)
    for name in commands:
        request = client.catalog[name]
        assert not request.example.startswith("/"), name
        line = f"{name} {request.example}".rstrip()
        asked = parse(f"/{line}", client.catalog)
        assert asked == parse(line, client.catalog)
        assert asked.model_fields_set == set(re.findall(r"(\w+):", request.example)), name
        choices = {option["name"]: option.get("choices") for option in commands[name]["options"]}
        for option, value in re.findall(r"(\w+):(.*?)(?=\s\w+:|$)", request.example):
            assert choices[option] is None or value in [choice["value"] for choice in choices[option]], name


async def test_discord_takes_every_command(client: OmegaBot, shared_data: Path) -> None:
    discord_api = DiscordApi(shared_data / "discord-openapi.json")
    for payload in payloads(client):
        discord_api.check("ApplicationCommandUpdateRequest", payload)


ROLES = ("mention",)
"""Discord itself offers roles behind an @, where nothing else is suggested."""


async def test_every_free_text_option_suggests(client: OmegaBot) -> None:
    for name, command in offered(client).items():
        for option in command["options"]:
            if option["type"] == TEXT and not option.get("choices"):
                assert option.get("autocomplete") or option["name"] in ROLES, (name, option["name"])
