"""If these failed, a channel that asked for the sky would hear nothing, hear it twice, or hear what is long over."""

import asyncio
from datetime import datetime, timedelta

import pytest

from services.core.clock import SteppedClock
from services.core.events import read_event
from services.cosmic.almanac import Almanac
from services.cosmic.kinds import USUAL, kind_of
from services.cosmic.told import SkyHappened, SkyTeller
from services.notifications.places import Destination, Subscriptions
from services.store import keys
from services.store.ledger import StoreLedger
from services.store.store import Store
from tests.asks import entries
from tests.unit.services.market.parts import utc

FULL_MOON = utc("2024-06-22T01:07:51")
"""By NASA's tables 01:08."""
HERE = Destination(channel="discord:5", server="discord:9")


def teller(store: Store, clock: SteppedClock) -> SkyTeller:
    return SkyTeller(Almanac(store), store, StoreLedger(store), clock)


async def subscribe(store: Store) -> None:
    await store.hash_set(keys.subscriptions("sky"), HERE.id, HERE.model_dump_json())


async def told(store: Store) -> list[SkyHappened]:
    events = [read_event(entry["event"].encode()) for entry in await entries(store, keys.OUTBOX)]
    return [event for event in events if isinstance(event, SkyHappened)]


async def test_an_event_is_told_when_it_is_exact_and_once_across_restarts(store: Store) -> None:
    await subscribe(store)
    clock = SteppedClock(FULL_MOON - timedelta(minutes=5))
    await teller(store, clock).step()
    clock.step(FULL_MOON - timedelta(seconds=40))
    await teller(store, clock).step()
    assert await told(store) == []
    for minutes in (1, 2, 30):
        clock.step(FULL_MOON + timedelta(minutes=minutes))
        await teller(store, clock).step()
    (event,) = await told(store)
    assert event.event.name == "Full Moon"
    assert abs(event.at - FULL_MOON) < timedelta(minutes=1)
    assert await Subscriptions(store).of([event]) == [[HERE]]


async def test_of_two_processes_one_tells(store: Store) -> None:
    await subscribe(store)
    clock = SteppedClock(FULL_MOON - timedelta(minutes=5))
    both = teller(store, clock), teller(store, clock)
    for _ in range(60):
        await asyncio.gather(*(each.step() for each in both))
        clock.step(clock.now() + timedelta(hours=12))
    events = await told(store)
    assert len(events) > 20
    assert len({event.key for event in events}) == len(events)


async def test_the_usual_events_are_told_in_their_order_and_no_others(store: Store) -> None:
    await subscribe(store)
    start, days = utc("2024-03-01"), 120
    clock = SteppedClock(start)
    sky = teller(store, clock)
    for _ in range(2 * days):
        await sky.step()
        clock.step(clock.now() + timedelta(hours=12))
    await sky.step()
    events = await told(store)
    assert {event.event.group for event in events} == set(USUAL)
    assert [event.at for event in events] == sorted(event.at for event in events)
    known = [event for event in await Almanac(store).between(start, clock.now()) if kind_of(event) in USUAL]
    assert [event.event.name for event in events] == [event.name for event in known]


@pytest.mark.parametrize(("away", "many"), [(timedelta(hours=20), 1), (timedelta(hours=26), 0)])
async def test_after_an_absence_the_last_days_events_are_told_and_no_older_ones(
    store: Store, away: timedelta, many: int
) -> None:
    await subscribe(store)
    clock = SteppedClock(FULL_MOON - timedelta(minutes=5))
    await teller(store, clock).step()
    clock.step(FULL_MOON + away)
    await teller(store, clock).step()
    assert sum(event.event.name == "Full Moon" for event in await told(store)) == many


async def test_what_waited_for_longer_than_a_day_is_told_no_more(store: Store) -> None:
    await subscribe(store)
    clock = SteppedClock(FULL_MOON - timedelta(minutes=5))
    await teller(store, clock).step()
    clock.step(FULL_MOON + timedelta(minutes=1))
    await teller(store, clock).step()
    (event,) = await told(store)
    assert not event.over(FULL_MOON + timedelta(hours=23))
    assert event.over(FULL_MOON + timedelta(hours=25))


async def test_a_channel_is_told_from_when_it_subscribed(store: Store) -> None:
    clock = SteppedClock(FULL_MOON - timedelta(minutes=5))
    sky = teller(store, clock)
    await subscribe(store)
    await sky.step()
    await store.hash_delete(keys.subscriptions("sky"), HERE.id)
    await sky.step()
    assert await store.hash_all(keys.SKY_TOLD) == {}
    clock.step(FULL_MOON + timedelta(minutes=1))
    await sky.step()
    await subscribe(store)
    for _ in range(2):
        await sky.step()
    assert await told(store) == []


async def test_a_replay_that_is_begun_again_is_told_again(store: Store) -> None:
    await subscribe(store)

    async def replay(until: datetime) -> None:
        clock = SteppedClock(FULL_MOON - timedelta(minutes=5))
        await teller(store, clock).step()
        clock.step(until)
        await teller(store, clock).step()

    await replay(FULL_MOON + timedelta(minutes=1))
    await replay(FULL_MOON + timedelta(minutes=1))
    assert [event.event.name for event in await told(store)] == ["Full Moon"] * 2
