"""Many things at once, as they may be told."""

from services.notifications.gathered import Gathered, Line
from tests.answers._shared import NOW

SAMPLES: dict[str, Gathered] = {
    "to one": Gathered(
        key="a",
        at=NOW,
        lines=tuple(Line(title=f"PAPER main: bought 0.{each} BTC") for each in range(1, 5)),
        subjects_told=("trades",),
    ),
    "to several in a channel": Gathered(
        key="b",
        at=NOW,
        lines=tuple(
            Line(title=f"BTC/USDT above {40_000 + each:,}", person=f"discord:{each % 3 + 12}") for each in range(20)
        ),
        subjects_told=("alerts", "trades"),
    ),
}
