"""What an agent may, does and has done in an account: what its records come to.

Decisions are kept without their documents, the newest ones; the journal has all.
"""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final, Literal, assert_never

from analytics.trading.agent_records import (
    Action,
    AgentRecord,
    Decided,
    Judged,
    Lapsed,
    Learned,
    Level,
    Levelled,
    Reminded,
    Reviewed,
    Struck,
    Vote,
    Voted,
    Watching,
)

KEPT: Final = 500
"""Decisions that are remembered, beside those that are pending or not judged yet."""
NO_FAILURES: Final = frozenset({"", "no key", "over budget", "off"})
"""Why a model did not speak without having failed."""

State = Literal["noted", "pending", "ordered", "rejected", "skipped", "lapsed"]


@dataclass(frozen=True, slots=True)
class Watch:
    """The agent looks at the market on each closed bar of ``timeframe``."""

    timeframe: str
    by: str
    place: str
    since: int


@dataclass(slots=True)
class Decision:
    """A decision as far as the account needs it. ``votes`` are people's answers, the last of each. ``entry`` to
    ``amount`` are as they were modified, where they were."""

    id: str
    at: int
    symbol: str
    timeframe: str
    action: Action
    brain: str
    voice: str
    level: Level
    state: State
    confidence: float
    corrected: float
    expires: int
    judge_at: int
    entry: Decimal | None
    stop: Decimal | None
    target: Decimal | None
    amount: Decimal | None
    needs: int
    asked: bool
    failed: str
    votes: dict[str, Vote] = field(default_factory=dict)
    modified: bool = False
    reminded: bool = False
    lapsed: str = ""
    detail: str = ""
    answered_at: int | None = None
    judged: Judged | None = None

    @property
    def approvals(self) -> int:
        """How many different people approved it as it is now."""
        return sum(vote in ("approve", "modify") for vote in self.votes.values())

    @property
    def approved(self) -> bool:
        """Whether enough people approved it."""
        return self.approvals >= self.needs

    @property
    def opens(self) -> bool:
        return self.action in ("long", "short")


@dataclass(frozen=True, slots=True)
class Lesson:
    """A lesson that is recalled until it is struck."""

    decision: str
    at: int
    symbol: str
    brain: str
    text: str
    struck_by: str = ""
    why: str = ""


@dataclass(slots=True)
class Agency:
    """See the module. ``level`` is ``None`` where nobody ever set one: it is then as configured."""

    level: Level | None = None
    levelled_at: int = 0
    reason: str = ""
    """Why it dropped by itself, where it did."""
    watches: dict[str, Watch] = field(default_factory=dict)
    decisions: dict[str, Decision] = field(default_factory=dict)
    """By id, the oldest first."""
    judged: deque[Decision] = field(default_factory=lambda: deque(maxlen=5_000))
    """The judged ones, the newest last; never changed any more."""
    lessons: dict[str, Lesson] = field(default_factory=dict)
    fence: int = 0
    failures: int = 0
    """How often in a row the model failed."""
    entries: deque[int] = field(default_factory=lambda: deque(maxlen=1_000))
    """When entries were ordered for agents (UTC ms)."""
    since_review: int = 0
    """Entries of agents since somebody last signed a review."""
    reviewed_at: int = 0
    losing_streak: int = 0
    """Trades of agents in a row, up to the last one, that lost, since the level was last set."""

    @property
    def pending(self) -> Iterator[Decision]:
        """What waits for people, the oldest first."""
        return (each for each in self.decisions.values() if each.state == "pending")

    @property
    def idle(self) -> bool:
        """Whether nothing is to be done about it: nothing is looked at, waits for people or is to be judged."""
        raise NotImplementedError

    def apply(self, record: AgentRecord) -> None:
        """Let ``record`` take effect.

        Raises:
            KeyError: it is about a decision that is not there.
        """
        raise NotImplementedError

    def entered(self, at: int) -> None:
        """An entry was ordered for an agent."""
        self.entries.append(at)
        self.since_review += 1


_ = (
    assert_never,
    NO_FAILURES,
    KEPT,
    Decided,
    Judged,
    Lapsed,
    Learned,
    Levelled,
    Reminded,
    Reviewed,
    Struck,
    Voted,
    Watching,
)
