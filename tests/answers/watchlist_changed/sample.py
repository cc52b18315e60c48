"""What ``/watchlist add`` and ``/watchlist remove`` may answer."""

from typing import Any

from services.watchlists.facts import WatchlistChangedAnswer
from tests.answers._shared import HOSTILE_NAME, NOW

THREE = ("BTC/USDT", "ETH/USDT", "SOL/USDT")


def changed(called: str = "majors", symbols: tuple[str, ...] = THREE, **changes: Any) -> WatchlistChangedAnswer:
    return WatchlistChangedAnswer.model_validate(
        {"as_of": NOW, "called": called, "owner": "me", "symbols": symbols, **changes}
    )


SAMPLES: dict[str, WatchlistChangedAnswer] = {
    "new": changed(added=THREE),
    "one more": changed(added=("SOL/USDT",), kept=("BTC/USDT", "ETH/USDT")),
    "many": changed(symbols=tuple(f"A{n}/USDT" for n in range(20)), added=tuple(f"A{n}/USDT" for n in range(20))),
    "moved": changed(moved=("BTC/USDT",)),
    "as it was": changed(kept=("BTC/USDT",)),
    "removed": changed(removed=("DOGE/USDT",), kept=("XRP/USDT",)),
    "none of them": changed(kept=("XRP/USDT", "ADA/USDT")),
    "deleted": changed(symbols=(), removed=THREE),
    "of the server": changed(owner="server", added=("SOL/USDT",)),
    "hostile": changed("top 10", (HOSTILE_NAME,), added=(HOSTILE_NAME,)),
}
