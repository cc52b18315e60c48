"""What ``/class join`` and ``/class leave`` may answer."""

from services.education.classes import ClassChangedAnswer
from tests.answers._shared import NOW

SAMPLES: dict[str, ClassChangedAnswer] = {
    "joined": ClassChangedAnswer(as_of=NOW, on=True, was_on=False),
    "joined again": ClassChangedAnswer(as_of=NOW, on=True, was_on=True),
    "left": ClassChangedAnswer(as_of=NOW, on=False, was_on=True),
    "left again": ClassChangedAnswer(as_of=NOW, on=False, was_on=False),
}
