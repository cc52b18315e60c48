"""/learn /lesson /quiz /daily /progress /wisdom /bars /habits /class …"""

from cogs._cog import Cog, GroupCog
from services.education.bars import GuessBars
from services.education.classes import ClassBoard, ClassJoin, ClassLeave
from services.education.daily import Daily
from services.education.habit_facts import Habits
from services.education.learning import Learn
from services.education.progress import Progress
from services.education.quiz import Quiz
from services.education.teaching import OneLesson
from services.education.wisdom import DailyWisdom


class Education(Cog, requests=(Learn, OneLesson, Quiz, Daily, Progress, DailyWisdom, GuessBars, Habits)):
    """The trading school."""


class ClassCommands(GroupCog, name="class", requests=(ClassBoard, ClassJoin, ClassLeave)):
    """Who of this server learns, of those who want to be listed"""
