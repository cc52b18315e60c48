"""Where alerts are kept: a hash for each owner, and a stream of what changed, which the engine follows."""

from collections.abc import Sequence

from services.alerts.record import Alert
from services.core.work import Work
from services.store.store import Store


class AlertBook:
    """Alerts in ``store``. Every method that reads raises ``StoreUnavailable``."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def numbers(self, count: int) -> Sequence[int]:
        """Numbers that no alert has had."""
        raise NotImplementedError

    async def of(self, owner: str) -> Sequence[Alert]:
        """All of ``owner``, by number. One that cannot be read is logged and left out."""
        raise NotImplementedError

    async def one(self, owner: str, number: int) -> Alert | None:
        """One of ``owner``."""
        raise NotImplementedError

    def write(self, work: Work, alert: Alert) -> None:
        """Have ``alert`` kept, and the engine told, in the step of ``work``."""
        raise NotImplementedError

    def remove(self, work: Work, alert: Alert) -> None:
        """The same of an alert that ends."""
        raise NotImplementedError
