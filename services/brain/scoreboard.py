"""/scoreboard: how often what the agent was sure of came true."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from statistics import fmean
from typing import ClassVar, Final

import numpy as np

from analytics.bars import Floats
from analytics.calibration import brier, mean_gap, reliability
from analytics.trading.agency import Decision
from analytics.trading.orders import ZERO
from services.accounts.choice import AccountText
from services.autonomy.standing import counted
from services.brain.access import accounts_seen
from services.brain.agent_desk import AgentDesk
from services.brain.answers import BinFacts, ScoreboardAnswer, ScoreFacts
from services.core.handlers import answers
from services.core.principal import Principal
from services.core.request import Personal
from services.core.units import Figure, Money, Proportion

_KINDS: Final[Mapping[str, Callable[[Decision], str]]] = {
    "brain": lambda decision: decision.brain,
    "voice": lambda decision: decision.voice,
    "level": lambda decision: decision.level,
}


class Scoreboard(Personal[ScoreboardAnswer]):
    """Confidence against outcome, per brain, voice and level, of the asker's accounts and the server's."""

    name: ClassVar[str] = "scoreboard"
    summary: ClassVar[str] = "How often what the agent was sure of came true: per brain, voice and level"
    means: ClassVar[str] = (
        "Confidence beside outcome of all judged decisions, ordered or not: Brier scores, and a plot of said "
        "against came."
    )
    also: ClassVar[tuple[str, ...]] = (
        "ai scoreboard",
        "how good is the ai",
        "how often is the ai right",
        "ai record",
        "is the ai any good",
    )
    example: ClassVar[str] = ""

    account: AccountText | None = None
    """Without one: all of the asker's, and the server's."""


@answers(Scoreboard)
async def answer_scoreboard(request: Scoreboard, principal: Principal, agents: AgentDesk) -> ScoreboardAnswer:
    """The scores of what was judged.

    Raises:
        UnknownAccount: they have none of that name.
    """
    desk = agents.orders
    if request.account is None:
        named = await accounts_seen(principal, desk.choices)
    else:
        named = (await desk.choices.named(principal, request.account),)
    accounts = [await desk.account(each) for each in named]
    judged = [each for account in accounts for each in account.agency.judged]
    brain = Counter(each.brain for each in judged).most_common(1)
    curve = await agents.memory.curve(brain[0][0] if brain else agents.brain.name, desk.clock.now())
    return ScoreboardAnswer(
        as_of=desk.clock.now(),
        simulated=desk.market.simulated,
        accounts=tuple(each.called for each in named),
        currency=accounts[0].currency,
        scores=tuple(scores(judged)),
        bins=bins(judged),
        curve=() if curve is None else tuple(zip(curve.said, curve.comes, strict=True)),
        judged=len(_counted(judged)),
        moves=len(counted(judged)),
        calibrate_after=agents.ai.calibrate_after,
    )


def scores(judged: Sequence[Decision]) -> Iterator[ScoreFacts]:
    """The scores of the brains, of the voices and of the levels in ``judged``, whoever has most first."""
    all_counted = _counted(judged)
    for by, of in _KINDS.items():
        found: dict[str, list[Decision]] = {}
        for each in all_counted:
            found.setdefault(of(each), []).append(each)
        for who, theirs in sorted(found.items(), key=lambda each: (-len(each[1]), each[0])):
            yield _score(who, by, theirs)


def bins(judged: Sequence[Decision]) -> tuple[BinFacts, ...]:
    """What confidence said in ``judged``, and what came of it."""
    said, came = _arrays(_counted(judged))
    return tuple(
        BinFacts(
            low=Proportion(each.low),
            high=Proportion(each.high),
            count=each.count,
            said=Proportion(each.said),
            came=Proportion(each.came),
        )
        for each in reliability(said, came)
    )


def _score(who: str, by: str, theirs: Sequence[Decision]) -> ScoreFacts:
    said, came = _arrays(theirs)
    square, gap = brier(said, came), mean_gap(said, came)
    paid = [each.judged.pnl for each in theirs if each.judged is not None and each.judged.pnl is not None]
    multiples = [each.judged.r for each in theirs if each.judged is not None and each.judged.r is not None]
    return ScoreFacts(
        who=who,
        by=by,
        decisions=len(theirs),
        won=int(came.sum()),
        brier=None if square is None else Figure(square),
        gap=None if gap is None else Proportion(gap),
        mean_r=Figure(fmean(multiples)) if multiples else None,
        pnl=Money(sum(paid, ZERO)) if paid else None,
    )


def _counted(judged: Sequence[Decision]) -> list[Decision]:
    """Those whose plan came to something: confidence is held against nothing else."""
    return [each for each in judged if each.judged is not None and each.judged.came is not None]


def _arrays(judged: Sequence[Decision]) -> tuple[Floats, Floats]:
    """What each said, and whether it came."""
    came = [each.judged is not None and bool(each.judged.came) for each in judged]
    return np.array([each.confidence for each in judged], dtype=float), np.array(came, dtype=float)
