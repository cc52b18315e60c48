"""A token that leaked is reset in the developer portal, and the new one put into its file: the running bot takes it."""

from pathlib import Path

import pytest

from bot.playground import Playground
from bot.playground.person import DidNotRespond, Person
from tests.conftest import eventually
from tests.house import Bot


@pytest.fixture
def file(tmp_path: Path, playground: Playground) -> Path:
    file = tmp_path / "secrets" / "DISCORD_TOKEN"
    file.parent.mkdir()
    file.write_text(f"{playground.token}\n")
    return file


async def answers(person: Person) -> bool:
    try:
        return "BTC/USDT" in (await person.slash("price", symbol="btc", timeout=4)).embeds[0]["title"]
    except DidNotRespond:
        return False


async def test_the_bot_connects_with_the_new_token_and_is_the_same_process(
    playground: Playground, file: Path, tmp_path: Path
) -> None:
    async with (
        Person(playground.url, "Ben") as ben,
        Bot(playground, tmp_path / "home", OMEGA_SECRETS=str(file.parent)) as bot,
    ):
        assert await answers(ben)
        process = bot.pid
        playground.reset_token("another-token")
        await eventually(lambda: "another one is waited for" in bot.errors(), 15)
        assert not playground.bot_online
        assert bot.running, "the new token is put in place a minute later"
        file.write_text("another-token\n")
        await playground.bot_ready(15)
        assert await answers(ben)
        assert (bot.running, bot.pid) == (True, process)
        told = bot.errors() + (tmp_path / "home" / "logs" / "omega.log").read_text()
        assert await bot.stop() == 0
    assert "another-token" not in told
    assert "Traceback" not in told


async def test_a_token_that_is_changed_before_the_old_one_is_refused_is_taken_at_once(
    playground: Playground, file: Path, tmp_path: Path
) -> None:
    async with (
        Person(playground.url, "Ben") as ben,
        Bot(playground, tmp_path / "home", OMEGA_SECRETS=str(file.parent)) as bot,
    ):
        file.write_text("another-token")
        await eventually(lambda: "another one is waited for" in bot.errors(), 15)
        playground.reset_token("one-more-token")
        file.write_text("one-more-token")
        await playground.bot_ready(15)
        assert await answers(ben)
