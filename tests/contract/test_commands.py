"""What Discord offers, what the desk takes and what Discord allows must be the same thing."""

import re
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest
from annotated_types import Ge, Gt, Le

from bot.app import App, AppSuggestions
from bot.client import COGS, OmegaBot
from bot.run import make_bot
from services.words.phrase import parse
from tests.openapi import DiscordApi

SUBCOMMAND, INTEGER, NUMBER = 1, 4, 10


@pytest.fixture
async def client(app: App) -> AsyncIterator[OmegaBot]:
    bot = make_bot(app)
    for cog in COGS:
        await bot.add_cog(cog(bot.replies))
    yield bot
    await bot.close()


def payloads(bot: OmegaBot) -> list[dict[str, Any]]:
    return [command.to_dict(bot.tree) for command in bot.tree.get_commands()]


def leaves(command: dict[str, Any], path: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    name = f"{path} {command['name']}".strip()
    below = [option for option in command.get("options", ()) if option["type"] == SUBCOMMAND]
    if not below:
        yield name, command
    for option in below:
        yield from leaves(option, name)


async def test_every_request_is_a_command_and_every_command_a_request(client: OmegaBot) -> None:
    offered = {name for command in payloads(client) for name, _ in leaves(command)}
    assert offered == set(client.catalog)


async def test_options_are_those_of_the_request_with_its_bounds_and_summary(client: OmegaBot) -> None:
    for command in payloads(client):
        for name, leaf in leaves(command):
            request = client.catalog[name]
            assert leaf["description"] == request.summary, name
            options = {option["name"]: option for option in leaf.get("options", ())}
            assert list(options) == list(request.model_fields), name
            for option_name, field in request.model_fields.items():
                option = options[option_name]
                assert option["required"] == field.is_required(), (name, option_name)
                if option["type"] in (INTEGER, NUMBER):
                    bounds = {type(bound): bound for bound in field.metadata}
                    # Discord knows no "above": of such a number it takes the bound itself, and the desk refuses that.
                    least = float(bounds[Gt].gt if Gt in bounds else bounds[Ge].ge)
                    assert (option["min_value"], option["max_value"]) == (least, float(bounds[Le].le)), option_name


async def test_the_example_of_every_command_is_taken_wherever_it_is_written(client: OmegaBot) -> None:
    offered = {name: leaf for command in payloads(client) for name, leaf in leaves(command)}
    for name, request in client.catalog.items():
        assert not request.example.startswith("/"), name
        line = f"{name} {request.example}".rstrip()
        asked = parse(f"/{line}", client.catalog)
        assert asked == parse(line, client.catalog)
        assert asked.model_fields_set == set(re.findall(r"(\w+):", request.example)), name
        choices = {option["name"]: option.get("choices") for option in offered[name].get("options", ())}
        for option, value in re.findall(r"(\w+):(.*?)(?=\s\w+:|$)", request.example):
            assert choices[option] is None or value in [choice["value"] for choice in choices[option]], name


async def test_discord_takes_every_command(client: OmegaBot, shared_data: Path) -> None:
    discord_api = DiscordApi(shared_data / "discord-openapi.json")
    for payload in payloads(client):
        discord_api.check("ApplicationCommandUpdateRequest", payload)


async def test_every_free_text_option_suggests(client: OmegaBot, app: App) -> None:
    for command in payloads(client):
        for name, leaf in leaves(command):
            for option in leaf.get("options", ()):
                if option["type"] == 3 and not option.get("choices"):
                    assert option["autocomplete"], (name, option["name"])
    suggestions = AppSuggestions(app)
    assert (await suggestions.symbols("btc"))[0] == "BTC/USDT"
