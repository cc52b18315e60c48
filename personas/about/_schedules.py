"""What is said of schedules in more than one place."""

from datetime import datetime
from typing import Final

from markupsafe import Markup

from personas.escaping import brief, escape
from personas.format import clock, day, listed, time
from personas.phrasing import marked
from services.schedules.facts import ScheduleFacts

WEEKDAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def asks_told(schedule: ScheduleFacts) -> Markup:
    """``digest``, ``chart BTC/USDT 4h and chart ETH/USDT 4h``"""
    return listed(brief(asked) for asked in schedule.asks)


def schedule_called(schedule: ScheduleFacts) -> Markup:
    """``3, morning digest``"""
    return marked("{}, {}").format(schedule.number, brief(schedule.name)) if schedule.number else brief(schedule.name)


def told_to(schedule: ScheduleFacts) -> str:
    return "you, in private" if schedule.to == "me" else "this channel"


def due_told(schedule: ScheduleFacts) -> Markup:
    """``next 1 Dec 08:00``, ``paused``"""
    if schedule.paused:
        return Markup("paused")
    return Markup("over") if schedule.due is None else marked("next {}").format(time(schedule.due))


def schedule_line(schedule: ScheduleFacts) -> Markup:
    """``**3** morning digest: every day at 08:00, next 1 Dec 08:00, to you``"""
    name = marked("**{}** {}").format(schedule.number, brief(schedule.name))
    told = marked("{}: {}, {}, to {}").format(name, escape(schedule.said), due_told(schedule), told_to(schedule))
    return marked("{}; {} missed").format(told, schedule.skipped) if schedule.skipped else told


def on_weekday(at: datetime) -> Markup:
    """``Tue 1 Dec 2026 08:00``"""
    return marked(f"{WEEKDAYS[at.weekday()]} {day(at)} {clock(at)}")
