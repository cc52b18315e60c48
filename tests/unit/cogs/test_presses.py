"""A button that is pressed twice in a row means one change: or an impatient finger would buy twice."""

import asyncio
from types import SimpleNamespace
from typing import Any, cast

import pytest

from bot.app import App
from cogs._actions import encode
from cogs._buttons import Buttons
from cogs._pending_replies import PendingReplies
from cogs._principals import Principals
from cogs._reply import Replies
from services.core.clock import WallClock
from services.core.request import AnyRequest, Change
from services.core.roles import Role, RoleMap
from services.cosmic.place import CosmicPlace
from services.house.voices import PersonaUse
from services.store import keys
from services.store.presence import Presence
from tests.asks import entries
from tests.unit.cogs.test_principals import interaction_of, member


class Finger:
    """Presses buttons of messages."""

    def __init__(self, app: App, presence: Presence) -> None:
        roles = RoleMap({"*": {Role.VIEWER: ["@everyone"]}})
        pending = PendingReplies(app.store, WallClock(), presence)
        self.replies = Replies(app.presenter, Principals(roles), pending, Buttons(app.store))
        self.said: list[Any] = []
        self._presses = 100

    async def press(self, request: AnyRequest, *, message: int = 50, user: int = 7) -> None:
        self._presses += 1
        who: Any = member()
        who.id = user

        async def send(*, embed: Any, **_: object) -> None:
            self.said.append(embed)

        interaction = interaction_of(
            who,
            id=self._presses,
            channel_id=2,
            message=SimpleNamespace(id=message, flags=SimpleNamespace(ephemeral=True)),
            data={"custom_id": encode(request)},
            response=SimpleNamespace(send_message=send),
        )
        options = request.model_dump(mode="json", exclude_defaults=True)
        await self.replies.press(cast("Any", interaction), type(request), options)


@pytest.fixture
def finger(app: App, presence: Presence) -> Finger:
    return Finger(app, presence)


async def changes(app: App) -> list[str]:
    """What was changed, one after the other."""
    return [entry["options"] for entry in await entries(app.store, keys.AUDIT) if entry["event"] == "asked"]


Z, BIEL = PersonaUse(voice="z"), PersonaUse(voice="biel")


async def test_twice_in_a_row_is_one_change_and_both_presses_hear_of_it(app: App, finger: Finger) -> None:
    await asyncio.gather(finger.press(Z), finger.press(Z))
    await finger.press(Z)
    assert len(await changes(app)) == 1
    assert len({(embed.title, embed.description) for embed in finger.said}) == 1
    assert len(finger.said) == 3


async def test_twice_in_a_row_though_the_bot_was_started_anew_in_between(
    app: App, finger: Finger, presence: Presence
) -> None:
    await finger.press(Z)
    await Finger(app, presence).press(Z)
    assert len(await changes(app)) == 1


async def test_another_button_another_message_and_another_person_mean_another_change(app: App, finger: Finger) -> None:
    await finger.press(Z)
    await finger.press(BIEL)
    await finger.press(Z, message=51)
    await finger.press(Z, user=8)
    assert len(await changes(app)) == 4


async def test_back_to_a_button_after_another_is_meant(app: App, finger: Finger) -> None:
    """Whoever tries one voice, then another, and then takes the first, gets the first."""
    for wanted in (Z, BIEL, Z, BIEL, BIEL):
        await finger.press(wanted)
        assert (await app.store.hash_all(keys.VOICES)).get("user:discord:7") == wanted.voice
    assert len(await changes(app)) == 4


async def test_after_a_while_it_is_another_wish(app: App, finger: Finger, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(PersonaUse, "press_again", 0.05)
    await finger.press(Z)
    await asyncio.sleep(0.1)
    await finger.press(Z)
    assert len(await changes(app)) == 2
    assert Change.press_again > 1, "nobody's two presses in a row take so little"


async def test_a_pressed_place_stands_nowhere_but_where_places_are_kept(app: App, finger: Finger) -> None:
    await finger.press(CosmicPlace(place="Springfield, MA, United States"))
    await finger.press(CosmicPlace(place="Springfield, MA, United States"))
    first, again = finger.said
    assert "Springfield" in str(first.to_dict())
    assert "Springfield" not in str(again.to_dict())
    for key in await app.store._again.keys("*"):
        assert b"ingfield" not in (key if isinstance(key, bytes) else key.encode())
    assert len(await changes(app)) == 1
