"""Whether the sky means anything in a market's own history."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, ClassVar, Final, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from analytics.event_path import Path, path
from analytics.event_study import DRAWS, FEWEST_SPELLS, Effect, Measure, Reason, Study
from analytics.factor_judgement import FIRST_SHARE, RATE, Halves, Judgement, Verdict, halves, judge
from analytics.multiple_testing import benjamini_hochberg
from analytics.sky.events import SkyEvent
from services.base import Answer, Frozen, Request
from services.cosmic.factors import FACTORS, Factor, FactorName
from services.cosmic.facts import CosmicAnswer
from services.cosmic.weights import FactorWeight, weights
from services.market.candles import Candles, MarketAnswer
from services.market.feed import Snapshot
from services.market.source import SymbolText, TimeframeText
from services.market.timeframes import DAY, parse_timeframe

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
    inside_pct: float
    outside_pct: float
    effect_pct: float
    """Inside less outside, less what random calendars give."""
    low_pct: float
    """The interval of the effect at ``confidence_share``."""
    high_pct: float
    as_far_share: float
    """Of random calendars, those that differ as far or farther on either side: small is evidence, most is none."""
    adjusted_probability: float
    """The same as a probability, adjusted for all factors and measures that were tried."""
    detectable_pct: float
    """An effect of this size would have been found in four of five cases. A smaller one may be there unseen."""
    first_effect_pct: float | None
    """In the first part of the history, where effects are looked for."""
    first_adjusted_probability: float | None
    second_effect_pct: float | None
    """In the rest, which had no say in the finding."""
    second_probability: float | None
    verdict: Verdict
    weight: float = 0.0
    """The share of a decision that this may have: above zero only where it passes."""

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
    window_days: float
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
    effect_pct: float
    chance_low_pct: float
    """The middle ``confidence_share`` of random calendars."""
    chance_high_pct: float
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
    start: datetime
    """When the first of them opened."""
    price: float
    chosen: Chosen
    factors: tuple[FactorEvidence, ...]
    depth: FactorEvidence
    clouds: tuple[ChanceCloud, ...]
    """Of ``depth``, and so is the path; none where it has too few spells."""
    path: EventPath | None
    tests: int
    """Factors and measures that were tried together."""
    silent: int
    """Factors of which too little is known to say anything."""
    passed: int
    """Factors with a measure that was found in the first part of the history and confirmed in the rest."""
    draws: int = DRAWS
    """Random calendars that each is held against."""
    fewest_spells: int = FEWEST_SPELLS
    first_share: float = FIRST_SHARE
    confidence_share: float = 0.95
    false_rate: float = RATE
    weight: float = 0.0
    """The largest share of a decision that any of these may have: nothing, unless a factor passed."""

    @model_validator(mode="after")
    def _earned(self) -> Self:
        if self.weight and not self.passed:
            raise ValueError("without a factor that passed there is no weight")
        return self


def _name(text: object) -> object:
    return " ".join(text.replace("_", " ").replace("-", " ").lower().split()) if isinstance(text, str) else text


class CosmicEvidence(Request):
    """Whether ``symbol`` moved differently while something was on in the sky."""

    name: ClassVar[str] = "cosmic evidence"
    summary: ClassVar[str] = "Whether the sky ever moved this market more than random dates did"
    example: ClassVar[str] = "symbol:BTC/USDT timeframe:1d factor:mercury_retrograde"
    answer: ClassVar[type[Answer]] = CosmicEvidenceAnswer
    fresh_for: ClassVar[float] = 2.0

    symbol: SymbolText
    timeframe: TimeframeText = "1d"
    factor: Annotated[Chosen, BeforeValidator(_name)] = "all"
    bars: int = Field(default=5000, ge=500, le=60_000)


@dataclass(frozen=True, slots=True)
class Tried:
    """Everything that was tried on one run of candles."""

    halves: Mapping[str, Halves]
    judgement: Judgement
    adjusted: Mapping[tuple[str, Measure], float]
    """q-values of the whole history."""


def try_all(candles: Candles, events: Sequence[SkyEvent]) -> Tried:
    """Hold every factor against chance on ``candles``. Takes a second or two for 5,000 of them, some for 60,000."""
    length = parse_timeframe(candles.timeframe).ms
    studied: dict[str, Halves] = {
        factor.name: halves(candles.time, candles.close, length, factor.inside(events, candles.time, length))
        for factor in FACTORS
    }
    whole: dict[tuple[str, Measure], float] = {
        (name, effect.measure): effect.p
        for name, parts in studied.items()
        if isinstance(parts.whole, Study)
        for effect in (parts.whole.returns, parts.whole.volatility)
    }
    adjusted = dict(zip(whole, benjamini_hochberg(list(whole.values())), strict=True))
    return Tried(studied, judge(studied), adjusted)


def cosmic_evidence(
    seen: Snapshot, candles: Candles, events: Sequence[SkyEvent], tried: Tried, chosen: Chosen
) -> CosmicEvidenceAnswer:
    """What ``tried`` says of ``candles``, which are the newest of ``seen``."""
    weighed = {(one.factor, one.measure): one for one in weights(tried.judgement)}
    factors = tuple(_factor(factor, tried, weighed) for factor in FACTORS)
    depth = next((one for one in factors if one.name == chosen), None) or max(factors, key=_remarkable)
    around = _path(candles, events, next(factor for factor in FACTORS if factor.name == depth.name))
    whole = tried.halves[depth.name].whole
    effects = (whole.returns, whole.volatility) if isinstance(whole, Study) else ()
    return CosmicEvidenceAnswer(
        as_of=seen.provenance.as_of,
        symbol=candles.symbol,
        provenance=seen.shown(len(candles)),
        timeframe=candles.timeframe,
        bars=len(candles),
        start=candles.opened(0),
        price=seen.price,
        chosen=chosen,
        factors=factors,
        depth=depth,
        clouds=tuple(_cloud(effect) for effect in effects),
        path=around,
        tests=len(tried.adjusted),
        silent=sum(one.returns is None for one in factors),
        passed=len({one.factor for one in weighed.values() if one.finding.verdict == "passes"}),
        weight=max((one.value for one in weighed.values()), default=0.0),
    )


def _remarkable(factor: FactorEvidence) -> tuple[float, float]:
    """Greater the less chance explains of it: passed before all, then by the adjusted and the plain probability."""
    measures = [one for one in (factor.returns, factor.volatility) if one is not None]
    return max(
        (((one.verdict == "passes") - one.adjusted_probability, -one.as_far_share) for one in measures),
        default=(-2.0, 0.0),
    )


def _factor(factor: Factor, tried: Tried, weighed: Mapping[tuple[str, Measure], FactorWeight]) -> FactorEvidence:
    whole = tried.halves[factor.name].whole
    told = whole if isinstance(whole, Study) else None

    def measured(effect: Effect) -> MeasureEvidence:
        key = (factor.name, effect.measure)
        return _measure(effect, weighed[key], tried.adjusted[key])

    return FactorEvidence(
        name=factor.name,
        title=factor.title,
        single=factor.single,
        several=factor.several,
        window_days=factor.window,
        spells=whole.counts.spells,
        bars_inside=whole.counts.bars_inside,
        bars_outside=whole.counts.bars_outside,
        lacks=None if isinstance(whole, Study) else whole.lacks,
        returns=measured(told.returns) if told else None,
        volatility=measured(told.volatility) if told else None,
    )


def _measure(effect: Effect, weighed: FactorWeight, adjusted: float) -> MeasureEvidence:
    finding = weighed.finding
    found, confirmed = finding.found, finding.confirmed
    verdict = finding.verdict
    if verdict != "passes" and adjusted <= RATE:
        verdict = "not confirmed"  # the whole history differs, its parts do not, or are too short to say so
    return MeasureEvidence(
        name=effect.measure,
        inside_pct=effect.inside,
        outside_pct=effect.outside,
        effect_pct=effect.effect,
        low_pct=effect.low,
        high_pct=effect.high,
        as_far_share=effect.p,
        adjusted_probability=adjusted,
        detectable_pct=effect.detectable,
        first_effect_pct=None if found is None else found.effect,
        first_adjusted_probability=finding.q,
        second_effect_pct=None if confirmed is None else confirmed.effect,
        second_probability=None if confirmed is None else confirmed.p,
        verdict=verdict,
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


def _path(candles: Candles, events: Sequence[SkyEvent], factor: Factor) -> EventPath | None:
    length = parse_timeframe(candles.timeframe).ms
    reach = max(2, min(MOST_AROUND, AROUND_DAYS * DAY // length))
    found = path(candles.time, candles.close, length, factor.moments(events), before=reach, after=reach)
    return None if found is None else _around(found)


def _around(found: Path) -> EventPath:
    return EventPath(
        events=found.events,
        at=found.at,
        average=found.average,
        low=found.low,
        high=found.high,
        outside=len(found.outside),
    )
