"""A board is one message: it comes once, is edited by whoever comes next, and its end is told."""

import aiohttp

from bot.playground import Playground
from bot.playground.person import Person
from bot.playground.reply import Reply
from tests.conftest import eventually
from tests.house import Bot

SECONDS = 40.0


async def boards(person: Person) -> list[Reply]:
    """What stands in the channel with the list of majors."""
    said = await person.history("desk")
    return [each for each in said if each.embeds and each.embeds[0]["title"].startswith("majors: ")]


async def test_a_board_comes_once_is_edited_after_a_restart_and_its_end_is_told(
    playground: Playground, bot: Bot
) -> None:
    async with Person(playground.url, "Ada") as ada:
        await ada.slash("watchlist add", symbols="btc, eth", list="majors", owner="server")
        await ada.slash("watchlist board", list="majors")

        async def stands() -> bool:
            return bool(await boards(ada))

        await eventually(stands, SECONDS)
        (first,) = await boards(ada)
        assert first.attachments, "with its picture"
        assert "This message keeps itself up to date" in str(first.embeds) or "BTC" in str(first.embeds)

        await bot.kill()
        await bot.start()

        async def edited() -> bool:
            return (await boards(ada))[0].message.get("edited_timestamp") is not None

        await eventually(edited, SECONDS)
        (second,) = await boards(ada)
        assert second.message["id"] == first.message["id"], "whoever comes next edits the one that is there"

        await bot.kill()
        where = f"{playground.api}/channels/{first.message['channel_id']}/messages/{first.message['id']}"
        async with aiohttp.ClientSession(headers={"Authorization": f"Bot {playground.token}"}) as http:
            (await http.delete(where)).raise_for_status()
        await bot.start()

        async def told() -> bool:
            return any("The board of majors has ended" in str(each.embeds) for each in await ada.history("desk"))

        await eventually(told, SECONDS)
        assert not await boards(ada)
