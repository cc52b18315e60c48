"""A board is one message: it comes once, whoever comes next edits it, and one whose message was deleted ends."""

import aiohttp

from bot.playground import Playground
from bot.playground.person import Person
from bot.playground.reply import Reply
from services.alerts.asking import AlertAdd
from tests.conftest import eventually
from tests.house import Bot

SECONDS = 40.0


async def board(person: Person, name: str) -> Reply | None:
    """What stands in the channel with the list of this name."""
    said = [each for each in await person.history("desk") if each.embeds]
    found = [each for each in said if each.embeds[0]["title"].startswith(f"{name}: ")]
    assert len(found) <= 1
    return found[0] if found else None


async def test_boards_live_through_a_kill(playground: Playground, bot: Bot) -> None:
    async with Person(playground.url, "Ada") as ada:
        for name in ("majors", "minors"):
            await ada.slash("watchlist add", symbols="btc, eth", list=name, owner="server")
            await ada.slash("watchlist board", list=name)

        async def both() -> bool:
            return all([await board(ada, name) for name in ("majors", "minors")])

        await eventually(both, SECONDS)
        majors, minors = await board(ada, "majors"), await board(ada, "minors")
        assert majors is not None
        assert minors is not None
        assert majors.attachments, "with its picture"
        menus = [value for row in majors.message["components"] for value in row["components"] if "options" in value]
        assert any(AlertAdd.name in menu["options"][0]["value"] for menu in menus)

        async with Person(playground.url, "Ben") as ben:
            compared = await ben.press(majors, "Compare")
            assert compared.ephemeral, "what somebody presses is theirs, and leaves the board as it is"
            alert = next(row["components"][0] for row in majors.message["components"] if "Alert" in str(row))
            preview = await ben.press(majors, alert["custom_id"], [alert["options"][0]["value"]])
            assert preview.ephemeral
            assert "not set yet" in preview.embeds[0]["title"]
        still = await board(ada, "majors")
        assert still is not None
        assert still.message["id"] == majors.message["id"]

        await bot.kill()
        where = f"{playground.api}/channels/{minors.message['channel_id']}/messages/{minors.message['id']}"
        async with aiohttp.ClientSession(headers={"Authorization": f"Bot {playground.token}"}) as http:
            (await http.delete(where)).raise_for_status()
        await bot.start()

        async def edited() -> bool:
            found = await board(ada, "majors")
            return found is not None and bool(found.message.get("edited_timestamp"))

        await eventually(edited, SECONDS)
        again = await board(ada, "majors")
        assert again is not None
        assert again.message["id"] == majors.message["id"], "whoever comes next edits the one that is there"

        async def ended() -> bool:
            shown = str((await ada.slash("watchlist list")).embeds)
            return "majors in this channel" in shown and "minors in this channel" not in shown

        await eventually(ended, SECONDS)
        assert await board(ada, "minors") is None, "what was deleted stays so"

        async def told() -> bool:
            said = [each for each in await ada.history("desk") if "The board of minors has ended" in str(each.embeds)]
            assert len(said) <= 1
            return bool(said)

        await eventually(told, SECONDS)

        await ada.slash("watchlist board", list="majors", on=False)

        async def gone() -> bool:
            return await board(ada, "majors") is None

        await eventually(gone, SECONDS)
        assert "Traceback" not in bot.errors()
