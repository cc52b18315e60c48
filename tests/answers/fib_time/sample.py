"""What ``/fib time`` may answer: usual and odd."""

from collections.abc import Iterator
from typing import Any

from analytics.fib_time import fan, time_spans, time_zones
from analytics.fibonacci import Swing
from services.studies.fib_levels import SwingFacts, SwingPoint
from services.studies.fib_time import Fan, FibTimeAnswer, TimeMark
from tests.answers._shared import BAR, CANDLES, HOSTILE, NOW, ORIGIN, Chance


def over(answer: FibTimeAnswer) -> FibTimeAnswer:
    """The same with none of its marks ahead."""
    past = tuple(mark for mark in answer.marks if mark.past)
    return answer.model_copy(update={"marks": past, "next_zone": None, "next_proportion": None})


def time_answer(
    start: float = 36_707.0,
    end: float = 44_700.0,
    price: float = 42_411.11,
    *,
    atr: float | None = 559.05,
    bars: int = 67,
    since: int = 130,
    **changes: Any,
) -> FibTimeAnswer:
    """Times and fan of the swing from ``start`` to ``end``."""
    turned = NOW - since * BAR
    counted: list[tuple[int, float | None]] = [(zone, None) for zone in time_zones(since)]
    counted += [(span.bars, span.ratio) for span in time_spans(bars)]
    marks = tuple(
        TimeMark(
            name=f"zone {at}" if ratio is None else f"{ratio:g} of the swing",
            kind="zone" if ratio is None else "proportion",
            ratio=ratio,
            bars=at,
            time=turned + at * BAR,
            past=at <= since,
            bars_away=abs(at - since),
        )
        for at, ratio in sorted(counted, key=lambda mark: (mark[0], mark[1] or 0.0))
    )
    past, ahead = [mark for mark in marks if mark.past], [mark for mark in marks if not mark.past]
    lines = tuple(
        Fan(
            name=f"{line.ratio:g} fan",
            ratio=line.ratio,
            price=line.price,
            slope_per_bar=line.slope,
            distance=line.price / price - 1,
            distance_atr=None if atr is None else (line.price - price) / atr,
        )
        for line in sorted(fan(Swing(start, end, 0, bars), bars + since), key=lambda line: -line.price)
    )
    usual: dict[str, Any] = {
        "as_of": NOW,
        "symbol": "BTC/USDT",
        "provenance": ORIGIN,
        "timeframe": "4h",
        "lookback": 200,
        "price": price,
        "atr": atr,
        "swing": SwingFacts(
            direction="up" if end > start else "down",
            start=SwingPoint(price=start, time=turned - bars * BAR),
            end=SwingPoint(price=end, time=turned),
            bars=bars,
            bars_since=since,
            change=end / start - 1,
            size_atr=None if atr is None else abs(end - start) / atr,
        ),
        "marks": marks,
        "past": len(past),
        "last_mark": past[-1] if past else None,
        "next_zone": next((mark for mark in ahead if mark.kind == "zone"), None),
        "next_proportion": next((mark for mark in ahead if mark.kind == "proportion"), None),
        "together": tuple(m for m in ahead if any(o.bars == m.bars and o.kind != m.kind for o in ahead)),
        "fan": lines,
        "fan_above": next((line for line in reversed(lines) if line.price > price), None),
        "fan_below": next((line for line in lines if line.price < price), None),
        "candles": CANDLES,
    }
    return FibTimeAnswer.model_validate(usual | changes)


SAMPLES: dict[str, FibTimeAnswer] = {
    "usual": time_answer(),
    "fresh end": time_answer(since=0),
    "one bar old": time_answer(bars=1, since=1),
    "one bar that holds both": time_answer(bars=0, since=5),
    "one bar that holds both, just now": time_answer(bars=0, since=0),
    "two counts on one bar": time_answer(bars=13, since=7),
    "long past": time_answer(bars=30, since=900),
    "every date over": over(time_answer(since=900)),
    "down": time_answer(300.0, 200.0, 215.0, atr=4.1, bars=20, since=9),
    "down, the fan at zero": time_answer(300.0, 20.0, 60.0, atr=4.1, bars=20, since=400),
    "above its fan": time_answer(price=90_000.0),
    "below its fan": time_answer(price=36_710.0),
    "no average true range": time_answer(atr=None),
    "tiny": time_answer(1.1e-8, 1.9e-8, 1.4e-8, atr=3.1e-10),
    "hostile": time_answer(symbol=HOSTILE[:40]),
}


def random_times(count: int, seed: int = 11) -> Iterator[FibTimeAnswer]:
    chance = Chance(seed)
    random = chance.random
    for _ in range(count):
        size = chance.price()
        start, end, price = (float(value) for value in size * random.uniform(0.5, 1.5, 3))
        bars, since = int(random.integers(0, 400)), int(random.integers(0, 999))
        yield time_answer(
            start, end, price, atr=chance.maybe(size * random.uniform(0.001, 0.1)), bars=bars, since=since
        )
