"""What ``/cosmic next`` may answer: usual and odd."""

from analytics.sky.events import SkyEvent
from services.cosmic.next import CosmicNextAnswer, NextKind, cosmic_next
from tests.answers._shared import NOW
from tests.answers._sky import MANY, events


def next_answer(found: tuple[SkyEvent, ...], kind: NextKind | None = None) -> CosmicNextAnswer:
    return cosmic_next(found, NOW, kind)


SAMPLES: dict[str, CosmicNextAnswer] = {
    "usual": next_answer(MANY),
    "little left": next_answer(events(2, 1)),
    "the end of the ephemeris": next_answer(()),
    "an eclipse": next_answer(MANY, "eclipse"),
    "a full moon": next_answer(MANY, "full moon"),
    "an eclipse, none in the tables": next_answer((), "eclipse"),
}
