"""What a user would lose: that an agent trades alone only while its confidence has been worth what it said."""

from typing import Any

import pytest

from analytics.trading.account import Account
from analytics.trading.agent_records import Judged, Level, Levelled, Reviewed
from analytics.trading.records import Record
from services.autonomy.levels import POWERS
from services.autonomy.standing import Record as Standing
from services.autonomy.standing import counted, falls_back, level_of, missing, record_of
from tests.unit.analytics.trading.agents import decided
from tests.unit.services.orders.making import AUTONOMY, MIDNIGHT, NOW, account, d, filled, marked, ms, order

HOUR = 3_600_000
SET_AT = ms(MIDNIGHT) - 24 * HOUR


def at_level(level: Level, at: int = SET_AT) -> Levelled:
    return Levelled(at, f"l{at}", level, "copilot", "discord:9")


def judged(number: int, won: bool | None, said: float = 0.6, at: int = SET_AT - 1, **terms: Any) -> list[Record]:
    """A decision that was ``said`` to come true with that confidence, and did or not; ``None``: nobody knows."""
    r = None if won is None else 2.0 if won else -1.0
    name = f"{at}:{said}:{number}"
    return [
        decided(name, at, fate="noted", confidence=0.99, corrected=said, **terms),
        Judged(at + 1, name, "never" if won is None else "target" if won else "stop", 0.0, r),
    ]


def course(won: int, lost: int, at: int = SET_AT - 1_000, **terms: Any) -> list[Record]:
    """Of moves of their own, one after the other."""
    return [each for number in range(won + lost) for each in judged(number, number < won, at=at + number, **terms)]


def priced(_: str) -> Any:
    return d("100")


# What was said, and what came


def test_of_nothing_nothing_is_known() -> None:
    assert record_of([]) == Standing(0, None, None)


@pytest.mark.parametrize(
    ("won", "lost", "said", "brier", "gap"),
    [
        (6, 4, 0.6, 0.24, 0.0),  # 6 of 10 came true: 0.6 · 0.4² + 0.4 · 0.6²
        (10, 0, 1.0, 0.0, 0.0),
        (0, 10, 1.0, 1.0, 1.0),
        (5, 5, 0.9, 0.41, 0.4),
    ],
)
def test_the_figures_of_confidence(won: int, lost: int, said: float, brier: float, gap: float) -> None:
    found = record_of(counted(account(course(won, lost, said=said)).agency.judged))
    assert found.decisions == won + lost
    assert found.brier == pytest.approx(brier)
    assert found.gap == pytest.approx(gap)


def test_the_gap_is_by_bins() -> None:
    """Of 0.9 half came true and of 0.1 half: 0.4 off both, though the means are the same."""
    made = account(course(5, 5, said=0.9), course(5, 5, said=0.1, at=SET_AT - 500))
    found = record_of(counted(made.agency.judged))
    assert found.gap == pytest.approx(0.4)


def test_what_opened_nothing_does_not_count() -> None:
    made = account(
        judged(1, True), judged(2, None), judged(3, True, action="wait"), judged(4, False, action="close", said=0.7)
    )
    assert len(counted(made.agency.judged)) == 1


def of_one_move(number: int, market: str = "BTC/USDT", won: bool = True) -> list[Record]:
    """Decided an hour after another, each judged a day later."""
    at = SET_AT - 300 * HOUR + number * HOUR
    return [
        decided(f"{market}:{at}", at, fate="noted", corrected=0.9, symbol=market),
        Judged(at + 24 * HOUR, f"{market}:{at}", "target" if won else "stop", 1.0, 2.0 if won else -1.0),
    ]


def test_of_decisions_about_one_move_the_first_counts() -> None:
    """Thirty of an hour each saw the same day: they open no level. Those of other markets and days are cases."""
    hourly = [of_one_move(number) for number in range(30)]
    assert missing(account(*hourly), AUTONOMY) == ("30 judged decisions as copilot, one a move; there are 2",)
    perpetual = [of_one_move(number, "BTC/USDT:USDT", won=False) for number in range(24)]
    assert len(counted(account(*hourly, *perpetual).agency.judged)) == 2
    other = [of_one_move(number, "ETH/USDT") for number in (0, 23, 24, 49)]
    assert len(counted(account(*hourly, *other).agency.judged)) == 5


def test_one_move_that_went_wrong_is_no_drift() -> None:
    made = account(at_level("autonomous", SET_AT - 400 * HOUR), *(of_one_move(n, won=False) for n in range(30)))
    assert back(made) is None


# Earned


def test_a_calibrated_record_opens_the_levels() -> None:
    assert missing(account(course(18, 12)), AUTONOMY) == ()


@pytest.mark.parametrize(
    ("records", "wanting"),
    [
        ([], ("30 judged decisions as copilot, one a move; there are 0",)),
        ([course(18, 11)], ("30 judged decisions as copilot, one a move; there are 29",)),
        (
            [course(18, 11), course(9, 0, level="assistant")],
            ("30 judged decisions as copilot, one a move; there are 29",),
        ),
        (
            [course(15, 15, said=0.9)],
            (
                "a Brier score of 0.25 or less over these; it is 0.410",
                "confidence and outcome at most 15 points apart; they are 40.0",
            ),
        ),
    ],
)
def test_what_is_missing_is_told_in_figures(records: list[list[Record]], wanting: tuple[str, ...]) -> None:
    assert missing(account(*records), AUTONOMY) == wanting


def losing(count: int) -> list[Record]:
    made: list[Record] = []
    for number in range(count):
        made.append(decided(f"l{number}", SET_AT, fate="ordered"))
        made += filled(order(id=f"l{number}", decision=f"l{number}", by="agent:rules"), "100")
        made += filled(order("sell", id=f"o{number}", stop=None), "99.9")
    return made


def test_after_a_losing_streak_somebody_looks_first() -> None:
    made = account(course(18, 12), losing(3))
    assert missing(made, AUTONOMY) == ("a signed /review: 3 of its trades in a row lost",)
    made.apply(Reviewed(ms(), "r", "discord:7", 3, 3))
    assert missing(made, AUTONOMY) == ()


def test_the_level_is_as_set_and_else_as_configured() -> None:
    assert level_of(account(), AUTONOMY) == "copilot"
    assert level_of(account(at_level("none")), AUTONOMY) == "none"
    configured = AUTONOMY.model_copy(update={"level": "agent"})
    assert level_of(account(), configured) == "copilot"
    assert level_of(account(course(18, 12)), configured) == "agent"
    assert level_of(account(course(18, 12), at_level("assistant")), configured) == "assistant"


# Falling back


def back(made: Account) -> str | None:
    return falls_back(made, AUTONOMY, priced, NOW)


def failing(count: int) -> list[Record]:
    return [decided(f"f{number}", SET_AT + 1, fate="noted", failed="timeout") for number in range(count)]


FALLS: dict[str, tuple[list[Any], list[Any], str]] = {
    # stays, falls, why
    "failures": ([failing(2)], [failing(3)], "the model failed 3 times in a row"),
    "losses": ([losing(2)], [losing(3)], "3 of its trades in a row lost"),
    "daily loss": (
        [marked("10526"), decided(fate="noted"), filled(order(id="h"), "100")],
        [marked("10527"), decided(fate="noted"), filled(order(id="h"), "100")],
        "the account lost 5.0% today, and 5% is where it falls back",
    ),
    "drift": (
        [course(9, 11, said=0.7, at=SET_AT)],
        [course(8, 12, said=0.7, at=SET_AT)],
        "confidence and outcome of its last 20 decisions are 30.0 points apart, and 25 are allowed",
    ),
    "drift of the newest": (
        [course(40, 0, said=0.7), course(8, 11, said=0.7, at=SET_AT)],
        [course(9, 31, said=0.7, at=SET_AT)],
        "confidence and outcome of its last 20 decisions are 70.0 points apart, and 25 are allowed",
    ),
}


@pytest.mark.parametrize("level", [level for level in POWERS if POWERS[level].earned])
@pytest.mark.parametrize("reason", FALLS)
def test_it_falls_back_for_each_reason(level: Level, reason: str) -> None:
    stays, falls, why = FALLS[reason]
    assert back(account(at_level(level), *stays)) is None
    assert back(account(at_level(level), *falls)) == why


@pytest.mark.parametrize("level", [level for level in POWERS if not POWERS[level].earned])
@pytest.mark.parametrize("reason", FALLS)
def test_what_was_not_earned_is_not_lost(level: Level, reason: str) -> None:
    assert back(account(at_level(level), *FALLS[reason][1])) is None


def test_who_is_raised_again_begins_anew() -> None:
    """Old drift and old failures count no more; what was judged before the level was set does not either."""
    drifted: list[Any] = [at_level("autonomous"), course(0, 20, said=0.9, at=SET_AT), failing(3)]
    assert back(account(*drifted)) is not None
    assert back(account(*drifted, at_level("autonomous", SET_AT + 10))) is None
