"""How a job is shown that has no answer: where it has one, that is shown, and below it that it is this job's."""

from personas.about._jobs import MOODS, job_called, job_line
from personas.buttons import Actions
from personas.card import Action
from personas.face import Essential, Face
from services.core.request import AnyRequest
from services.jobs.facts import JobAnswer, JobFacts
from services.jobs.listing import JobCancel, JobList, JobShow


def under_job(job: JobFacts) -> Actions:
    """How far it is now, and its end; and the others."""
    running = job.state == "running"
    own = (Action("Refresh", JobShow(number=job.number)), Action("Cancel", JobCancel(number=job.number)))
    return (*(own if running else ()), Action("Jobs", JobList()))


def buttons(said: JobAnswer, _request: AnyRequest | None = None) -> Actions:
    return under_job(said.job)


FACE = Face(
    JobAnswer,
    frame="receipt",
    essentials=lambda said: [Essential("Job", job_called(said.job), first=True)],
    mood=lambda said: MOODS[said.job.state],
    tone=lambda said: "warning" if said.job.state == "failed" else "neutral",
    buttons=buttons,
    shows=lambda said: said.answer,
    words=(job_called, job_line),
)
