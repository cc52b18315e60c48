"""What ``/eventstudy`` may answer: usual and odd."""

from typing import Any

from services.scan.event_study import EventStudyAnswer, StudiedMarket, Untold
from tests.answers._shared import HOSTILE, HOSTILE_NAME, NOW, ORIGIN

NAMES = ("BTC", "ETH", "SOL", "1INCH", "DOGE", "1000SATS", "ADA", "LTC", "XRP", "AVAX", "DOT", "LINK")


def market(symbol: str = "BTC/USDT", **changes: Any) -> StudiedMarket:
    usual: dict[str, Any] = {
        "symbol": symbol,
        "bars": 2_190,
        "held": 80,
        "occurrences": 21,
        "pending": 1,
        "rose": 12,
        "rose_share": 12 / 21,
        "low": 0.365,
        "high": 0.755,
        "move": 0.0123,
        "other_share": 0.512,
        "other_move": 0.0011,
        "p": 0.41,
        "q": 0.92,
    }
    return StudiedMarket(**{**usual, **changes})


NEVER = market(
    occurrences=0, pending=0, held=0, rose=0, rose_share=None, low=None, high=None, move=None, p=None, q=None
)


def study(**changes: Any) -> EventStudyAnswer:
    markets = changes.get("markets", tuple(market(f"{name}/USDT") for name in NAMES))
    usual: dict[str, Any] = {
        "as_of": NOW,
        "symbols": tuple(each.symbol for each in markets),
        "provenance": ORIGIN,
        "condition": "rsi14 < 30",
        "timeframe": "4h",
        "days": 365,
        "ahead": 24,
        "markets": markets,
        "untold": (),
        "bars": 26_280,
        "held": 960,
        "occurrences": 252,
        "rose": 144,
        "rose_share": 144 / 252,
        "move": 0.0123,
        "other_share": 0.512,
        "other_move": 0.0011,
        "chance_share": 0.515,
        "chance_low": 0.421,
        "chance_high": 0.608,
        "band": 0.95,
        "p": 0.23,
        "false_rate": 0.05,
        "unusual": 0,
        "tried": len(markets),
    }
    return EventStudyAnswer(**{**usual, **changes})


SAMPLES: dict[str, EventStudyAnswer] = {
    "usual": study(),
    "more often": study(
        rose=190, rose_share=190 / 252, p=0.002, unusual=3, markets=(market(q=0.01, p=0.001), *study().markets)
    ),
    "less often": study(rose=80, rose_share=80 / 252, p=0.004, move=-0.021),
    "few": study(
        markets=(market(occurrences=4, rose=4, rose_share=1.0, low=0.51, high=1.0, p=None, q=None),),
        occurrences=4,
        rose=4,
        rose_share=1.0,
        chance_share=None,
        chance_low=None,
        chance_high=None,
        p=None,
        tried=0,
    ),
    "never": study(
        markets=(NEVER,),
        held=0,
        occurrences=0,
        rose=0,
        rose_share=None,
        move=None,
        chance_share=None,
        chance_low=None,
        chance_high=None,
        p=None,
        tried=0,
    ),
    "gaps": study(untold=(Untold(name="too few bars", count=3), Untold(name="timeout", count=1))),
    "hostile": study(markets=(market(HOSTILE_NAME), market(HOSTILE)), untold=(Untold(name=HOSTILE, count=1),)),
}
