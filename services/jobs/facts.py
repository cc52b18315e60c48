"""What people are told of their jobs."""

from datetime import datetime
from typing import Final

from services.core.request import Answer, AnyRequest, Frozen
from services.jobs.record import JobRecord, State

KEPT: Final = 10
"""Jobs of a person that are over are kept, the newest."""
UNDER_WAY: Final = 2
"""Jobs of a person at once."""


class JobFacts(Frozen):
    """Job ``number``: ``asked`` as a person would write it, and ``done`` of ``total`` of what is ``counted``. ``why``
    is what it failed with, in a word."""

    number: int
    asked: str
    state: State
    counted: str
    done: int
    total: int
    made: datetime
    ended: datetime | None
    why: str | None = None


class JobAnswer(Answer):
    """A job, and where it is done its ``answer``, which is what is shown then."""

    job: JobFacts
    answer: Answer | None = None


class JobListAnswer(Answer):
    """The asker's jobs, the newest first."""

    jobs: tuple[JobFacts, ...]
    under_way: int
    quota: int


class JobCancelled(Answer):
    """A job that its owner ended; nothing of what it had found is kept."""

    job: JobFacts


def asked_line(request: AnyRequest) -> str:
    """``/eventstudy condition:rsi < 30 timeframe:1d``: what is as usual is left out."""
    said = (f"{name}:{getattr(request, name)}" for name in request.model_dump(exclude_defaults=True))
    return " ".join((f"/{request.name}", *said))


def facts_of(record: JobRecord, done: int) -> JobFacts:
    """What is told of a job of which ``done`` is done."""
    error = record.error
    return JobFacts(
        number=record.number,
        asked=asked_line(record.request),
        state=record.state,
        counted=record.counted,
        done=record.total if record.state == "done" else done,
        total=record.total,
        made=record.made,
        ended=record.ended,
        why=None if error is None else type(error).__name__,
    )
