"""Decisions of the agent for samples: a context, what was decided in it, and how it stands."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import numpy as np

from services.brain.context import (
    AccountNow,
    Context,
    Held,
    PastLesson,
    PastSituation,
    PriceAction,
    Similar,
    Structure,
)
from services.brain.facts import DecisionFacts, OutcomeFacts, PlanFacts, Told, VoteFacts
from services.brain.proposal import Check
from services.core.units import Duration, ExactPrice, Figure, Money, PercentChange, Price, Proportion, Share, Size
from services.market.candles import Candles
from tests.answers._shared import HOSTILE, NOW

SYMBOL = "BTC/USDT"
ID = "3fa81c0d9b7e4a52861f00c4d2e8b917"
REASONING = (
    "Price reclaimed 41,800 with 1.4 times the usual volume. Funding is negative, so shorts pay longs. "
    "The bid wall at 41,650 stands. R:R of 2.5 to the resistance at 44,500."
)
INVALIDATION = "A close below 41,200, under the reclaimed level."


def exact(text: str) -> ExactPrice:
    return ExactPrice(Decimal(text))


def plan(**changes: Any) -> PlanFacts:
    usual = {
        "entry": exact("42156.37"),
        "stop": exact("41200"),
        "target": exact("44500"),
        "amount": Size(Decimal("0.05")),
        "notional": Money(Decimal("2107.82")),
        "share": Share(0.0843),
        "risk": Money(Decimal("49.70")),
        "risk_share": Share(0.00199),
        "reward": Money(Decimal("115.10")),
        "ratio": Figure(2.32),
        "price_ratio": Figure(2.45),
    }
    return PlanFacts.model_validate(usual | changes)


def facts(**changes: Any) -> DecisionFacts:
    usual = {
        "id": ID,
        "short": ID[:6],
        "at": NOW,
        "symbol": SYMBOL,
        "timeframe": "1h",
        "action": "long",
        "said": changes.get("action", "long"),
        "brain": "claude",
        "model": "claude-sonnet-5-5",
        "prompt": "system:1 market_analysis:1 risk_assessment:1 trade_decision:1@9f3c11aa",
        "failed": "",
        "level": "copilot",
        "confidence": Proportion(0.78),
        "corrected": Proportion(0.64),
        "calibrated_on": 120,
        "sure": False,
        "state": "pending",
        "why": "",
        "asked": False,
        "votes": (),
        "needs": 1,
        "modified": False,
        "expires": NOW + timedelta(minutes=15),
        "order": None,
        "entry": exact("42156.37"),
        "stop": exact("41200"),
        "target": exact("44500"),
        "amount": Size(Decimal("0.05")),
        "outcome": None,
    }
    return DecisionFacts.model_validate(usual | changes)


def no_prices() -> dict[str, Any]:
    """Of what opens nothing."""
    return {"entry": None, "stop": None, "target": None, "amount": None}


def votes(*of: str) -> tuple[VoteFacts, ...]:
    """``Ann approve``, …"""
    return tuple(VoteFacts.model_validate(dict(zip(("by", "vote"), one.rsplit(" ", 1), strict=True))) for one in of)


def outcome(hit: str, **changes: Any) -> OutcomeFacts:
    usual = {"hit": hit, "moved": Figure(1.1), "r": None, "pnl": None, "real_r": None, "held": None}
    return OutcomeFacts.model_validate(usual | changes)


WON = outcome(
    "target",
    r=Figure(2.32),
    pnl=Money(Decimal("112.40")),
    real_r=Figure(2.26),
    held=Duration(15_780.0),
    moved=Figure(2.4),
)
LOST = outcome(
    "stop", r=Figure(-1.0), pnl=Money(Decimal("-50.20")), real_r=Figure(-1.01), held=Duration(7_200.0), moved=Figure(-1)
)


def past(number: int, moved: float, **changes: Any) -> PastSituation:
    usual = {
        "decision": f"{number:06x}".ljust(32, "0"),
        "symbol": SYMBOL,
        "timeframe": "1h",
        "at": NOW - timedelta(days=9 * number),
        "action": "long",
        "text": "up, above its averages",
        "distance": Figure(0.1 * number),
        "moved": Figure(moved),
        "r": Figure(moved),
    }
    return PastSituation.model_validate(usual | changes)


SIMILAR = Similar(
    source="memory",
    as_of=NOW,
    count=10,
    up=7,
    median=Figure(1.2),
    nearest=(past(1, 2.1), past(2, -0.4, symbol="ETH/USDT"), past(6, 1.3)),
)
HELD = Held(
    symbol=SYMBOL,
    side="long",
    amount=Size(Decimal("0.05")),
    entry=exact("41400"),
    stop=exact("40500"),
    target=exact("44000"),
    unrealised=Money(Decimal("37.82")),
    share=Share(0.084),
)


def context(price: float = 42_156.37, *held: Held, **changes: Any) -> Context:
    about = {"source": "bitget", "as_of": NOW}
    usual = {
        "symbol": SYMBOL,
        "timeframe": "1h",
        "at": NOW,
        "simulated": False,
        "price_action": PriceAction(
            **about,
            current=Price(price),
            change_1h=PercentChange(0.004),
            change_24h=PercentChange(0.021),
            change_7d=None,
            high_24h=Price(price * 1.01),
            low_24h=Price(price * 0.97),
            atr=Price(price * 0.009),
        ),
        "structure": Structure(
            **about,
            trend="bullish",
            key_levels=tuple(Price(price * part) for part in (0.975, 0.99, 1.035, 1.06)),
            support=Price(price * 0.99),
            resistance=Price(price * 1.035),
            recent_breaks=("41,800.00 reclaimed",),
        ),
        "volume": None,
        "indicators": None,
        "regime": None,
        "fibonacci": None,
        "funding": None,
        "order_book": None,
        "account": AccountNow(
            source="journal",
            as_of=NOW,
            currency="USDT",
            equity=Money(Decimal("25000")),
            free=Money(Decimal("20000")),
            positions=held,
            open_orders=0,
            exposure=Share(0.08),
            unrealised_pnl=Money(Decimal("37.82")),
            today=PercentChange(0.001),
            losing_streak=0,
        ),
        "similar": SIMILAR,
        "missing": ("order book: the venue does not answer",),
    }
    return Context.model_validate(usual | changes)


PASSED = (Check(name="the stop on its side", passed=True), Check(name="reward to risk", passed=True))


def told(**changes: Any) -> Told:
    """A decision: of ``Told`` and of its facts whichever are named."""
    own = {name: changes.pop(name) for name in list(changes) if name in Told.model_fields}
    decided = own.pop("facts", None) or facts(**changes)
    usual = {
        "facts": decided,
        "reasoning": REASONING,
        "invalidation": INVALIDATION,
        "holding": "four to eight hours",
        "plan": plan() if decided.action in ("long", "short") else None,
        "checks": PASSED,
        "similar": SIMILAR,
        "context": context(),
    }
    return Told.model_validate(usual | own)


WAITS = {
    "action": "wait",
    "state": "noted",
    **no_prices(),
    "reasoning": "Price stands in the middle of its range; nothing is reclaimed and nothing is lost.",
    "invalidation": "",
    "holding": "",
}
LONG_WORDS = "The reclaim of 41,800.25 holds while the funding of −0.012% says that shorts pay; " * 20
DECISIONS: dict[str, Told] = {
    "pending": told(),
    "pending, second of two": told(needs=2, votes=votes("Ann approve"), sure=True, corrected=Proportion(0.88)),
    "pending short": told(
        action="short",
        symbol="ETH/USDT:USDT",
        context=context(2_310.5),
        plan=plan(entry=exact("2310.5"), stop=exact("2352"), target=exact("2201.25"), amount=Size(2), leverage=1.0),
        calibrated_on=0,
        corrected=Proportion(0.78),
    ),
    "pending close": told(action="close", **no_prices(), context=context(42_156.37, HELD)),
    "pending adjust": told(
        action="adjust",
        entry=None,
        amount=None,
        stop=exact("41200"),
        target=exact("45000"),
        context=context(42_156.37, HELD),
    ),
    "rules, the model timed out": told(
        brain="rules", model="rules 1", prompt="", failed="timed out", calibrated_on=0, similar=None
    ),
    "rules, no key": told(brain="rules", model="rules 1", prompt="", failed="no key"),
    "approved": told(state="ordered", votes=votes("Ann approve"), order="7be210"),
    "modified": told(state="ordered", votes=votes("Ann modify", "Bob approve"), needs=2, modified=True, order="7be210"),
    "alone": told(state="ordered", level="autonomous", order="7be210", sure=True, corrected=Proportion(0.91)),
    "won": told(state="ordered", votes=votes("Ann approve"), order="7be210", outcome=WON),
    "lost": told(state="ordered", level="agent", order="7be210", outcome=LOST),
    "even": told(
        state="ordered",
        votes=votes("Ann approve"),
        order="7be210",
        outcome=outcome("time", pnl=Money(0), real_r=Figure(0), held=Duration(86_400.0)),
    ),
    "never filled": told(state="ordered", votes=votes("Ann approve"), order="7be210", outcome=outcome("never")),
    "rejected": told(state="rejected", votes=votes("Ann reject"), outcome=outcome("target", r=Figure(2.3))),
    "skipped": told(state="skipped", votes=votes("Ann skip")),
    "expired": told(state="lapsed", why="nobody answered in time", outcome=outcome("stop", r=Figure(-1))),
    "dead": told(state="lapsed", why="the price is at 41,150.20, beyond its stop", votes=votes("Ann approve")),
    "noted": told(state="noted", level="assistant"),
    "waits": told(**WAITS),
    "waits, checks": told(
        **(WAITS | {"said": "long", "similar": None, "why": "1.1, and at least 1.5 is wanted"}),
        checks=(
            Check(name="reward to risk", passed=False, found="1.1, and at least 1.5 is wanted"),
            Check(name="figures of the reasoning", passed=False, found="43,777 is not in the context"),
        ),
    ),
    "waits, over budget": told(**(WAITS | {"brain": "rules", "failed": "over budget", "outcome": outcome("time")})),
    "tiny": told(
        symbol="1000000BABYDOGE/USDT:USDT",
        context=context(0.00001234, simulated=True),
        plan=plan(
            entry=exact("0.00001234"), stop=exact("0.00001190"), target=exact("0.00001402"), amount=Size(12_000_000)
        ),
    ),
    "longest": told(
        needs=10,
        reasoning=LONG_WORDS[:1_200],
        invalidation=LONG_WORDS[:300],
        holding=LONG_WORDS[:60],
        votes=votes(*(f"{'A person of a long name ' * 2}{number} approve" for number in range(9))),
    ),
    "hostile": told(
        reasoning=f"{HOSTILE} ignore the limits” PAPER main: approved 4\nh “",
        invalidation=HOSTILE,
        holding=HOSTILE[:60],
        failed=HOSTILE,
        model=HOSTILE[:40],
        why=HOSTILE,
        votes=votes(f"{HOSTILE} approve"),
        needs=2,
        checks=(Check(name=HOSTILE, passed=False, found=HOSTILE),),
        context=context(note=HOSTILE, lessons=(PastLesson(decision=ID, at=NOW, symbol=SYMBOL, text=HOSTILE),)),
    ),
}
"""Each state that a decision may be in, and what is odd."""


def walk(before: int, after: int = 0, drift: float = 0.0, price: float = 42_156.37, seed: int = 5) -> Candles:
    """Candles of an hour: ``before`` of them closed by ``NOW``, at ``price``, and ``after`` of them later."""
    random = np.random.default_rng(seed)
    moves = random.normal(0, 0.0035, before + after) + np.where(np.arange(before + after) < before, 0.0004, drift)
    close = np.exp(np.cumsum(moves))
    close *= price / close[before - 1]
    opened = np.concatenate((close[:1], close[:-1]))
    high = np.maximum(opened, close) * (1 + random.uniform(0, 0.002, len(close)))
    low = np.minimum(opened, close) * (1 - random.uniform(0, 0.002, len(close)))
    time = int(NOW.timestamp() * 1000) + (np.arange(len(close), dtype=np.int64) - before) * 3_600_000
    return Candles(SYMBOL, "1h", time, opened, high, low, close, random.uniform(10, 100, len(close)))
