"""What ``/signals add`` may answer."""

from services.signals.facts import SignalAddedAnswer
from tests.answers._shared import NOW
from tests.answers._signals import signal

SECRET = "q3-Vw0_hZ1xk7c2bYtR9mA4eLsP8uFdJ"  # noqa: S105 (of nothing)
SAMPLES: dict[str, SignalAddedAnswer] = {
    f"open {door}": SignalAddedAnswer(as_of=NOW, signal=signal(), secret=SECRET, open=door, used=3, quota=20)
    for door in (True, False)
}
