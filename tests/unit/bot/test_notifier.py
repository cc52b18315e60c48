"""Who subscribed goes by what they are told: nothing is left out, told twice, or told in another order."""

import asyncio
from collections import defaultdict
from datetime import UTC, datetime
from typing import Any, cast

import pytest

from bot.app import App
from bot.notifier import AT_ONCE, Notifier
from cogs._events import DiscordPlaces, Refused, Unreachable
from personas.presenter import Presented
from services.core.work import Work
from services.house.heartbeat import PartSilent
from services.notifications.subscriptions import Destination
from services.orders.events import Traded
from services.store import keys
from tests.answers.traded.sample import traded
from tests.asks import entries
from tests.conftest import eventually

DESK, QUIET, BEN = Destination(channel="discord:1"), Destination(channel="discord:2"), Destination(person="discord:7")
AT = datetime(2026, 1, 1, tzinfo=UTC)


class Chat:
    """Discord, as a test wants it: it takes a nonce once, and may refuse, fail, or lose that it has taken one."""

    def __init__(self) -> None:
        self.told = defaultdict[str, list[str]](list)
        self.nonces = set[str]()
        self.fails = dict[str, Exception]()
        self.loses = 0

    async def tell(self, place: Destination, presented: Presented, nonce: str) -> None:
        await asyncio.sleep(0)
        if place.id in self.fails:
            raise self.fails[place.id]
        if nonce not in self.nonces:
            self.nonces.add(nonce)
            said = presented.outcome
            self.told[place.id].append(said.part if isinstance(said, PartSilent) else cast(Traded, said).order)
        if self.loses:
            self.loses -= 1
            raise Unreachable("reset")


def notifier(app: App, chat: Chat) -> Notifier:
    return Notifier(app.store, app.subscriptions, app.presenter, cast(DiscordPlaces, chat))


def event(number: int) -> PartSilent:
    return PartSilent(key=f"event:{number}", at=AT, part=str(number), detail="")


async def happen(app: App, *numbers: int) -> None:
    for number in numbers:
        work = Work()
        work.tell(event(number))
        await app.ledger.commit(work, f"event:{number}", b"{}", 60)


@pytest.fixture
async def subscribed(app: App) -> App:
    for place in (DESK, QUIET, BEN):
        await app.store.hash_set(keys.subscriptions("heartbeat"), place.id, place.model_dump_json())
    return app


async def running(app: App, chat: Chat, all_told: object) -> Notifier:
    """Tell until ``all_told``, and end then."""
    telling = notifier(app, chat)
    task = asyncio.create_task(telling.run())
    await eventually(all_told, 10)
    task.cancel()
    await asyncio.wait((task,))
    return telling


def numbers(count: int) -> list[str]:
    return [str(number) for number in range(count)]


async def test_more_than_are_told_at_once_are_told_in_order_and_leave_nothing_behind(subscribed: App) -> None:
    chat, count = Chat(), AT_ONCE + 10
    chat.loses = 3
    await happen(subscribed, *range(count))

    async def done() -> bool:
        return len(await entries(subscribed.store, keys.OUTBOX)) <= 1 and len(chat.told[BEN.id]) == count

    await running(subscribed, chat, done)
    for place in (DESK, QUIET, BEN):
        assert chat.told[place.id] == numbers(count)


async def test_a_place_that_cannot_be_reached_keeps_no_other_waiting_and_is_told_later_in_order(
    subscribed: App,
) -> None:
    chat = Chat()
    chat.fails[QUIET.id] = Unreachable("500")
    await happen(subscribed, *range(5))
    await running(subscribed, chat, lambda: len(chat.told[DESK.id]) == len(chat.told[BEN.id]) == 5)
    assert not chat.told[QUIET.id]
    chat.fails.clear()
    chat.nonces.clear()  # Discord remembers them for some minutes only
    await running(subscribed, chat, lambda: len(chat.told[QUIET.id]) == 5)
    assert chat.told == {DESK.id: numbers(5), QUIET.id: numbers(5), BEN.id: numbers(5)}


async def test_a_place_that_is_gone_and_what_cannot_be_read_are_passed_over(subscribed: App) -> None:
    chat = Chat()
    chat.fails[QUIET.id] = Refused("Unknown Channel")
    await subscribed.store.hash_set(keys.subscriptions("heartbeat"), "discord:9", "of another version")
    await subscribed.store.append(keys.OUTBOX, {"event": "of another version"})
    await happen(subscribed, 0)
    await running(subscribed, chat, lambda: chat.told[DESK.id] and chat.told[BEN.id])
    assert await subscribed.subscriptions.has("heartbeat", QUIET), "a permission may come back"


async def test_what_was_told_past_the_outbox_is_not_told_again_from_it(subscribed: App) -> None:
    chat = Chat()
    telling = await running(subscribed, chat, lambda: asyncio.sleep(0.3, True))
    chat.fails[BEN.id] = Unreachable("500")
    assert not await telling.tell(event(0))
    chat.fails.clear()
    assert await telling.tell(event(0))
    chat.nonces.clear()
    await happen(subscribed, 0, 1)
    task = asyncio.create_task(telling.run())
    await eventually(lambda: all(len(chat.told[place.id]) == 2 for place in (DESK, QUIET, BEN)))
    task.cancel()
    await asyncio.wait((task,))
    assert chat.told[DESK.id] == chat.told[BEN.id] == numbers(2)


ANN = Destination(person="discord:12")
HERE, THERE = (Destination(channel=f"discord:{each}", server=f"discord:{each}9") for each in (3, 4))


async def trade(app: App, order: str, what: str = "filled", **more: Any) -> None:
    work = Work()
    work.tell(traded(what, key=f"trade:{order}", order=order, **more))
    await app.ledger.commit(work, f"trade:{order}", b"{}", 60)


async def test_who_never_subscribed_is_told_of_their_trades_and_nobody_else_is(subscribed: App) -> None:
    chat = Chat()
    for place in (DESK, BEN, HERE):
        for subject in ("shared", "risk"):
            await subscribed.store.hash_set(keys.subscriptions(subject), place.id, place.model_dump_json())
    await trade(subscribed, "a")
    await trade(subscribed, "b")
    await happen(subscribed, 0)
    await running(subscribed, chat, lambda: chat.told[BEN.id] and len(chat.told[ANN.id]) == 2)
    assert chat.told == {ANN.id: ["a", "b"], **{place.id: ["0"] for place in (DESK, QUIET, BEN)}}


async def test_a_channel_that_somebody_chose_is_told_and_where_it_is_closed_they_are_told_in_private(app: App) -> None:
    chat, key = Chat(), keys.subscriptions("trades")
    chosen = HERE.model_copy(update={"person": ANN.person})
    await app.store.hash_set(key, ANN.id, chosen.model_dump_json())
    await app.store.hash_set(key, "discord:13", Destination().model_dump_json())
    await trade(app, "off", person="discord:13")
    await trade(app, "a")
    await running(app, chat, lambda: chat.told[HERE.id])
    chat.fails[HERE.id] = Refused("Missing Access")
    await trade(app, "b")
    await running(app, chat, lambda: chat.told[ANN.id])
    assert dict(chat.told) == {HERE.id: ["a"], ANN.id: ["b"]}


async def test_private_messages_that_are_closed_stop_nothing_behind_them(app: App) -> None:
    chat = Chat()
    chat.fails[ANN.id] = Refused("Cannot send messages to this user")
    await trade(app, "a")
    await trade(app, "b", person="discord:13")

    async def done() -> bool:
        return bool(chat.told["discord:13"]) and len(await entries(app.store, keys.OUTBOX)) <= 1

    await running(app, chat, done)
    chat.fails.clear()
    await trade(app, "c")
    await running(app, chat, lambda: chat.told[ANN.id])
    assert chat.told[ANN.id] == ["c"], "what could not be told is in the account's trades"


async def test_a_server_hears_of_its_own_account_once_a_channel_and_of_no_other(app: App) -> None:
    chat = Chat()
    for place in (HERE, THERE):
        for subject in ("shared", "risk"):
            await app.store.hash_set(keys.subscriptions(subject), place.id, place.model_dump_json())
    await trade(app, "a", person=None, server=HERE.server)
    await trade(app, "b", person=None, server=THERE.server, what="liquidated")
    await running(app, chat, lambda: chat.told[HERE.id] and chat.told[THERE.id])
    assert chat.told == {HERE.id: ["a"], THERE.id: ["b"]}
