"""/schedule list."""

from datetime import UTC, datetime
from typing import ClassVar, Final

from services.core.handlers import answers
from services.core.principal import Principal
from services.core.request import Personal
from services.schedules.asking import Scheduling
from services.schedules.facts import ScheduleListAnswer, facts_of

NEVER: Final = datetime.max.replace(tzinfo=UTC)


class ScheduleList(Personal[ScheduleListAnswer]):
    """The asker's schedules, and the server's."""

    name: ClassVar[str] = "schedule list"
    summary: ClassVar[str] = "Your schedules and this server's, those due next first"
    means: ClassVar[str] = "What is asked by itself, when it is next, and what was missed."
    also: ClassVar[tuple[str, ...]] = ("schedules", "my schedules", "show my schedules")


@answers(ScheduleList)
async def answer_schedule_list(_request: ScheduleList, principal: Principal, making: Scheduling) -> ScheduleListAnswer:
    """All of them."""
    used, quota = await making.used(principal.id)
    found = sorted(await making.book.here(principal), key=lambda each: (each.due or NEVER, each.number))
    return ScheduleListAnswer(as_of=making.clock.now(), schedules=tuple(map(facts_of, found)), used=used, quota=quota)
