"""What is due is told once; what was missed is run late or skipped, as chosen."""

import asyncio
from datetime import UTC, datetime, timedelta

import structlog

from services.core.clock import SteppedClock
from services.core.work import Work
from services.schedules.book import ScheduleBook
from services.schedules.record import Schedule
from services.schedules.scheduler import Scheduler
from services.store import keys
from services.store.ledger import StoreLedger
from services.store.store import Store
from tests.unit.services.schedules.keeping import TERMS, keep, schedule, scheduler, told

NOW = datetime(2026, 11, 30, 12, 3, tzinfo=UTC)
QUARTER = timedelta(minutes=15)


async def kept(store: Store, number: int = 1) -> Schedule:
    found = await ScheduleBook(store).kept(number)
    assert found is not None
    return found[0]


async def test_what_two_schedulers_deal_with_at_once_is_told_once(store: Store) -> None:
    clock = SteppedClock(NOW)
    await keep(store, *(schedule(number, "*/15 * * * *", NOW) for number in range(1, 41)))
    both = scheduler(store, clock), scheduler(store, clock)
    for _ in range(4):
        clock.step(clock.now() + QUARTER)
        await asyncio.gather(*(each.step() for each in both))
        await asyncio.gather(*(each.step() for each in both))
    events = await told(store)
    assert len(events) == 4 * 40
    assert len({event.key for event in events}) == 4 * 40
    assert {event.due_at.minute for event in events} == {15, 30, 45, 0}
    assert (await kept(store)).ran == 4
    assert all(event.late_seconds == 180 and event.missed == 0 for event in events)


async def test_one_that_cannot_be_reckoned_keeps_no_other_waiting(store: Store) -> None:
    clock = SteppedClock(NOW)
    odd = schedule(1, "*/15 * * * *", NOW)
    odd = odd.model_copy(update={"when": odd.when.model_copy(update={"zone": "Mars/Phobos"})})
    await keep(store, odd, schedule(2, "*/15 * * * *", NOW))
    telling = scheduler(store, clock)
    with structlog.testing.capture_logs() as logs:
        for _ in range(2):
            clock.step(clock.now() + QUARTER)
            await telling.step()
    assert (await kept(store, 2)).ran == len(await told(store)) == 2
    assert [each["number"] for each in logs] == [1], "it is said once"


async def test_nothing_is_told_before_its_time(store: Store) -> None:
    clock = SteppedClock(NOW)
    await keep(store, schedule(1, "0 13 * * *", NOW))
    clock.step(datetime(2026, 11, 30, 12, 59, 59, tzinfo=UTC))
    await scheduler(store, clock).step()
    assert not await told(store)


async def test_after_an_absence_it_is_run_once_for_the_newest_or_skipped_as_chosen(store: Store) -> None:
    clock = SteppedClock(NOW)
    await keep(store, schedule(1, "0 * * * *", NOW), schedule(2, "0 * * * *", NOW, missed="skip"))
    clock.step(datetime(2026, 11, 30, 15, 20, tzinfo=UTC))
    await scheduler(store, clock).step()
    (event,) = await told(store)
    assert (event.schedule.number, event.due_at.hour, event.missed) == (1, 15, 2)
    assert event.late_seconds == 1200
    run, skipped = await kept(store, 1), await kept(store, 2)
    assert (run.ran, run.skipped, skipped.ran, skipped.skipped) == (1, 2, 0, 3)
    assert run.due == skipped.due == datetime(2026, 11, 30, 16, tzinfo=UTC)


async def test_one_that_skips_is_run_where_it_is_hardly_late(store: Store) -> None:
    clock = SteppedClock(NOW)
    await keep(store, schedule(1, "0 * * * *", NOW, missed="skip"))
    clock.step(datetime(2026, 11, 30, 14, 2, tzinfo=UTC))
    await scheduler(store, clock).step()
    (event,) = await told(store)
    assert (event.due_at.hour, event.missed) == (14, 1)


async def test_a_change_that_had_read_it_before_does_not_have_it_told_twice(store: Store) -> None:
    clock = SteppedClock(NOW)
    before = schedule(1, "0 13 * * *", NOW)
    await keep(store, before)
    clock.step(datetime(2026, 11, 30, 13, 0, tzinfo=UTC))
    await scheduler(store, clock).step()
    work = Work()
    ScheduleBook(store).write(work, before.model_copy(update={"name": "another"}))
    await StoreLedger(store).commit(work, "edit", b"{}", 60)
    await scheduler(store, clock).step()
    await scheduler(store, clock).step()
    assert len(await told(store)) == 1
    stands = await kept(store)
    assert (stands.name, stands.due) == ("another", datetime(2026, 12, 1, 13, tzinfo=UTC))


async def test_one_that_is_paused_or_deleted_while_it_is_dealt_with_is_not_told(store: Store) -> None:
    clock = SteppedClock(NOW)
    book, ledger = ScheduleBook(store), StoreLedger(store)

    class Meanwhile(StoreLedger):
        async def commit(self, work: Work, ask: str, answer: bytes, seconds: float) -> bytes | None:
            paused = Work()
            one = await kept(store)
            book.write(paused, one.model_copy(update={"due": None, "paused": True}))
            await ledger.commit(paused, "pause", b"{}", 60)
            return await super().commit(work, ask, answer, seconds)

    await keep(store, schedule(1, "0 13 * * *", NOW))
    clock.step(datetime(2026, 11, 30, 13, 0, tzinfo=UTC))
    await Scheduler(book, Meanwhile(store), clock, TERMS).step()
    assert not await told(store)
    assert (await kept(store)).paused


async def test_what_has_no_more_times_is_removed_and_what_was_erased_is_due_no_more(store: Store) -> None:
    clock = SteppedClock(NOW)
    once = schedule(1, "0 13 30 11 *", NOW)
    single = once.when.model_copy(update={"crons": (), "once": once.due})
    await keep(store, once.model_copy(update={"when": single}), schedule(2, "0 13 * * *", NOW, owner="discord:2"))
    await store.call(lambda client: client.delete(keys.schedules("discord:2")))
    clock.step(datetime(2026, 11, 30, 13, 0, tzinfo=UTC))
    await scheduler(store, clock).step()
    assert [event.schedule.number for event in await told(store)] == [1]
    assert await ScheduleBook(store).kept(1) is None
    assert not await store.call(lambda client: client.zrange(keys.SCHEDULES_DUE, 0, -1))
