"""Jobs in the store: each step of one is written at once or not at all, and only while the job is as it was read."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final, NamedTuple
from uuid import uuid4

import orjson
import structlog

from services.core.errors import DeskError, TooManyJobs
from services.core.on_behalf import ask_under_way
from services.core.request import Answer, Frozen
from services.core.serialisation import from_json, to_json
from services.core.work import Work
from services.jobs.events import JobEnded
from services.jobs.facts import KEPT, UNDER_WAY, facts_of
from services.jobs.job import Part
from services.jobs.record import JobRecord, answer_text
from services.store import keys
from services.store.store import Store
from services.store.writes import Barred, Writes, commit

PARTS_SECONDS: Final = 3 * 86_400.0
REMEMBERED_SECONDS: Final = 60.0

log = structlog.get_logger(__name__)


class Progress(NamedTuple):
    """Which parts are done."""

    parts: frozenset[int]

    def of(self, record: JobRecord) -> int:
        """How much of what is counted."""
        return sum(size for at, size in enumerate(record.sizes) if at in self.parts)


class JobBook:
    """Jobs in ``store``. Every method raises ``StoreUnavailable`` where it does not answer."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def of(self, owner: str) -> list[JobRecord]:
        """All of ``owner``, the newest first. One that cannot be read is logged and left out."""
        found = []
        for number, text in (await self._store.hash_all(keys.jobs(owner))).items():
            try:
                found.append(JobRecord.model_validate_json(text))
            except ValueError:
                log.warning("a job cannot be read", number=number)
        return sorted(found, key=lambda job: -job.number)

    async def one(self, owner: str, number: int) -> JobRecord | None:
        """Job ``number`` of ``owner``."""
        (text,) = await self._store.hash_get(keys.jobs(owner), [str(number)])
        return None if text is None else JobRecord.model_validate_json(text)

    async def open(self) -> list[JobRecord]:
        """Those of everybody that are under way, or whose end was not told."""
        owners = await self._store.hash_all(keys.OPEN_JOBS)
        found = [await self.one(orjson.loads(owner), int(number)) for number, owner in owners.items()]
        return sorted((job for job in found if job is not None), key=lambda job: job.number)

    async def by_number(self, number: int) -> JobRecord | None:
        """One of those."""
        (owner,) = await self._store.hash_get(keys.OPEN_JOBS, [str(number)])
        return None if owner is None else await self.one(orjson.loads(owner), number)

    async def answer(self, job: JobRecord) -> Answer | None:
        """What a job that is done was answered."""
        (text,) = await self._store.hash_get(keys.job_answers(job.owner), [str(job.number)])
        return None if text is None else from_json(text.encode(), Answer)

    async def progress(self, job: JobRecord) -> Progress:
        """How far a job is."""
        fields = await self._store.hash_fields(keys.job_parts(job.number))
        return Progress(frozenset(int(field[5:]) for field in fields if field.startswith("done:")))

    async def make(self, owner: str, asks: str, counted: str, parts: Sequence[Part], now: datetime) -> JobRecord:
        """A new job of ``owner``.

        Raises:
            TooManyJobs: as many of theirs as may be are under way.
        """
        kept = await self.of(owner)
        under_way = sum(not job.over for job in kept)
        if under_way >= UNDER_WAY:
            raise TooManyJobs(used=under_way, quota=UNDER_WAY)
        number = int(await self._store.call(lambda client: client.incr(keys.JOB_NUMBER)))
        sizes = tuple(part.size for part in parts)
        job = JobRecord(
            number=number,
            owner=owner,
            asks=asks,
            counted=counted,
            sizes=sizes,
            made=now,
            ask=ask_under_way(),
        )
        writes = Writes()
        for old in [each for each in kept if each.over][KEPT - 1 :]:
            writes.hash_delete(keys.jobs(owner), str(old.number))
            writes.hash_delete(keys.job_answers(owner), str(old.number))
            writes.hash_delete(keys.OPEN_JOBS, str(old.number))
        writes.hash_set(keys.jobs(owner), str(number), job.text())
        writes.hash_set(keys.OPEN_JOBS, str(number), orjson.dumps(owner))
        for at, part in enumerate(parts):
            writes.hash_set(keys.job_parts(number), f"part:{at}", to_json(part))
        await self._commit(writes)
        await self._store.expire(keys.job_parts(number), PARTS_SECONDS)
        return job

    async def part(self, job: JobRecord, at: int) -> Part | None:
        """What is to be done there; ``None``: it is done, or the job is over."""
        held = await self._store.hash_get(keys.job_parts(job.number), [f"part:{at}", f"done:{at}"])
        return None if held[0] is None or held[1] is not None else from_json(held[0].encode(), Part)

    async def begin(self, job: JobRecord, at: int) -> int:
        """How often that part was begun, with this time."""
        return await self._tried(job, at, 1)

    async def give_back(self, job: JobRecord, at: int) -> None:
        """It was begun, and given back by a process that is told to end."""
        await self._tried(job, at, -1)

    async def _tried(self, job: JobRecord, at: int, by: int) -> int:
        return int(await self._store.call(lambda client: client.hincrby(keys.job_parts(job.number), f"tries:{at}", by)))

    async def done(self, job: JobRecord, at: int, what: Frozen) -> bool:
        """Keep what came of a part, once; whether it was kept: not where another had, or the job is over."""
        writes = Writes()
        writes.expect(keys.jobs(job.owner), str(job.number), job.text())
        writes.unless(keys.job_parts(job.number), f"done:{at}")
        writes.hash_set(keys.job_parts(job.number), f"done:{at}", to_json(what))
        return await self._commit(writes)

    async def found(self, job: JobRecord) -> list[bytes]:
        """What came of all its parts, as JSON, in their order."""
        fields = [f"done:{at}" for at in range(len(job.sizes))]
        return [text.encode() for text in await self._store.hash_get(keys.job_parts(job.number), fields) if text]

    async def finish(self, job: JobRecord, outcome: Answer | DeskError, now: datetime, *, tell: bool) -> bool:
        """Write the end of a job, with the event that tells it where it is to be told; whether it was written: not
        where the job is over already."""
        failed = isinstance(outcome, DeskError)
        ended = job.model_copy(
            update={
                "state": "failed" if failed else "done",
                "ended": now,
                "told": tell,
                "why": to_json(outcome).decode() if failed else None,
            }
        )
        writes = self._changed(job, ended)
        if isinstance(outcome, Answer):
            writes.hash_set(keys.job_answers(job.owner), str(job.number), answer_text(outcome))
        writes.delete(keys.job_parts(job.number))
        if tell:
            self._tell(writes, ended, now)
        return await self._commit(writes)

    async def told(self, job: JobRecord, now: datetime, *, by_event: bool = False) -> bool:
        """The end of ``job`` has been given to whoever asked, or is to be told ``by_event``."""
        told = job.model_copy(update={"told": True})
        writes = self._changed(job, told)
        if by_event:
            self._tell(writes, told, now)
        else:
            writes.hash_delete(keys.OPEN_JOBS, str(job.number))
        return await self._commit(writes)

    def cancel(self, work: Work, job: JobRecord, now: datetime) -> JobRecord:
        """End a job in the step of ``work``: its owner wants it no more."""
        ended = job.model_copy(update={"state": "cancelled", "ended": now, "told": True})
        work.hash_expect(keys.jobs(job.owner), str(job.number), job.text())
        work.hash_set(keys.jobs(job.owner), str(job.number), ended.text())
        work.hash_delete(keys.OPEN_JOBS, str(job.number))
        work.removed.append(keys.job_parts(job.number))
        return ended

    def _changed(self, before: JobRecord, after: JobRecord) -> Writes:
        writes = Writes()
        writes.expect(keys.jobs(before.owner), str(before.number), before.text())
        writes.hash_set(keys.jobs(before.owner), str(before.number), after.text())
        return writes

    def _tell(self, writes: Writes, job: JobRecord, now: datetime) -> None:
        event = JobEnded(key=f"job:{job.number}", at=now, person=job.owner, job=facts_of(job, 0))
        writes.append(keys.OUTBOX, {"event": event.to_bytes()})
        writes.hash_delete(keys.OPEN_JOBS, str(job.number))

    async def _commit(self, writes: Writes) -> bool:
        try:
            await commit(
                self._store, writes, ask=f"job-step:{uuid4().hex}", answer=b"", keep_seconds=REMEMBERED_SECONDS
            )
        except Barred:
            return False
        return True
