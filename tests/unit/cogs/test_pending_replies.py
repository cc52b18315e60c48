"""A reply that says "thinking…" for ever is a desk that fell silent; one that two processes give, a wrong one."""

import asyncio
import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from cogs import _pending_replies
from cogs._pending_replies import PendingReplies, PendingReply
from services.core.clock import SteppedClock
from services.core.errors import StoreUnavailable
from services.store import keys
from services.store.leases import Leases
from services.store.presence import Presence
from services.store.store import Store
from tests.asks import BEN
from tests.conftest import eventually

MADE = datetime(2026, 1, 1, tzinfo=UTC)
LATER = SteppedClock(MADE + timedelta(minutes=5))


def promise(interaction: int = 1, made: datetime = MADE) -> PendingReply:
    return PendingReply(
        interaction=interaction,
        application=9,
        token="token",  # noqa: S106 - not a secret
        ask="discord:1",
        request="fib levels",
        options={"symbol": "btc", "lookback": 50},
        principal=BEN,
        made=made,
    )


@pytest.fixture
def here(store: Store, tmp_path: Path) -> Iterator[Presence]:
    """A process that lives."""
    presence = Presence(store, tmp_path)
    yield presence
    presence.close()


@pytest.fixture
def gone(store: Store, tmp_path: Path) -> Presence:
    """A process that was killed: the system has freed its lock, and its file is left."""
    presence = Presence(store, tmp_path)
    os.close(presence._lock)
    return presence


def numbers(owed: list[PendingReply]) -> list[int]:
    return [pending.interaction for pending in owed]


async def test_what_was_promised_is_found_after_a_restart_once(store: Store, gone: Presence, here: Presence) -> None:
    await PendingReplies(store, SteppedClock(MADE), gone).make(promise())
    after = PendingReplies(store, LATER, here)
    (owed,) = await after.owed(9)
    assert owed.model_copy(update={"process": ""}) == promise()
    assert await after.owed(9) == [], "it is being given"


async def test_of_two_that_look_at_once_one_gives_each(store: Store, gone: Presence, tmp_path: Path) -> None:
    dead = PendingReplies(store, SteppedClock(MADE), gone)
    for number in range(20):
        await dead.make(promise(number))
    both = [Presence(store, tmp_path / name) for name in ("a", "b")]
    found = await asyncio.gather(*(PendingReplies(store, LATER, each).owed(9) for each in both))
    assert sorted(numbers([*found[0], *found[1]])) == [*range(20)]
    for each in both:
        each.close()


async def test_what_was_struck_off_meanwhile_is_not_written_down_again(
    store: Store, gone: Presence, here: Presence
) -> None:
    await PendingReplies(store, SteppedClock(MADE), gone).make(promise())
    key = keys.pending_replies(9)
    (text,) = (await store.hash_all(key)).values()
    await store.hash_delete(key, "1")
    assert not await store.hash_replace(key, "1", text, "ours")
    assert await store.hash_all(key) == {}


async def test_what_was_kept_is_owed_no_more(store: Store, gone: Presence, here: Presence) -> None:
    dead = PendingReplies(store, SteppedClock(MADE), gone)
    await dead.make(promise())
    await dead.kept(9, 1)
    assert await PendingReplies(store, LATER, here).owed(9) == []


@pytest.mark.parametrize("machine", ["", "another"], ids=["same home", "another machine"])
async def test_what_a_living_process_is_giving_no_other_gives(store: Store, tmp_path: Path, machine: str) -> None:
    here, other = Presence(store, tmp_path), Presence(store, tmp_path / machine)
    await PendingReplies(store, SteppedClock(MADE), here).make(promise())
    keeping = asyncio.create_task(here.keep())
    await eventually(lambda: Leases(store).holder(f"process:{here.name}"))
    assert await PendingReplies(store, LATER, other).owed(9) == []
    keeping.cancel()
    await asyncio.wait((keeping,))
    here.close()
    assert numbers(await PendingReplies(store, LATER, other).owed(9)) == [1], "it ended, and this is left"
    other.close()


async def test_what_discord_no_longer_takes_is_struck_off(store: Store, gone: Presence, here: Presence) -> None:
    await PendingReplies(store, SteppedClock(MADE), gone).make(promise())
    late = PendingReplies(store, SteppedClock(MADE + timedelta(minutes=15)), here)
    assert await late.owed(9) == []
    assert await store.hash_all(keys.pending_replies(9)) == {}


async def test_an_unreadable_promise_does_not_hide_the_others(store: Store, gone: Presence, here: Presence) -> None:
    await PendingReplies(store, SteppedClock(MADE), gone).make(promise(2))
    await store.hash_set(keys.pending_replies(9), "1", '{"from": "another version"}')
    assert numbers(await PendingReplies(store, LATER, here).owed(9)) == [2]


async def test_another_application_neither_gives_nor_loses_it(store: Store, gone: Presence, here: Presence) -> None:
    await PendingReplies(store, SteppedClock(MADE), gone).make(promise())
    later = PendingReplies(store, LATER, here)
    assert await later.owed(8) == []
    assert numbers(await later.owed(9)) == [1]


async def test_without_the_store_replies_go_on(unused_tcp_port: int, tmp_path: Path) -> None:
    away = Store(f"redis://127.0.0.1:{unused_tcp_port}/0")
    presence = Presence(away, tmp_path)
    pending_replies = PendingReplies(away, SteppedClock(MADE), presence)
    await pending_replies.make(promise())
    await pending_replies.kept(9, 1)
    assert await pending_replies.owed(9) == []
    presence.close()
    await away.close()


class AwayAtFirst:
    """A store that fails ``times`` writes, and then is there."""

    def __init__(self, store: Store, times: int) -> None:
        self._store = store
        self._times = times

    async def hash_set(self, key: str, field: str, value: str) -> None:
        if self._times:
            self._times -= 1
            raise StoreUnavailable
        await self._store.hash_set(key, field, value)

    async def hash_replace(self, key: str, field: str, before: str, after: str) -> bool:
        return await self._store.hash_replace(key, field, before, after)

    async def hash_delete(self, key: str, field: str) -> None:
        await self._store.hash_delete(key, field)

    async def hash_all(self, key: str) -> dict[str, str]:
        return await self._store.hash_all(key)


async def test_what_was_promised_while_the_store_was_away_is_written_down_when_it_is_back(
    store: Store, gone: Presence, here: Presence, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(_pending_replies, "AGAIN_SECONDS", 0.02)
    dead = PendingReplies(AwayAtFirst(store, 3), SteppedClock(MADE), gone)
    await dead.make(promise())
    await eventually(lambda: store.hash_all(keys.pending_replies(9)))
    assert numbers(await PendingReplies(store, LATER, here).owed(9)) == [1]


async def test_what_was_given_while_the_store_was_away_is_not_written_down(store: Store, gone: Presence) -> None:
    dead = PendingReplies(AwayAtFirst(store, 1), SteppedClock(MADE), gone)
    await dead.make(promise())
    await dead.kept(9, 1)
    await asyncio.sleep(_pending_replies.AGAIN_SECONDS + 0.1)
    assert await store.hash_all(keys.pending_replies(9)) == {}


class Slow:
    """A store that takes long to write, and knows what it was told in which order."""

    def __init__(self) -> None:
        self.done: list[str] = []
        self.let_go = asyncio.Event()

    async def hash_set(self, _key: str, field: str, _value: str) -> None:
        await self.let_go.wait()
        self.done.append(f"set {field}")

    async def hash_replace(self, _key: str, _field: str, _before: str, _after: str) -> bool:
        return False

    async def hash_delete(self, _key: str, field: str) -> None:
        self.done.append(f"delete {field}")

    async def hash_all(self, _key: str) -> dict[str, str]:
        return {}


async def test_a_slow_store_holds_up_nobody_and_writes_down_what_is_owed_all_the_same(
    here: Presence, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(_pending_replies, "WRITE_SECONDS", 0.01)
    slow = Slow()
    pending_replies = PendingReplies(slow, SteppedClock(MADE), here)
    await pending_replies.make(promise(1))
    await pending_replies.make(promise(2))
    assert slow.done == []
    kept = asyncio.create_task(pending_replies.kept(9, 1))
    await asyncio.sleep(0.02)
    slow.let_go.set()
    await kept
    assert slow.done == ["set 1", "set 2", "delete 1"], "what was given must not be written down after that"
