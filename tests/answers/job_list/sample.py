"""What ``/jobs list`` may answer."""

from services.jobs.facts import JobListAnswer
from tests.answers._jobs import JOBS, job
from tests.answers._shared import NOW

SAMPLES: dict[str, JobListAnswer] = {
    "none": JobListAnswer(as_of=NOW, jobs=(), under_way=0, quota=2),
    "some": JobListAnswer(
        as_of=NOW, jobs=tuple(each for label, each in JOBS.items() if label != "hostile"), under_way=2, quota=2
    ),
    "hostile": JobListAnswer(as_of=NOW, jobs=(JOBS["hostile"],), under_way=1, quota=2),
    "all over": JobListAnswer(
        as_of=NOW,
        jobs=tuple(job(number, state="done", done=60, ended=NOW) for number in range(12, 2, -1)),
        under_way=0,
        quota=2,
    ),
}
