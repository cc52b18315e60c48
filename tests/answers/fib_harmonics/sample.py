"""What ``/fib harmonics`` may answer: usual and odd."""

from collections.abc import Iterator
from typing import Any

import numpy as np

from services.market.candles import Candles
from services.market.view import Snapshot
from services.studies.fib_harmonics import FibHarmonicsAnswer, fib_harmonics
from tests.answers._shared import HOSTILE, NOW, ORIGIN
from tests.changed import changed
from tests.unit.analytics.harmonic_paths import IDEAL, market, path, turns
from tests.unit.analytics.markets import Rows, flat_rows, random_rows

COURSES: dict[str, tuple[float | None, ...]] = {
    "forming": (),
    "in the zone": (None,),
    "turned": (None, 0.25),
    "first target": (None, 0.45),
    "both targets": (None, 0.9),
    "stopped": (None, 0.25, -0.6),
    "through the zone": (-0.8,),
}
"""After C: ``None`` is the pattern's own D, a number a price at that part of the way from D to A."""


def harmonics_answer(
    kind: str = "Bat",
    course: str = "turned",
    *,
    up: bool = True,
    size: float = 1.0,
    price: float | None = None,
    wander: float = 0.0,
    seed: int = 1,
    lookback: int = 500,
    **changes: Any,
) -> FibHarmonicsAnswer:
    """What the desk says of a market that draws ``kind`` and goes on as ``course``; ``size`` is its unit of price."""
    x, a, b, c, d = turns(kind)
    after = [d if part is None else d + part * (a - d) for part in COURSES[course]]
    drawn = market([x, a, b, c], after=[*after] if after else [c - 0.35 * (c - d)], up=up)
    noise = 1 + wander * np.random.default_rng(seed).normal(0, 1, len(drawn))
    return answer_of(drawn, size=size, noise=noise, price=price, lookback=lookback, **changes)


def answer_of(
    rows: Rows, *, size: float = 1.0, noise: Any = 1.0, price: float | None = None, lookback: int = 500, **changes: Any
) -> FibHarmonicsAnswer:
    """What the desk says of ``rows``, as candles of four hours."""
    closes = rows.close * noise * size
    opens = np.concatenate((closes[:1], closes[:-1]))
    high, low = np.maximum(opens, closes) * 1.001, np.minimum(opens, closes) * 0.999
    time = round(NOW.timestamp() * 1000) - (len(rows) - np.arange(len(rows), dtype=np.int64)) * 14_400_000
    candles = Candles("BTC/USDT", "4h", time, opens, high, low, closes, np.ones(len(rows)))
    last = float(closes[-1]) if price is None else price * size
    return changed(fib_harmonics(Snapshot(candles, last, None, ORIGIN), lookback), **changes)


SAMPLES: dict[str, FibHarmonicsAnswer] = {
    f"{kind}, {'up' if up else 'down'}, {course}": harmonics_answer(kind, course, up=up)
    for kind, up, course in (
        *(("Bat", up, course) for up in (True, False) for course in COURSES),
        *((kind, up, course) for kind in IDEAL for up, course in ((True, "forming"), (False, "first target"))),
        ("Shark", False, "in the zone"),
        ("AB=CD", True, "in the zone"),
        ("Crab", True, "stopped"),
    )
}


SAMPLES |= {
    "none": answer_of(path(100.0, 150.0, bars=80)),
    "none, one price": answer_of(flat_rows(60)),
    "no average true range": harmonics_answer(atr=None),
    "price in the zone": harmonics_answer("Bat", "forming", price=104.6),
    "price far away": harmonics_answer("Bat", "turned", price=170.0),
    "price below all": harmonics_answer("Butterfly", "forming", price=40.0),
    "tiny": harmonics_answer("Gartley", "first target", size=1e-9),
    "huge": harmonics_answer("Gartley", "forming", size=1e4),
    "restless": answer_of(random_rows(700, 9)),
    "restless, short": answer_of(random_rows(130, 12), lookback=100),
    "hostile": harmonics_answer(symbol=HOSTILE[:40]),
}


def random_harmonics(count: int, seed: int = 7) -> Iterator[FibHarmonicsAnswer]:
    """``count`` answers of random markets, and as many of drawn patterns."""
    random = np.random.default_rng(seed)
    for _ in range(count):
        size = float(10 ** random.uniform(-9, 4))
        yield answer_of(random_rows(int(random.integers(30, 400)), int(random.integers(0, 10_000))), size=size)
        yield harmonics_answer(
            str(random.choice(list(IDEAL))),
            str(random.choice(list(COURSES))),
            up=bool(random.random() < 0.5),
            size=size,
            wander=0.002,
            seed=int(random.integers(0, 10_000)),
        )
