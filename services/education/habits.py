"""/habits: what one's own trades show, each habit with the trades that it speaks of and the lesson about it."""

from typing import ClassVar, Literal

from services.accounts.answer import AccountAnswer
from services.accounts.choice import AccountChoices, AccountText
from services.core.handlers import answers
from services.core.principal import Principal
from services.core.request import Frozen, Personal
from services.core.units import Share
from services.education.lesson import LessonRef
from services.education.library import Library
from services.market.view import MarketView
from services.orders.paper import PaperExchange
from services.portfolio.trades import TradeFacts

Habit = Literal["no stop", "losers held longer", "size after a loss", "chasing"]
"""What the lesson's field ``habit`` names."""


class HabitFacts(Frozen):
    """A habit: in ``seen`` of ``looked_at`` cases, of which ``trades`` are the newest. ``usual`` is what it is measured
    against, and ``chance`` how often trades in random order show as much of it; ``None``: there is nothing to compare,
    or too few trades."""

    habit: Habit
    seen: int
    looked_at: int
    found: bool
    """Whether it is enough to be called a habit."""
    measured: float | None
    usual: float | None
    chance: Share | None
    trades: tuple[TradeFacts, ...]
    lesson: LessonRef | None


class HabitsAnswer(AccountAnswer):
    """All habits looked for, those found first. ``trades`` is how many closed trades there are; of fewer than ``least``
    nothing is said."""

    trades: int
    least: int
    habits: tuple[HabitFacts, ...]


class Habits(Personal[HabitsAnswer]):
    """The habits of the asker in ``account``."""

    name: ClassVar[str] = "habits"
    summary: ClassVar[str] = "What your own trades teach: stops never set, losers held, size after a loss, chasing"
    means: ClassVar[str] = "Each habit with the trades that show it, what chance would show, and the lesson about it."
    also: ClassVar[tuple[str, ...]] = ("my habits", "my mistakes", "what am i doing wrong", "lessons from my trades")

    account: AccountText | None = None


@answers(Habits)
async def answer_habits(
    request: Habits,
    principal: Principal,
    accounts: AccountChoices,
    exchange: PaperExchange,
    library: Library,
    market: MarketView,
) -> HabitsAnswer:
    """What their trades show.

    Raises:
        UnknownAccount: they have none of that name.
    """
    raise NotImplementedError
