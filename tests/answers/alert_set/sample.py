"""What is shown of alerts that were set: usual and odd."""

from typing import Any

from services.alerts.facts import AlertFacts, AlertSetAnswer
from tests.answers._alerts import KINDS, STATES, alert
from tests.answers._shared import NOW


def done(*alerts: AlertFacts, **more: Any) -> AlertSetAnswer:
    return AlertSetAnswer.model_validate({"as_of": NOW, "used": 4, "quota": 100, "alerts": alerts, **more})


SAMPLES: dict[str, AlertSetAnswer] = {
    **{name: done(of) for name, of in KINDS.items()},
    "several": done(
        *(alert(number, price=price) for number, price in ((12, 43_000.0), (13, 43_500.0), (14, 44_000.0)))
    ),
    "holds already": done(alert(state="waiting")),
    "of a server": done(STATES["of a server"], quota=500),
    "with a note, again and again": done(alert(repeat="always", note="look at the book", expires=None)),
}
