"""What ``/scoreboard`` may answer: usual, few, none and odd."""

from typing import Any

import numpy as np

from services.brain.answers import BinFacts, ScoreboardAnswer, ScoreFacts
from services.core.units import Figure, Money, Proportion
from tests.answers._shared import HOSTILE, NOW


def score(who: str = "rules", by: str = "brain", **changes: Any) -> ScoreFacts:
    usual: dict[str, Any] = {
        "who": who,
        "by": by,
        "decisions": 120,
        "won": 70,
        "brier": 0.231,
        "gap": 0.043,
        "mean_r": 0.31,
        "pnl": "412.60",
    }
    return ScoreFacts.model_validate(usual | changes)


def bins(*several: tuple[float, float, int]) -> tuple[BinFacts, ...]:
    """Of (said, came, count)."""
    return tuple(
        BinFacts(
            low=Proportion(np.floor(said * 10) / 10),
            high=Proportion(np.floor(said * 10) / 10 + 0.1),
            count=count,
            said=Proportion(said),
            came=Proportion(came),
        )
        for said, came, count in several
    )


USUAL = bins((0.55, 0.5, 20), (0.64, 0.61, 41), (0.76, 0.72, 36), (0.84, 0.87, 23))


def scoreboard(**changes: Any) -> ScoreboardAnswer:
    usual: dict[str, Any] = {
        "as_of": NOW,
        "simulated": False,
        "accounts": ("main", "swing"),
        "currency": "USDT",
        "scores": (
            score(),
            score("claude", decisions=64, won=30, brier=0.262, gap=0.121, mean_r=-0.12),
            score("biel", "voice", decisions=184, won=100, brier=0.242, gap=0.07),
            score("copilot", "level", decisions=150, won=84),
            score("autonomous", "level", decisions=34, won=16, mean_r=None),
        ),
        "bins": USUAL,
        "curve": (),
        "judged": 184,
        "moves": 61,
        "calibrate_after": 50,
    }
    return ScoreboardAnswer.model_validate(usual | changes)


CURVE = ((0.5, 0.42), (0.6, 0.55), (0.7, 0.55), (0.8, 0.74), (0.9, 0.74))
NONE = {"scores": (), "bins": (), "judged": 0, "moves": 0}
SAMPLES: dict[str, ScoreboardAnswer] = {
    "usual": scoreboard(),
    "corrected": scoreboard(curve=CURVE, accounts=("main",)),
    "too sure": scoreboard(bins=bins((0.65, 0.4, 60), (0.75, 0.5, 70), (0.88, 0.61, 54)), curve=CURVE),
    "not sure enough": scoreboard(bins=bins((0.52, 0.7, 60), (0.63, 0.81, 70)), simulated=True),
    "few": scoreboard(
        scores=(score(decisions=7, won=3, brier=0.29, gap=0.2),), bins=bins((0.64, 0.43, 7)), judged=7, moves=3
    ),
    "one": scoreboard(
        scores=(score(decisions=1, won=0, brier=0.61, gap=0.78, mean_r=-1.0, pnl="-50"),),
        bins=bins((0.78, 0.0, 1)),
        judged=1,
        moves=1,
    ),
    "none": scoreboard(**NONE),
    "no account": scoreboard(**NONE, accounts=()),
    "hostile": scoreboard(
        accounts=("swing",), scores=(score(HOSTILE), score(HOSTILE, "voice", brier=None, gap=None, mean_r=None))
    ),
}


def random_scoreboards(count: int, seed: int) -> list[ScoreboardAnswer]:
    """Whatever bins and scores there may be."""
    random = np.random.default_rng(seed)
    found = []
    for _ in range(count):
        lows = np.arange(10)[random.random(10) < 0.6] / 10
        made = tuple(
            BinFacts(
                low=Proportion(low),
                high=Proportion(low + 0.1),
                count=int(random.integers(1, 10_000)),
                said=Proportion(low + 0.1 * random.random()),
                came=Proportion(random.random()),
            )
            for low in lows.tolist()
        )
        judged = sum(each.count for each in made)
        own = score(
            decisions=judged,
            brier=Figure(random.random()),
            gap=Proportion(random.random()),
            mean_r=Figure(random.normal()),
            pnl=Money(round(random.normal() * 1000, 2)),
        )
        found.append(
            scoreboard(
                bins=made, judged=judged, moves=judged // 3, scores=(own,), simulated=bool(random.random() < 0.5)
            )
        )
    return found
