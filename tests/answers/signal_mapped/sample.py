"""What ``/signals map`` and ``/signals unmap`` may answer."""

from services.signals.facts import SignalMappedAnswer
from tests.answers._shared import NOW
from tests.answers._signals import LEVERED, SPOT, signal

SAMPLES: dict[str, SignalMappedAnswer] = {
    "mapped": SignalMappedAnswer(as_of=NOW, signal=signal(order=SPOT), before=None),
    "mapped anew": SignalMappedAnswer(as_of=NOW, signal=signal(order=LEVERED), before=SPOT),
    "unmapped": SignalMappedAnswer(as_of=NOW, signal=signal(), before=LEVERED),
    "never mapped": SignalMappedAnswer(as_of=NOW, signal=signal(), before=None),
}
