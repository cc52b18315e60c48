"""What is each person's own, over the wire: a missing market, settings, what is shared, and being forgotten."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from bot.playground import Playground
from bot.playground.person import Person, Reply
from tests.house import Bot

pytestmark = [pytest.mark.usefixtures("bot"), pytest.mark.asyncio(loop_scope="package")]


@pytest_asyncio.fixture(loop_scope="package")
async def dana(playground: Playground, bot: Bot) -> AsyncIterator[Person]:
    del bot
    async with Person(playground.url, "Dana") as person:
        yield person
        await person.slash("forget me", confirm=True)


@pytest_asyncio.fixture(loop_scope="package", autouse=True)
async def forgotten(ben: Person) -> AsyncIterator[None]:
    yield
    await ben.slash("forget me", confirm=True)


def title(reply: Reply) -> str:
    return str(reply.embeds[0]["title"])


async def test_a_missing_market_is_a_row_of_buttons(ben: Person) -> None:
    asked = await ben.slash("fib levels", timeframe="1h")
    assert asked.ephemeral
    assert "market" in title(asked)
    answer = await ben.press(asked, "ETH")
    assert answer.ephemeral
    assert answer.id == asked.id
    assert answer.attachments
    assert "ETH/USDT 1h" in str(answer.embeds[0])
    await ben.say("price", channel="dm")
    told = await ben.next_message()
    assert {"BTC", "ETH", "SOL"} <= {button.label for button in told.buttons}


async def test_ones_own_market_and_timeframe_stand_in_and_buttons_mean_what_they_say(ben: Person, dana: Person) -> None:
    kept = await ben.slash("settings set", market="sol", timeframe="1h")
    assert kept.ephemeral
    chart = await ben.slash("chart")
    assert not chart.ephemeral
    assert "SOL/USDT 1h" in str(chart.embeds[0])
    assert "SOL/USDT 4h" in str((await ben.press(chart, "4h")).embeds[0])
    assert "market" in title(await dana.slash("chart"))
    await ben.slash("settings set", market="default", timeframe="default")
    assert "market" in title(await ben.slash("chart"))


async def test_times_are_by_ones_own_clock_and_cards_as_long_as_one_wants(ben: Person) -> None:
    await ben.slash("settings set", timezone="Kolkata", length="short")
    card = (await ben.slash("fib levels", symbol="btc")).embeds[0]
    assert "Kolkata time" in card["footer"]["text"]
    assert not card.get("description")
    assert card["fields"]


async def test_a_private_answer_is_shared_once_by_whom_it_was_given_to(ben: Person, dana: Person) -> None:
    public = await ben.slash("fib levels", symbol="btc", timeframe="4h")
    assert not public.button("Share")
    private = await dana.press(public, "1d")
    assert private.ephemeral
    shared = await dana.press(private, "Share")
    assert not shared.ephemeral
    assert shared.id != private.id
    assert "Shared by Dana" in shared.message["content"]
    assert title(shared) == title(private)
    assert shared.embeds[0]["footer"] == private.embeds[0]["footer"]
    (picture,) = shared.attachments
    assert await dana.download(picture.url) == await dana.download(private.attachments[0].url)
    labels = [button.label for button in private.buttons]
    assert [button.label for button in shared.buttons] == [label for label in labels if label != "Share"]
    assert shared.id in {reply.id for reply in await ben.history()}
    again = await dana.press(private, "Share")
    assert again.ephemeral
    assert "already" in again.message["content"]
    other = await dana.press(private, "1h")
    assert other.id == private.id
    assert not (await dana.press(other, "Share")).ephemeral
    assert (await ben.press(shared, "1h")).ephemeral


async def test_what_is_confidential_has_no_button_to_share_it(ben: Person) -> None:
    for confidential in (await ben.slash("privacy"), await ben.slash("risk size", symbol="btc", equity="1000")):
        assert confidential.ephemeral
        assert not confidential.button("Share")
    assert (await ben.slash("settings show")).button("Share")
    assert not (await ben.slash("settings show", channel="dm")).button("Share")


async def test_whoever_is_forgotten_is_asked_first_and_nobody_else_is(ben: Person, dana: Person) -> None:
    for person in (ben, dana):
        await person.slash("settings set", market="eth", timezone="Vienna")
        await person.slash("cosmic place", place="zurich")
    told = await ben.slash("privacy")
    assert told.ephemeral
    assert "Zürich" in str(told.embeds[0])
    assert "Europe/Vienna" in str(told.embeds[0])
    question = await ben.press(told, "Forget me")
    assert question.ephemeral
    assert "Zürich" in str((await ben.slash("privacy")).embeds[0])
    gone = await ben.press(question, "Yes, do it")
    assert "forgotten" in title(gone)
    after = str((await ben.slash("privacy")).embeds[0])
    assert "Zürich" not in after
    assert "Vienna" not in after
    assert "market" in title(await ben.slash("chart"))
    assert "Zürich" in str((await dana.slash("privacy")).embeds[0])
