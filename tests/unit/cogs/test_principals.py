"""A role that is taken for another is a stranger with rights."""

from typing import Any
from unittest.mock import Mock

import discord
import pytest

from cogs._principals import Principals
from services.core.roles import Role, RoleMap

ROLES = RoleMap({"1": {Role.VIEWER: ["@everyone"], Role.TRADER: ["Traders"], Role.ADMIN: ["123456789012345678"]}})


def member(*roles: tuple[int, str]) -> discord.Member:
    held = [Mock(spec=discord.Role, id=number) for number, _ in roles]
    for role, (_, name) in zip(held, roles, strict=True):
        role.name = name
    made: Any = Mock(spec=discord.Member, id=7, display_name="Ben", roles=held)
    return made  # type: ignore[no-any-return] # a member as discord.py gives it


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
