"""What is shown of alerts that were changed: usual and odd."""

from typing import Any, get_args

from services.alerts.facts import AlertChangedAnswer, AlertFacts, Changed
from tests.answers._alerts import KINDS, STATES, alert
from tests.answers._shared import NOW


def changed(done: Changed, *alerts: AlertFacts, **more: Any) -> AlertChangedAnswer:
    told = {"as_of": NOW, "used": 4, "quota": 100, "done": done, "alerts": alerts, **more}
    return AlertChangedAnswer.model_validate(told)


USUAL: dict[Changed, AlertFacts] = {
    "edited": alert(price=45_000.0, note="moved up"),
    "paused": STATES["paused"],
    "resumed": alert(),
    "snoozed": STATES["snoozed"],
    "deleted": alert(),
}
SAMPLES: dict[str, AlertChangedAnswer] = {
    **{done: changed(done, USUAL[done]) for done in get_args(Changed)},
    **{f"{done}, several": changed(done, USUAL[done], alert(19), alert(20)) for done in get_args(Changed)},
    "deleted, many": changed("deleted", *(alert(number) for number in range(101, 131)), used=0),
    "paused, many": changed("paused", *(alert(number, state="paused") for number in range(101, 131)), used=30),
    "edited, hostile": changed("edited", KINDS["hostile"]),
    "deleted, of a server": changed("deleted", STATES["of a server"]),
}
