"""A bad moment costs nobody an answer, and leaves the bot whole."""

import pytest

from bot.playground import Playground
from bot.playground.person import Person
from tests.conftest import eventually
from tests.e2e.test_faults import answers
from tests.house import Bot

pytestmark = pytest.mark.asyncio(loop_scope="package")


@pytest.mark.parametrize("kind", ["drop", "reconnect"])
async def test_a_lost_gateway_is_resumed(ben: Person, playground: Playground, bot: Bot, kind: str) -> None:
    await answers(ben)
    playground.faults.add(match="gateway", kind=kind)
    await eventually(lambda: not playground.faults)
    await answers(ben, 20)
    assert bot.running


@pytest.mark.parametrize(
    ("match", "kind"),
    [("callback", "429"), ("callback", "500"), ("callback", "reset"), ("callback", "delay")],
)
async def test_a_failing_call_does_not_cost_the_answer_nor_double_it(
    ben: Person, playground: Playground, bot: Bot, match: str, kind: str
) -> None:
    await answers(ben)
    before = len(await ben.history("desk"))
    playground.faults.add(match=match, kind=kind, times=1, seconds=0.5)
    reply = await ben.slash("fib levels", symbol="btc")
    assert reply.attachments
    assert len(await ben.history("desk")) == before + 1
    assert bot.running
