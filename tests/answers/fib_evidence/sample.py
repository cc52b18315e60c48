"""What ``/fib evidence`` may answer: usual and odd."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import numpy as np

from analytics.level_evidence import FEWEST, PROBES, Verdict
from analytics.proportions import wilson
from services.studies.fib_evidence import FibEvidenceAnswer, RatioEvidence
from tests.answers._shared import HOSTILE, NOW, ORIGIN


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


SAMPLES: dict[str, FibEvidenceAnswer] = {
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


def random_evidence(count: int, seed: int = 7) -> Iterator[FibEvidenceAnswer]:
    random = np.random.default_rng(seed)
    for _ in range(count):
        touches = [int(10 ** random.uniform(0, 4)) - 1 for _ in PROBES]
        yield evidence_answer(
            tuple((most, int(random.integers(0, most + 1))) for most in touches),
            verdicts={
                probe.ratio: "more than chance" if random.random() < 0.5 else "less than chance"
                for probe in PROBES
                if random.random() < 0.2
            },
            price=float(10 ** random.uniform(-9, 4)),
            legs=int(random.integers(0, 10_000)),
        )
