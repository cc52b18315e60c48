"""What ``/habits`` may answer."""

from collections.abc import Sequence
from decimal import Decimal

from analytics.trading.positions import Trade
from services.core.units import Atr
from services.education.habit_facts import AnyHabit, Chasing, HabitsAnswer, OwnQuestion
from services.education.habit_measures import habits_of
from services.education.habit_questions import questions_of
from services.education.lesson import LessonRef
from services.market.timeframes import HOUR, to_ms
from services.portfolio.trades import trade_facts
from tests.answers._accounts import Journal
from tests.answers._shared import HOSTILE, NOW

BEGAN = to_ms(NOW) - 3_000 * HOUR
LESSON = LessonRef(name="losers-held", title="Why losers are held longer")


def trade(
    number: int,
    pnl: str,
    *,
    held: float = 5.0,
    size: str = "0.1",
    risk: str | None = "50",
    symbol: str = "BTC/USDT",
    side: str = "long",
) -> Trade:
    """The ``number``-th, 100 hours after the one before; ``held`` in hours."""
    opened = BEGAN + number * 100 * HOUR
    amount, entry = Decimal(size), Decimal(40_000)
    return Trade(
        symbol,
        "long" if side == "long" else "short",
        amount,
        entry,
        entry + Decimal(pnl) / amount,
        Decimal(pnl),
        Decimal("2.4"),
        Decimal(0),
        None if risk is None else Decimal(risk),
        opened,
        opened + round(held * HOUR),
    )


BAD = [
    *(trade(2 * at, "-40", held=60 + at, risk=None if at % 3 else "50") for at in range(10)),
    *(trade(2 * at + 1, "30", held=4 + at / 10, size="0.25") for at in range(10)),
]
BAD.sort(key=lambda each: each.closed_at)
EVEN = [trade(at, "30" if at % 2 else "-30", held=5 + at % 5) for at in range(16)]


def answer(
    trades: Sequence[Trade], *more: AnyHabit, question: OwnQuestion | None = None, lesson: bool = True
) -> HabitsAnswer:
    found = [*(each for each in habits_of(trades, (), {}) if each.habit != "chasing" or not more), *more]
    told = [each.model_copy(update={"lesson": LESSON if lesson else None}) for each in found]
    return HabitsAnswer(
        as_of=NOW,
        account="main",
        currency="USDT",
        simulated=False,
        count=len(trades),
        found=sum(each.found for each in told),
        habits=tuple(told),
        question=question,
    )


def chasing(*, found: bool) -> Chasing:
    return Chasing(
        seen=6,
        looked_at=12,
        found=found,
        chance=0.002 if found else 0.4,
        adjusted=0.006 if found else 0.6,
        trades=tuple(trade_facts(each) for each in BAD[:3]),
        measured=Atr(1.9),
        usual=Atr(0.2),
    )


def asked(number: int) -> OwnQuestion:
    """On the ``number``-th trade of a journal, of which the first is asked its R and the second its size."""
    journal = Journal()
    for at in range(2):
        journal.traded(2 * at + 1, "buy", "0.1", "40000", "2.4", stop="39000")
        journal.traded(2 * at + 2, "sell", "0.1", "39000", "2.34")
    return list(questions_of(journal.account))[1 - number]


SAMPLES: dict[str, HabitsAnswer] = {
    "no trade": answer(()),
    "too few": answer(EVEN[:4], question=asked(0)),
    "found": answer(BAD, chasing(found=True), question=asked(1)),
    "found, without lessons": answer(BAD, lesson=False),
    "none found": answer(EVEN, chasing(found=False), question=asked(0)),
    "all won": answer([trade(at, "10") for at in range(12)]),
    "all lost": answer([trade(at, "-10") for at in range(12)]),
    "hostile": answer(BAD, question=asked(0)).model_copy(
        update={"account": HOSTILE[:20], "question": asked(0).model_copy(update={"symbol": HOSTILE[:40]})}
    ),
}
