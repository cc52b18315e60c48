"""What ``/jobs cancel`` may answer."""

from services.jobs.facts import JobCancelled
from tests.answers._jobs import JOBS
from tests.answers._shared import NOW

SAMPLES: dict[str, JobCancelled] = {
    label: JobCancelled(as_of=NOW, job=job) for label, job in JOBS.items() if job.state != "running"
}
