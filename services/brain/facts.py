"""What is told of decisions: the facts that cards, lists and events of the agent are made of."""

from datetime import datetime
from typing import Literal

from analytics.trading.agency import State
from analytics.trading.agent_records import Action, Hit, Level
from services.brain.context import Context, Similar
from services.brain.proposal import Check
from services.core.request import Frozen
from services.core.units import Duration, ExactPrice, Figure, Money, Multiple, Proportion, Share, Size


class PlanFacts(Frozen):
    """What is ordered if it is approved, in quote currency: ``risk`` is what the stop costs, fees and slippage
    included, ``reward`` what the target brings after fees, ``ratio`` it in multiples of the risk (R), and
    ``price_ratio`` that by the prices alone, as the brain plans and the rules count it. ``share`` is of equity."""

    entry: ExactPrice
    stop: ExactPrice
    target: ExactPrice
    amount: Size
    notional: Money
    share: Share
    risk: Money
    risk_share: Share
    reward: Money
    ratio: Figure
    price_ratio: Figure
    leverage: Multiple | None = None
    """Of a perpetual."""


class OutcomeFacts(Frozen):
    """What came of a decision: of its plan, ordered or not, and of the trade, where there was one."""

    hit: Hit
    moved: Figure
    """In multiples of risk, positive: up."""
    r: Figure | None
    pnl: Money | None
    real_r: Figure | None
    held: Duration | None


class VoteFacts(Frozen):
    """How somebody answered, as people call them where that may be told."""

    by: str
    vote: Literal["approve", "reject", "modify", "skip"]


class DecisionFacts(Frozen):
    """A decision. ``short`` are the digits by which people name it. ``brain`` spoke, ``failed`` is why the model did
    not where it should have. ``said`` is the action as the brain said it, where the checks made another of it.

    ``confidence`` is what it said; ``corrected`` what that has come to, of ``calibrated_on`` judged decisions (0: it is
    not corrected yet). ``level`` is that of the account then.
    """

    id: str
    short: str
    at: datetime
    symbol: str
    timeframe: str
    action: Action
    said: Action
    brain: str
    model: str
    prompt: str
    failed: str
    level: Level
    confidence: Proportion
    corrected: Proportion
    calibrated_on: int
    sure: bool
    """Its corrected confidence is above the threshold that is called high."""
    state: State
    why: str
    """Why it lapsed or was turned down, in words; empty where there is nothing to say."""
    asked: bool
    votes: tuple[VoteFacts, ...]
    needs: int
    """How many different people have to approve it."""
    modified: bool
    expires: datetime
    order: str | None
    """The short id of its order."""
    entry: ExactPrice | None
    stop: ExactPrice | None
    target: ExactPrice | None
    amount: Size | None
    outcome: OutcomeFacts | None


class Told(Frozen):
    """A decision in full: with its reasoning, its plan at the price of now or then, and what it was made of."""

    facts: DecisionFacts
    reasoning: str
    invalidation: str
    holding: str
    """How long it was expected to take."""
    plan: PlanFacts | None
    checks: tuple[Check, ...]
    similar: Similar | None
    context: Context
