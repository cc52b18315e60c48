"""Discord is told the commands when they changed, and not at each start: it takes them only so often."""

from pathlib import Path

from bot.playground import Playground
from bot.playground.person import Person
from services.store import keys
from services.store.embedded import EmbeddedStore
from services.store.store import Store
from tests.house import Bot


def registrations(playground: Playground) -> int:
    return sum(sent.method == "PUT" and sent.path.endswith("/commands") for sent in playground.sent)


async def restarted(bot: Bot) -> None:
    await bot.stop()
    await bot.start()


async def test_a_second_start_registers_nothing_and_what_changed_is_registered(
    playground: Playground, bot: Bot
) -> None:
    assert registrations(playground) == 1
    await restarted(bot)
    assert registrations(playground) == 1

    embedded = EmbeddedStore(bot.home / "store")  # as if an older version had registered its commands
    store = Store(await embedded.ensure())
    (application,) = await store.hash_all(keys.COMMANDS)
    await store.hash_set(keys.COMMANDS, application, "older")
    await store.close()
    await embedded.leave()
    await restarted(bot)
    assert registrations(playground) == 2


async def test_commands_that_another_process_registered_with_the_same_token_are_put_right(tmp_path: Path) -> None:
    """The playground forgets all when it ends; a bot that trusted its memory alone would have no commands on it."""
    for _ in range(2):
        async with Playground() as playground, Bot(playground, tmp_path / "home"), Person(playground.url, "Ben") as ben:
            assert registrations(playground) == 1
            assert (await ben.slash("price", symbol="btc")).embeds


async def test_without_a_store_the_commands_are_registered(
    playground: Playground, tmp_path: Path, unused_tcp_port: int
) -> None:
    away = {"REDIS_URL": f"redis://127.0.0.1:{unused_tcp_port}/0"}
    async with Bot(playground, tmp_path / "home", **away) as bot:
        assert registrations(playground) == 1
        await restarted(bot)
        assert registrations(playground) == 2
