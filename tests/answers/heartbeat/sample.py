"""What the desk tells of its own parts unasked."""

from datetime import timedelta
from typing import get_args

from services.core.events import Event
from services.core.health import WatchedPart
from services.core.units import Duration
from services.house.heartbeat import PartBack, PartSilent
from tests.answers._shared import HOSTILE, NOW

SILENT = (
    ("market", "no answer for 12 s"),
    ("store", ""),
    ("gateway", HOSTILE),
    *((part, "it does not run") for part in get_args(WatchedPart)[1:]),
)
SAMPLES: dict[str, Event] = {
    **{
        f"silent: {part}": PartSilent(key=f"silent:{part}", at=NOW, part=part, detail=detail) for part, detail in SILENT
    },
    "back": PartBack(
        key="back:market", at=NOW, part="market", since=NOW - timedelta(seconds=750), silent_seconds=Duration(750.0)
    ),
}
