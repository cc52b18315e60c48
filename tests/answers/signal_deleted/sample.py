"""What ``/signals delete`` may answer."""

from services.signals.facts import SignalDeletedAnswer
from tests.answers._shared import NOW
from tests.answers._signals import SPOT, signal

SAMPLES: dict[str, SignalDeletedAnswer] = {
    "an event": SignalDeletedAnswer(as_of=NOW, signal=signal()),
    "mapped": SignalDeletedAnswer(as_of=NOW, signal=signal(order=SPOT)),
}
