"""If a role is given where none was mapped, a stranger can trade."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.core.roles import Role, RoleMap

MAPPED = {
    "1": {Role.VIEWER: ["@everyone"], Role.TRADER: ["Traders", "42"], Role.ADMIN: ["Desk"]},
    "dm": {Role.VIEWER: ["@everyone"]},
}


def test_the_highest_role_that_a_member_carries_counts() -> None:
    roles = RoleMap(MAPPED)
    assert roles.role_of("1", {"Traders", "Desk"}) is Role.ADMIN
    assert roles.role_of("1", {"42"}) is Role.TRADER
    assert roles.role_of("1", set()) is Role.VIEWER


def test_a_server_that_is_not_mapped_gives_no_role_to_anyone() -> None:
    roles = RoleMap(MAPPED)
    assert roles.role_of("2", {"Desk", "Traders", "admin"}) is None
    assert not roles.knows("2")


def test_direct_messages_have_their_own_mapping_and_no_server_reaches_it() -> None:
    roles = RoleMap({"*": {Role.ADMIN: ["@everyone"]}})
    assert roles.role_of(None, set()) is None
    assert RoleMap(MAPPED).role_of(None, {"Desk"}) is Role.VIEWER


def test_a_listed_server_does_not_fall_back_to_the_rest() -> None:
    roles = RoleMap({"*": {Role.ADMIN: ["Desk"]}, "1": {Role.VIEWER: ["Readers"]}})
    assert roles.role_of("1", {"Desk"}) is None
    assert roles.role_of("2", {"Desk"}) is Role.ADMIN


@given(st.text(max_size=30), st.sets(st.text(max_size=30), max_size=5))
def test_with_nothing_mapped_nobody_has_a_role(server: str, held: set[str]) -> None:
    assert RoleMap({}).role_of(server, held) is None


def test_an_unknown_role_word_is_refused() -> None:
    with pytest.raises(ValueError, match="viewer, trader, approver, admin"):
        Role.from_word("owner")


def test_roles_are_ordered() -> None:
    assert Role.VIEWER < Role.TRADER < Role.APPROVER < Role.ADMIN


@pytest.mark.parametrize(
    ("written", "held"),
    [
        ("@Traders", "Traders"),
        ("traders", "TRADERS"),
        ("Senior  Traders ", "senior traders"),
        ("<@&123456789012345678>", "123456789012345678"),
        (" 123456789012345678", "123456789012345678"),
        ("@Everyone", "somebody without"),
        ("everyone", "somebody without"),
    ],
)
def test_roles_are_written_as_people_write_them(written: str, held: str) -> None:
    assert RoleMap({"1": {Role.TRADER: [written]}}).role_of("1", {held}) is Role.TRADER


@pytest.mark.parametrize(
    ("written", "held"),
    [("123456789012345678", "<@&123456789012345678>"), ("123456789012345678", "@123456789012345678"), ("a b", "ab")],
)
def test_whoever_may_name_roles_cannot_name_one_after_another(written: str, held: str) -> None:
    assert RoleMap({"1": {Role.TRADER: [written]}}).role_of("1", {held}) is None
