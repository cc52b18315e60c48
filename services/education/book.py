"""What is kept of a learner, all under one key: which questions they answered and how well, the days on which they
learnt, and their guesses of bars."""

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final, Self
from uuid import uuid4

import structlog
from pydantic import Field

from services.core.request import Frozen
from services.core.work import Work
from services.education.recall import Recalled
from services.store.keys import class_of, daily_replies
from services.store.keys import learner as key_of
from services.store.store import Store

DAYS_KEPT: Final = 60
_QUESTION, _DAY, _DAILY, _STREAK, _GUESSES = "q:", "d:", "daily:", "streak", "guesses"

log = structlog.get_logger(__name__)


class Streak(Frozen):
    """Days in a row on which somebody learnt, by their own clock: until ``last``, and the most there ever were."""

    days: int = 0
    most: int = 0
    last: date | None = None

    def on(self, day: date) -> int:
        """How many there are on ``day``: one on which nothing was learnt yet has not ended them."""
        return self.days if self.last is not None and day <= self.last + timedelta(days=1) else 0

    def with_day(self, day: date) -> "Streak":
        """With ``day`` among them. One before the last, as of a clock that went back, changes nothing."""
        if self.last is not None and day <= self.last:
            return self
        days = self.on(day) + 1
        return Streak(days=days, most=max(days, self.most), last=day)


class Guesses(Frozen):
    """Guesses of bars: so many were ``right`` of those that were ``decided``, ``rose`` is how often always-long would
    have been, ``made`` all with those that came out even."""

    made: int = 0
    decided: int = 0
    right: int = 0
    rose: int = 0


class Replied(Frozen):
    """What somebody ``said`` to the ``question`` of a day, and whether it was right."""

    question: str
    right: bool
    said: str


class Learner(Frozen):
    """All of it. ``questions`` by key; ``days`` how many questions that were due or new were answered right on a day on
    which they learnt; ``daily`` what was said to the question of that day (UTC). ``held`` is how it lies in the store.
    """

    questions: Mapping[str, Recalled] = Field(default_factory=dict)
    days: Mapping[date, int] = Field(default_factory=dict)
    daily: Mapping[date, Replied] = Field(default_factory=dict)
    streak: Streak = Streak()
    guesses: Guesses = Guesses()
    held: Mapping[str, str] = Field(default_factory=dict, exclude=True, repr=False)

    def learnt(self, day: date, points: int = 0) -> Self:
        """Once they have learnt on ``day``, with so many more points."""
        days = {each: right for each, right in self.days.items() if _kept(each, day)}
        return self.model_copy(
            update={
                "days": {**days, day: days.get(day, 0) + points},
                "daily": {each: replied for each, replied in self.daily.items() if _kept(each, day)},
                "streak": self.streak.with_day(day),
            }
        )

    def right_since(self, day: date) -> Mapping[date, int]:
        """Points of the days on which they learnt, from ``day`` on: with those for questions of the day."""
        points = {each: right for each, right in self.days.items() if each >= day}
        for each, replied in self.daily.items():
            if each >= day:
                points[each] = points.get(each, 0) + replied.right
        return points


REPLIES_SECONDS: Final = 3 * 86_400.0
"""How long the count of a day's replies is kept once it was asked for."""


class LearnerBook:
    """Where it is kept, and who is listed in a class. Its methods raise ``StoreUnavailable``."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def of(self, person: str) -> Learner:
        """What is kept of ``person``. What cannot be read is logged and left out."""
        return _read(await self._store.hash_all(key_of(person)))

    def write(self, work: Work, person: str, before: Learner, after: Learner) -> None:
        """Write what has changed from ``before``, as it was read, to ``after``, if nobody else has changed the same
        meanwhile."""
        key, held = key_of(person), before.held
        was, now = _parts(before), _parts(after)
        for field in was.keys() - now.keys():
            work.hash_delete(key, field)
        for field, part in now.items():
            if part is not was.get(field) and part != was.get(field):
                work.hash_expect(key, field, held.get(field))
                work.hash_set(key, field, _text(part))

    def count_reply(self, work: Work, day: date, right: bool) -> None:
        """Count a reply to the question of ``day``, without whose it is."""
        work.hash_set(daily_replies(day.isoformat()), uuid4().hex, "right" if right else "wrong")

    async def replies(self, day: date) -> tuple[int, int]:
        """How many replied to the question of ``day``, and how many of them were right."""
        key = daily_replies(day.isoformat())
        said = list((await self._store.hash_all(key)).values())
        if said:
            await self._store.expire(key, REPLIES_SECONDS)
        return len(said), said.count("right")

    async def listed(self, place: str) -> tuple[str, ...]:
        """The ids of those who are listed in the class of this server."""
        return tuple(sorted(await self._store.hash_all(class_of(place))))

    async def lists(self, place: str, person: str) -> bool:
        (since,) = await self._store.hash_get(class_of(place), [person])
        return since is not None


def _kept(each: date, day: date) -> bool:
    return each > day - timedelta(days=DAYS_KEPT)


def _parts(learner: Learner) -> dict[str, Any]:
    """What there is of ``learner`` by field."""
    return {
        **{f"{_QUESTION}{key}": known for key, known in learner.questions.items()},
        **{f"{_DAY}{day}": right for day, right in learner.days.items()},
        **{f"{_DAILY}{day}": replied for day, replied in learner.daily.items()},
        _STREAK: learner.streak,
        _GUESSES: learner.guesses,
    }


def _text(part: Any) -> str:
    """As short as it can be read again: thousands of people have hundreds of questions."""
    match part:
        case Recalled():
            seconds = [int(part.due.timestamp()), int(part.last.timestamp())]
            known = [part.turns, part.right, int(part.last_right), *seconds, part.stability, part.difficulty, part.said]
            return _compact(known)
        case Replied():
            return _compact([part.question, int(part.right), part.said])
        case Streak():
            return _compact([part.days, part.most, None if part.last is None else part.last.isoformat()])
        case Guesses():
            return _compact([part.made, part.decided, part.right, part.rose])
        case _:
            return _compact(part)


def _compact(value: Any) -> str:
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)


def _read(held: Mapping[str, str]) -> Learner:
    questions: dict[str, Recalled] = {}
    days: dict[date, int] = {}
    daily: dict[date, Replied] = {}
    others: dict[str, Any] = {}
    for field, text in held.items():
        try:
            value = json.loads(text)
            if field.startswith(_QUESTION):
                questions[field.removeprefix(_QUESTION)] = _recalled(*value)
            elif field.startswith(_DAILY):
                question, right, said = value
                day = date.fromisoformat(field.removeprefix(_DAILY))
                daily[day] = Replied(question=question, right=right, said=said)
            elif field.startswith(_DAY):
                days[date.fromisoformat(field.removeprefix(_DAY))] = int(value)
            elif field == _STREAK:
                number, most, last = value
                others["streak"] = Streak(days=number, most=most, last=last)
            elif field == _GUESSES:
                made, decided, right, rose = value
                others["guesses"] = Guesses(made=made, decided=decided, right=right, rose=rose)
        except (ValueError, TypeError, OverflowError, OSError):  # what another version wrote
            log.error("something kept of a learner cannot be read", field=field)
    return Learner(questions=questions, days=days, daily=daily, held=held, **others)


def _recalled(
    turns: int, right: int, last_right: int, due: int, last: int, stability: float, difficulty: float, said: str
) -> Recalled:
    return Recalled(
        turns=turns,
        right=right,
        last_right=bool(last_right),
        due=datetime.fromtimestamp(due, UTC),
        last=datetime.fromtimestamp(last, UTC),
        stability=stability,
        difficulty=difficulty,
        said=said,
    )
