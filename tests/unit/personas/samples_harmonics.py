"""Harmonic patterns and evidence on levels to put into words and pictures: usual ones, odd ones, and random ones."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np

from analytics.level_evidence import FEWEST, PROBES, Verdict
from analytics.proportions import wilson
from services.core.request import Answer
from services.market.candles import Candles, Provenance
from services.market.view import Snapshot
from services.studies.fib_evidence import FibEvidenceAnswer, RatioEvidence
from services.studies.fib_harmonics import FibHarmonicsAnswer, fib_harmonics
from tests.unit.analytics.harmonic_paths import IDEAL, market, path, turns
from tests.unit.analytics.markets import Rows, flat_rows, random_rows
from tests.unit.personas.changed import changed

NOW = datetime(2023, 12, 30, 19, tzinfo=UTC)
HOSTILE = "@everyone `x` [a](http://b) **<@1>**\u200b\u202e\n---\n| # hi"
ORIGIN = Provenance(source="live", venue="bitget", as_of=NOW, asked_at=NOW + timedelta(minutes=3), stale=False)

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


def ratio_evidence(ratio: float, touches: int, reactions: int, *, verdict: Verdict | None = None) -> RatioEvidence:
    """What was seen at ``ratio``, beside a chance of a half; judged where the touches are enough."""
    interval = wilson(reactions, touches)
    judged = touches >= FEWEST
    kind: Any = "extension" if ratio > 1 else "retracement"
    spread = 1 / max(2.5, touches**0.5)
    return RatioEvidence(
        name=f"{ratio:g} {kind}",
        ratio=ratio,
        kind=kind,
        touches=touches,
        reactions=reactions,
        reaction_rate=reactions / touches if touches else None,
        low_rate=interval[0] if interval else None,
        high_rate=interval[1] if interval else None,
        chance_rate=0.5031 if judged else None,
        chance_low_rate=0.5031 - spread if judged else None,
        chance_high_rate=0.5031 + spread if judged else None,
        as_good_share={"more than chance": 0.0005, "less than chance": 0.9985}.get(verdict or "", 0.4105)
        if judged
        else None,
        adjusted_probability=(0.7315 if verdict is None else 0.0035) if judged else None,
        verdict=(verdict or "no sign") if judged else "too few",
    )


def evidence_answer(
    seen: tuple[tuple[int, int], ...] = ((3, 2), (34, 21), (78, 43), (210, 131), (197, 103), (214, 110), (164, 62)),
    verdicts: dict[float, Verdict] | None = None,
    **changes: Any,
) -> FibEvidenceAnswer:
    """``seen`` are the touches and reactions of each ratio tried."""
    usual: dict[str, Any] = {
        "as_of": NOW,
        "symbol": "BTC/USDT",
        "provenance": ORIGIN,
        "timeframe": "1h",
        "lookback": 5000,
        "start": NOW - timedelta(hours=5000),
        "price": 42_156.37,
        "legs": 623,
        "ratios": tuple(
            ratio_evidence(probe.ratio, *counts, verdict=(verdicts or {}).get(probe.ratio))
            for probe, counts in zip(PROBES, seen, strict=True)
        ),
    }
    return FibEvidenceAnswer.model_validate(usual | changes)


NOTHING = ((0, 0),) * len(PROBES)

HARMONICS: dict[str, FibHarmonicsAnswer] = {
    f"{kind}, {'up' if up else 'down'}, {course}": harmonics_answer(kind, course, up=up)
    for kind, up, course in (
        *(("Bat", up, course) for up in (True, False) for course in COURSES),
        *((kind, up, course) for kind in IDEAL for up, course in ((True, "forming"), (False, "first target"))),
        ("Shark", False, "in the zone"),
        ("AB=CD", True, "in the zone"),
        ("Crab", True, "stopped"),
    )
}
HARMONICS |= {
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
EVIDENCE: dict[str, FibEvidenceAnswer] = {
    "usual": evidence_answer(),
    "more": evidence_answer(verdicts={0.618: "more than chance"}),
    "less": evidence_answer(verdicts={1.618: "less than chance"}),
    "several": evidence_answer(
        verdicts={0.5: "more than chance", 0.618: "less than chance", 1.272: "more than chance"}
    ),
    "every": evidence_answer(verdicts={probe.ratio: "more than chance" for probe in PROBES}),
    "nothing": evidence_answer(NOTHING, legs=0),
    "too few": evidence_answer(((1, 1), (2, 0), (5, 3), (9, 4), (19, 9), (12, 12), (6, 0)), legs=24, lookback=412),
    "one judged": evidence_answer(((0, 0), (0, 0), (1, 0), (1, 1), (20, 20), (0, 0), (0, 0)), legs=1),
    "always": evidence_answer(((40, 40), (40, 0), (50, 50), (60, 60), (70, 0), (80, 80), (90, 0))),
    "long": evidence_answer(tuple((2 * n, n - 9) for n in (9, 60, 150, 304, 510, 604, 495)), legs=12_431),
    "tiny": evidence_answer(price=1.234e-8, symbol="1000SATS/USDT"),
    "hostile": evidence_answer(symbol=HOSTILE[:40]),
}
ANSWERS: dict[str, Answer] = {
    **{f"harmonics: {name}": answer for name, answer in HARMONICS.items()},
    **{f"evidence: {name}": answer for name, answer in EVIDENCE.items()},
}


def random_harmonics(count: int, seed: int = 7) -> Iterator[Answer]:
    """``count`` answers of each kind: of random markets, of drawn patterns, and of counts drawn at random."""
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
        touches = [int(10 ** random.uniform(0, 4)) - 1 for _ in PROBES]
        yield evidence_answer(
            tuple((most, int(random.integers(0, most + 1))) for most in touches),
            verdicts={
                probe.ratio: "more than chance" if random.random() < 0.5 else "less than chance"
                for probe in PROBES
                if random.random() < 0.2
            },
            price=size,
            legs=int(random.integers(0, 10_000)),
        )
