"""What a market is doing: trending, ranging or volatile; how long it has done so, and how restless it is."""

import asyncio
from collections.abc import Sequence
from datetime import datetime
from statistics import median
from typing import ClassVar, Final

import numpy as np
from pydantic import Field

from analytics.indicators.catalog import column
from analytics.realised_volatility import ESTIMATORS, WINDOW, annualised
from analytics.regime import (
    CHANCE_HELD_HIGH,
    CHANCE_HELD_LOW,
    HELD_BARS,
    LEAST_BARS,
    REGIMES,
    SETTLED_BARS,
    SURE,
    RegimeName,
    Regimes,
    Spell,
    held,
    regimes,
    spells,
)
from analytics.ties import bars_still
from analytics.trend import REGRESSION_BARS, Direction, Strength, regression, trend_of
from services.core.errors import NoSwing
from services.core.figures import known, lower_share
from services.core.handlers import answers
from services.core.request import Frozen, Read
from services.core.units import Figure, PercentChange, Price, Share
from services.market.candles import Candles, MarketAnswer
from services.market.source import SymbolText, TimeframeText
from services.market.view import MarketView, Snapshot

ADX: Final = column("adx14")
ESTIMATOR: Final = "Yang-Zhang"
"""The estimate that is told where only one is: neither drift nor jumps between bars mislead it."""


class RegimeProbability(Frozen):
    """How likely a regime is at the newest closed bar."""

    name: RegimeName
    probability: Share


class RegimeHistory(Frozen):
    """A regime within the bars looked at: ``share`` of the bars, and how long its spells lasted that began and ended
    there."""

    name: RegimeName
    share: Share
    spells: int
    median_bars: Figure | None
    longest_bars: int | None


class VolatilityEstimate(Frozen):
    """The standard deviation of a year's logarithmic return, as a fraction, by one way to estimate it."""

    name: str
    annual_pct: Share | None


class TrendFacts(Frozen):
    """The straight line through the logarithms of the last ``bars`` closes.

    ``direction`` and ``strength`` are beside what a random walk shows: ``weak`` is a line that one walk of five shows,
    ``strong`` one of twenty.
    """

    direction: Direction
    strength: Strength
    bars: int
    slope_pct: PercentChange
    """Per bar, as a fraction."""
    t_statistic: Figure | None
    r_squared: Figure | None
    adx: Figure | None
    """Wilder's average directional index over 14 bars, 0 to 100."""


class RegimeAnswer(MarketAnswer):
    """The most probable regime of the newest closed bar, and what it is made of."""

    timeframe: str
    lookback: int
    """Closed bars looked at: for the history, ``held_rate`` and ``quieter_share``."""
    price: Price
    regime: RegimeName
    probability: Share
    probabilities: tuple[RegimeProbability, ...]
    """Of all four; their sum is 1."""
    since: datetime
    """When the first bar of the present spell opened."""
    bars: int
    """Bars of the present spell, the newest included."""
    at_least: bool
    """The spell was there when the bars at hand began, so that it may be older."""
    began_at: Price | None = None
    """The close before the spell."""
    change_since: PercentChange
    """From the close before the spell to the price, a fraction."""
    history: tuple[RegimeHistory, ...]
    held_rate: Share | None
    """How often a regime named with at least ``sure_probability`` was still the most probable ``held_bars`` later;
    ``None`` where none was."""
    held_count: int
    """Bars that ``held_rate`` is of."""
    held_bars: int
    sure_probability: Share
    chance_low_rate: Share
    """``held_rate`` on random walks, which have no regimes: those with fat tails and clustered restlessness."""
    chance_high_rate: Share
    """The same on random walks with normal steps of one size."""
    trend: TrendFacts
    volatility_bars: int
    volatilities: tuple[VolatilityEstimate, ...]
    volatility_pct: Share | None
    """By Yang and Zhang, annualised, a fraction."""
    quieter_share: Share | None
    """The share of the bars before the newest, within the lookback, whose volatility was lower."""
    candles: Candles = Field(exclude=True, repr=False)
    course: Regimes = Field(exclude=True, repr=False)
    """The probabilities at each of ``candles``."""

    @property
    def past(self) -> RegimeHistory:
        """The history of the present regime."""
        return next(one for one in self.history if one.name == self.regime)


class Regime(Read[RegimeAnswer]):
    """What ``symbol`` is doing."""

    name: ClassVar[str] = "regime"
    summary: ClassVar[str] = "Trending, ranging or volatile: how likely each is, and for how long"
    means: ClassVar[str] = "Whether the market trends, ranges or is volatile, with the probability of each."
    also: ClassVar[tuple[str, ...]] = ("trend", "market regime", "trending", "ranging")
    example: ClassVar[str] = "symbol:BTC/USDT timeframe:4h"
    fresh_for: ClassVar[float] = 2.0

    symbol: SymbolText
    timeframe: TimeframeText = "4h"
    lookback: int = Field(default=300, ge=100, le=1000, description="Over how many candles to look back")


@answers(Regime)
async def answer_regime(request: Regime, market: MarketView) -> RegimeAnswer:
    """The regime of the newest closed bar, beside the newest price.

    Raises:
        TooFewBars: fewer than ``LEAST_BARS`` had closed.
        NoSwing: the price stood still, so that there is nothing to measure moves by.
    """
    bars = max(request.lookback + SETTLED_BARS, ADX.settled or 0)
    seen = await market.snapshot(request.symbol, request.timeframe, bars, need=LEAST_BARS)
    return await asyncio.to_thread(regime_answer, seen, request.lookback)


def regime_answer(seen: Snapshot, lookback: int) -> RegimeAnswer:
    """The regime at the end of the candles of ``seen``, and its history within the newest ``lookback`` of them.

    Raises:
        NoSwing: no regime can be told.
    """
    everything, shown = seen.candles, seen.candles.last(lookback)
    found = regimes(everything)
    name = found.last
    if name is None:
        still = int(bars_still(everything.high, everything.low, everything.close)[-1])
        raise NoSwing(symbol=everything.symbol, timeframe=everything.timeframe, bars=still)
    course = Regimes(found.probability[-len(shown) :])
    spell = spells(found.named)[-1]
    kept = held(course)
    probability = found.probability[-1].tolist()
    volatilities, volatility, quieter = _volatility(everything, len(shown))
    return RegimeAnswer(
        as_of=seen.provenance.as_of,
        symbol=everything.symbol,
        provenance=seen.shown(lookback),
        timeframe=everything.timeframe,
        lookback=len(shown),
        price=seen.price,
        regime=name,
        probability=max(probability),
        probabilities=tuple(
            RegimeProbability(name=one, probability=share) for one, share in zip(REGIMES, probability, strict=True)
        ),
        since=everything.opened(spell.start),
        bars=spell.bars,
        at_least=bool(np.isnan(found.probability[spell.start - 1, 0])),
        began_at=float(everything.close[spell.start - 1]),
        change_since=seen.price / float(everything.close[spell.start - 1]) - 1,
        history=_history(course),
        held_rate=kept.rate,
        held_count=kept.count,
        held_bars=HELD_BARS,
        sure_probability=SURE,
        chance_low_rate=CHANCE_HELD_LOW,
        chance_high_rate=CHANCE_HELD_HIGH,
        trend=_trend(everything),
        volatility_bars=WINDOW,
        volatilities=volatilities,
        volatility_pct=volatility,
        quieter_share=quieter,
        candles=shown,
        course=course,
    )


def _history(course: Regimes) -> tuple[RegimeHistory, ...]:
    runs = spells(course.named)
    return tuple(_part(name, runs) for name in REGIMES)


def _part(name: RegimeName, runs: Sequence[Spell]) -> RegimeHistory:
    """What ``name`` has of ``runs``. The first of them and the last are cut off, so their lengths do not count."""
    lengths = [run.bars for run in runs[1:-1] if run.name == name]
    return RegimeHistory(
        name=name,
        share=sum(run.bars for run in runs if run.name == name) / sum(run.bars for run in runs),
        spells=len(lengths),
        median_bars=float(median(lengths)) if lengths else None,
        longest_bars=max(lengths, default=None),
    )


def _trend(candles: Candles) -> TrendFacts:
    line = regression(candles.close)
    t = float(line.t[-1])
    adx = float(ADX.values(candles)[-1])
    trend = trend_of(t)
    return TrendFacts(
        direction=trend.direction,
        strength=trend.strength,
        bars=REGRESSION_BARS,
        slope_pct=float(np.expm1(line.slope[-1])),
        t_statistic=known(t),
        r_squared=known(float(line.r_squared[-1])),
        adx=known(adx),
    )


def _volatility(candles: Candles, shown: int) -> tuple[tuple[VolatilityEstimate, ...], float | None, float | None]:
    """Each estimate, the one by ``ESTIMATOR``, and the share of the newest ``shown`` bars, but for the last, where that
    was lower than at the last."""
    bar_ms = candles.bar_ms
    courses = {name: estimate(candles, WINDOW) for name, estimate in ESTIMATORS.items()}
    estimates = tuple(
        VolatilityEstimate(name=name, annual_pct=known(annualised(float(course[-1]), bar_ms)))
        for name, course in courses.items()
    )
    course = courses[ESTIMATOR][-shown:]
    return estimates, known(annualised(float(course[-1]), bar_ms)), lower_share(course)
