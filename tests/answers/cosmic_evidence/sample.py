"""What ``/cosmic evidence`` may answer: usual and odd."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import numpy as np

from analytics.event_study import Measure, Reason
from analytics.factor_judgement import Verdict
from services.cosmic.evidence import ChanceCloud, CosmicEvidenceAnswer, EventPath, FactorEvidence, MeasureEvidence
from services.cosmic.factors import FACTORS, FactorName
from tests.answers._shared import HOSTILE, NOW, ORIGIN
from tests.changed import changed

Judged = tuple[Verdict, Verdict]


def measure_evidence(
    name: Measure, effect: float, spread: float, verdict: Verdict = "no sign", *, p: float = 0.4171
) -> MeasureEvidence:
    """An effect of ``effect`` that chance scatters by ``spread``."""
    strong = verdict in ("passes", "not confirmed", "too short")
    judged = verdict not in ("too few", "too short")
    return MeasureEvidence(
        name=name,
        inside_pct=effect + (0.0011 if name == "return" else 0.0254),
        outside_pct=0.0011 if name == "return" else 0.0254,
        effect_pct=effect,
        low_pct=effect - 1.96 * spread,
        high_pct=effect + 2.04 * spread,
        as_far_share=0.0002 if strong else p,
        adjusted_probability=0.0044 if strong else min(1.0, 1.9 * p),
        detectable_pct=2.8 * spread,
        first_effect_pct=1.1 * effect if judged else None,
        first_adjusted_probability=(0.0131 if strong else 0.8913) if judged else None,
        second_effect_pct=0.9 * effect if judged else None,
        second_probability=(0.0137 if verdict == "passes" else 0.5561) if judged else None,
        verdict=verdict,
        weight=0.1831 if verdict == "passes" else 0.0,
    )


def factor_evidence(
    name: FactorName,
    spells: int = 21,
    effects: tuple[float, float] = (-0.00162, 0.00022),
    verdicts: Judged = ("no sign", "no sign"),
    *,
    spread: float = 0.002,
    lacks: Reason | None = None,
    p: float = 0.4171,
) -> FactorEvidence:
    factor = next(factor for factor in FACTORS if factor.name == name)
    return FactorEvidence(
        name=name,
        title=factor.title,
        single=factor.single,
        several=factor.several,
        window_days=factor.window,
        spells=spells,
        bars_inside=22 * spells,
        bars_outside=2326 - min(2326, 22 * spells),
        lacks=lacks,
        returns=None if lacks else measure_evidence("return", effects[0], spread, verdicts[0], p=p),
        volatility=None
        if lacks
        else measure_evidence("volatility", effects[1], spread, verdicts[1], p=min(1, p * 1.3)),
    )


def cloud(measure: MeasureEvidence, spread: float) -> ChanceCloud:
    edges = np.linspace(-3.5, 3.5, 41)
    middles = (edges[1:] + edges[:-1]) / 2
    return ChanceCloud(
        name=measure.name,
        effect_pct=measure.effect_pct,
        chance_low_pct=-1.96 * spread,
        chance_high_pct=1.96 * spread,
        edges=tuple((edges * spread).tolist()),
        counts=tuple(round(1000 * float(np.exp(-(middle**2) / 2))) for middle in middles),
    )


def course(reach: int, spread: float, seed: int = 3) -> EventPath:
    at = np.arange(-reach, reach + 1)
    width = spread * np.sqrt(np.abs(at + 1.0)) * 3
    average = np.cumsum(np.random.default_rng(seed).normal(0, spread, len(at)))
    average -= average[reach - 1]
    return EventPath(
        events=20,
        at=tuple(at.tolist()),
        average=tuple(average.tolist()),
        low=tuple((-width).tolist()),
        high=tuple(width.tolist()),
        outside=0,
    )


def weightless(factor: FactorEvidence) -> FactorEvidence:
    """``factor`` as an exploration tells it."""
    measures = {"returns": factor.returns, "volatility": factor.volatility}
    return factor.model_copy(update={name: one and changed(one, weight=0.0) for name, one in measures.items()})


def sky_evidence_answer(
    chosen: FactorName | None = None,
    different: dict[FactorName, FactorEvidence] | None = None,
    *,
    depth: FactorName = "mercury retrograde",
    spread: float = 0.002,
    path: bool = True,
    standing: bool = True,
    **changes: Any,
) -> CosmicEvidenceAnswer:
    """All factors as usual, but for those that are ``different``; ``depth`` is told where none is ``chosen``. Where it
    is not the ``standing`` trial, nothing weighs."""
    few: dict[FactorName, FactorEvidence] = {
        "venus retrograde": factor_evidence("venus retrograde", 4, lacks="spells"),
        "mars retrograde": factor_evidence("mars retrograde", 3, lacks="spells"),
    }
    usual = {factor.name: factor_evidence(factor.name, spread=spread) for factor in FACTORS}
    every = usual | few | (different or {})
    if not standing:
        every = {name: weightless(one) for name, one in every.items()}
    one = every[chosen or depth]
    measures = [each for each in (one.returns, one.volatility) if each]
    found = [each for factor in every.values() for each in (factor.returns, factor.volatility) if each]
    facts: dict[str, Any] = {
        "as_of": NOW,
        "symbol": "BTC/USDT",
        "provenance": ORIGIN,
        "timeframe": "1d",
        "bars": 2326,
        "more_bars": False,
        "start": NOW - timedelta(days=2326),
        "price": 42_156.37,
        "chosen": chosen or "all",
        "factors": tuple(every.values()),
        "depth": one,
        "clouds": tuple(cloud(each, spread) for each in measures),
        "path": course(10, spread) if path and measures else None,
        "standing": standing,
        "tests": len(found),
        "silent": sum(one.returns is None for one in every.values()),
        "passed": sum(
            any(each is not None and each.verdict == "passes" for each in (one.returns, one.volatility))
            for one in every.values()
        ),
        "weight": max((each.weight for each in found), default=0.0),
    }
    return CosmicEvidenceAnswer.model_validate(facts | changes)


PASSING: dict[FactorName, FactorEvidence] = {
    "full moon": factor_evidence("full moon", 79, (0.0081, 0.0002), ("passes", "no sign"))
}


CALMER: dict[FactorName, FactorEvidence] = {
    "moon in air": factor_evidence("moon in air", 255, (0.0, -0.0051), ("no sign", "passes"))
}


ONCE: dict[FactorName, FactorEvidence] = {
    "eclipse": factor_evidence("eclipse", 29, (-0.0091, 0.0102), ("no sign", "not confirmed"))
}


SHORT: dict[FactorName, FactorEvidence] = {
    "mercury retrograde": factor_evidence("mercury retrograde", 8, (0.0071, 0.0002), ("too short", "too few"))
}


NOTHING = {factor.name: factor_evidence(factor.name, 0, lacks="spells") for factor in FACTORS}


LACKING: tuple[tuple[Reason, int], ...] = (
    *(("spells", 0), ("spells", 1), ("bars inside", 6)),
    *(("bars outside", 9), ("places", 5)),
)


SAMPLES: dict[str, CosmicEvidenceAnswer] = {
    "all": sky_evidence_answer(),
    "all, one passes": sky_evidence_answer(different=PASSING, depth="full moon"),
    "all, two pass": sky_evidence_answer(different=PASSING | CALMER, depth="moon in air"),
    "all, one stood out": sky_evidence_answer(different=ONCE, depth="eclipse"),
    "all, nothing to say": sky_evidence_answer(different=NOTHING, depth="new moon"),
    "all, small effects": sky_evidence_answer(
        different={
            factor.name: factor_evidence(factor.name, 400, (-0.0000123, 0.0000045), spread=0.0000431)
            for factor in FACTORS
        },
        spread=0.0000431,
        standing=False,
        timeframe="15m",
    ),
    "all, one too short": sky_evidence_answer(different=SHORT),
    "all, exploring": sky_evidence_answer(standing=False, timeframe="4h", bars=5000),
    "all, exploring, one passes": sky_evidence_answer(
        different=PASSING | ONCE | SHORT, depth="full moon", standing=False, timeframe="4h", bars=5000
    ),
    "all, exploring a short span": sky_evidence_answer(standing=False, timeframe="1h", bars=5000, more_bars=True),
    "one": sky_evidence_answer("mercury retrograde"),
    "one, calmer": sky_evidence_answer("moon in air", CALMER),
    "one, passes": sky_evidence_answer("full moon", PASSING),
    "one, stood out": sky_evidence_answer("eclipse", ONCE),
    "one, another passes": sky_evidence_answer("moon in water", PASSING),
    "one, too short": sky_evidence_answer("mercury retrograde", SHORT),
    "one, exploring": sky_evidence_answer("mercury retrograde", standing=False, timeframe="4h", bars=5000),
    "one, exploring, passes": sky_evidence_answer("full moon", PASSING, standing=False, timeframe="4h", bars=5000),
    "one, exploring, too little": sky_evidence_answer("mars retrograde", standing=False, bars=900),
    "one, exploring, once": sky_evidence_answer("eclipse", ONCE, standing=False, bars=1200),
    "one, exploring, too short": sky_evidence_answer("mercury retrograde", SHORT, standing=False, bars=1200),
    "one, unjudged": sky_evidence_answer(
        "sun ingress", {"sun ingress": factor_evidence("sun ingress", 7, verdicts=("too few", "too few"))}
    ),
    "one, without a course": sky_evidence_answer("moon in fire", path=False),
    "one, long words": sky_evidence_answer("moon in earth", bars=60_000, symbol="1000SATS/USDT", price=1.234e-8),
    "one, far out": sky_evidence_answer(
        "new moon", {"new moon": factor_evidence("new moon", 79, (0.31, 0.42), ("not confirmed", "not confirmed"))}
    ),
    **{
        f"one, too little: {lacks}, {spells}": sky_evidence_answer(
            "mars retrograde", {"mars retrograde": factor_evidence("mars retrograde", spells, lacks=lacks)}
        )
        for lacks, spells in LACKING
    },
    "one, no variation": sky_evidence_answer("eclipse", {"eclipse": factor_evidence("eclipse", lacks="variation")}),
    "hostile": sky_evidence_answer(symbol=HOSTILE[:40]),
}


def random_sky_evidence(count: int, seed: int = 7) -> Iterator[CosmicEvidenceAnswer]:
    """``count`` answers with effects of all sizes, and verdicts and gaps at random."""
    random = np.random.default_rng(seed)
    verdicts: tuple[Verdict, ...] = (
        *("no sign", "no sign", "no sign", "passes"),
        *("not confirmed", "too short", "too few"),
    )

    def drawn() -> Verdict:
        return verdicts[int(random.integers(0, len(verdicts)))]

    for _ in range(count):
        spread = float(10 ** random.uniform(-6, -0.5))
        different = {
            factor.name: factor_evidence(
                factor.name,
                int(10 ** random.uniform(0, 4)),
                (float(random.normal(0, spread)), float(random.normal(0, spread))),
                (drawn(), drawn()),
                spread=spread,
                lacks="spells" if random.random() < 0.2 else None,
                p=float(random.uniform(2e-4, 1)),
            )
            for factor in FACTORS
        }
        one = FACTORS[int(random.integers(0, len(FACTORS)))].name
        yield sky_evidence_answer(
            one if random.random() < 0.5 else None,
            different,
            depth=one,
            spread=spread,
            standing=random.random() < 0.5,
            price=float(10 ** random.uniform(-8, 6)),
            more_bars=bool(random.random() < 0.5),
            bars=int(random.integers(500, 60_000)),
        )
