"""What is told of a job that came to its end."""

from services.jobs.events import JobEnded
from tests.answers._jobs import JOBS
from tests.answers._shared import NOW

SAMPLES: dict[str, JobEnded] = {
    label: JobEnded(key=f"job:{job.number}", at=NOW, person="discord:7", job=job)
    for label, job in JOBS.items()
    if job.state in ("done", "failed")
}
