"""What ``/compare`` may answer: usual and odd."""

from collections.abc import Iterator
from typing import Any

import numpy as np

from services.market.candles import Candles
from services.studies.compare import CompareAnswer, compare
from tests.answers._shared import HOSTILE, NOW, provenance
from tests.answers._walks import flat, market


def compare_answer(*markets: Candles, **origin: Any) -> CompareAnswer:
    return compare([(candles, provenance(as_of=NOW, **origin)) for candles in markets])


FIVE = [
    market(91, price, seed, symbol=f"{name}/USDT")
    for seed, (name, price) in enumerate(
        {"BTC": 42_156.37, "ETH": 2290.1, "SOL": 101.2, "XRP": 0.6213, "DOGE": 0.09013}.items()
    )
]


SAMPLES: dict[str, CompareAnswer] = {
    "usual": compare_answer(*FIVE),
    "two": compare_answer(*FIVE[:2]),
    "a wilder road": compare_answer(
        market(91, seed=3, step=0.04), market(91, 2290.1, 11, step=0.01, symbol="ETH/USDT")
    ),
    "over a year": compare_answer(*(market(500, seed=seed, symbol=f"A{seed}/USDT") for seed in range(12))),
    "one stands still": compare_answer(flat(91), FIVE[0]),
    "none moves": compare_answer(flat(91), flat(91, "TUSD/USDT")),
    "hostile": compare_answer(market(91, symbol=HOSTILE[:40]), FIVE[1]),
}


def random_comparisons(count: int, seed: int = 7) -> Iterator[CompareAnswer]:
    random = np.random.default_rng(seed)
    for at in range(count):
        price, step = float(10 ** random.uniform(-8, 6)), float(10 ** random.uniform(-4, -1))
        yield compare_answer(*(market(60, price, at + k, step=step, symbol=f"C{k}/USDT") for k in range(2, 7)))
