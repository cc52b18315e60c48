"""A desk that cannot say that it was silent leaves people to find out by losing money."""

import asyncio
import os
import signal
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from services.core.clock import SteppedClock
from services.core.events import Event, read_event
from services.core.health import Health
from services.house.heartbeat import MISSED_BEATS, Heartbeat, PartBack, PartSilent
from services.store import keys
from services.store.embedded import EmbeddedStore
from services.store.ledger import StoreLedger
from services.store.store import Store
from tests.asks import entries
from tests.conftest import eventually
from tests.unit.services.store.test_store import server_pid

START = datetime(2026, 1, 1, tzinfo=UTC)


class Desk:
    """A heartbeat of a market that is as told, on a clock that stands until it is stepped."""

    def __init__(self, store: Store, at: datetime = START) -> None:
        self.ok = self.connected = True
        self.looks = 0
        self.past: list[Event] = []
        self.store, self.clock = store, SteppedClock(at)
        self.heartbeat = Heartbeat({"market": self._look}, self._gateway, store, StoreLedger(store), self.clock, self)
        self.task = asyncio.create_task(self.heartbeat.watch())

    async def _look(self) -> Health:
        self.looks += 1
        return Health(ok=self.ok, detail="timeout")

    async def _gateway(self) -> Health:
        return Health(ok=self.connected, detail="not connected to Discord")

    async def tell(self, event: Event) -> bool:
        self.past.append(event)
        return len(self.past) > 1  # Discord does not answer at first

    async def pass_by(self, seconds: int) -> None:
        for _ in range(seconds):
            await asyncio.sleep(0.02)
            self.clock.step(self.clock.now() + timedelta(seconds=1))
        await asyncio.sleep(0.02)

    async def told(self) -> list[tuple[str, str, datetime]]:
        """The kind, the part and the time of what went into the outbox."""
        events = [read_event(entry["event"].encode()) for entry in await entries(self.store, keys.OUTBOX)]
        return [(type(e).__name__, e.part, e.at) for e in events if isinstance(e, PartSilent | PartBack)]

    async def end(self) -> None:
        self.task.cancel()
        await asyncio.wait((self.task,))

    async def die(self) -> None:
        """End as a killed process does: what it would have cleaned up is left."""
        beats = await self.store.hash_all(keys.BEATS)
        await self.end()
        for name, beat in beats.items():
            await self.store.hash_set(keys.BEATS, name, beat)


@pytest.fixture
async def beating(store: Store) -> Callable[[], Awaitable[bool]]:
    async def beats() -> bool:
        return bool(await store.hash_all(keys.BEATS))

    return beats


async def test_one_missed_answer_is_no_silence_and_a_silence_is_told_once_from_its_first(store: Store) -> None:
    desk = Desk(store)
    await eventually(lambda: desk.looks)
    desk.ok = False
    await desk.pass_by(4)
    assert await desk.told() == []
    await desk.pass_by(12)
    ((kind, part, at),) = await desk.told()
    assert (kind, part) == ("PartSilent", "market")
    assert START <= at <= START + timedelta(seconds=4)
    desk.ok = True
    await desk.pass_by(6)
    assert [kind for kind, _, _ in await desk.told()] == ["PartSilent", "PartBack"]
    await desk.end()


async def test_what_was_silent_when_a_process_died_is_told_back_by_the_next(store: Store) -> None:
    desk = Desk(store)
    desk.ok = False
    await desk.pass_by(8)
    await desk.die()
    after = Desk(store, START + timedelta(minutes=5))
    await after.pass_by(2)
    assert ("PartBack", "market") in [(kind, part) for kind, part, _ in await after.told()]
    await after.end()


async def test_a_gateway_that_was_killed_is_told_of_by_the_next_and_one_told_to_end_is_not(
    store: Store, beating: Callable[[], Awaitable[bool]]
) -> None:
    desk = Desk(store)
    await eventually(beating)
    await desk.end()
    assert not await beating()
    desk = Desk(store, START + timedelta(minutes=1))
    await eventually(beating)
    assert await desk.told() == []
    await desk.die()
    after = Desk(store, START + timedelta(minutes=2))
    await after.pass_by(2)
    assert [(kind, part) for kind, part, _ in await after.told()] == [("PartBack", "gateway")]
    await after.end()


async def test_a_gateway_that_connects_anew_now_and_then_is_not_silent(store: Store) -> None:
    desk = Desk(store)
    await desk.pass_by(1)
    desk.connected = False
    await desk.pass_by(MISSED_BEATS - 5)
    assert await desk.told() == []
    await desk.pass_by(10)
    assert [(kind, part) for kind, part, _ in await desk.told()] == [("PartSilent", "gateway")]
    await desk.end()


async def test_while_the_store_is_away_what_changes_is_told_past_the_outbox_until_it_is_told(tmp_path: Path) -> None:
    embedded = EmbeddedStore(tmp_path / "store")
    store = Store(await embedded.ensure())
    desk = Desk(store)
    await eventually(lambda: desk.looks)
    os.kill(await server_pid(embedded), signal.SIGKILL)
    desk.ok = False

    async def told() -> bool:
        await desk.pass_by(3)
        return len(desk.past) > 1

    await eventually(told, 20)
    assert {event.key for event in desk.past} == {desk.past[0].key}
    await desk.pass_by(9)
    assert len(desk.past) == 2, "it was told again"
    await desk.end()
    await store.close()
    await embedded.leave()
