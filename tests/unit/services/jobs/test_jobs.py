"""A job is done by whoever is there, once; and its owner is told of its end, once."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest

from services.core.errors import InvalidRequest, JobFailed, JobGone, StillWorking, TooManyJobs
from services.core.events import read_event
from services.core.progress import InLine, Step, listening
from services.core.work import Work
from services.jobs.events import JobEnded
from services.jobs.facts import KEPT
from services.jobs.keeper import Keeper
from services.store import keys
from services.store.embedded import EmbeddedStore
from services.store.ledger import StoreLedger
from services.store.store import Store
from tests.conftest import eventually
from tests.unit.services.jobs.counting import ANN, Count, Process

Make = Callable[..., Process]


@pytest.fixture
async def process(store: Store) -> AsyncIterator[Make]:
    made: list[Process] = []

    def make(**options: Any) -> Process:
        made.append(Process(store, **options))
        return made[-1]

    yield make
    for each in made:
        await each.queue.close()


async def ended(task: "asyncio.Task[Any]") -> None:
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task


async def told(store: Store) -> list[JobEnded]:
    entries = await store.entries(keys.OUTBOX, 100)
    found = [read_event(entry["event"].encode()) for entry in entries]
    return [event for event in found if isinstance(event, JobEnded)]


async def test_two_processes_share_a_job_and_each_part_is_kept_once(process: Make) -> None:
    asks, works = process(helps=False), [process(), process()]
    working = [asyncio.create_task(each.worker.run()) for each in works]
    heard: list[Step | InLine] = []
    with listening(heard.append):
        answer = await asyncio.wait_for(asks.desk.answer(Count(to=40), ANN), 20)
    assert answer.counted == tuple(range(40))
    assert sorted(works[0].job.done + works[1].job.done) == list(range(40))
    assert all(each.job.done for each in works)
    assert {(step.total, step.what) for step in heard if isinstance(step, Step)} == {(40, "Working through numbers")}
    for task in working:
        await ended(task)


async def test_who_waits_works_where_nobody_else_may(process: Make) -> None:
    alone = process()
    assert (await asyncio.wait_for(alone.desk.answer(Count(to=3), ANN), 20)).counted == (0, 1, 2)
    (job,) = await alone.book.of(ANN.id)
    assert (job.state, job.told) == ("done", True)
    assert not await alone.book.open()


async def test_the_queue_takes_the_password_of_now_where_the_address_names_none(embedded: EmbeddedStore) -> None:
    parts = urlsplit(await embedded.ensure())
    bare = parts._replace(netloc=f"{parts.hostname}:{parts.port}").geturl()
    password = ["wrong"]
    store = Store(bare, password=lambda: password[0])
    password[0] = parts.password or ""
    one = Process(store)
    try:
        assert (await asyncio.wait_for(one.desk.answer(Count(to=3), ANN), 20)).counted == (0, 1, 2)
    finally:
        await one.queue.close()
        await store.close()


async def test_the_same_asked_again_is_the_same_job_until_its_answer_is_old(process: Make) -> None:
    one = process()
    await one.desk.answer(Count(to=3), ANN)
    await one.desk.answer(Count(to=3), ANN)
    assert len(one.job.done) == 3
    one.clock.step(one.clock.now() + timedelta(minutes=16))
    await one.desk.answer(Count(to=3), ANN)
    assert len(one.job.done) == 6


async def test_a_part_that_breaks_is_tried_again_and_then_the_job_fails(process: Make) -> None:
    one = process()
    with pytest.raises(JobFailed) as failed:
        await asyncio.wait_for(one.desk.answer(Count(to=6, how="breaks"), ANN), 30)
    assert failed.value.tries == one.job.begun.count(3) == 4
    (job,) = await one.book.of(ANN.id)
    assert job.state == "failed"


async def test_what_stands_in_the_way_ends_the_job_with_it(process: Make) -> None:
    one = process()
    with pytest.raises(InvalidRequest, match="three is no number"):
        await asyncio.wait_for(one.desk.answer(Count(to=6, how="refused"), ANN), 30)
    assert one.job.begun.count(3) == 1


async def test_a_job_that_is_cancelled_ends_at_once_and_nothing_of_it_is_kept(process: Make, store: Store) -> None:
    one = process()
    asking = asyncio.create_task(one.desk.answer(Count(to=6, how="waits"), ANN))
    await eventually(lambda: bool(one.job.begun))
    (job,) = await one.book.of(ANN.id)
    work = Work()
    one.book.cancel(work, job, one.clock.now())
    await StoreLedger(store).commit(work, "a press", b"", 60)
    one.job.go.set()
    with pytest.raises(JobGone):
        await asyncio.wait_for(asking, 10)
    assert [each.state for each in await one.book.of(ANN.id)] == ["cancelled"]
    assert not await store.exists(keys.job_parts(job.number))
    assert not await told(store)


async def test_no_more_of_one_person_are_under_way_than_may_be(process: Make) -> None:
    one = process(helps=False)
    asking = [asyncio.create_task(one.desk.answer(Count(to=to), ANN)) for to in (5, 6)]
    await asyncio.sleep(0.5)
    with pytest.raises(TooManyJobs):
        await one.desk.answer(Count(to=7), ANN)
    for task in asking:
        await ended(task)


async def test_the_newest_that_are_over_are_kept(process: Make) -> None:
    one = process()
    for to in range(1, KEPT + 4):
        await one.desk.answer(Count(to=to), ANN)
    assert [job.number for job in await one.book.of(ANN.id)] == list(range(KEPT + 3, 3, -1))


async def test_an_end_that_nobody_waits_for_is_told_once(process: Make, store: Store) -> None:
    asks = process(helps=False)
    asking = asyncio.create_task(asks.desk.answer(Count(to=9), ANN))
    await asyncio.sleep(0.5)
    await ended(asking)  # its process dies, say
    works, later = process(), process()
    working = asyncio.create_task(works.worker.run())
    await eventually(lambda: len(works.job.done) == 9, 20)
    await eventually_over(asks)
    await Keeper(asks.book, asks.queue, asks.clock).look()
    assert not await told(store), "a reply may yet carry it"
    later.clock.step(later.clock.now() + timedelta(minutes=16))
    keepers = [Keeper(each.book, each.queue, later.clock) for each in (works, later)]
    await asyncio.gather(*(keeper.look() for keeper in keepers))
    await keepers[0].look()
    (event,) = await told(store)
    assert (event.person, event.job.number, event.job.state) == (ANN.id, 1, "done")
    await ended(working)


async def eventually_over(process: Process) -> None:
    async def over() -> bool:
        return all(job.over for job in await process.book.of(ANN.id))

    await eventually(over, 20)


async def test_who_waited_as_long_as_a_reply_lasts_is_told_by_an_event(process: Make, store: Store) -> None:
    asks, works = process(helps=False), process()
    asking = asyncio.create_task(asks.desk.answer(Count(to=9), ANN))
    await asyncio.sleep(0.5)
    for each in (asks, works):
        each.clock.step(each.clock.now() + timedelta(minutes=14))
    with pytest.raises(StillWorking) as still:
        await asyncio.wait_for(asking, 10)
    assert (still.value.done, still.value.total) == (0, 9)
    working = asyncio.create_task(works.worker.run())
    await eventually_over(asks)
    assert len(await told(store)) == 1
    await ended(working)


async def test_what_the_queue_lost_is_put_back(process: Make, store: Store) -> None:
    asks, works = process(helps=False), process()
    asking = asyncio.create_task(asks.desk.answer(Count(to=20), ANN))
    await asyncio.sleep(0.5)
    lost = await store.keys_like(f"{keys.QUEUE}*")
    assert lost
    await store.call(lambda client: client.delete(*lost))
    working = asyncio.create_task(works.worker.run())
    await asyncio.sleep(1)
    assert not works.job.done
    await Keeper(asks.book, asks.queue, asks.clock).look()
    assert (await asyncio.wait_for(asking, 20)).counted == tuple(range(20))
    await ended(working)


async def test_a_process_that_is_told_to_end_ends_what_it_has_begun(process: Make) -> None:
    asks, first, second = process(helps=False), process(), process()
    asking = asyncio.create_task(asks.desk.answer(Count(to=4, how="waits"), ANN))
    working = asyncio.create_task(first.worker.run())
    await eventually(lambda: bool(first.job.begun), 10)
    working.cancel()
    await asyncio.sleep(0.2)
    first.job.go.set()
    await asyncio.wait((working,), timeout=10)
    assert first.job.done == first.job.begun
    second.job.go.set()
    working = asyncio.create_task(second.worker.run())
    assert (await asyncio.wait_for(asking, 20)).counted == (0, 1, 2, 3)
    assert sorted(first.job.done + second.job.done) == [0, 1, 2, 3]
    await ended(working)


async def test_what_takes_longer_than_there_is_time_to_end_is_given_back(
    process: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("services.jobs.working.DRAIN_SECONDS", 0.2)
    asks, first, second = process(helps=False), process(), process()
    asking = asyncio.create_task(asks.desk.answer(Count(to=4, how="waits"), ANN))
    working = asyncio.create_task(first.worker.run())
    await eventually(lambda: bool(first.job.begun), 10)
    await ended(working)
    assert not first.job.done
    second.job.go.set()
    working = asyncio.create_task(second.worker.run())
    assert (await asyncio.wait_for(asking, 20)).counted == (0, 1, 2, 3)
    await ended(working)
