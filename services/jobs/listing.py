"""/jobs: what people can do with their jobs."""

from typing import Annotated, ClassVar

from pydantic import Field

from services.core.ask import Ask
from services.core.errors import UnknownJob
from services.core.handlers import answers
from services.core.principal import Principal
from services.core.request import Change, Personal
from services.core.work import Work
from services.jobs.desk import JobDesk
from services.jobs.facts import UNDER_WAY, JobAnswer, JobCancelled, JobFacts, JobListAnswer, facts_of
from services.jobs.record import JobRecord

NumberOption = Annotated[int, Field(ge=1, le=10_000_000, description="Its number, as /jobs list tells it")]


class JobList(Personal[JobListAnswer]):
    """The asker's jobs."""

    name: ClassVar[str] = "jobs list"
    summary: ClassVar[str] = "Your long work: what is under way, how far it is, and what is done"
    means: ClassVar[str] = "Work that takes minutes and goes on by itself, the newest first."
    also: ClassVar[tuple[str, ...]] = ("jobs", "my jobs", "background jobs")


class JobShow(Personal[JobAnswer]):
    """One of them, and its answer."""

    name: ClassVar[str] = "jobs show"
    summary: ClassVar[str] = "What came of a job of yours, or how far it is"
    means: ClassVar[str] = "Its answer where it is done; else how far it is, or why it ended."
    example: ClassVar[str] = "number:1"

    number: NumberOption


class JobCancel(Change[JobCancelled]):
    """End one of them."""

    name: ClassVar[str] = "jobs cancel"
    summary: ClassVar[str] = "End a job of yours that is under way"
    means: ClassVar[str] = "The job that was ended; nothing of what it had found is kept."
    example: ClassVar[str] = "number:1"

    number: NumberOption


async def _facts(desk: JobDesk, job: JobRecord) -> JobFacts:
    return facts_of(job, 0 if job.over else (await desk.book.progress(job)).of(job))


async def _own(desk: JobDesk, owner: str, number: int) -> JobRecord:
    job = await desk.book.one(owner, number)
    if job is None:
        known = tuple(str(each.number) for each in await desk.book.of(owner))
        raise UnknownJob((f"number: you have no job {number}",), number=number, known=known)
    return job


@answers(JobList)
async def answer_job_list(_request: JobList, principal: Principal, desk: JobDesk) -> JobListAnswer:
    """All that are kept."""
    jobs = await desk.book.of(principal.id)
    return JobListAnswer(
        as_of=desk.clock.now(),
        jobs=tuple([await _facts(desk, job) for job in jobs]),
        under_way=sum(not job.over for job in jobs),
        quota=UNDER_WAY,
    )


@answers(JobShow)
async def answer_job_show(request: JobShow, principal: Principal, desk: JobDesk) -> JobAnswer:
    """It, with its answer where it is done.

    Raises:
        UnknownJob: the asker has none of that number.
    """
    job = await _own(desk, principal.id, request.number)
    answer = await desk.book.answer(job) if job.state == "done" else None
    return JobAnswer(as_of=desk.clock.now(), job=await _facts(desk, job), answer=answer)


@answers(JobCancel)
async def answer_job_cancel(request: JobCancel, ask: Ask[JobCancel], work: Work, desk: JobDesk) -> JobCancelled:
    """End it where it is under way; one that is over stays as it is.

    Raises:
        UnknownJob: the asker has none of that number.
    """
    job = await _own(desk, ask.principal.id, request.number)
    facts = await _facts(desk, job)
    if job.over:
        return JobCancelled(as_of=desk.clock.now(), job=facts)
    ended = desk.book.cancel(work, job, desk.clock.now())
    return JobCancelled(
        as_of=desk.clock.now(), job=facts.model_copy(update={"state": ended.state, "ended": ended.ended})
    )
