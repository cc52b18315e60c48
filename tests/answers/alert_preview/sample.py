"""What ``/alert add`` may show: usual and odd."""

from datetime import timedelta
from typing import Any

from services.alerts.facts import AlertDraft, AlertPreview
from tests.answers._alerts import KINDS, NEVER, ONCE, STATES, UNKNOWN, alert, chart, draft
from tests.answers._shared import NOW, provenance

LATER = NOW + timedelta(minutes=3)


def preview(*drafts: AlertDraft, **more: Any) -> AlertPreview:
    shown = chart() if drafts[0].alert.of == "BTC/USDT" else None
    usual: dict[str, Any] = {
        "as_of": LATER,
        "used": 3,
        "quota": 100,
        "provenance": provenance(),
        "drafts": drafts,
        "token": "a1b2c3",
        "chart": shown,
    }
    return AlertPreview.model_validate(usual | more)


LEVELS = tuple(alert(price=price, distance=price / 42_156.37 - 1) for price in (43_000.0, 43_500.0, 44_000.0))
SAMPLES: dict[str, AlertPreview] = {
    **{name: preview(draft(of)) for name, of in KINDS.items() if name not in ("fill", "sky", "signal", "hostile")},
    **{f"{name}, without past": preview(draft(KINDS[name], UNKNOWN)) for name in ("fill", "signal", "hostile")},
    "sky": preview(draft(KINDS["sky"], ONCE), provenance=None),
    "never": preview(draft(KINDS["above"], NEVER)),
    "holds already, and nearly the same": preview(
        draft(KINDS["above"], holds=True, near=(alert(12, price=43_990.0), alert(14, price=44_010.0)))
    ),
    "several levels": preview(*(draft(level) for level in LEVELS)),
    "ten levels": preview(*(draft(alert(price=44_000.0 + 100 * step), NEVER) for step in range(10))),
    "again and again, in the channel, a role mentioned": preview(
        draft(alert(repeat="always", to="channel", mention="123", note="look at the book"))
    ),
    "no candles": preview(draft(KINDS["above"]), chart=None, provenance=None),
    "of a server": preview(draft(STATES["of a server"])),
}
