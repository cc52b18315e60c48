"""/eventstudy, /jobs"""

from cogs._cog import Cog, GroupCog
from services.jobs.listing import JobCancel, JobList, JobShow
from services.scan.event_study import EventStudy


class StudyCommands(Cog, requests=(EventStudy,)):
    """Long work that people ask for."""


class JobCommands(GroupCog, name="jobs", requests=(JobList, JobShow, JobCancel)):
    """Your long work: what is under way, what came of it, ending it"""
