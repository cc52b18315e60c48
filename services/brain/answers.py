"""What the desk answers about the agent."""

from datetime import datetime

from pydantic import Field

from analytics.trading.agent_records import Level
from services.accounts.answer import AccountAnswer, PaperAnswer
from services.brain.facts import DecisionFacts, Told
from services.core.request import Frozen
from services.core.units import Duration, ExactPrice, Figure, Money, Proportion
from services.market.candles import Candles


class LevelFacts(Frozen):
    """A level, what it allows, and whether it is open to this account; else ``missing`` says what for, in words."""

    name: Level
    summary: str
    analyses: bool
    orders: bool
    alone: bool
    sizes: bool
    role: str
    open: bool
    missing: tuple[str, ...]


class AutonomyAnswer(AccountAnswer):
    """The level of an account; it ``was`` another before, where it was set now. ``reason``: why it dropped by
    itself."""

    level: Level
    was: Level | None
    reason: str
    levels: tuple[LevelFacts, ...]


class WatchFacts(Frozen):
    """A market that the agent looks at, and when it does next."""

    symbol: str
    timeframe: str
    next_at: datetime | None


class LimitUse(Frozen):
    """A limit of the session and how much of it is used; ``reached``: it lets no entry of the agent pass now."""

    name: str
    used: str
    allowed: str
    reached: bool


class AiStatusAnswer(AccountAnswer):
    """How the agent stands: ``brain`` speaks now, and ``why`` the model does not, where it does not. ``spent`` and
    ``tokens`` are of today (UTC), of ``budget`` and ``token_budget``."""

    level: Level
    watches: tuple[WatchFacts, ...]
    brain: str
    model: str
    why: str
    spent: Money
    budget: Money
    tokens: int
    token_budget: int
    pending: int
    decisions: int
    situations: int
    lessons: int
    limits: tuple[LimitUse, ...]
    stopped: tuple[str, ...]
    """Switches that are on."""
    reason: str = ""
    """Why the level dropped by itself."""
    changed: str = ""
    """What was switched just now, in words such as ``on BTC/USDT 1h``; empty where nothing was."""


class DealFacts(Frozen):
    """When something of a decision was traded, and at which price."""

    at: datetime
    price: ExactPrice


class DecisionAnswer(AccountAnswer):
    """A decision, and how it stands now. ``candles`` are those around it: as it was then, and as it went; ``seen`` is
    how many of them had closed by then, and ``provenance`` is theirs. ``filled`` and ``closed`` are where its order was
    filled and its trade ended. ``before``: it was answered by an earlier press, and nothing was done now."""

    decision: Told
    candles: Candles | None = Field(default=None, exclude=True, repr=False)
    seen: int = 0
    filled: DealFacts | None = None
    closed: DealFacts | None = None
    before: bool = False
    may_answer: bool = False
    """Whoever asks may approve it now."""


class ExplainAnswer(AccountAnswer):
    """Why a decision came out so: what speaks for and against it, in figures of its context; ``lesson`` was drawn."""

    decision: Told
    in_favour: tuple[str, ...]
    against: tuple[str, ...]
    lesson: str | None


class ApprovalsAnswer(PaperAnswer):
    """What waits for whoever asks, the most urgent first, each with how long is left and which account it is of."""

    class Pending(Frozen):
        account: str
        decision: DecisionFacts
        left: Duration
        mine: bool
        """Whoever asks may answer it."""

    pending: tuple[Pending, ...]


class DecisionsAnswer(AccountAnswer):
    """The newest decisions of an account. ``waits`` of ``total`` were to wait."""

    decisions: tuple[DecisionFacts, ...]
    total: int
    waits: int
    level: Level


class ReviewAnswer(AccountAnswer):
    """What the agent did since the last review. ``due``: until it is signed no entry of the agent passes. ``signed``
    just now, where it was."""

    since: datetime | None
    decisions: tuple[DecisionFacts, ...]
    entries: int
    allowed: int
    due: bool
    pnl: Money
    won: int
    lost: int
    signed: bool
    token: str
    """What is signed: what happens later is not."""


class BinFacts(Frozen):
    """Judged decisions whose confidence was between ``low`` and ``high``: how sure they were and how many came true."""

    low: Proportion
    high: Proportion
    count: int
    said: Proportion
    came: Proportion


class ScoreFacts(Frozen):
    """How good the confidence of ``who`` was. ``brier`` 0 is perfect, 0.25 what always saying 50 % scores."""

    who: str
    by: str
    """``brain``, ``voice`` or ``level``."""
    decisions: int
    won: int
    brier: Figure | None
    gap: Proportion | None
    mean_r: Figure | None
    pnl: Money | None


class ScoreboardAnswer(PaperAnswer):
    """Confidence against outcome, of ``judged`` decisions; of a brain that has ``calibrate_after`` it is corrected."""

    accounts: tuple[str, ...]
    currency: str
    scores: tuple[ScoreFacts, ...]
    bins: tuple[BinFacts, ...]
    curve: tuple[tuple[float, float], ...]
    """The fitted correction: what was said → what it comes to; empty where there is none yet."""
    judged: int
    moves: int
    """How many of these are cases of their own (analytics/cases.py), by which levels are earned."""
    calibrate_after: int


class LessonFacts(Frozen):
    """A lesson and the decision it was drawn from."""

    id: str
    at: datetime
    symbol: str
    brain: str
    text: str
    struck: bool
    why: str


class LessonsAnswer(AccountAnswer):
    """The lessons of an account, the newest first; ``struck`` just now, where one was."""

    lessons: tuple[LessonFacts, ...]
    struck: str | None = None
