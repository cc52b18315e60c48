"""If memory is counted wrongly, a cache of so many bytes holds a multiple of them."""

from datetime import UTC, datetime

import numpy as np

from services.core.footprint import footprint
from services.core.request import Answer, Frozen
from services.market.candles import Candles


class Part(Frozen):
    text: str


class Held(Answer):
    candles: Candles
    parts: tuple[Part, ...]


def candles(bars: int) -> Candles:
    return Candles("BTC/USDT", "1h", np.arange(bars), *(np.ones(bars) for _ in range(5)))


def test_an_answer_counts_its_arrays_and_texts() -> None:
    held = Held(as_of=datetime(2024, 1, 1, tzinfo=UTC), candles=candles(1000), parts=(Part(text="x" * 5_000),))
    assert 48_000 + 5_000 < footprint(held) < 48_000 + 5_000 + 4_000


def test_a_few_bars_of_many_keep_all_of_them() -> None:
    assert footprint(candles(10_000).last(10)) > 480_000


def test_what_is_shared_counts_once() -> None:
    one = candles(1000)
    assert footprint(one, one, (one,)) < 1.1 * footprint(one)
    half = one.last(500)
    assert footprint(half, one.last(400)) < 1.1 * footprint(half)
