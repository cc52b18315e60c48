"""What was promised before a crash is given after it, and what may have been done is not done again."""

import asyncio
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any, cast

import discord
import pytest

from bot.app import App
from cogs import _reply
from cogs._buttons import Buttons
from cogs._message import Message
from cogs._pending_replies import PendingReplies, PendingReply
from cogs._principals import Principals
from cogs._reply import Replies
from personas.presenter import Presented
from services.core.clock import WallClock
from services.core.errors import AlreadyDone, OutcomeUnknown
from services.core.request import AnyRequest
from services.core.roles import RoleMap
from services.cosmic.place import CosmicPlace
from services.house.voices import PersonaUse
from services.scan.facts import Scan
from services.store.presence import Presence
from services.studies.price import PriceAnswer
from tests.asks import BEN, ask
from tests.unit.cogs.test_principals import interaction_of


def promise(interaction: int, request: str, **options: str) -> PendingReply:
    return PendingReply(
        interaction=interaction,
        application=9,
        token="token",  # noqa: S106 - not a secret
        ask=f"discord:{interaction}",
        request=request,
        options=options,
        principal=BEN,
        made=datetime.now(UTC),
    )


def gone(app: App) -> Presence:
    """A process that has ended."""
    presence = Presence(app.store, app.settings.home)
    presence.close()
    return presence


async def test_promises_of_a_process_that_died(app: App, presence: Presence, monkeypatch: pytest.MonkeyPatch) -> None:
    given: dict[str, Presented] = {}

    async def take(_client: discord.Client, kept: PendingReply, message: Message) -> bool:
        given[kept.request] = message.presented
        return True

    monkeypatch.setattr(_reply, "edit_later", take)
    dead = PendingReplies(app.store, WallClock(), gone(app))
    for owed in (
        promise(1, "price", symbol="btc"),
        promise(2, "persona use", voice="z"),
        promise(3, "a command of another version"),
    ):
        await dead.make(owed)
    pending_replies = PendingReplies(app.store, WallClock(), presence)
    replies = Replies(app.presenter, Principals(RoleMap({})), pending_replies, Buttons(app.store))
    client = discord.Client(intents=discord.Intents.none())
    monkeypatch.setattr(discord.Client, "application_id", 9)

    assert await replies.give_pending_replies(client, app.desk.catalog) == 3
    assert isinstance(given["price"].outcome, PriceAnswer)
    assert isinstance(given["persona use"].outcome, OutcomeUnknown)
    assert isinstance(given["a command of another version"].outcome, OutcomeUnknown)
    assert (await app.choices.of(BEN)).because == "default", "the change was made a second time"
    assert await pending_replies.owed(9) == []
    assert await replies.give_pending_replies(client, app.desk.catalog) == 0


async def test_a_change_that_was_made_before_the_process_died_is_told_after_it(
    app: App, presence: Presence, monkeypatch: pytest.MonkeyPatch
) -> None:
    given: dict[str, Presented] = {}

    async def take(_client: discord.Client, kept: PendingReply, message: Message) -> bool:
        given[kept.request] = message.presented
        return True

    monkeypatch.setattr(_reply, "edit_later", take)
    monkeypatch.setattr(discord.Client, "application_id", 9)
    dead = PendingReplies(app.store, WallClock(), gone(app))
    made = {}
    for interaction, request in ((1, PersonaUse(voice="z")), (2, CosmicPlace(place="Bern"))):
        owed = promise(interaction, request.name)
        made[request.name] = await app.desk.ask(ask(request, id=owed.ask))
        await dead.make(owed)
    await app.desk.ask(ask(PersonaUse(voice="biel")))
    pending_replies = PendingReplies(app.store, WallClock(), presence)
    replies = Replies(app.presenter, Principals(RoleMap({})), pending_replies, Buttons(app.store))
    client = discord.Client(intents=discord.Intents.none())

    assert await replies.give_pending_replies(client, app.desk.catalog) == 2
    assert given["persona use"].outcome == made["persona use"]
    assert isinstance(given["cosmic place"].outcome, AlreadyDone)
    assert await app.choices.of(BEN) == ("biel", "me"), "the change was made a second time"


async def test_a_slow_promise_holds_up_no_other_and_none_is_kept_twice(
    app: App, presence: Presence, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All have the same quarter of an hour; and Discord says "ready" again whenever it was away for long."""
    given: list[int] = []
    let_go, others = asyncio.Event(), asyncio.Event()

    async def take(_client: discord.Client, kept: PendingReply, _message: Message) -> bool:
        if kept.interaction == 1:
            await let_go.wait()
        given.append(kept.interaction)
        if len(given) == 6:
            others.set()
        return True

    monkeypatch.setattr(_reply, "edit_later", take)
    dead = PendingReplies(app.store, WallClock(), gone(app))
    for interaction in range(1, 8):
        await dead.make(promise(interaction, "price", symbol="btc"))
    replies = Replies(
        app.presenter, Principals(RoleMap({})), PendingReplies(app.store, WallClock(), presence), Buttons(app.store)
    )
    client = discord.Client(intents=discord.Intents.none())
    monkeypatch.setattr(discord.Client, "application_id", 9)

    first = asyncio.create_task(replies.give_pending_replies(client, app.desk.catalog))
    async with asyncio.timeout(20):
        await others.wait()
    assert await replies.give_pending_replies(client, app.desk.catalog) == 0
    let_go.set()
    assert await first == 7
    assert sorted(given) == list(range(1, 8))
    assert await replies.give_pending_replies(client, app.desk.catalog) == 0


class Working:
    """A presenter whose answers take for ever, and what became of them."""

    def __init__(self) -> None:
        self.cut_off: list[str] = []

    async def options(self, request: type[AnyRequest], *_: object, **__: object) -> Presented:
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            self.cut_off.append(request.name)
            raise
        raise AssertionError


class Gone(discord.HTTPException):
    """Discord knows the interaction no more."""

    def __init__(self) -> None:
        self.code, self.status, self.text = 10062, 404, "Unknown interaction"


@pytest.mark.parametrize(("request_", "cut_off"), [(Scan, ["scan"]), (PersonaUse, [])])
async def test_nothing_goes_on_for_an_asker_who_cannot_be_told_but_what_changes_something(
    app: App, presence: Presence, monkeypatch: pytest.MonkeyPatch, request_: type[AnyRequest], cut_off: list[str]
) -> None:
    async def gone(**_: object) -> None:
        raise Gone

    monkeypatch.setattr(_reply, "PATIENCE", 0.01)
    principal = SimpleNamespace(asking=lambda _: BEN)
    presenter = Working()
    replies = Replies(
        cast("Any", presenter),
        cast("Any", principal),
        PendingReplies(app.store, WallClock(), presence),
        Buttons(app.store),
    )
    interaction = interaction_of(
        None,
        id=1,
        application_id=9,
        token="token",  # noqa: S106 - not a secret
        message=None,
        channel_id=2,
        response=SimpleNamespace(defer=gone),
    )
    before = asyncio.all_tasks()
    with pytest.raises(Gone):
        await replies.reply(cast("Any", interaction), request_)
    await asyncio.sleep(0)
    assert presenter.cut_off == cut_off
    for task in asyncio.all_tasks() - before:
        task.cancel()
