"""A real discord.py bot must not be able to tell the playground from Discord."""

from __future__ import annotations

import asyncio

import pytest

from bot.playground import Playground
from bot.playground.person import DidNotRespond, Person
from tests.conftest import eventually
from tests.e2e.playground.running import running_bot

pytestmark = [pytest.mark.usefixtures("bot"), pytest.mark.asyncio(loop_scope="module")]


async def test_it_answers_commands_buttons_selects_and_forms(pg: Playground) -> None:
    async with Person(pg.url, "Ben") as ben:
        pong = await ben.slash("ping")
        assert pong.text == "pong"
        assert [button.label for button in pong.buttons] == ["Count", "Whisper", "Later", "Form", "Pick"]
        counted = await ben.press(pong, "Count")
        assert (counted.id, counted.text, counted.buttons[0].label) == (pong.id, "pressed 1", "Count 1")
        whisper = await ben.press(pong, "Whisper")
        assert (whisper.text, whisper.ephemeral) == ("only for you", True)
        assert (await ben.press(pong, "Later")).text == "edited later"
        form = await ben.press(pong, "Form")
        assert form.modal is not None
        assert form.modal.title == "A note"
        assert (await ben.submit(form, {"Subject": "stop", "Body": "below the low"})).text == "stop: below the low"
        assert (await ben.press(pong, "Pick", ["ETH"])).text == "picked ETH"


async def test_it_types_and_suggests_options(pg: Playground) -> None:
    async with Person(pg.url, "Ben") as ben:
        assert (await ben.slash("fib levels", symbol="btc")).text == "btc over 100"
        assert (await ben.slash("fib levels", symbol="btc", bars="20")).text == "btc over 20"
        assert (await ben.slash("who", member="Ada")).text == "Ben asks of ada: ['admin']"
        suggested = await ben.choices("fib levels", option="symbol", value="et")
        assert suggested == [{"name": "ETH/USDT", "value": "ETH/USDT"}]


async def test_a_picture_comes_through_in_its_size(pg: Playground) -> None:
    async with Person(pg.url, "Ben") as ben:
        reply = await ben.slash("chart")
        assert reply.embeds[0]["fields"] == [{"name": "High", "value": "1", "inline": True}]
        (picture,) = reply.attachments
        assert (picture.filename, picture.width, picture.height) == ("chart.png", 64, 36)
        assert (await ben.download(picture.url)).startswith(b"\x89PNG")
        assert (await ben.next_message()).text == "64 wide", "discord.py read the size too"


async def test_what_is_private_stays_private(pg: Playground) -> None:
    async with Person(pg.url, "Ben") as ben, Person(pg.url, "Ada") as ada:
        before = await ada.history()
        secret = await ben.slash("secret")
        assert (secret.text, secret.ephemeral) == ("a secret", True)
        assert await ada.history() == before
        await ben.say("dm me")
        assert (await ben.next_message()).text == "hello in private"
        assert [reply.text for reply in await ben.history("dm")] == ["hello in private"]
        assert await ada.history("dm") == []


async def test_discord_py_meets_discords_refusals(pg: Playground) -> None:
    async with Person(pg.url, "Ben") as ben:
        assert (await ben.slash("twice")).text == "once"
        assert (await ben.next_message()).text == "refused with 40060"
        refused = (await ben.slash("toolong")).text
        assert refused.startswith("400 50035")
        assert "6000" in refused
        with pytest.raises(DidNotRespond, match="did not respond"):
            await ben.slash("silence")


async def test_it_hears_words_and_knows_the_members(pg: Playground) -> None:
    async with Person(pg.url, "Ben") as ben:
        await ben.say("members")
        assert (await ben.next_message()).text == "Omega ada ben cleo dana eli"
        await ben.say("good morning", channel="dm")
        reply = await ben.next_message()
        assert reply.text == "heard 'good morning'"
        assert reply.message["referenced_message"]["content"] == "good morning"


@pytest.mark.parametrize("kind", ["drop", "reconnect", "close"])
async def test_nothing_is_lost_when_the_gateway_goes_away(pg: Playground, kind: str) -> None:
    async with Person(pg.url, "Ben") as ben:
        await ben.slash("ping")
        pg.faults.add("gateway", kind)
        replies = [await ben.slash("ping") for _ in range(5)]
        assert [reply.text for reply in replies] == ["pong"] * 5


@pytest.mark.parametrize("kind", ["429", "500", "delay"])
async def test_a_bad_moment_is_survived(pg: Playground, kind: str) -> None:
    async with Person(pg.url, "Ben") as ben:
        pg.faults.add("callback", kind, seconds=0.2)
        reply = await ben.slash("ping")
        assert reply.text == "pong"
        assert reply.seconds >= 0.2, "the fault struck"
        assert not pg.faults


async def test_a_button_answers_after_the_bot_was_killed_and_started_again() -> None:
    async with Playground() as pg, running_bot(pg) as bot, Person(pg.url, "Ben") as ben:
        order = await ben.slash("order", number=7)
        bot.kill()
        await bot.wait()
        await eventually(lambda: not pg.bot_online)
        async with running_bot(pg):
            assert (await ben.press(order, "Approve")).text == "order 7 approved"


async def test_many_people_at_once_each_get_their_own_answer(pg: Playground) -> None:
    async with Person(pg.url, "Ben") as ben, Person(pg.url, "Ada") as ada:
        people = [ben, ada] * 50
        replies = await asyncio.gather(*(person.slash("fib levels", symbol=f"s{n}") for n, person in enumerate(people)))
        assert [reply.text for reply in replies] == [f"s{n} over 100" for n in range(100)]
        principals = [reply.message["interaction"]["user"]["username"] for reply in replies]
        assert principals == [person.name.lower() for person in people]
