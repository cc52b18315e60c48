"""Who may share a private answer, and what is posted."""

from types import SimpleNamespace
from typing import Any

import discord
import pytest

from cogs._actions import view_of
from cogs._sharing import MAY_NOT_WRITE, NOT_YOURS, SHARE, refusal
from personas.card import Action
from services.studies.price import PriceNow

MAY = discord.Permissions(send_messages=True)
MAY_NOT = discord.Permissions(view_channel=True)


def press(*, ephemeral: bool = True, by: int = 7, permissions: discord.Permissions = MAY, thread: bool = False) -> Any:
    """A press of the button under an answer to 7."""
    message = SimpleNamespace(
        flags=SimpleNamespace(ephemeral=ephemeral),
        interaction_metadata=SimpleNamespace(user=SimpleNamespace(id=7)),
    )
    channel = object.__new__(discord.Thread) if thread else None
    return SimpleNamespace(message=message, user=SimpleNamespace(id=by), permissions=permissions, channel=channel)


@pytest.mark.parametrize(
    ("pressed", "why"),
    [
        (press(), None),
        (press(by=8), NOT_YOURS),
        (press(ephemeral=False), NOT_YOURS),
        (press(permissions=MAY_NOT), MAY_NOT_WRITE),
        (press(thread=True), MAY_NOT_WRITE),
        (press(thread=True, permissions=discord.Permissions(send_messages_in_threads=True)), None),
    ],
)
def test_only_whom_it_was_given_to_shares_where_they_may_write(pressed: Any, why: str | None) -> None:
    assert refusal(pressed) == why


@pytest.mark.parametrize(("buttons", "row"), [(0, 0), (1, 0), (5, 1), (24, 4), (25, None)])
def test_the_button_stands_where_there_is_room(buttons: int, row: int | None) -> None:
    actions = tuple(Action(str(at), PriceNow(symbol=f"A{at}"), row=at // 5) for at in range(buttons))
    view = view_of(actions, may_share=True)
    assert view is not None
    rows = [item.row for item in view.children if getattr(item, "custom_id", "") == SHARE]
    assert rows == ([] if row is None else [row])
