"""What ``/digest`` may answer: usual and odd."""

from datetime import timedelta
from typing import Any

from analytics.sky.almanac import events as sky_events
from services.market.candles import Candles
from services.studies.digest import DigestAnswer, Span, digest
from tests.answers._shared import HOSTILE, NOW
from tests.answers._walks import flat, market, seen

SKY = sky_events(NOW, NOW + timedelta(days=7))
COINS = {"BTC": 42_156.37, "ETH": 2290.1, "SOL": 101.2, "XRP": 0.6213, "DOGE": 0.09013}


def digest_answer(span: Span, *markets: Candles, left_out: tuple[str, ...] = (), **origin: Any) -> DigestAnswer:
    return digest(span, [seen(candles, **origin) for candles in markets], left_out, SKY if span == "week" else ())


def walks(timeframe: str, bars: int = 400, step: float = 0.01) -> list[Candles]:
    return [
        market(bars, price, seed, step=step, symbol=f"{name}/USDT", timeframe=timeframe)
        for seed, (name, price) in enumerate(COINS.items())
    ]


def _split() -> list[Candles]:
    """One that rose, and its mirror image."""
    walk = walks("1h")[0]
    first, high, low, close = (walk.close[-1] ** 2 / each for each in (walk.open, walk.low, walk.high, walk.close))
    return [walk, Candles("INV/USDT", walk.timeframe, walk.time, first, high, low, close, walk.volume)]


SAMPLES: dict[str, DigestAnswer] = {
    "day": digest_answer("day", *walks("1h")),
    "week": digest_answer("week", *walks("4h"), left_out=("ADA/USDT",)),
    "one": digest_answer("day", walks("1h")[0]),
    "young": digest_answer("day", *walks("1h", bars=30)),
    "split": digest_answer("day", *_split()),
    "still": digest_answer("day", flat(symbol="USDC/USDT", timeframe="1h"), walks("1h")[1]),
    "hostile": digest_answer("day", market(400, symbol=HOSTILE[:40], timeframe="1h"), walks("1h")[1]),
    "stale": digest_answer("day", *walks("1h")[:3], stale=True),
}
