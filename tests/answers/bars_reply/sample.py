"""What a guess of a chart may be answered with."""

from typing import Any

from services.core.units import PercentChange, Price
from services.education.bars import HIDDEN, SHOWN, BarsReplyAnswer, score_of
from services.education.book import Guesses
from services.market.timeframes import from_ms
from tests.answers._shared import NOW
from tests.unit.personas.pictures.market import candles_of, provenance, walk


def reply(*, seed: int = 1, simulated: bool = False, **changes: Any) -> BarsReplyAnswer:
    candles = candles_of(walk(SHOWN + HIDDEN, price=42_000, seed=seed))
    price, close = float(candles.close[SHOWN - 1]), float(candles.close[-1])
    usual: dict[str, Any] = {
        "as_of": NOW,
        "symbol": candles.symbol,
        "provenance": provenance(candles, source="sim" if simulated else "live", venue="bitget"),
        "number": 0,
        "timeframe": candles.timeframe,
        "guessed": "up",
        "right": close > price,
        "change": PercentChange(close / price - 1),
        "price": Price(price),
        "close": Price(close),
        "ended": from_ms(int(candles.time[SHOWN - 1]) + candles.bar_ms),
        "before": False,
        "score": score_of(Guesses(made=21, decided=20, right=12, rose=11)),
        "candles": candles,
        "hidden": HIDDEN,
    }
    return BarsReplyAnswer(**(usual | changes))


FLAT = reply()
SAMPLES: dict[str, BarsReplyAnswer] = {
    "right": reply(right=True, guessed="up" if reply().change > 0 else "down"),
    "wrong": reply(right=False, guessed="down" if reply().change > 0 else "up"),
    "even": reply(
        right=None,
        change=PercentChange(0),
        close=FLAT.price,
        score=score_of(Guesses(made=1)),
    ),
    "guessed before": reply(right=None, before=True, seed=2),
    "simulated": reply(simulated=True, seed=3),
    "hostile": reply(symbol="@everyone `x` [a](http://b) **<@1>**"[:40]),
}
