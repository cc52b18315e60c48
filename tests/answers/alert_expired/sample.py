"""What is told of an alert that ends without having fired."""

from services.alerts.events import AlertExpired
from services.alerts.facts import AlertFacts
from tests.answers._alerts import AGAIN, KINDS, STATES, alert
from tests.answers._shared import NOW


def expired(of: AlertFacts) -> AlertExpired:
    return AlertExpired(
        key=f"alert {of.number} expired",
        at=NOW,
        person=None if of.server else "discord:12",
        server="discord:1" if of.server else None,
        channel=None,
        in_channel=False,
        mention="",
        alert=of.model_copy(update={"expires": NOW}),
    )


SAMPLES: dict[str, AlertExpired] = {
    **{name: expired(of) for name, of in KINDS.items()},
    "fired before": expired(alert(**AGAIN)),
    "of a server": expired(STATES["of a server"]),
    "with a note": expired(alert(note="look at the book")),
}
