"""What was promised before a crash is given after it, and what may have been done is not done again."""

from datetime import UTC, datetime

import discord
import pytest

from bot.app import App, wall_clock
from cogs import _reply
from cogs._askers import Askers
from cogs._buttons import Buttons
from cogs._message import Message
from cogs._promises import Promise, Promises
from cogs._reply import Replies
from personas.presenter import Presented
from services.base import Asker
from services.errors import OutcomeUnknown
from services.market.price import PriceAnswer
from services.roles import Role, RoleMap
from services.voices import PersonaList

ASKER = Asker(id="7", name="Ben", role=Role.TRADER, server="1", channel="2", door="discord")


def promise(interaction: int, request: str, **options: str) -> Promise:
    return Promise(
        interaction=interaction,
        application=9,
        token="token",  # noqa: S106 - not a secret
        request=request,
        options=options,
        asker=ASKER,
        made=datetime.now(UTC),
    )


async def test_promises_of_a_process_that_died(app: App, monkeypatch: pytest.MonkeyPatch) -> None:
    given: dict[str, Presented] = {}

    async def take(_client: discord.Client, kept: Promise, message: Message) -> bool:
        given[kept.request] = message.presented
        return True

    monkeypatch.setattr(_reply, "_edit_later", take)
    dead = Promises(app.store, wall_clock)
    for owed in (
        promise(1, "price", symbol="btc"),
        promise(2, "persona use", voice="z"),
        promise(3, "a command of another version"),
    ):
        await dead.make(owed)
    promises = Promises(app.store, wall_clock)
    replies = Replies(app.presenter, Askers(RoleMap({})), promises, Buttons(app.store))
    client = discord.Client(intents=discord.Intents.none())
    monkeypatch.setattr(discord.Client, "application_id", 9)

    assert await replies.keep_promises(client, app.desk.catalog) == 3
    assert isinstance(given["price"].outcome, PriceAnswer)
    assert isinstance(given["persona use"].outcome, OutcomeUnknown)
    assert isinstance(given["a command of another version"].outcome, OutcomeUnknown)
    voices = await app.choices.list(PersonaList(), ASKER)
    assert voices.because == "default", "the change was made a second time"
    assert await promises.owed(9) == []
    assert await replies.keep_promises(client, app.desk.catalog) == 0
