"""Whoever types an option is helped, but only with what they may ask for, and never kept from writing by themselves."""

import asyncio
from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any, cast

import discord
import pytest
from discord.app_commands import Command

import cogs._commands
from cogs._commands import LONGEST_CHOICE, MOST_CHOICES, command_of
from cogs._principals import Principals
from services.core.errors import StoreUnavailable
from services.core.options import SuggestionsOf
from services.core.principal import Principal
from services.core.request import AnyRequest
from services.core.roles import Role, RoleMap
from services.studies.price import PriceNow
from tests.unit.cogs.test_principals import interaction_of

MEMBER = SimpleNamespace(id=7, display_name="Ben")


class Known:
    """Suggestions that a test sets; who asked for them is kept."""

    def __init__(self, found: Sequence[str] = (), error: Exception | None = None, wait: float = 0.0) -> None:
        self._found = found
        self._error = error
        self._wait = wait
        self.asked: list[tuple[type[AnyRequest], SuggestionsOf, str, Role | None]] = []

    async def suggest(
        self, request: type[AnyRequest], of: SuggestionsOf, text: str, principal: Principal, *, or_default: bool = False
    ) -> Sequence[str]:
        self.asked.append((request, of, text, principal.role))
        await asyncio.sleep(self._wait)
        if self._error:
            raise self._error
        return self._found


async def typed(known: Known, text: str) -> list[str]:
    """What Discord is offered while somebody types ``text`` as /price's symbol."""
    principals = Principals(RoleMap({"dm": {Role.VIEWER: ["@everyone"]}}))
    client = SimpleNamespace(suggestions=known, principals=principals)
    interaction = interaction_of(MEMBER, guild=None, context=1, client=client, channel_id=1)
    command: Command[Any, ..., None] = command_of(PriceNow)
    (option,) = cast(Any, command)._params.values()
    return [choice.value for choice in await option.autocomplete(cast("discord.Interaction[Any]", interaction), text)]


async def test_the_desk_is_asked_as_whoever_types() -> None:
    known = Known(["BTC/USDT"])
    assert await typed(known, "b") == ["BTC/USDT"]
    assert known.asked == [(PriceNow, "symbols", "b", Role.VIEWER)]


async def test_what_discord_would_not_take_is_not_offered() -> None:
    assert await typed(Known(["a" * (LONGEST_CHOICE + 1), "b"]), "") == ["b"]
    assert len(await typed(Known([str(number) for number in range(100)]), "")) == MOST_CHOICES


@pytest.mark.parametrize("error", [StoreUnavailable(), ValueError("a fault of ours")])
async def test_where_suggestions_fail_there_are_none(error: Exception) -> None:
    assert await typed(Known(error=error), "b") == []


async def test_suggestions_that_come_too_late_for_discord_are_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cogs._commands, "SUGGESTION_SECONDS", 0.01)
    assert await typed(Known(["BTC/USDT"], wait=30.0), "b") == []
