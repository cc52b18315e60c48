"""Where schedules are kept: a hash for each owner, and beside it whose each number is and when it is due."""

from collections.abc import Sequence
from datetime import datetime

import orjson
import structlog
from pydantic import ValidationError

from services.core.owners import owners_here
from services.core.principal import Principal
from services.core.work import Work
from services.market.timeframes import to_ms
from services.schedules.record import Schedule
from services.store import keys
from services.store.store import Store

log = structlog.get_logger(__name__)


class ScheduleBook:
    """Schedules in ``store``. Every method that reads raises ``StoreUnavailable``."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def number(self) -> int:
        """A number that no schedule has had."""
        return int(await self._store.call(lambda client: client.incr(keys.SCHEDULE_NUMBER)))

    async def of(self, owner: str) -> Sequence[Schedule]:
        """All of ``owner``, by number. One that cannot be read is logged and left out."""
        held = await self._store.hash_all(keys.schedules(owner))
        found = [_read(number, held[number]) for number in sorted(held, key=int)]
        return [schedule for schedule in found if schedule is not None]

    async def here(self, principal: Principal) -> Sequence[Schedule]:
        """All of ``principal``, then those of the server where they ask."""
        return [schedule for owner in owners_here(principal) for schedule in await self.of(owner)]

    async def due(self, now: datetime, most: int) -> Sequence[int]:
        """The numbers of those that are due, the longest first, at most so many."""
        held = await self._store.call(
            lambda client: client.zrangebyscore(keys.SCHEDULES_DUE, "-inf", to_ms(now), start=0, num=most)
        )
        return [int(str(number, "ascii") if isinstance(number, bytes) else str(number)) for number in held]

    async def kept(self, number: int) -> tuple[Schedule, str] | None:
        """The schedule of this number, whosever it is, and the very text that is kept; ``None``: there is none, or it
        cannot be read."""
        (owner,) = await self._store.hash_get(keys.SCHEDULE_OWNERS, [str(number)])
        if owner is None:
            return None
        (text,) = await self._store.hash_get(keys.schedules(orjson.loads(owner)), [str(number)])
        schedule = None if text is None else _read(str(number), text)
        return None if schedule is None or text is None else (schedule, text)

    async def gone(self, number: int) -> None:
        """What is due of a schedule that is there no more."""
        await self._store.call(lambda client: client.zrem(keys.SCHEDULES_DUE, str(number)))

    def write(self, work: Work, schedule: Schedule, *, before: Schedule | None = None) -> None:
        """Have ``schedule`` kept in the step of ``work``.

        Of one that is changed, ``before`` is what was read: where it has run meanwhile, or is deleted, nothing is
        written, and the change is made again, of what it is then.
        """
        number = str(schedule.number)
        if before is not None:
            self.expect(work, before, _text(before))
        work.hash_set(keys.schedules(schedule.owner), number, _text(schedule))
        work.hash_set(keys.SCHEDULE_OWNERS, number, orjson.dumps(schedule.owner).decode())
        if schedule.due is None:
            work.unrank(keys.SCHEDULES_DUE, number)
        else:
            work.rank(keys.SCHEDULES_DUE, number, to_ms(schedule.due))

    def leave_room(self, work: Work, owner: str, most: int) -> None:
        """Write nothing in the step of ``work`` where ``owner`` has more than so many by then."""
        work.hash_limit(keys.schedules(owner), most)

    def remove(self, work: Work, schedule: Schedule) -> None:
        """The same of one that ends."""
        number = str(schedule.number)
        work.hash_delete(keys.schedules(schedule.owner), number)
        work.hash_delete(keys.SCHEDULE_OWNERS, number)
        work.unrank(keys.SCHEDULES_DUE, number)

    def expect(self, work: Work, schedule: Schedule, text: str) -> None:
        """Nothing of ``work`` is done where the schedule is no longer kept as ``text``."""
        work.hash_expect(keys.schedules(schedule.owner), str(schedule.number), text)


def _text(schedule: Schedule) -> str:
    return schedule.model_dump_json(exclude_defaults=True)


def _read(number: str, text: str) -> Schedule | None:
    try:
        return Schedule.model_validate_json(text)
    except ValidationError:
        log.error("a schedule cannot be read", number=number)
        return None
