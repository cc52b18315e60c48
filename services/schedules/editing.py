"""What is done to schedules that are set: edit, pause, resume, run now, delete."""

import re
from collections.abc import Sequence
from typing import Annotated, ClassVar, Final

from pydantic import Field

from services.core.ask import Ask
from services.core.errors import InvalidRequest, UnknownSchedule
from services.core.handlers import answers
from services.core.options import Suggested
from services.core.principal import Principal
from services.core.request import Change, Frozen
from services.core.roles import Role
from services.core.work import Work
from services.schedules.asking import (
    MissedOption,
    NameText,
    Scheduling,
    WhatText,
    WhenText,
    ZoneText,
)
from services.schedules.events import due
from services.schedules.facts import Done, ScheduleChangedAnswer, facts_of
from services.schedules.record import Schedule
from services.words.plain_words import quoted

ALL: Final = "all"
WhichText = Annotated[
    str,
    Field(min_length=1, max_length=60, description="Its number, several, or all of yours"),
    Suggested("own schedules"),
]


class _OfSchedules(Frozen):
    gathers: ClassVar[str | None] = "which"

    which: WhichText


class ScheduleEdit(Change[ScheduleChangedAnswer]):
    """Change what was said of it. What is left out stays."""

    name: ClassVar[str] = "schedule edit"
    summary: ClassVar[str] = "Change a schedule: what, when, its time zone, what becomes of missed runs, its title"
    means: ClassVar[str] = "How the schedule stands now, and when it is due next."
    example: ClassVar[str] = "which:3 when:mondays"

    which: WhichText
    what: WhatText | None = None
    when: WhenText | None = None
    missed: MissedOption | None = None
    title: NameText | None = None
    timezone: ZoneText | None = None


class SchedulePause(_OfSchedules, Change[ScheduleChangedAnswer]):
    """Run it no more, until it is resumed."""

    name: ClassVar[str] = "schedule pause"
    summary: ClassVar[str] = "Pause schedules until you resume them"
    means: ClassVar[str] = "Paused schedules stay as they are; what comes due meanwhile is not run."
    example: ClassVar[str] = "which:3"


class ScheduleResume(_OfSchedules, Change[ScheduleChangedAnswer]):
    """Run it again, from its next time on."""

    name: ClassVar[str] = "schedule resume"
    summary: ClassVar[str] = "Run paused schedules again, from their next time on"
    means: ClassVar[str] = "It runs from its next time on: what was missed meanwhile is not run."
    example: ClassVar[str] = "which:3"


class ScheduleRun(_OfSchedules, Change[ScheduleChangedAnswer]):
    """Run it now, beside its times."""

    name: ClassVar[str] = "schedule run"
    summary: ClassVar[str] = "Run schedules now, where they are told; their times stay as they are"
    means: ClassVar[str] = "It is told within seconds, where its runs are told, and is due next when it was."
    example: ClassVar[str] = "which:3"


class ScheduleDelete(_OfSchedules, Change[ScheduleChangedAnswer]):
    """End it."""

    name: ClassVar[str] = "schedule delete"
    summary: ClassVar[str] = "Delete schedules"
    means: ClassVar[str] = "They are gone. To have one again, add it anew."
    example: ClassVar[str] = "which:3"


@answers(ScheduleEdit)
async def answer_schedule_edit(
    request: ScheduleEdit, ask: Ask[ScheduleEdit], work: Work, making: Scheduling
) -> ScheduleChangedAnswer:
    """Change it.

    Raises:
        InvalidRequest: nothing is named, or it cannot be read.
        NotPermitted: it is not the asker's to change.
    """
    if not request.model_dump(exclude={"which"}, exclude_none=True):
        raise InvalidRequest(problems=("name what to change: what, when, missed, title or timezone",))
    found = await _chosen(request.which, ask.principal, making, request.name)
    if len(found) > 1:
        raise InvalidRequest(problems=("which: name one schedule",))
    (old,) = found
    changes: dict[str, object] = {}
    if request.what is not None:
        changes["asks"] = (await making.what(request.what, old.to, ask.principal)).asks
    if request.when is None and request.timezone is not None:
        raise InvalidRequest(problems=("timezone: say when too, such as when:every day at 9",))
    if request.missed is not None:
        changes["missed"] = request.missed
    if request.title is not None:
        changes["name"] = request.title
    if request.when is not None:
        changes["when"] = when = await making.when(request.when, request.timezone, ask.principal)
        changes["due"] = None if old.paused else when.next(making.clock.now())
    changed = old.model_copy(update=changes)
    making.book.write(work, changed, before=old)
    return await _answer("edited", [changed], making)


@answers(SchedulePause)
async def answer_schedule_pause(
    request: SchedulePause, ask: Ask[SchedulePause], work: Work, making: Scheduling
) -> ScheduleChangedAnswer:
    """Pause them."""
    found = await _chosen(request.which, ask.principal, making, request.name)
    stand = [each.model_copy(update={"due": None, "paused": True}) for each in found]
    for each, before in zip(stand, found, strict=True):
        making.book.write(work, each, before=before)
    return await _answer("paused", stand, making)


@answers(ScheduleResume)
async def answer_schedule_resume(
    request: ScheduleResume, ask: Ask[ScheduleResume], work: Work, making: Scheduling
) -> ScheduleChangedAnswer:
    """Resume them; what was missed meanwhile is not run.

    Raises:
        InvalidRequest: the only time of one is past.
    """
    found = await _chosen(request.which, ask.principal, making, request.name)
    now = making.clock.now()
    stand = [each.model_copy(update={"due": each.when.next(now), "paused": False}) for each in found]
    over = next((each for each in stand if each.due is None), None)
    if over is not None:
        raise InvalidRequest(problems=(f"which: the time of {over.number} is past; edit when, or delete it",))
    for each, before in zip(stand, found, strict=True):
        making.book.write(work, each, before=before)
    return await _answer("resumed", stand, making)


@answers(ScheduleRun)
async def answer_schedule_run(
    request: ScheduleRun, ask: Ask[ScheduleRun], work: Work, making: Scheduling
) -> ScheduleChangedAnswer:
    """Have them told now."""
    found = await _chosen(request.which, ask.principal, making, request.name)
    now = making.clock.now()
    for each in found:
        for event in due(each, f"schedule:{each.number}:{ask.id}", now, due_at=now, by_hand=True):
            work.tell(event)
    return await _answer("run", found, making)


@answers(ScheduleDelete)
async def answer_schedule_delete(
    request: ScheduleDelete, ask: Ask[ScheduleDelete], work: Work, making: Scheduling
) -> ScheduleChangedAnswer:
    """Delete them."""
    found = await _chosen(request.which, ask.principal, making, request.name)
    for each in found:
        making.book.remove(work, each)
    return await _answer("deleted", found, making, gone=len(found))


async def _chosen(which: str, principal: Principal, making: Scheduling, request: str) -> Sequence[Schedule]:
    """Those that ``which`` names: the asker's own, or by number the server's where they are an admin.

    Raises:
        UnknownSchedule: there is no such schedule.
        NotPermitted: it is the server's, and the asker is no admin.
    """
    known = {each.number: each for each in await making.book.here(principal)}
    own = tuple(each for each in known.values() if not each.shared)
    if which.strip().lower() == ALL and own:
        return own
    found = []
    for word in re.split(r"[\s,;#]+|\band\b", which):
        if word and (not word.isdecimal() or int(word) not in known):
            raise UnknownSchedule(
                (f"which: there is no schedule {quoted(word)}",), which=word, known=tuple(map(str, sorted(known)))
            )
        if word:
            found.append(known[int(word)])
    if not found:
        raise UnknownSchedule(("which: name its number",), which=which, known=tuple(map(str, sorted(known))))
    if any(each.shared for each in found):
        principal.require(Role.ADMIN, request)
    return tuple({each.number: each for each in found}.values())


async def _answer(done: Done, stand: Sequence[Schedule], making: Scheduling, *, gone: int = 0) -> ScheduleChangedAnswer:
    used, quota = await making.used(stand[0].owner)
    return ScheduleChangedAnswer(
        as_of=making.clock.now(),
        done=done,
        schedules=tuple(map(facts_of, stand)),
        used=used - gone,
        quota=quota,
    )
