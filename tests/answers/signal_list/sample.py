"""What ``/signals list`` may answer."""

from services.signals.facts import SignalFacts, SignalListAnswer
from tests.answers._shared import NOW
from tests.answers._signals import LEVERED, SPOT, signal


def listed(*signals: SignalFacts, open: bool = True) -> SignalListAnswer:  # noqa: A002 (as the fact is called)
    mapped = sum(each.order is not None for each in signals)
    return SignalListAnswer(as_of=NOW, signals=signals, mapped=mapped, open=open, quota=20)


SAMPLES: dict[str, SignalListAnswer] = {
    "none": listed(open=False),
    "one": listed(signal()),
    "several": listed(signal("breakout", SPOT, NOW), signal("grid-42", LEVERED), signal("news", None, NOW)),
    "as many as there may be": listed(*(signal(f"signal-{n}", LEVERED, NOW) for n in range(20))),
}
