"""What was decided in which situation, and what came of it: recalled by likeness.

Situations name no account and nobody. They are kept in a stream, which a process reads on from where it was; the
matrix is what it has read.
"""

from collections.abc import Sequence
from datetime import datetime

from services.brain.context import Similar
from services.store.store import Store


class Memory:
    """All situations, and the judged decisions by which confidence is corrected."""

    def __init__(self, store: Store, similar: int, calibrate_after: int) -> None:
        self._store = store
        self._similar = similar
        self._calibrate_after = calibrate_after

    async def recall(self, vector: Sequence[float], before: datetime) -> Similar | None:
        """The nearest situations whose outcome was known ``before``; ``None``: there are none.

        Raises:
            StoreUnavailable: nobody knows now.
        """
        raise NotImplementedError

    async def corrected(self, brain: str, confidence: float, before: datetime) -> tuple[float, int]:
        """``confidence`` of ``brain`` as it came true up to ``before``, and of how many judged decisions that is known;
        as said, and 0, while these are too few.

        Raises:
            StoreUnavailable: nobody knows now.
        """
        raise NotImplementedError
