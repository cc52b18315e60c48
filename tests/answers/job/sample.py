"""What ``/jobs show`` may answer."""

from services.jobs.facts import JobAnswer
from tests.answers._jobs import JOBS
from tests.answers._shared import NOW
from tests.answers.event_study.sample import SAMPLES as STUDIES

SAMPLES: dict[str, JobAnswer] = {
    **{label: JobAnswer(as_of=NOW, job=job) for label, job in JOBS.items()},
    "with its answer": JobAnswer(as_of=NOW, job=JOBS["done"], answer=STUDIES["usual"]),
    "with another": JobAnswer(as_of=NOW, job=JOBS["done"], answer=STUDIES["few"]),
}
