"""What is said of jobs in more than one place."""

from collections.abc import Mapping
from typing import Final

from markupsafe import Markup

from personas.escaping import brief
from personas.format import count, time
from personas.phrasing import marked
from services.jobs.facts import JobFacts
from services.jobs.record import State

STATES: Final[Mapping[State, str]] = {
    "running": "under way",
    "done": "done",
    "failed": "failed",
    "cancelled": "cancelled",
}
MOODS: Final[Mapping[State, str]] = {
    "running": "job running",
    "done": "job done",
    "failed": "job failed",
    "cancelled": "job cancelled",
}


def job_state(job: JobFacts) -> Markup:
    """``under way, 24 of 60 markets``, ``done``"""
    state = marked(STATES[job.state])
    if job.state != "running":
        return state
    return marked(f"{state}, {count(job.done)} of {count(job.total)} {job.counted}")


def job_called(job: JobFacts) -> Markup:
    """``Job 3 is done``, ``Job 3 is under way, 24 of 60 markets``, ``Job 3 failed``"""
    verb = "" if job.state == "failed" else "is " if job.state in ("running", "done") else "was "
    return marked("Job {} {}{}").format(job.number, marked(verb), job_state(job))


def job_line(job: JobFacts) -> Markup:
    """``**3** /eventstudy condition:…: under way, 24 of 60 markets; since 1 Dec 08:00``"""
    return marked("**{}** {}: {}; since {}").format(job.number, brief(job.asked), job_state(job), time(job.made))
