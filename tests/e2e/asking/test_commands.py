"""Every command over the wire, as people use it."""

import asyncio
import struct
from typing import Any

import pytest

from bot.playground import Playground
from bot.playground.person import Person, Refused
from bot.playground.reply import Reply

pytestmark = [pytest.mark.usefixtures("bot"), pytest.mark.asyncio(loop_scope="package")]


def size_of(png: bytes) -> tuple[int, int]:
    assert png.startswith(b"\x89PNG\r\n")
    width, height = struct.unpack(">II", png[16:24])
    return width, height


async def test_a_newcomer_asks_and_is_answered_with_facts_a_picture_and_buttons(ben: Person) -> None:
    price = await ben.slash("price", symbol="btc")
    assert "BTC/USDT" in price.embeds[0]["title"]
    assert "SIMULATED" in price.embeds[0]["footer"]["text"]
    assert not price.ephemeral

    levels = await ben.slash("fib levels", symbol="BTCUSDT", timeframe="4h")
    (picture,) = levels.attachments
    assert size_of(await ben.download(picture.url)) == (800, 600)
    assert [button.label for button in levels.buttons[:5]] == ["15m", "1h", "4h", "1d", "1w"]

    hourly = await ben.press(levels, "1h")
    assert hourly.id == levels.id, "a button changes its own message"
    assert "1h" in hourly.embeds[0]["title"]
    chart = await ben.press(hourly, "Chart")
    assert chart.embeds[0]["description"] != hourly.embeds[0]["description"]
    assert size_of(await ben.download(chart.attachments[0].url)) == (800, 600)


async def test_private_matters_are_shown_to_the_asker_alone(ben: Person) -> None:
    for command in ("help", "status", "persona list"):
        assert (await ben.slash(command)).ephemeral


def _options(reply: Reply) -> list[dict[str, Any]]:
    """What the menus of a message offer."""
    rows = reply.message["components"]
    return [option for row in rows for each in row["components"] for option in each.get("options", ())]


async def test_help_names_an_admin_every_command_that_discord_offers(playground: Playground) -> None:
    named = set[str]()
    async with Person(playground.url, "Ada") as ada:
        help_ = await ada.slash("help")
        menus = [each for row in help_.message["components"] for each in row["components"] if "options" in each]
        for menu in menus:
            for group in menu["options"]:
                opened = await ada.press(help_, menu["custom_id"], [group["value"]])
                named |= {option["label"] for option in _options(opened)}
        offered = {
            " ".join(filter(None, (command["name"], option["name"] if option["type"] == 1 else "")))
            for command in ada.commands
            if command["type"] == 1
            for option in (command.get("options") or [{"name": "", "type": 0}])
        }
    assert offered >= {"price", "chart", "fib levels", "persona use", "persona list", "persona show", "status", "help"}
    assert {f"/{name}" for name in offered} <= named


def _voice(reply: Reply) -> str:
    """Who speaks, as the card says."""
    return str(reply.embeds[0]["footer"]["text"]).rpartition("voice: ")[2]


async def test_the_chosen_voice_speaks_from_now_on_and_only_to_who_chose_it(
    ben: Person, playground: Playground
) -> None:
    before = await ben.slash("price", symbol="eth")
    await ben.slash("persona use", voice="z")
    after = await ben.slash("price", symbol="eth")
    assert after.embeds[0]["description"] != before.embeds[0]["description"]
    async with Person(playground.url, "Ada") as ada:
        other = await ada.slash("price", symbol="eth")
    assert _voice(other) == _voice(before) == "Biel"
    assert _voice(after) == "Z"


async def test_the_default_of_a_channel_is_an_admins_to_choose(ben: Person, playground: Playground) -> None:
    refused = await ben.slash("persona use", channel="charts", voice="gemini", scope="channel")
    assert refused.ephemeral
    assert "admin" in str(refused.embeds[0])
    async with Person(playground.url, "Ada") as ada:
        await ada.slash("persona use", channel="charts", voice="gemini", scope="channel")
        in_charts = await ada.slash("price", channel="charts", symbol="btc")
        elsewhere = await ada.slash("price", channel="desk", symbol="btc")
    assert (_voice(in_charts), _voice(elsewhere)) == ("Gemini", "Biel")


async def test_options_are_suggested_while_typing(ben: Person) -> None:
    symbols = await ben.choices("price", option="symbol", value="et")
    assert symbols[0]["value"] == "ETH/USDT"
    assert await ben.choices("price", option="symbol", value="")
    timeframes = await ben.choices("chart", option="timeframe", value="4", options={"symbol": "btc"})
    assert timeframes[0]["value"] == "4h"
    voices = await ben.choices("persona use", option="voice", value="g")
    assert voices[0]["value"] == "gemini"


async def test_nothing_is_suggested_to_whoever_may_not_ask(playground: Playground) -> None:
    async with Person(playground.url, "Eli") as eli:
        assert await eli.choices("price", option="symbol", value="et") == []
        assert await eli.choices("persona use", option="voice", value="g") == []


async def test_what_is_wrong_is_said_privately_with_a_way_on(ben: Person) -> None:
    unknown = await ben.slash("price", symbol="bct")
    assert unknown.ephemeral
    assert "BTC/USDT" in str(unknown.embeds[0]) + str(unknown.buttons)
    mended = await ben.press(unknown, "BTC/USDT")
    assert "BTC/USDT" in mended.embeds[0]["title"]

    timeframe = await ben.slash("fib levels", symbol="btc", timeframe="7x")
    assert timeframe.ephemeral
    assert "7x" in str(timeframe.embeds[0])
    with pytest.raises(Refused):
        await ben.slash("fib levels", symbol="btc", lookback=5)


async def test_whoever_has_no_role_is_refused_everything_but_help_and_status(playground: Playground) -> None:
    async with Person(playground.url, "Eli") as eli:
        for command, options in (
            ("price", {"symbol": "btc"}),
            ("chart", {"symbol": "btc"}),
            ("fib levels", {"symbol": "btc"}),
            ("persona list", {}),
            ("persona use", {"voice": "z"}),
        ):
            refused = await eli.slash(command, options=options)
            assert refused.ephemeral, command
            assert "viewer" in str(refused.embeds[0]), command
        for command in ("help", "status"):
            assert (await eli.slash(command)).embeds


async def test_a_button_is_pressed_with_the_pressers_rights(ben: Person, playground: Playground) -> None:
    chart = await ben.slash("chart", symbol="btc")
    async with Person(playground.url, "Eli") as eli:
        refused = await eli.press(chart, "1h")
    assert refused.ephemeral
    assert "viewer" in str(refused.embeds[0])
    async with Person(playground.url, "Cleo") as cleo:
        own = await cleo.press(chart, "1h")
    assert own.ephemeral
    assert own.id != chart.id, "another person's chart is left as it was"


async def test_plain_words_are_answered_in_private_and_where_the_bot_is_mentioned(
    ben: Person, playground: Playground
) -> None:
    await ben.say("fib levels btc 4h", channel="dm")
    answer = await ben.next_message()
    assert "BTC/USDT" in answer.embeds[0]["title"]
    bot_user = next(user for user in ben._state["users"] if user["bot"])
    await ben.say(f"<@{bot_user['id']}> price eth", channel="lounge")
    assert "ETH/USDT" in (await ben.next_message()).embeds[0]["title"]
    await ben.say("price eth", channel="lounge")
    await ben.slash("price", symbol="btc", channel="lounge")
    assert ben._inbox.empty(), "people who talk to each other are left alone"


async def test_fifty_at_once_are_all_answered(ben: Person) -> None:
    replies = await asyncio.gather(
        *(ben.slash("fib levels", symbol=symbol, timeframe="4h") for symbol in ("btc", "eth", "sol", "xrp", "ada") * 10)
    )
    assert len({reply.id for reply in replies}) == 50
    assert all(reply.attachments for reply in replies)
