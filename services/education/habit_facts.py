"""What is told of the habits that somebody's trades show."""

from typing import Annotated, ClassVar, Final, Literal

from pydantic import Field

from analytics.position import Side
from services.accounts.answer import AccountAnswer
from services.accounts.choice import AccountText
from services.core.request import Frozen, Personal
from services.core.units import Atr, Duration, ExactPrice, Figure, Money, Multiple, Share, Size
from services.education.lesson import LessonRef
from services.portfolio.trades import TradeFacts

LEAST: Final = 10
"""Closed trades that anything is said of."""

Asked = Literal["R", "size"]
"""What a trade came to in R, or which size would have risked a share of the cash."""


class HabitFacts(Frozen):
    """A habit: in ``seen`` of ``looked_at`` cases, of which ``trades`` are the newest. ``chance`` is how often the same
    trades in random order show as much of it, and ``adjusted`` that for the number of habits looked for; ``None``:
    there is nothing to compare, or there are too few trades."""

    seen: int
    looked_at: int
    found: bool
    """Whether it is enough to be called a habit."""
    chance: Share | None
    adjusted: Share | None = None
    trades: tuple[TradeFacts, ...]
    lesson: LessonRef | None = None


class NoStop(HabitFacts):
    """Trades for which no stop was ever placed, of all."""

    habit: Literal["no stop"] = "no stop"


class HeldLonger(HabitFacts):
    """Losers that were held longer than the usual winner, of all losers. ``measured`` is how long a loser was held,
    ``usual`` a winner: geometric means, which one that was forgotten hardly moves."""

    habit: Literal["losers held longer"] = "losers held longer"
    measured: Duration | None
    usual: Duration | None


class SizeAfterLoss(HabitFacts):
    """Trades after a loss that were larger than the one before, of all after a loss. ``measured`` is how many times the
    size of the one before those had, ``usual`` all others: geometric means."""

    habit: Literal["size after a loss"] = "size after a loss"
    measured: Multiple | None
    usual: Multiple | None


class Chasing(HabitFacts):
    """Entries far beyond the recent mean price, in the direction of the trade, of those that could be looked up.
    ``measured`` is how far beyond the mean entry was, ``usual`` how far in the mean of the hours before."""

    habit: Literal["chasing"] = "chasing"
    measured: Atr | None
    usual: Atr | None


AnyHabit = Annotated[NoStop | HeldLonger | SizeAfterLoss | Chasing, Field(discriminator="habit")]


class OwnQuestion(Frozen):
    """A question on a trade of one's own, closed at ``closed`` (UTC ms), whose stop would have lost ``risk``: what it
    came to in ``R``, or what ``size`` would have lost the share ``risked`` of ``cash`` there."""

    asks: Asked
    closed: int
    symbol: str
    side: Side
    amount: Size
    entry: ExactPrice
    risk: Money
    pnl: Money
    cash: Money
    risked: Share = Share(0.01)


class HabitsAnswer(AccountAnswer):
    """All habits looked for, those ``found`` first. ``count`` is how many closed trades there are; of fewer than
    ``least`` nothing is said. ``question`` is one on the newest trade that had a stop."""

    count: int
    least: int = LEAST
    found: int
    habits: tuple[AnyHabit, ...]
    question: OwnQuestion | None


class Habits(Personal[HabitsAnswer]):
    """The habits of the asker in ``account``."""

    name: ClassVar[str] = "habits"
    summary: ClassVar[str] = "What your own trades teach: stops never set, losers held, size after a loss, chasing"
    means: ClassVar[str] = "Each habit with the trades that show it, what chance would show, and the lesson about it."
    also: ClassVar[tuple[str, ...]] = (
        "my habits",
        "my mistakes",
        "what am i doing wrong",
        "lessons from my trades",
        "what do my trades teach me",
    )

    account: AccountText | None = None


class OwnReplyAnswer(AccountAnswer):
    """What a reply to a question on one's own trade came to. ``answer`` is the right one, ``said`` the reply;
    ``following`` is the question on the trade before that."""

    right: bool
    said: Figure
    answer: Figure
    question: OwnQuestion
    following: OwnQuestion | None


class OwnReply(Personal[OwnReplyAnswer]):
    """A reply to what the question ``asks`` of the trade that was ``closed`` then."""

    name: ClassVar[str] = "habits reply"
    example: ClassVar[str] = "asks:R closed:1703962800000 reply:1.5"
    summary: ClassVar[str] = "Reply to the question on your own trade"
    pressed: ClassVar[bool] = True

    asks: Annotated[Asked, Field(description="What is asked")]
    closed: int = Field(ge=0, description="When the trade was closed (ms since 1970)")
    reply: str = Field(max_length=40, description="Your answer, as a number")
    account: AccountText | None = None
