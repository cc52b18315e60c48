"""How it is told that a job came to its end: with what came of it above, where that can be had."""

from personas.about._jobs import MOODS, job_called
from personas.buttons import Actions
from personas.card import Action
from personas.face import Essential, Face
from services.core.request import AnyRequest
from services.jobs.events import JobEnded
from services.jobs.listing import JobList, JobShow


def buttons(said: JobEnded, _request: AnyRequest | None = None) -> Actions:
    return (Action("What came of it", JobShow(number=said.job.number)), Action("Jobs", JobList()))


FACE = Face(
    JobEnded,
    frame="notice",
    essentials=lambda said: [Essential("Job", job_called(said.job), first=True)],
    mood=lambda said: MOODS[said.job.state],
    tone=lambda said: "warning" if said.job.state == "failed" else "neutral",
    buttons=buttons,
    words=(job_called,),
)
