"""What an agent decided in an account, and what people said to it, as it is written into the account's journal.

They stand in the same chain as the orders that came of them. ``at`` is when it happened (UTC ms).
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import Final, Literal

Level = Literal["none", "assistant", "copilot", "autonomous", "agent"]
Action = Literal["long", "short", "close", "adjust", "wait"]
Vote = Literal["approve", "reject", "modify", "skip"]
Fate = Literal["noted", "pending", "ordered"]
"""What becomes of a decision as it is written down: nothing is to be done, people are asked, or it is ordered in the
same step."""
LapseReason = Literal[
    "expired",  # nobody answered in time
    "dead",  # the market has passed its stop or target, or too little is left to gain
    "refused",  # the gate did not let it pass
    "stopped",  # the kill switch or a pause
    "level",  # the level does not allow it any more
    "reset",  # the account began anew
]
Hit = Literal["target", "stop", "time", "never"]
"""How a plan ended: at its target, at its stop, with its time, or it was never filled."""
AGENTS: Final = "agent:"
"""Begins the id of an agent, ``agent:claude``."""


@dataclass(frozen=True, slots=True)
class Levelled:
    """The account is at ``level`` of autonomy from now on. ``by`` is who asked, or ``house`` where it dropped by
    itself, for ``reason``. ``ask`` is the id of the wish, or of the decision that showed it."""

    at: int
    ask: str
    level: Level
    was: Level
    by: str
    reason: str = ""
    kind: Literal["levelled"] = "levelled"

    @property
    def id(self) -> str:
        return f"levelled:{self.ask}"


@dataclass(frozen=True, slots=True)
class Watching:
    """The agent looks at ``symbol`` on each closed bar of ``timeframe`` from now on, or not any more. ``symbol`` is
    empty where it looks at nothing any more. ``place`` is where it was asked for, whose switches hold for its
    orders.

    Raises:
        ValueError: it is to look at nothing.
    """

    at: int
    ask: str
    on: bool
    symbol: str
    timeframe: str
    by: str
    place: str = ""
    kind: Literal["watching"] = "watching"

    def __post_init__(self) -> None:
        if self.on and not self.symbol:
            raise ValueError("which market is to be looked at?")

    @property
    def id(self) -> str:
        return f"watching:{self.ask}:{self.symbol}"


@dataclass(frozen=True, slots=True)
class Decided:
    """A decision. ``document`` is all of it as JSON (services/brain/proposal.py ``Proposal``): the context, the
    decision, what was recalled, what the checks found; the account remembers the rest alone.

    ``brain`` spoke (``claude``, ``rules``), by ``model`` with the prompts ``prompt`` (version and hash); ``failed`` is
    why the model did not, where it should have. ``confidence`` is what it said, ``corrected`` what that has come to in
    the past. ``entry``, ``stop``, ``target`` and ``amount`` are the plan's, of what opens a position. ``fence`` grows
    with each process that thinks. It can be approved until ``expires``, and is judged from ``judge_at`` on, at the
    latest. ``place`` is where it comes from, whose switches hold for it.

    Raises:
        ValueError: a confidence is no probability, a price or amount none, or nobody would have to approve it.
    """

    at: int
    decision: str
    symbol: str
    timeframe: str
    action: Action
    brain: str
    model: str
    prompt: str
    voice: str
    level: Level
    fate: Fate
    confidence: float
    corrected: float
    fence: int
    expires: int
    judge_at: int
    document: str
    entry: Decimal | None = None
    stop: Decimal | None = None
    target: Decimal | None = None
    amount: Decimal | None = None
    votes: int = 1
    """How many different people have to approve it."""
    asked: bool = False
    """Somebody asked for it: it is never ordered unless somebody approves."""
    failed: str = ""
    place: str = ""
    kind: Literal["decided"] = "decided"

    def __post_init__(self) -> None:
        if not (0 <= self.confidence <= 1 and 0 <= self.corrected <= 1):
            raise ValueError(f"{self.confidence} and {self.corrected} are to be confidences, from 0 to 1")
        if self.votes < 1:
            raise ValueError("somebody has to approve it")
        _check_plan(self.entry, self.stop, self.target, self.amount)

    @property
    def id(self) -> str:
        return f"decided:{self.decision}"


@dataclass(frozen=True, slots=True)
class Voted:
    """Somebody answered a pending decision. What they modified stands in ``entry`` to ``amount``, whole: it is another
    plan, which whoever approved the one before has not seen.

    Raises:
        ValueError: a price or amount is none.
    """

    at: int
    decision: str
    vote: Vote
    by: str
    entry: Decimal | None = None
    stop: Decimal | None = None
    target: Decimal | None = None
    amount: Decimal | None = None
    kind: Literal["voted"] = "voted"

    def __post_init__(self) -> None:
        _check_plan(self.entry, self.stop, self.target, self.amount)

    @property
    def id(self) -> str:
        return f"voted:{self.decision}:{self.by}:{self.at}"


@dataclass(frozen=True, slots=True)
class Reminded:
    """People were told that a pending decision ends soon."""

    at: int
    decision: str
    kind: Literal["reminded"] = "reminded"

    @property
    def id(self) -> str:
        return f"reminded:{self.decision}"


@dataclass(frozen=True, slots=True)
class Lapsed:
    """A pending decision can be approved no more; ``detail`` says more in words, where there is more to say."""

    at: int
    decision: str
    reason: LapseReason
    detail: str = ""
    kind: Literal["lapsed"] = "lapsed"

    @property
    def id(self) -> str:
        return f"lapsed:{self.decision}"


@dataclass(frozen=True, slots=True)
class Judged:
    """What came of a decision, ordered or not. ``moved`` is how far the price went from it to the end of its time, in
    multiples of the plan's risk (of a usual one, where there was no plan), positive: up. ``r`` is what the plan came
    to, whether it was ordered or not. ``pnl``, ``real_r`` and ``held`` (ms) are of the trade, where it has ended by
    then: else they stand in ``Settled``."""

    at: int
    decision: str
    hit: Hit
    moved: float
    r: float | None = None
    pnl: Decimal | None = None
    real_r: float | None = None
    held: int | None = None
    kind: Literal["judged"] = "judged"

    @property
    def id(self) -> str:
        return f"judged:{self.decision}"

    @property
    def came(self) -> bool | None:
        """Whether its plan came to a gain, which is what its confidence is held against; ``None``: nothing came of
        it."""
        return None if self.r is None else self.r > 0


@dataclass(frozen=True, slots=True)
class Settled:
    """The trade of a decision that was judged before has ended, with what it came to; as in ``Judged``."""

    at: int
    decision: str
    pnl: Decimal
    real_r: float | None
    held: int
    kind: Literal["settled"] = "settled"

    @property
    def id(self) -> str:
        return f"settled:{self.decision}"


@dataclass(frozen=True, slots=True)
class Reviewed:
    """Somebody looked at what the agent did, its first ``entries`` in the account and the first ``trades`` that ended,
    and signed."""

    at: int
    ask: str
    by: str
    entries: int
    trades: int
    kind: Literal["reviewed"] = "reviewed"

    @property
    def id(self) -> str:
        return f"reviewed:{self.ask}"


@dataclass(frozen=True, slots=True)
class Learned:
    """A lesson that was drawn from a judged decision."""

    at: int
    decision: str
    symbol: str
    brain: str
    text: str
    kind: Literal["learned"] = "learned"

    @property
    def id(self) -> str:
        return f"learned:{self.decision}"


@dataclass(frozen=True, slots=True)
class Struck:
    """Somebody struck the lesson of ``decision``: it is recalled no more."""

    at: int
    decision: str
    by: str
    why: str = ""
    kind: Literal["struck"] = "struck"

    @property
    def id(self) -> str:
        return f"struck:{self.decision}"


def _check_plan(*values: Decimal | None) -> None:
    if not all(value is None or (value.is_finite() and value > 0) for value in values):
        raise ValueError("prices and amounts are above zero")


AgentRecord = Levelled | Watching | Decided | Voted | Reminded | Lapsed | Judged | Settled | Reviewed | Learned | Struck
