"""What ``/watchlist show`` may answer, and a board show: usual and odd."""

from typing import Any

import numpy as np

from services.watchlists.facts import WatchlistAnswer, WatchRow
from tests.answers._shared import HOSTILE_NAME, NOW, provenance

NAMES = ("BTC", "ETH", "SOL", "XRP", "DOGE", "ADA", "BNB", "LINK", "LTC", "DOT", "AVAX", "UNI", "ATOM", "NEAR")
PRICES = (42_156.37, 2290.1, 101.2, 0.6213, 0.09013, 0.61, 315.4, 15.2, 72.1, 8.3, 39.4, 7.41, 10.9, 3.7)


def watch_row(
    name: str = "BTC/USDT", price: float = 42_156.37, change: float | None = 0.0213, **changes: Any
) -> WatchRow:
    """A market whose last day is a walk to ``price``."""
    steps = np.random.default_rng(len(name) + int(price)).normal(0, price * 0.004, 24)
    walk = np.maximum(price * 0.2, price - steps[::-1].cumsum()[::-1])
    usual = {
        "name": name,
        "price": price,
        "change_24h": change,
        "high_24h": price * 1.013,
        "low_24h": price * 0.982,
        "stale": False,
        "closes": (*walk.tolist(), price),
    }
    return WatchRow.model_validate(usual | changes)


def watchlist(*rows: WatchRow, **changes: Any) -> WatchlistAnswer:
    known = {row.name: row.change_24h for row in rows if row.change_24h is not None}
    usual = {
        "as_of": NOW,
        "symbols": tuple(row.name for row in rows),
        "provenance": provenance(stale=any(row.stale for row in rows)),
        "called": "majors",
        "whose": "me",
        "code": None,
        "rows": rows,
        "missing": (),
        "rising": sum(change > 0 for change in known.values()),
        "falling": sum(change < 0 for change in known.values()),
        "best": max(known, key=known.__getitem__, default=None),
        "worst": min(known, key=known.__getitem__, default=None),
    }
    return WatchlistAnswer.model_validate(usual | changes)


FIVE = [
    watch_row(f"{name}/USDT", price, change)
    for name, price, change in zip(NAMES, PRICES, (0.0213, -0.0107, 0.0544, 0.0, -0.0312), strict=False)
]
TWENTY = [
    watch_row(f"{name}{turn or ''}/USDT", price, 0.001 * at - 0.004)
    for turn in (0, 1)
    for at, (name, price) in enumerate(zip(NAMES, PRICES, strict=True))
][:20]
OLD = watch_row("OLD/USDT", 1.5, 0.01, stale=True)
NOTHING_KNOWN: dict[str, Any] = {"change_24h": None, "high_24h": None, "low_24h": None, "closes": ()}

SAMPLES: dict[str, WatchlistAnswer] = {
    "usual": watchlist(*FIVE),
    "one": watchlist(FIVE[0]),
    "as many as may be": watchlist(*TWENTY, called="everything i hold here"),
    "shared by a code": watchlist(*FIVE, code="3fa81c77aa01"),
    "somebody else's": watchlist(*FIVE[:2], whose="shared"),
    "board": watchlist(*FIVE, whose="server", board=True),
    "all fall": watchlist(watch_row(change=-0.01), watch_row("ETH/USDT", 2290.1, -0.2)),
    "balanced": watchlist(watch_row(change=0.01), watch_row("ETH/USDT", 2290.1, -0.01)),
    "missing and old": watchlist(*FIVE[:2], OLD, missing=("LUNA/USDT", "FTT/USDT")),
    "nothing known": watchlist(watch_row(**NOTHING_KNOWN)),
    "same base": watchlist(watch_row("BTC/USDT"), watch_row("BTC/EUR", 38_000.0, 0.02)),
    "stands still": watchlist(watch_row("USDC/USDT", 1.0, 0.0, closes=(1.0,) * 25, high_24h=1.0, low_24h=1.0)),
    "hostile": watchlist(watch_row(HOSTILE_NAME[:24]), called="top 10", missing=(HOSTILE_NAME,)),
}
