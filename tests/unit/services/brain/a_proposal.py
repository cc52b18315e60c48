"""What a brain proposed, and how it stands in a journal, in tests."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from analytics.trading.agent_records import Decided
from analytics.trading.orders import Order
from analytics.trading.records import Accepted, Filled, Ordered, Record
from services.brain.decision import Decision
from services.brain.proposal import Proposal
from services.brain.situation import vector_of
from services.brain.thought import Usage
from services.market.timeframes import TIMEFRAMES, to_ms
from tests.unit.services.brain.a_context import AT, a_context

ACCOUNT = "paper:discord:1"
LONG = Decision(
    action="long",
    instrument="BTC/USDT",
    confidence=0.72,
    reasoning="Higher lows above 94,000.",
    entry=Decimal(95_420),
    stop=Decimal(94_420),
    target=Decimal(97_420),
    risk_reward=2.0,
    timeframe="a day",
    invalidation="A close below 94,000.",
)
WAIT = Decision(action="wait", instrument="BTC/USDT", confidence=0.4, reasoning="Nothing stands out.")


def a_proposal(decision: Decision = LONG, *, at: datetime = AT, number: int = 0xA1B2C3, **other: Any) -> Proposal:
    context = other.pop("context", None) or a_context(at=at)
    return Proposal(
        **{
            "id": f"{number:06x}".ljust(32, "0"),
            "account": ACCOUNT,
            "at": at,
            "expires": at + timedelta(minutes=15),
            "fence": 1,
            "asked": False,
            "by": "discord:1",
            "place": "",
            "voice": "z",
            "context": context,
            "said": decision,
            "decision": decision,
            "checks": (),
            "brain": "rules",
            "model": "rules 1",
            "prompt": "",
            "failed": "",
            "usage": Usage(),
            "corrected": decision.confidence,
            "calibrated_on": 0,
            "vector": vector_of(context),
            **other,
        }
    )


def decided(proposal: Proposal, *, bars: int = 24, **other: Any) -> Decided:
    """Its record: noted, unless ``other`` says what else became of it."""
    decision, at = proposal.decision, to_ms(proposal.at)
    opens = decision.opens
    return Decided(
        **{
            "at": at,
            "decision": proposal.id,
            "symbol": proposal.context.symbol,
            "timeframe": proposal.context.timeframe,
            "action": decision.action,
            "brain": proposal.brain,
            "model": proposal.model,
            "prompt": proposal.prompt,
            "voice": proposal.voice,
            "level": "copilot",
            "fate": "noted",
            "confidence": decision.confidence,
            "corrected": proposal.corrected,
            "fence": proposal.fence,
            "expires": to_ms(proposal.expires),
            "judge_at": at + bars * TIMEFRAMES[proposal.context.timeframe].ms,
            "document": proposal.model_dump_json(),
            "entry": decision.entry if opens else None,
            "stop": decision.stop if opens else None,
            "target": decision.target if opens else None,
            "amount": Decimal("0.01") if opens else None,
            **other,
        }
    )


def traded(proposal: Proposal, *, out: str | None = None, at: datetime | None = None) -> list[Record]:
    """The order of ``proposal``, filled at its entry; sold again at ``out``, an hour later or ``at`` then."""
    stop, target = proposal.decision.stop, proposal.decision.target
    entry = Order(
        "e" * 32,
        "BTC/USDT",
        "buy",
        "market",
        Decimal("0.01"),
        to_ms(proposal.at),
        stop=stop,
        target=target,
        by="agent:rules",
        decision=proposal.id,
    )
    records: list[Record] = [
        Ordered(entry.at, entry),
        Accepted(entry.at, entry.id, "v1", entry.at),
        Filled(entry.at, entry.id, entry.symbol, 1, Decimal(95_420), entry.amount, Decimal(1), False, Decimal(95_420)),
    ]
    if out is not None:
        leave = Order(
            "f" * 32,
            "BTC/USDT",
            "sell",
            "market",
            Decimal("0.01"),
            to_ms(at or proposal.at + timedelta(hours=1)),
            reduce_only=True,
        )
        sold = Filled(leave.at, leave.id, leave.symbol, 1, Decimal(out), leave.amount, Decimal(1), False, Decimal(out))
        records += [Ordered(leave.at, leave), Accepted(leave.at, leave.id, "v2", leave.at), sold]
    return records
