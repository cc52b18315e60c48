"""The kill switch stops the agent on the wire: with a store that says nothing for seconds, and with what waits."""

import asyncio
import os
import signal
from pathlib import Path
from time import monotonic

from bot.playground import Playground
from bot.playground.person import Person
from tests.conftest import eventually
from tests.e2e.test_approvals import BEN, asked, brain, home, orders, proposed, state
from tests.e2e.test_faults import store_pid
from tests.house import Bot

__all__ = ["home"]
STOPPED = 4.0
ANSWERED = 15.0


async def test_with_a_store_that_says_nothing_for_seconds(playground: Playground, home: Path) -> None:
    async with brain(home) as app, Person(playground.url, "Ben") as ben, Bot(playground, home) as bot:
        of = await proposed(app, BEN)
        card = await asked(ben)
        pid = await store_pid(home)
        began = monotonic()
        os.kill(pid, signal.SIGSTOP)
        try:
            killing = asyncio.create_task(ben.slash("killswitch", channel="dm"))
            pressing = asyncio.create_task(ben.press(card, "Approve"))
            await asyncio.sleep(STOPPED)
        finally:
            os.kill(pid, signal.SIGCONT)
        answered = await killing
        await pressing
        assert monotonic() - began < ANSWERED
        assert "does not answer" not in str(answered.embeds[0])

        async def over() -> bool:
            return await state(app, of) in ("lapsed", "ordered")

        await eventually(over, 10)
        before = await orders(app, BEN)
        assert before <= 1  # approved before the switch was on, or not at all
        later = await proposed(app, BEN, symbol="ETH/USDT")

        async def lapsed() -> bool:
            account = await app.trading.books.look(BEN)
            found = account.agency.decisions.get(later.id)
            return found is not None and found.state == "lapsed"

        await eventually(lapsed, 10)
        assert await orders(app, BEN) == before
        assert "Traceback" not in bot.errors()
