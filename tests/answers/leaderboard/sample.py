"""What ``/leaderboard`` may answer: usual and odd."""

from services.portfolio.leaderboard import LeaderboardAnswer, ranks_of
from services.portfolio.performance_facts import Period
from tests.answers._shared import HOSTILE, NOW

Found = tuple[str, float, float, int]


def board(
    *found: Found, listed: int = 0, period: Period = "month", asker: str = "", simulated: bool = False
) -> LeaderboardAnswer:
    return LeaderboardAnswer(
        as_of=NOW,
        simulated=simulated,
        period=period,
        ranks=ranks_of(found, asker),
        listed=listed or len(found),
        ranked=len(found),
    )


MANY: list[Found] = [
    (f"discord:8812345678901234{k:02}", 0.31 - 0.04 * k, -0.01 * (k + 1), 5 + 3 * k) for k in range(14)
]

SAMPLES: dict[str, LeaderboardAnswer] = {
    "usual": board(*MANY[:4], listed=6),
    "many": board(*MANY, asker=MANY[13][0], period="all"),
    "one alone": board(("shell:ann", -0.031, -0.08, 7), period="week", simulated=True),
    "level": board(("shell:ann", 0.1, -0.02, 7), ("shell:bob", 0.1, -0.01, 9), ("shell:cy", 0.05, 0.0, 9)),
    "none listed": board(period="day"),
    "none ranked": board(listed=3),
    "hostile": board((f"shell:{HOSTILE}", 12.345, -1.0, 1234), (f"discord:{HOSTILE}", -1.0, -1.0, 5)),
}
