"""A role that is taken for another is a stranger with rights."""

from types import SimpleNamespace
from typing import Any, cast
from unittest.mock import Mock

import discord
import pytest
from discord.app_commands import AppCommandContext

from cogs._principals import Principals
from services.core.roles import Role, RoleMap

ROLES = RoleMap({"1": {Role.VIEWER: ["@everyone"], Role.TRADER: ["Traders"], Role.ADMIN: ["123456789012345678"]}})


def member(*roles: tuple[int, str]) -> discord.Member:
    held = [Mock(spec=discord.Role, id=number) for number, _ in roles]
    for role, (_, name) in zip(held, roles, strict=True):
        role.name = name
    made: Any = Mock(spec=discord.Member, id=7, display_name="Ben", roles=held)
    return made  # type: ignore[no-any-return] # a member as discord.py gives it


def interaction_of(who: Any, *, guild: int | None = 1, context: int | None = None, owner: int = 0, **more: Any) -> Any:
    """One of a server, or of ``context``; of a bot that a server (0) or its asker (1) installed."""
    seen = [] if context is None and guild is None else [0 if context is None else context]
    return SimpleNamespace(
        user=who,
        guild_id=guild,
        context=AppCommandContext._from_value(cast("Any", seen)),
        is_guild_integration=lambda: guild is not None and owner == 0,
        is_user_integration=lambda: owner == 1,
        **{"channel_id": 10, **more},
    )


@pytest.mark.parametrize(
    ("roles", "role"),
    [
        ((), Role.VIEWER),
        (((5, "Traders"),), Role.TRADER),
        (((123456789012345678, "Desk"),), Role.ADMIN),
        (((5, "123456789012345678"),), Role.VIEWER),
        (((5, " 123456789012345678 "),), Role.VIEWER),
    ],
)
def test_ids_and_names_are_not_taken_for_one_another(roles: tuple[tuple[int, str], ...], role: Role) -> None:
    assert Principals(ROLES).of(member(*roles), 10, 1).role is role


def test_in_private_nothing_of_a_server_counts() -> None:
    assert Principals(ROLES).of(member((123456789012345678, "Desk")), 10, None).role is None


def test_a_user_who_is_no_member_has_only_what_everybody_has() -> None:
    user: Any = Mock(spec=discord.User, id=7, display_name="Ben")
    assert Principals(ROLES).of(user, 10, 1).role is Role.VIEWER
    assert Principals(ROLES).of(user, 10, 2).role is None


OPEN = RoleMap({"1": {Role.ADMIN: ["Traders"]}, "dm": {Role.TRADER: ["@everyone"]}})


@pytest.mark.parametrize(
    ("where", "role"),
    [
        ({"guild": 1}, Role.ADMIN),
        ({"guild": 1, "owner": 1}, Role.VIEWER),
        ({"guild": None, "context": 1}, Role.TRADER),
        ({"guild": None, "context": 1, "owner": 1}, Role.TRADER),
        ({"guild": None, "context": 2, "owner": 1}, Role.VIEWER),
        ({"guild": None}, Role.VIEWER),
    ],
    ids=["server", "brought along", "private", "private, brought along", "group message", "unknown"],
)
def test_where_the_bot_is_only_brought_along_nobody_has_more_than_the_least_role(
    where: dict[str, Any], role: Role
) -> None:
    """Or whoever makes a server, or a group of friends, makes themselves its admin."""
    asking = interaction_of(member((5, "Traders")), **where)
    assert Principals(OPEN).asking(asking).role is role
    assert Principals(ROLES).asking(interaction_of(member((5, "Traders")), guild=None, context=2)).role is None
