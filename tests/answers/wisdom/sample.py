"""What ``/wisdom`` may answer."""

from typing import Any

from services.education.wisdom import WisdomAnswer
from tests.answers._school import SIZE, TODAY
from tests.answers._shared import NOW


def wisdom(**changes: Any) -> WisdomAnswer:
    usual: dict[str, Any] = {
        "as_of": NOW,
        "day": TODAY,
        "text": "A stop is decided where the idea is wrong, and the size follows from it; never the other way round.",
        "after": None,
        "lesson": SIZE,
        "place": 17,
        "of": 120,
    }
    return WisdomAnswer.model_validate(usual | changes)


SAMPLES: dict[str, WisdomAnswer] = {
    "ours": wisdom(),
    "somebody's": wisdom(
        after="Charles Mackay, 1841", text="Crowds lose their senses together, and come back one by one."
    ),
}
