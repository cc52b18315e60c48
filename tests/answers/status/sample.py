"""What ``/status`` may answer: usual and odd."""

from datetime import timedelta
from typing import Any

from services.house.status import PartStatus, SignOfLife, StatusAnswer
from tests.answers._shared import HOSTILE, NOW


def status_answer(**changes: Any) -> StatusAnswer:
    usual: dict[str, Any] = {
        "as_of": NOW,
        "version": "0.1.0",
        "started": NOW - timedelta(days=3, hours=4),
        "uptime": 273_742.5,
        "source": "live",
        "venue": "bitget",
        "live_trading": False,
        "parts": (PartStatus(name="market", ok=True, detail=""), PartStatus(name="store", ok=True, detail="0.4 ms")),
        "answered": 1_204,
        "refused": 37,
        "failed": 0,
        "latency_median": 0.0042,
        "latency_p99": 0.31,
        "your_role": "trader",
        "signs": (
            SignOfLife(part="feeds", age=2.1, ok=True),
            SignOfLife(part="gateway", age=0.4, ok=True),
        ),
        "gateway": 0.053,
    }
    return StatusAnswer.model_validate(usual | changes)


BROKEN_PARTS = (
    PartStatus(name="market", ok=False, detail="no answer for 12 s"),
    PartStatus(name="store", ok=False, detail=HOSTILE),
    PartStatus(name="voices", ok=True, detail=""),
)

SILENT = (SignOfLife(part="brain", age=412.0, ok=False), SignOfLife(part=HOSTILE, age=3.0, ok=False))


SAMPLES: dict[str, StatusAnswer] = {
    "fine": status_answer(),
    "just started": status_answer(
        signs=(),
        gateway=None,
        uptime=2.5,
        source="sim",
        venue="simulated",
        parts=(),
        latency_median=None,
        latency_p99=None,
        your_role=None,
    ),
    "broken": status_answer(
        uptime=8_000.0,
        source="replay",
        venue="candles",
        live_trading=True,
        parts=BROKEN_PARTS,
        signs=SILENT,
        latency_p99=12.0,
    ),
}
