"""How it is shown which jobs somebody has."""

from markupsafe import Markup

from personas.about._jobs import job_line
from personas.buttons import Actions
from personas.card import Action, Menu
from personas.escaping import shortened
from personas.face import Essential, Face
from personas.format import count, counted
from personas.phrasing import marked
from services.core.request import AnyRequest
from services.jobs.facts import JobListAnswer
from services.jobs.listing import JobCancel, JobList, JobShow

DETAIL = 90


def jobs_told(answer: JobListAnswer) -> Markup:
    """``3 jobs, 1 under way``, ``no jobs``"""
    if not answer.jobs:
        return Markup("no jobs")
    under_way = count(answer.under_way) if answer.under_way else "none"
    return marked(f"{counted(len(answer.jobs), 'job')}, {under_way} under way")


def buttons(said: JobListAnswer, _request: AnyRequest | None = None) -> Actions:
    del said
    return (Action("Refresh", JobList()),)


def menus(said: JobListAnswer) -> tuple[Menu, ...]:
    """See one, or end one."""
    see = tuple(
        Action(f"Job {job.number}", JobShow(number=job.number), detail=shortened(job.asked, DETAIL))
        for job in said.jobs
    )
    end = tuple(
        Action(f"Cancel {job.number}", JobCancel(number=job.number), detail=shortened(job.asked, DETAIL))
        for job in said.jobs
        if job.state == "running"
    )
    return tuple(Menu(prompt, choices) for prompt, choices in (("See one", see), ("End one", end)) if choices)


FACE = Face(
    JobListAnswer,
    frame="list",
    essentials=lambda said: [Essential("Jobs", jobs_told(said), first=True)],
    mood=lambda said: "jobs listed" if said.jobs else "no jobs",
    buttons=buttons,
    menus=menus,
    words=(job_line, jobs_told),
)
