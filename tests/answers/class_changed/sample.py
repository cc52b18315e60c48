"""What ``/class join`` and ``/class leave`` may answer."""

from services.education.classes import ClassChangedAnswer
from tests.answers._shared import NOW

SAMPLES: dict[str, ClassChangedAnswer] = {
    "joined": ClassChangedAnswer(as_of=NOW, on=True, was_on=False, done="joined"),
    "joined again": ClassChangedAnswer(as_of=NOW, on=True, was_on=True, done="joined"),
    "left": ClassChangedAnswer(as_of=NOW, on=False, was_on=True, done="left"),
    "left again": ClassChangedAnswer(as_of=NOW, on=False, was_on=False, done="left"),
}
