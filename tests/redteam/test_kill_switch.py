"""The kill switch ends it while the model hangs: nothing that it says afterwards is ordered or waits for anybody, and
the loop asks it no more."""

import asyncio
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from time import monotonic

import pytest

from analytics.trading.agent_records import Decided, Lapsed, Learned, Level
from analytics.trading.records import Ordered
from services.brain.asking import AiAsk
from services.market.timeframes import to_ms
from services.orders.stop import KillSwitch
from services.store.embedded import EmbeddedStore
from tests.anthropic_api import late, said, trades
from tests.conftest import eventually
from tests.redteam.attack import BEN, SYMBOL, Target, target_at
from tests.unit.services.core.test_changes import Line

HANGS = 4.0
ANSWERED = 2.5
SLOWLY = 15.0

Thinks = Callable[[Target], "asyncio.Task[object]"]


def asked(target: Target) -> "asyncio.Task[object]":
    return asyncio.create_task(target.request(AiAsk(symbol=SYMBOL)))


def by_itself(target: Target) -> "asyncio.Task[object]":
    return asyncio.create_task(target.bar())


@pytest.mark.parametrize(("level", "thinks"), [("copilot", asked), ("agent", asked), ("agent", by_itself)])
async def test_while_the_model_hangs(tmp_path: Path, now: datetime, level: Level, thinks: Thinks) -> None:
    async with target_at(level, tmp_path, now) as target:
        await target.renew()
        target.api.answer = trades
        await target.request(AiAsk(symbol="ETH/USDT"))
        waiting = [each for each in await target.records() if isinstance(each, Decided) and each.fate == "pending"]
        await target.write(Learned(to_ms(target.app.clock.now()), waiting[0].decision, SYMBOL, "claude", "Buy."))
        calls = target.api.calls
        target.api.answer = lambda asked: late(said(trades(asked, confidence=1.0)), HANGS)
        thinking = thinks(target)

        async def reached() -> bool:
            return target.api.calls > calls

        await eventually(reached, 10)
        began = monotonic()
        await target.request(KillSwitch(on=True, whose=target.owner.id), BEN)
        assert monotonic() - began < ANSWERED
        await thinking
        calls = target.api.calls
        await target.bar()
        assert target.api.calls == calls, "the loop asks the model no more"
        records = await target.records()
        assert not [each for each in records if isinstance(each, Ordered)]
        assert not list((await target.app.trading.books.look(str(target.account))).agency.pending)
        over = {each.decision for each in records if isinstance(each, Lapsed)}
        assert {each.decision for each in records if isinstance(each, Decided) and each.fate == "pending"} <= over


async def test_while_the_store_is_slow(tmp_path: Path, now: datetime, embedded: EmbeddedStore) -> None:
    """Each command takes half a second, and those on one connection wait for one another."""
    line = Line(await embedded.ensure())
    async with line as url, target_at("agent", tmp_path, now, url) as target:
        await target.renew()
        target.api.answer = trades
        await target.request(AiAsk(symbol="ETH/USDT"))
        assert list((await target.app.trading.books.look(str(target.account))).agency.pending)
        line.takes = 0.5
        began = monotonic()
        refused = await target.request(KillSwitch(on=True, whose=target.owner.id), BEN)
        assert refused is None
        assert monotonic() - began < SLOWLY
        line.takes = 0.0
        await target.bar()
        assert not list((await target.app.trading.books.look(str(target.account))).agency.pending)
        assert not [each for each in await target.records() if isinstance(each, Ordered)]
