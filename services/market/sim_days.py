"""The days of the simulated market: its regimes, its returns, and each pair's share in them."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from services.market.noise import Floats, key, normal, smooth, uniform
from services.market.timeframes import DAY

FIRST_DAY: Final = 16_801
"""2016-01-01, in days since 1970-01-01: the first day there is."""
DAYS: Final = 9_132
"""The last day there is is 2040-12-31."""
START: Final = FIRST_DAY * DAY


@dataclass(frozen=True, slots=True)
class Pair:
    """A pair of the simulated market. ``anchor``: the price it is drawn back to over the years; ``beta``: how much of
    the market's return it makes; ``own``: the volatility a day that is its alone; ``volume``: an ordinary hour's, in
    base currency; ``lot``: the decimals of volumes."""

    base: str
    anchor: float
    beta: float
    own: float
    volume: float
    price_decimals: int
    lot: int

    @property
    def symbol(self) -> str:
        return f"{self.base}/USDT"


@dataclass(frozen=True, slots=True)
class Regime:
    """A state of the market. ``drift`` and ``sigma`` a day; it lasts ``days`` on average."""

    name: str
    drift: float
    sigma: float
    days: int
    next: tuple[float, float, float, float]
    """How likely each regime follows, summed up."""


REGIMES: Final = (
    Regime("up", 0.0050, 0.020, 24, (0.00, 0.25, 0.75, 1.00)),
    Regime("down", -0.0055, 0.026, 18, (0.25, 0.25, 0.75, 1.00)),
    Regime("range", 0.0000, 0.013, 26, (0.45, 0.80, 0.80, 1.00)),
    Regime("volatile", 0.0000, 0.044, 7, (0.40, 0.75, 1.00, 1.00)),
)
USUAL_SIGMA: Final = 0.022
"""The market's volatility on an ordinary day."""
RANGE: Final = 2
RANGE_PULL: Final = 0.12
"""The share of the way back to where a range began that is made each day."""
ANCHOR_PULL: Final = 0.0030
ANCHOR_WALL: Final = 0.02
"""Pulls back to the anchor, in proportion to the logarithmic distance and to its cube."""


@dataclass(frozen=True, slots=True, eq=False)
class Days:
    """Logarithmic closes, shape (DAYS + 1,): the first is the first day's open. ``sigma``, shape (DAYS,): the
    volatility of each day."""

    close: Floats
    sigma: Floats


@dataclass(frozen=True, slots=True, eq=False)
class MarketDays:
    """What moves all pairs: returns and volatilities a day, shape (DAYS,)."""

    change: Floats
    sigma: Floats


def market_days(seed: int) -> MarketDays:
    """The market's days: regimes that follow one another at random, each with its drift and volatility."""
    index = np.arange(DAYS)
    turn, pick = (uniform(key(seed, "regime", part), index).tolist() for part in ("turn", "pick"))
    calm = np.exp(0.30 * smooth(key(seed, "calm"), index, 11) - 0.045)
    shock = (normal(key(seed, "day"), index) * np.exp(0.40 * normal(key(seed, "tail"), index) - 0.16)).tolist()
    change, sigma = np.empty(DAYS), np.empty(DAYS)
    now, level, entered = RANGE, 0.0, 0.0
    for day in range(DAYS):
        if turn[day] * REGIMES[now].days < 1:
            now = next(to for to, share in enumerate(REGIMES[now].next) if pick[day] < share)
            entered = level
        regime = REGIMES[now]
        pull = RANGE_PULL * (entered - level) if now == RANGE else 0.0
        sigma[day] = regime.sigma * calm[day]
        change[day] = regime.drift + pull + sigma[day] * shock[day]
        level += change[day]
    return MarketDays(change=change, sigma=sigma)


def pair_days(seed: int, pair: Pair, market: MarketDays) -> Days:
    """The days of ``pair``: its part in the market's, what it does by itself, and a pull towards its anchor."""
    index = np.arange(DAYS)
    own = pair.own * np.exp(0.35 * smooth(key(seed, pair.base, "calm"), index, 9) - 0.06)
    shock = normal(key(seed, pair.base, "day"), index) * np.exp(
        0.5 * normal(key(seed, pair.base, "tail"), index) - 0.25
    )
    change = (pair.beta * market.change + own * shock).tolist()
    away = 0.5 * float(normal(key(seed, pair.base, "start"), np.zeros(1, np.int64))[0])
    path = [away]
    for step in change:
        away += step - ANCHOR_PULL * away - ANCHOR_WALL * away**3
        path.append(away)
    sigma = np.hypot(pair.beta * market.sigma, own)
    return Days(close=np.log(pair.anchor) + np.array(path), sigma=sigma)
