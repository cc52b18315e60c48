"""Trading is stopped in chat, in one message, for all to see; only an admin lets it go on."""

import pytest

from bot.playground import Playground
from bot.playground.person import Person

pytestmark = pytest.mark.asyncio(loop_scope="package")


async def test_stop_everything_is_one_message_and_one_answer_for_all_to_see(
    ben: Person, playground: Playground
) -> None:
    await ben.say(f"<@{playground.world.bot.id}> stop everything!")
    stopped = await ben.next_message()
    title = stopped.embeds[0]["title"]
    assert "kill switch on for this server; only an admin resumes" in title
    assert not stopped.ephemeral

    async with Person(playground.url, "Dana") as dana:
        refused = await dana.press(stopped, "Resume (admin)")
    assert refused.ephemeral
    assert "admin" in str(refused.embeds[0])

    shown = await ben.slash("limits")
    assert shown.ephemeral
    assert "kill switch on" in shown.embeds[0]["title"]

    async with Person(playground.url, "Ada") as ada:
        resumed = await ada.press(stopped, "Resume (admin)")
    assert not resumed.ephemeral
    assert "kill switch off for this server" in resumed.embeds[0]["title"]
    assert "kill switch" not in (await ben.slash("limits")).embeds[0]["title"]


async def test_a_pause_by_command_and_what_is_tightened(ben: Person, playground: Playground) -> None:
    paused = await ben.slash("pause", reason="news in ten minutes")
    assert not paused.ephemeral
    assert "pause on for this server" in paused.embeds[0]["title"]
    assert "news in ten minutes" in str(paused.embeds[0])
    async with Person(playground.url, "Ada") as ada:
        await ada.slash("pause", on=False)
    tightened = await ben.slash("limits", daily_loss=3)
    assert "daily loss 3%, before 5%" in tightened.embeds[0]["title"]
    refused = await ben.slash("limits", daily_loss=4)
    assert "admin" in str(refused.embeds[0])


async def test_a_viewer_stops_nothing(playground: Playground, bot: object) -> None:
    async with Person(playground.url, "Cleo") as cleo:
        for command in ("pause", "killswitch", "flatten"):
            refused = await cleo.slash(command)
            assert refused.ephemeral
            assert "trader" in str(refused.embeds[0])
