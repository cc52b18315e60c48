"""Whether the sky means anything in a market's own history."""

import asyncio
from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, ClassVar, Final, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from analytics.event_path import path
from analytics.event_study import DRAWS, FEWEST_SPELLS, Effect, Measure, Reason, Study, TooFew
from analytics.factor_judgement import FIRST_SHARE, RATE, Verdict
from analytics.sky.events import SkyEvent
from services.core.handlers import answers
from services.core.progress import tell
from services.core.request import Frozen, Read
from services.core.units import Figure, PercentChange, Price, Share
from services.cosmic.almanac import Almanac
from services.cosmic.factors import FACTORS, Factor, FactorName
from services.cosmic.facts import CosmicAnswer
from services.cosmic.trial import STANDING_BARS, STANDING_TIMEFRAME, Trial
from services.cosmic.weights import FactorWeight, weights
from services.market.candles import Candles, MarketAnswer
from services.market.source import SymbolText, TimeframeText
from services.market.timeframes import DAY, parse_timeframe
from services.market.view import MarketView, Snapshot

MOST_BARS: Final = 60_000
EVIDENCE_BARS: Final = 200
"""Fewer hold too few spells of anything."""
AROUND_DAYS: Final = 10
MOST_AROUND: Final = 48
"""How far before and after its events a market is followed: so many days, and so many bars at most."""

Chosen = Literal["all", FactorName]


class MeasureEvidence(Frozen):
    """How a market differed while a factor was in force, per bar, as logarithmic returns. ``None`` is not known."""

    name: Measure
    """``return`` is the mean return, ``volatility`` the mean size of a return."""
    inside_pct: PercentChange
    outside_pct: PercentChange
    effect_pct: PercentChange
    """Inside less outside, less what random calendars give."""
    low_pct: PercentChange
    """The interval of the effect at ``confidence_share``."""
    high_pct: PercentChange
    as_far_share: Share
    """Of random calendars, those that differ as far or farther on either side: small is evidence, most is none."""
    adjusted_probability: Share
    """The same as a probability, adjusted for all factors and measures that were tried."""
    detectable_pct: Share
    """An effect of this size would have been found in four of five cases. A smaller one may be there unseen."""
    first_effect_pct: PercentChange | None
    """In the first part of the history, where effects are looked for."""
    first_adjusted_probability: Share | None
    second_effect_pct: PercentChange | None
    """In the rest, which had no say in the finding."""
    second_probability: Share | None
    verdict: Verdict
    weight: Share = Share(0.0)
    """The share of a decision that this may have: above zero only where it passes in the standing trial."""

    @model_validator(mode="after")
    def _earned(self) -> Self:
        if self.weight and self.verdict != "passes":
            raise ValueError("what has not passed weighs nothing")
        return self


class FactorEvidence(Frozen):
    """A factor, how much of the history it was in force, and what was seen. ``None``: too little to say anything."""

    name: FactorName
    title: str
    single: str
    several: str
    """What its spells are called: ``Mercury retrogrades``."""
    window_days: Figure
    """How many days before and after the event count; 0 where the spell itself does."""
    spells: int
    bars_inside: int
    bars_outside: int
    lacks: Reason | None
    """What there is too little of."""
    returns: MeasureEvidence | None
    volatility: MeasureEvidence | None


class ChanceCloud(Frozen):
    """The effects that random calendars gave: ``counts`` between ``edges``, and the one that was seen.

    Like it, they are differences less the mean of them all.
    """

    name: Measure
    effect_pct: PercentChange
    chance_low_pct: PercentChange
    """The middle ``confidence_share`` of random calendars."""
    chance_high_pct: PercentChange
    edges: tuple[float, ...]
    counts: tuple[int, ...]


class EventPath(Frozen):
    """The mean course of the price around the events, beside the last close before each: logarithmic."""

    events: int
    at: tuple[int, ...]
    """Bars from the event's own."""
    average: tuple[float, ...]
    low: tuple[float, ...]
    """Within which random calendars stay from end to end, at ``confidence_share``."""
    high: tuple[float, ...]
    outside: int
    """Bars at which the course is beyond that band."""


class CosmicEvidenceAnswer(MarketAnswer, CosmicAnswer):
    """All factors that were tried, and one of them in depth: that which was asked for, else that which differs most."""

    timeframe: str
    bars: int
    """Closed bars that were looked at."""
    more_bars: bool
    """Whether a longer history can be asked for: the market gave all that was asked for, below ``most_bars``."""
    most_bars: int = MOST_BARS
    start: datetime
    """When the first of them opened."""
    price: Price
    chosen: Chosen
    factors: tuple[FactorEvidence, ...]
    depth: FactorEvidence
    clouds: tuple[ChanceCloud, ...]
    """Of ``depth``, and so is the path; none where it has too few spells."""
    path: EventPath | None
    standing: bool
    """Whether this is the market's one trial that may earn a weight. Any other timeframe or span explores."""
    standing_timeframe: str = STANDING_TIMEFRAME
    standing_bars: int = STANDING_BARS
    tests: int
    """Factors and measures that were tried together."""
    silent: int
    """Factors of which too little is known to say anything."""
    passed: int
    """Factors with a measure that was found in the first part of the history and confirmed in the rest."""
    draws: int = DRAWS
    """Random calendars that each is held against."""
    fewest_spells: int = FEWEST_SPELLS
    first_share: Share = Share(FIRST_SHARE)
    confidence_share: Share = Share(0.95)
    false_rate: Share = Share(RATE)
    weight: Share = Share(0.0)
    """The largest share of a decision that any of these may have: nothing, unless a factor passed a standing trial."""

    @model_validator(mode="after")
    def _earned(self) -> Self:
        measures = (each for one in self.factors for each in (one.returns, one.volatility) if each is not None)
        if self.weight != max((each.weight for each in measures), default=0.0):
            raise ValueError("the weight is the largest of those of the measures")
        if self.weight and not self.standing:
            raise ValueError("only the standing trial earns a weight")
        return self


def _name(text: object) -> object:
    return " ".join(text.replace("_", " ").replace("-", " ").lower().split()) if isinstance(text, str) else text


class CosmicEvidence(Read[CosmicEvidenceAnswer]):
    """Whether ``symbol`` moved differently while something was on in the sky."""

    name: ClassVar[str] = "cosmic evidence"
    summary: ClassVar[str] = "Whether the sky ever moved this market more than random dates did"
    means: ClassVar[str] = (
        "Whether returns around events of the sky differed from those around random dates. A small q is evidence, "
        "a half is none."
    )
    also: ClassVar[tuple[str, ...]] = (
        "sky evidence",
        "effect of the moon",
        "moon moves",
        "influence of the sky",
        "astrology",
    )
    example: ClassVar[str] = "symbol:BTC/USDT timeframe:1d factor:mercury retrograde"
    fresh_for: ClassVar[float] = 2.0

    symbol: SymbolText
    timeframe: TimeframeText = Field(
        default=STANDING_TIMEFRAME, description="How long one candle lasts, such as 1h, 4h or 1d"
    )
    factor: Annotated[Chosen, BeforeValidator(_name)] = Field(
        default="all", description="Which one to look at in depth; all of them where it is left out"
    )
    bars: int = Field(default=STANDING_BARS, ge=500, le=MOST_BARS, description="How many candles of history to look at")


def cosmic_evidence(seen: Snapshot, trial: Trial, chosen: Chosen) -> CosmicEvidenceAnswer:
    """What ``trial`` says of its candles, which are the newest of ``seen``."""
    candles = trial.candles
    weighed = {(one.factor, one.measure): one for one in weights(trial)}
    factors = tuple(_factor(factor, trial, weighed) for factor in FACTORS)
    depth = next((one for one in factors if one.name == chosen), None) or max(factors, key=_remarkable)
    whole = trial.halves[depth.name].whole
    return CosmicEvidenceAnswer(
        as_of=seen.provenance.as_of,
        symbol=candles.symbol,
        provenance=seen.shown(len(candles)),
        timeframe=candles.timeframe,
        bars=len(candles),
        more_bars=len(candles) == trial.asked < MOST_BARS,
        start=candles.opened(0),
        price=seen.price,
        chosen=chosen,
        factors=factors,
        depth=depth,
        clouds=(_cloud(whole.returns), _cloud(whole.volatility)) if isinstance(whole, Study) else (),
        path=_path(trial, next(factor for factor in FACTORS if factor.name == depth.name)),
        standing=trial.standing,
        tests=sum(one.finding.whole_q is not None for one in weighed.values()),
        silent=sum(one.returns is None for one in factors),
        passed=len({one.factor for one in weighed.values() if one.finding.verdict == "passes"}),
        weight=max(one.value for one in weighed.values()),
    )


def _remarkable(factor: FactorEvidence) -> tuple[float, float, float]:
    """Greater the less chance explains of it: passed before all, then by the adjusted and the plain probability, and
    where no random calendar did as much, so that these are the same, by how far beyond them it lies."""
    measures = [one for one in (factor.returns, factor.volatility) if one is not None]
    return max(
        (
            (
                (one.verdict == "passes") - one.adjusted_probability,
                -one.as_far_share,
                abs(one.effect_pct) / one.detectable_pct,
            )
            for one in measures
        ),
        default=(-2.0, 0.0, 0.0),
    )


def _factor(factor: Factor, trial: Trial, weighed: Mapping[tuple[str, Measure], FactorWeight]) -> FactorEvidence:
    whole = trial.halves[factor.name].whole
    return FactorEvidence(
        name=factor.name,
        title=factor.title,
        single=factor.single,
        several=factor.several,
        window_days=factor.window,
        spells=whole.counts.spells,
        bars_inside=whole.counts.bars_inside,
        bars_outside=whole.counts.bars_outside,
        lacks=whole.lacks if isinstance(whole, TooFew) else None,
        returns=_measure(whole.returns, weighed[factor.name, "return"]) if isinstance(whole, Study) else None,
        volatility=_measure(whole.volatility, weighed[factor.name, "volatility"]) if isinstance(whole, Study) else None,
    )


def _measure(effect: Effect, weighed: FactorWeight) -> MeasureEvidence:
    finding = weighed.finding
    found, confirmed = finding.found, finding.confirmed
    return MeasureEvidence(
        name=effect.measure,
        inside_pct=effect.inside,
        outside_pct=effect.outside,
        effect_pct=effect.effect,
        low_pct=effect.low,
        high_pct=effect.high,
        as_far_share=effect.p,
        adjusted_probability=finding.whole_q,
        detectable_pct=effect.detectable,
        first_effect_pct=None if found is None else found.effect,
        first_adjusted_probability=finding.q,
        second_effect_pct=None if confirmed is None else confirmed.effect,
        second_probability=None if confirmed is None else confirmed.p,
        verdict=finding.verdict,
        weight=weighed.value,
    )


def _cloud(effect: Effect) -> ChanceCloud:
    return ChanceCloud(
        name=effect.measure,
        effect_pct=effect.effect,
        chance_low_pct=effect.chance_low - effect.chance,
        chance_high_pct=effect.chance_high - effect.chance,
        edges=tuple(edge - effect.chance for edge in effect.cloud.edges),
        counts=effect.cloud.counts,
    )


def _path(trial: Trial, factor: Factor) -> EventPath | None:
    candles = trial.candles
    length = parse_timeframe(candles.timeframe).ms
    reach = max(2, min(MOST_AROUND, AROUND_DAYS * DAY // length))
    found = path(candles.time, candles.close, length, factor.moments(trial.events), before=reach, after=reach)
    if found is None:
        return None
    return EventPath(
        events=found.events,
        at=found.at,
        average=found.average,
        low=found.low,
        high=found.high,
        outside=len(found.outside),
    )


@answers(CosmicEvidence)
async def answer_cosmic_evidence(request: CosmicEvidence, market: MarketView, almanac: Almanac) -> CosmicEvidenceAnswer:
    """How the market differed while factors were in force, beside random calendars.

    Raises:
        TooFewBars: fewer than ``EVIDENCE_BARS`` had closed.
    """
    seen = await market.snapshot(request.symbol, request.timeframe, request.bars, need=EVIDENCE_BARS)
    events = await _events(almanac, seen.candles.last(request.bars))
    trial = await asyncio.to_thread(Trial, seen.candles, request.bars, events)
    return await asyncio.to_thread(cosmic_evidence, seen, trial, request.factor)


async def _events(almanac: Almanac, candles: Candles) -> tuple[SkyEvent, ...]:
    """Those of the candles' years, and of one more before and after."""
    years = range(candles.opened(0).year - 1, candles.opened(-1).year + 2)
    events: list[SkyEvent] = []
    for done, year in enumerate(years):
        tell(done, len(years), "Reckoning the sky")
        events.extend(await almanac.year(year))
    return tuple(events)
