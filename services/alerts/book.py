"""Where alerts are kept: a hash for each owner, and beside them what changed, which the engine follows."""

from collections.abc import Mapping, Sequence
from uuid import uuid4

import orjson
import structlog

from services.alerts.record import Alert
from services.core.work import Work
from services.store import keys
from services.store.store import Store

log = structlog.get_logger(__name__)


class AlertBook:
    """Alerts in ``store``. Every method that reads raises ``StoreUnavailable``."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def numbers(self, count: int) -> Sequence[int]:
        """Numbers that no alert has had."""
        last = await self._store.call(lambda client: client.incrby(keys.ALERT_NUMBER, count))
        return range(last - count + 1, last + 1)

    async def of(self, owner: str) -> Sequence[Alert]:
        """All of ``owner``, by number. One that cannot be read is logged and left out."""
        return _readable(owner, await self._store.hash_all(keys.alerts(owner)))

    async def one(self, owner: str, number: int) -> Alert | None:
        """One of ``owner``."""
        (kept,) = await self._store.hash_get(keys.alerts(owner), [str(number)])
        found = () if kept is None else _readable(owner, {str(number): kept})
        return found[0] if found else None

    def write(self, work: Work, alert: Alert, *, before: Alert | None = None) -> None:
        """Have ``alert`` kept, and the engine told, in the step of ``work``.

        Of one that is changed, ``before`` is what was read: where it has fired meanwhile nothing is written, and the
        change is made again, of what it is then.
        """
        if before is not None:
            work.hash_expect(keys.alerts(alert.owner), str(alert.number), before.to_bytes().decode())
        work.hash_set(keys.alerts(alert.owner), str(alert.number), alert.to_bytes().decode())
        work.hash_set(keys.ALERT_OWNERS, alert.owner, "")
        self._tell(work, alert)

    def leave_room(self, work: Work, owner: str, most: int) -> None:
        """Write nothing in the step of ``work`` where ``owner`` has more than so many by then."""
        work.hash_limit(keys.alerts(owner), most)

    def remove(self, work: Work, alert: Alert) -> None:
        """The same of an alert that ends."""
        work.hash_delete(keys.alerts(alert.owner), str(alert.number))
        self._tell(work, alert)

    def _tell(self, work: Work, alert: Alert) -> None:
        work.hash_set(keys.ALERT_CHANGES, str(alert.number), change_of(alert.owner))


def change_of(owner: str) -> str:
    """A change of an alert of ``owner``, as it is kept: like no other, so that it is removed only by who dealt with
    it."""
    return orjson.dumps([owner, uuid4().hex[:12]]).decode()


def owner_of(change: bytes | str) -> str:
    """Whose alert changed."""
    owner: str = orjson.loads(change)[0]
    return owner


def _readable(owner: str, kept: Mapping[str, str]) -> Sequence[Alert]:
    found = []
    for number, data in sorted(kept.items(), key=lambda item: int(item[0])):
        try:
            found.append(Alert.read(owner, int(number), data))
        except ValueError:
            log.warning("an alert cannot be read", number=number)
    return found
