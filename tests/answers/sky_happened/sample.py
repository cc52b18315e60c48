"""What channels are told of the sky."""

from services.cosmic.happenings import event_facts
from services.cosmic.kinds import USUAL, kind_of
from services.cosmic.told import SkyHappened
from tests.answers._sky import MANY

SAMPLES: dict[str, SkyHappened] = {
    kind: SkyHappened(key=kind, at=event.time, event=event_facts(event))
    for kind in USUAL
    for event in [next(each for each in MANY if kind_of(each) == kind)]
}
