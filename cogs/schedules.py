"""/schedule …"""

from cogs._cog import GroupCog
from services.schedules.asking import ScheduleAdd
from services.schedules.editing import ScheduleDelete, ScheduleEdit, SchedulePause, ScheduleResume, ScheduleRun
from services.schedules.listing import ScheduleList


class ScheduleCommands(
    GroupCog,
    name="schedule",
    requests=(ScheduleAdd, ScheduleList, ScheduleEdit, SchedulePause, ScheduleResume, ScheduleRun, ScheduleDelete),
):
    """What is asked by itself at its time: digests, charts, the sky, any command"""
