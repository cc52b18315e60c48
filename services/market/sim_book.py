"""The order book of the simulated market: drawn from the seed and the minute, around the price of the instant."""

from datetime import datetime
from typing import Final

import numpy as np

from services.market.noise import key, normal, uniform
from services.market.sim_days import Pair
from services.market.source import OrderBook, Resting
from services.market.timeframes import MINUTE, to_ms

LEVELS: Final = 60
"""On each side."""
NEAREST: Final = 0.0001
"""How far the best bid and the best ask are from the price, as a part of it."""
REACH: Final = 0.02
"""How far the last ones are."""
LEANING: Final = 0.35
"""The standard deviation of the logarithm of one side's size beside the other's."""
ROUND: Final = 3.0
"""How many times the size rests at round prices."""


def made_up_book(seed: int, pair: Pair, symbol: str, price: float, now: datetime) -> OrderBook:
    """A book around ``price``: sizes that vary from level to level and grow a little with the distance, more at round
    prices, and a leaning to one side that changes each minute. Nobody rests there."""
    minute = to_ms(now) // MINUTE
    away, tick = np.geomspace(NEAREST, REACH, LEVELS), 10.0**-pair.price_decimals
    lean = float(normal(key(seed, pair.base, "leaning"), np.array([minute]))[0]) * LEANING
    sides = []
    for side, sign in (("bid", -1), ("ask", 1)):
        draws = uniform(key(seed, pair.base, side, minute), np.arange(LEVELS))
        prices = np.round(price + sign * np.maximum(price * away, tick), pair.price_decimals)
        sizes = pair.volume / 200 * (0.3 + draws) * (1 + away / REACH) * np.exp(-sign * lean / 2)
        unit = 10.0 ** np.floor(np.log10(price) - 1)
        passed = np.floor(prices / unit) != np.floor(np.roll(prices, 1) / unit)
        passed[0] = False
        sizes = np.round(np.where(passed, sizes * ROUND, sizes), pair.lot)
        kept = [
            Resting(price=at, size=size)
            for at, size in zip(prices.tolist(), sizes.tolist(), strict=True)
            if size > 0 and at > 0
        ]
        sides.append(tuple({each.price: each for each in kept}.values()))
    return OrderBook(symbol=symbol, time=now, bids=sides[0], asks=sides[1], made_up=True)
