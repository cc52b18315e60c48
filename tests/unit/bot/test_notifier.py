"""Who subscribed goes by what they are told: nothing is left out, told twice, or told in another order."""

import asyncio
from collections import defaultdict
from datetime import UTC, datetime
from typing import cast

import pytest

from bot.app import App
from bot.notifier import AT_ONCE, Notifier
from cogs._events import DiscordPlaces, Refused, Unreachable
from personas.presenter import Presented
from services.core.work import Work
from services.house.heartbeat import PartSilent
from services.house.subscriptions import Destination
from services.store import keys
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
            self.told[place.id].append(cast(PartSilent, presented.outcome).part)
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
