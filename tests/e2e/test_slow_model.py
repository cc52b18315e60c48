"""/ai ask on Discord while the model takes its time, or all of it: that it thinks is shown, and an answer comes."""

from pathlib import Path

import pytest

from bot.playground import Playground
from bot.playground.person import Person
from bot.playground.reply import Reply
from tests import anthropic_api as api_of
from tests.anthropic_api import KEY, AnthropicApi
from tests.e2e.test_progress import becomes
from tests.house import Bot

FOR_EVER = 3_600.0


@pytest.mark.parametrize(
    ("seconds", "deadline", "told"),
    [
        (6.0, "45", "Claude (claude-sonnet-5-5)"),
        (FOR_EVER, "7", "the rules, as the model did not answer in time"),
    ],
)
async def test_it_shows_that_it_thinks_and_the_answer_takes_its_place(
    playground: Playground, tmp_path: Path, seconds: float, deadline: str, told: str
) -> None:
    async with (
        AnthropicApi() as api,
        Person(playground.url, "Ben") as ben,
        Bot(
            playground,
            tmp_path / "home",
            ANTHROPIC_API_KEY=KEY,
            ANTHROPIC_BASE_URL=api.url,
            OMEGA_AI__MODEL__DEADLINE=deadline,
        ) as bot,
    ):
        await ben.slash("ai ask", symbol="btc")
        api.answer = lambda asked: api_of.late(api_of.said(api_of.waits(asked)), seconds)
        shown = await ben.slash("ai ask", symbol="eth")
        assert str(shown.message["content"]).startswith("Thinking: 1 of 3\n")
        assert (await ben.slash("price", symbol="btc")).seconds < 2, "nobody else waits"

        def answered(reply: Reply) -> bool:
            return bool(reply.embeds) and told in str(reply.embeds[0])

        await becomes(ben, shown, answered)
        assert "Traceback" not in bot.errors()
