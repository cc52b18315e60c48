"""What is told of jobs by themselves."""

from typing import ClassVar

from services.core.events import Event
from services.jobs.facts import JobFacts


class JobEnded(Event):
    """A job of ``person`` came to its end while nobody waited for it any more. Whoever tells it shows what came of it
    (services/jobs/listing.py: ``JobShow``)."""

    subject: ClassVar[str] = "jobs"

    job: JobFacts
    person: str | None
