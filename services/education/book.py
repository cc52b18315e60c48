"""What is kept of a learner, all under one key: which questions they answered and how well, the days on which they
learnt, and their guesses of bars."""

from collections.abc import Mapping
from datetime import date

from pydantic import Field

from services.core.request import Frozen
from services.core.work import Work
from services.education.recall import Recalled
from services.store.store import Store


class Streak(Frozen):
    """Days in a row on which somebody learnt, by their own clock: until ``last``, and the most there ever were."""

    days: int = 0
    most: int = 0
    last: date | None = None


class Guesses(Frozen):
    """Guesses of bars: so many were ``right`` of those that were ``decided``, ``rose`` is how often always-long would
    have been, ``made`` all with those that came out even."""

    made: int = 0
    decided: int = 0
    right: int = 0
    rose: int = 0


class Learner(Frozen):
    """All of it. ``questions`` by key; ``days`` how many questions that were due or new were answered right on a day;
    ``daily`` whether the question of that day was answered right."""

    questions: Mapping[str, Recalled] = Field(default_factory=dict)
    days: Mapping[date, int] = Field(default_factory=dict)
    daily: Mapping[date, bool] = Field(default_factory=dict)
    streak: Streak = Streak()
    guesses: Guesses = Guesses()


class LearnerBook:
    """Where it is kept. Its methods raise ``StoreUnavailable``."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def of(self, person: str) -> Learner:
        """What is kept of ``person``."""
        raise NotImplementedError

    def write(self, work: Work, person: str, before: Learner, after: Learner) -> None:
        """Write what has changed from ``before`` to ``after``, if nobody else has changed the same meanwhile."""
        raise NotImplementedError
