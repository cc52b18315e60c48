"""Whether Fibonacci ratios mean anything in a market's own history."""

import asyncio
from datetime import datetime
from typing import ClassVar, Final, Literal

from pydantic import Field

from analytics.level_evidence import (
    CHANCE,
    EFFECT,
    MOVE_ATR,
    NO_EFFECT,
    RATE,
    TOUCH_ATR,
    WATCH,
    Evidence,
    Verdict,
    evidence,
)
from analytics.swings import zigzag
from services.core.handlers import answers
from services.core.request import Frozen, Read
from services.core.units import Atr, Price, Proportion, Share
from services.market.candles import MarketAnswer
from services.market.source import SymbolText, TimeframeText
from services.market.view import MarketView, Snapshot

EVIDENCE_BARS: Final = 300
"""Fewer have too few swings to speak of."""


class RatioEvidence(Frozen):
    """What the price did at one ratio of its swings, and at ratios drawn at random nearby. ``None`` is not known."""

    name: str
    """Such as ``0.618 retracement``."""
    ratio: Proportion
    kind: Literal["retracement", "extension"]
    touches: int
    """Levels that were touched and decided."""
    reactions: int
    """Those from which the price moved back before it went as far through."""
    reaction_rate: Share | None
    low_rate: Share | None
    """The interval of the rate at ``confidence_share`` (Wilson)."""
    high_rate: Share | None
    chance_rate: Share | None
    """The median rate of the random sets, and the range that holds ``confidence_share`` of them."""
    chance_low_rate: Share | None
    chance_high_rate: Share | None
    as_good_share: Share | None
    """The share of random sets with a rate at least as high: small is evidence, about a half is none."""
    adjusted_probability: Share | None
    """Of a rate so far from chance, on either side, where it is chance; adjusted for the number of ratios tried."""
    verdict: Verdict
    power_share: Share | None = None
    """In which share of samples like this one an effect of ``effect_rate`` against ``no_effect_rate`` is found: where
    it is small, "no sign" says little."""


class FibEvidenceAnswer(MarketAnswer):
    """The ratios from the shallowest on."""

    timeframe: str
    lookback: int
    """Closed bars that were looked at."""
    start: datetime
    """When the first of them opened."""
    price: Price
    legs: int
    """Swings whose levels were watched."""
    ratios: tuple[RatioEvidence, ...]
    touch_atr: Atr = Atr(TOUCH_ATR)
    """How near counts as a touch."""
    move_atr: Atr = Atr(MOVE_ATR)
    """How far the price must go, back or through, to decide."""
    watched: int = WATCH
    """For how many bars a level is watched."""
    draws: int = CHANCE
    """Random sets of levels a ratio is held against."""
    confidence_share: Share = Share(0.95)
    effect_rate: Share = Share(EFFECT)
    no_effect_rate: Share = Share(NO_EFFECT)
    """How often a level holds that means something, and one that does not: what ``power_share`` is about."""
    false_rate: Share = Share(RATE)
    """At most so many of the ratios called different from chance are expected to be so wrongly."""


class FibEvidence(Read[FibEvidenceAnswer]):
    """Whether the levels of ``symbol`` held more often than levels at random."""

    name: ClassVar[str] = "fib evidence"
    summary: ClassVar[str] = "Whether Fibonacci levels held more often than random ones in this market"
    means: ClassVar[str] = (
        "How often the price reacted at the levels, beside lines at random prices. Only the difference counts."
    )
    also: ClassVar[tuple[str, ...]] = ("fibonacci evidence", "effect of fibonacci")
    example: ClassVar[str] = "symbol:BTC/USDT timeframe:1h"
    fresh_for: ClassVar[float] = 2.0

    symbol: SymbolText
    timeframe: TimeframeText = "1h"
    lookback: int = Field(default=5000, ge=1000, le=20_000, description="How many candles of history to look at")


def fib_evidence(seen: Snapshot, lookback: int) -> FibEvidenceAnswer:
    """What the newest ``lookback`` candles of ``seen`` say. Takes a tenth of a second for 5,000 of them."""
    candles = seen.candles.last(lookback)
    high, low, close = candles.high, candles.low, candles.close
    return FibEvidenceAnswer(
        as_of=seen.provenance.as_of,
        symbol=candles.symbol,
        provenance=seen.shown(lookback),
        timeframe=candles.timeframe,
        lookback=len(candles),
        start=candles.opened(0),
        price=seen.price,
        legs=max(0, len(zigzag(high, low, close)) - 1),
        ratios=tuple(_facts(found) for found in evidence(high, low, close)),
    )


def _facts(found: Evidence) -> RatioEvidence:
    kind: Literal["retracement", "extension"] = "extension" if found.ratio > 1 else "retracement"
    return RatioEvidence(
        name=f"{found.ratio:g} {kind}",
        ratio=found.ratio,
        kind=kind,
        touches=found.touches,
        reactions=found.reactions,
        reaction_rate=found.rate,
        low_rate=found.low,
        high_rate=found.high,
        chance_rate=found.chance,
        chance_low_rate=found.chance_low,
        chance_high_rate=found.chance_high,
        as_good_share=found.as_good,
        adjusted_probability=found.adjusted,
        verdict=found.verdict,
        power_share=found.power,
    )


@answers(FibEvidence)
async def answer_fib_evidence(request: FibEvidence, market: MarketView) -> FibEvidenceAnswer:
    """How levels held within the newest ``lookback`` closed bars, beside levels at random.

    Raises:
        TooFewBars: fewer than ``EVIDENCE_BARS`` had closed.
    """
    seen = await market.snapshot(request.symbol, request.timeframe, request.lookback, need=EVIDENCE_BARS)
    return await asyncio.to_thread(fib_evidence, seen, request.lookback)
