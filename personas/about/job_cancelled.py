"""How it is shown that a job was ended by its owner."""

from markupsafe import Markup

from personas.about._jobs import MOODS, job_called
from personas.card import Action
from personas.face import Essential, Face
from personas.phrasing import marked
from services.jobs.facts import JobCancelled
from services.jobs.listing import JobList


def job_end_told(answer: JobCancelled) -> Markup:
    """``Job 3 was cancelled``; ``Job 3 is done, and was not cancelled``"""
    called = job_called(answer.job)
    return called if answer.job.state == "cancelled" else marked("{}, and was not cancelled").format(called)


FACE = Face(
    JobCancelled,
    frame="receipt",
    essentials=lambda said: [Essential("Job", job_end_told(said), first=True)],
    mood=lambda said: MOODS[said.job.state],
    buttons=lambda _said, _request: (Action("Jobs", JobList()),),
    words=(job_end_told,),
)
