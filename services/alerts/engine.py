"""All armed alerts, in memory and in order; what a step of the world fires is written and told in one step, once."""

from collections.abc import Mapping, Sequence, Set
from typing import NamedTuple

from services.alerts.reach import Closed, Reach
from services.core.clock import Clock
from services.store.store import Store


class Following(NamedTuple):
    """The level ``ratio`` of the dominant swing of ``timeframe``, in the market of ``series``."""

    series: str
    timeframe: str
    ratio: float


class Engine:
    """Of all processes one runs it at a time. A second one that does so by mistake fires nothing twice: an alert fires
    only as it was read."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    async def load(self) -> None:
        """Arm all that is kept."""
        raise NotImplementedError

    async def follow(self) -> None:
        """Take what people changed since. Called before every step."""
        raise NotImplementedError

    @property
    def under(self) -> Set[str]:
        """Everything that something is armed under: series, bars, happenings."""
        raise NotImplementedError

    def since(self, under: str) -> int:
        """Nothing that is armed ``under`` this counts what happened before (UTC ms): where feeds begin that never
        looked at it. It may be earlier than need be."""
        raise NotImplementedError

    async def reached(self, reaches: Sequence[Reach]) -> int:
        """Fire what the steps of series fire; how many alerts did.

        Raises:
            StoreUnavailable: nothing is lost by telling it again.
        """
        raise NotImplementedError

    async def closed(self, happened: Sequence[Closed]) -> int:
        """The same of bars that closed and of what happened."""
        raise NotImplementedError

    @property
    def following(self) -> Mapping[Following, Set[int]]:
        """The numbers of the thresholds that follow each level of a swing."""
        raise NotImplementedError

    async def moved(self, levels: Sequence[tuple[int, float]], at: int) -> None:
        """Thresholds that follow a swing (by number) are at other prices since ``at`` (UTC ms): what happened before
        does not count any more. One that the price is beyond by that alone waits until it no longer is."""
        raise NotImplementedError

    async def expire(self) -> int:
        """End what has expired, and tell of it."""
        raise NotImplementedError
