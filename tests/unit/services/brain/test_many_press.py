"""Many people answer the same decision at once, each as they like, in one process or two: one order at most, one vote a
person, and nothing after somebody turned it down."""

import asyncio
import os
from collections.abc import Sequence
from contextlib import AsyncExitStack, suppress
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

import pytest

from analytics.trading.agent_records import Decided, Lapsed, Voted
from analytics.trading.records import Ordered, Record
from bot.app import App
from services.brain.approvals import Approve, Modify, Reject, Skip
from services.brain.proposal import Proposal
from services.core.errors import DeskError
from services.core.principal import Principal
from services.core.request import AnyRequest
from services.core.roles import Role
from tests.unit.services.brain.desk import ask, desk, proposal, take

MANY = bool(os.environ.get("OMEGA_TEST_NIGHTLY"))
TWO_FROM = Decimal("0.05")
TERMS: dict[str, Any] = {
    "approvals": {"two_people": TWO_FROM},
    "session": {"trades": 1_000, "review_after": 1_000},
    "rules": {"positions": 50, "exposure": 1},
}


def answers_to(of: Proposal, amount: Decimal, chance: Random) -> AnyRequest:
    """One of them, an approval mostly."""
    assert of.decision.stop is not None
    nearer = (of.decision.stop * Decimal("1.02")).quantize(Decimal("0.01"))
    return chance.choices(
        [
            Approve(id=of.id),
            Reject(id=of.id),
            Skip(id=of.id),
            Modify(id=of.id, stop=nearer),
            Modify(id=of.id, amount=(amount / 2).quantize(Decimal("0.00001"))),
        ],
        [12, 0.2, 0.2, 1, 1],
    )[0]


def check(records: Sequence[Record], most_alone: Decimal) -> str:
    """What became of a decision whose ``records`` these are."""
    approving, over = set[str](), ""
    for record in records:
        match record:
            case Voted(vote="reject" | "skip"):
                assert not over, (record, over)
                over = record.vote
            case Voted(vote="modify"):
                assert not over, (record, over)
                approving = {record.by}
            case Voted():
                assert not over, (record, over)
                assert record.by not in approving, "one vote a person"
                approving.add(record.by)
            case Lapsed():
                assert not over, (record, over)
                over = "lapsed"
            case Ordered():
                assert not over, (record, over)
                assert len(approving) >= (1 if record.order.amount < most_alone else 2)
                over = "ordered"
            case _:
                pass
    return over


@pytest.mark.parametrize(("processes", "decisions"), [(1, 150 if MANY else 6), (2, 20 if MANY else 2)])
async def test_however_many_press_whatever_at_once(
    tmp_path: Path, now: datetime, processes: int, decisions: int
) -> None:
    chance, came = Random(processes), set[str]()  # noqa: S311
    async with AsyncExitStack() as stack:
        apps = [await stack.enter_async_context(desk(tmp_path, now, **TERMS)) for _ in range(processes)]
        for number in range(decisions):
            came.add(await _decided(apps, f"{number + 100}", chance))
    assert "ordered" in came


async def _decided(apps: list[App], server: str, chance: Random) -> str:
    """Have one decision of the server answered by two to twenty people."""
    name = f"paper:server:discord:{server}"
    wide: dict[str, Any] = {"stop": "0.75", "target": "1.6"} if chance.random() < 0.5 else {}
    of = await proposal(apps[0], account=name, **wide)
    pending = await take(apps[0], of)
    assert pending.state == "pending"
    assert pending.amount is not None
    assert pending.needs == (1 if wide else 2)
    people = [
        Principal(id=f"discord:{each}", name="x", role=Role.APPROVER, server=f"discord:{server}")
        for each in range(chance.randint(2, 20))
    ]

    async def press(who: Principal) -> None:
        await asyncio.sleep(chance.random() * 0.02)
        with suppress(DeskError):  # it is over, or they did before
            await ask(chance.choice(apps), answers_to(of, pending.amount or Decimal(1), chance), who)

    await asyncio.gather(*(press(who) for who in people for _ in range(chance.randint(1, 2))))
    found = [
        record
        for record in await apps[0].trading.books.records(name)
        if (isinstance(record, Voted | Lapsed | Decided) and record.decision == of.id)
        or (isinstance(record, Ordered) and record.order.decision == of.id and record.order.leg == "entry")
    ]
    assert sum(isinstance(each, Ordered) for each in found) <= 1
    return check(found, TWO_FROM * apps[0].settings.paper.terms.balance / Decimal(of.context.price_action.current))
