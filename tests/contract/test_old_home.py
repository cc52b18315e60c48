"""A home of an older version opens, and what people chose and stored there is still theirs.

``old_home`` was made by the version before ids carried their door: two people of Discord and one at the shell chose
voices, an admin chose them for a channel and a server, two set their place, a button was too long for Discord, and a
reply was owed when the process ended. The button's expiry was moved to 2100, so that it does not depend on the day.
"""

import shutil
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import parse_qsl

import pytest

from bot.app import App, open_app
from cogs._actions import read
from cogs._buttons import Buttons
from cogs._pending_replies import PendingReplies
from config.settings import load
from services.core.clock import SteppedClock
from services.core.principal import Principal
from services.core.roles import Role
from services.cosmic.hours import CosmicHoursAnswer
from services.store import keys
from services.store.presence import Presence
from services.words.build import build
from tests.asks import entries, new_id

FIXTURE = Path(__file__).with_name("old_home")
APPLICATION = 555
OWED_AT = datetime(2026, 11, 30, 5, 5, tzinfo=UTC)
ANN = Principal(
    id="discord:111111111111111111", name="Ann", role=Role.VIEWER, server="discord:444", channel="discord:333"
)
BEA = Principal(
    id="discord:222222222222222222", name="Bea", role=Role.ADMIN, server="discord:444", channel="discord:333"
)
SHELL = Principal(id="shell:me", name="", role=Role.TRADER)


@pytest.fixture
async def opened(tmp_path: Path) -> AsyncIterator[App]:
    home = tmp_path / "home"
    shutil.copytree(FIXTURE, home)
    async with open_app(load(home=home, market="sim", at="2024-03-05T12:00:00Z"), watch=False) as app:
        yield app


async def test_everybody_is_spoken_to_as_they_chose(opened: App) -> None:
    speaks = {
        (who, place.channel): await opened.choices.of(place)
        for who, place in (
            ("ann", ANN),
            ("bea", BEA),
            ("bea", BEA.model_copy(update={"channel": "discord:334"})),
            ("bea", BEA.model_copy(update={"server": None, "channel": "discord:998"})),
            ("shell", SHELL),
        )
    }
    assert speaks == {
        ("ann", "discord:333"): ("z", "me"),
        ("bea", "discord:333"): ("f", "channel"),
        ("bea", "discord:334"): ("biel", "server"),
        ("bea", "discord:998"): ("biel", "default"),
        ("shell", None): ("gemini", "me"),
    }


async def test_places_are_known_without_asking_again(opened: App) -> None:
    found = []
    for who in (ANN.model_copy(update={"server": None, "channel": "discord:999"}), SHELL):
        answer = (await opened.presenter.phrase("/cosmic hours", new_id(), who)).outcome
        assert isinstance(answer, CosmicHoursAnswer)
        found.append((answer.place.name, answer.place.time_zone))
    assert found == [("Vienna", "Europe/Vienna"), ("Zürich", "Europe/Zurich")]


async def test_a_long_button_still_asks_what_it_asked(opened: App) -> None:
    asks = read(await Buttons(opened.store).recall("~2j26TfhzmIRJZG-mfNQIlg"))
    assert asks is not None
    request = build(opened.desk.catalog[asks["name"] or ""], dict(parse_qsl(asks["options"] or "")))
    assert request.model_dump()["where"].startswith("rsi14 < 30 and near fib 0.618")


async def test_a_reply_that_was_owed_is_owed_to_the_same_person_while_discord_takes_it(opened: App) -> None:
    clock = SteppedClock(OWED_AT)
    pending = PendingReplies(opened.store, clock, Presence(opened.store, opened.settings.home))
    (owed,) = await pending.owed(APPLICATION)
    assert (owed.interaction, owed.token, owed.request, owed.options) == (777, "tok", "price", {"symbol": "BTC/USDT"})
    assert owed.principal == ANN
    clock.step(OWED_AT + timedelta(minutes=10))
    assert (
        await PendingReplies(opened.store, clock, Presence(opened.store, opened.settings.home)).owed(APPLICATION) == []
    )


async def test_the_audit_log_goes_on_behind_what_it_had(opened: App) -> None:
    before = await entries(opened.store, keys.AUDIT)
    assert [entry["event"] for entry in before] == ["asked", "ended"] * 6
    await opened.presenter.phrase("/persona use voice:z", new_id(), BEA)
    after = await entries(opened.store, keys.AUDIT)
    assert after[: len(before)] == before
    assert [entry["event"] for entry in after[len(before) :]] == ["asked", "ended"]


async def test_what_was_brought_over_is_brought_over_once(opened: App) -> None:
    await opened.presenter.phrase("/persona use voice:f", new_id(), ANN)
    again = load(home=opened.settings.home, market="sim", at="2024-03-05T12:00:00Z")
    async with open_app(again, watch=False) as app:
        assert await app.choices.of(ANN) == ("f", "me")
