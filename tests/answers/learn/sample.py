"""What ``/learn`` may answer: to who begins, to who is on the way, and to who has been through."""

from typing import Any

from services.education.facts import LessonFacts
from services.education.learning import LearnAnswer
from tests.answers._own import own
from tests.answers._school import ALL, NONE, SIZE, SOME, STOPS, level
from tests.answers._shared import HOSTILE, NOW


def learn(**changes: Any) -> LearnAnswer:
    usual: dict[str, Any] = {"as_of": NOW, "tracks": SOME, "next": SIZE, "due": 3, "level": level(), "days": 4}
    return LearnAnswer.model_validate(usual | changes)


def lessons(count: int, passed: int) -> tuple[LessonFacts, ...]:
    """So many, of which the first are ``passed`` and one more is begun."""
    return tuple(
        LessonFacts(
            lesson=SIZE if not at else STOPS.model_copy(update={"name": f"where-stops-go-{at}"}),
            objective="Work out how much to buy from what may be lost, and say why a farther stop costs no more.",
            begun=at <= passed,
            passed=at < passed,
        )
        for at in range(count)
    )


SAMPLES: dict[str, LearnAnswer] = {
    "begun": learn(),
    "to an admin": learn(problems=("risk/mine.md:2: title: Field required", HOSTILE)),
    "to an admin, hostile": learn(problems=(HOSTILE,)),
    "a track": learn(tracks=SOME[2:3], lessons=lessons(9, passed=2)),
    "a track, all passed": learn(tracks=ALL[2:3], lessons=lessons(9, passed=9), next=None),
    "a track without lessons": learn(tracks=(), next=None),
    "habits in own trades": learn(own=own()),
    "one habit in own trades": learn(own=own(1)),
    "habits, lessons passed": learn(own=own(0)),
    "one due": learn(due=1, days=1),
    "begun, none passed": learn(tracks=NONE, due=1, days=0, level=level(0, number=0, passed=0, title="Newcomer")),
    "new": learn(tracks=NONE, due=0, days=0, level=level(0, number=0, passed=0, title="Newcomer", next_at=10)),
    "all passed": learn(tracks=ALL, next=None, due=0, level=level(190, number=7, passed=48, next_at=None)),
    "no lesson": learn(
        tracks=(), next=None, due=0, days=0, level=level(0, questions=0, number=0, passed=0, lessons=0, next_at=None)
    ),
}
