"""What ``/alert list`` may show: none, one of each kind, pages, a server's."""

from typing import Any

from services.alerts.facts import AlertFacts, AlertListAnswer
from tests.answers._alerts import KINDS, STATES, alert
from tests.answers._shared import NOW, provenance


def listed(*alerts: AlertFacts, **more: Any) -> AlertListAnswer:
    usual: dict[str, Any] = {
        "as_of": NOW,
        "used": len(alerts),
        "quota": 100,
        "provenance": provenance(),
        "alerts": alerts,
        "total": len(alerts),
        "server": False,
        "page": 1,
        "pages": 1,
    }
    return AlertListAnswer.model_validate(usual | more)


SAMPLES: dict[str, AlertListAnswer] = {
    "none": listed(provenance=None),
    "none of a server": listed(server=True, provenance=None),
    "one": listed(alert()),
    "each state": listed(*STATES.values()),
    "each kind, hostile": listed(
        *(each.model_copy(update={"number": number}) for number, each in enumerate(KINDS.values(), 1))
    ),
    "a page of many": listed(*(alert(number) for number in range(11, 21)), used=100, total=100, page=2, pages=10),
    "of a server": listed(STATES["of a server"], server=True, quota=500),
}
