"""Where a command is asked decides who reads the answer; a room that is taken for a private one tells on people."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from bot.playground import Playground
from bot.playground.person import Person
from tests.house import Bot

pytestmark = [pytest.mark.usefixtures("bot"), pytest.mark.asyncio(loop_scope="package")]
GROUP = "Weekend"


@pytest_asyncio.fixture(loop_scope="package")
async def cleo(playground: Playground, bot: Bot) -> AsyncIterator[Person]:
    async with Person(playground.url, "Cleo") as person:
        yield person


async def test_every_command_says_where_it_may_be_used(ben: Person) -> None:
    assert ben.commands
    for command in ben.commands:
        assert command["contexts"] == [0, 1, 2], command["name"]
        assert command["integration_types"] == [0, 1], command["name"]


async def test_in_a_group_message_what_is_asked_is_answered_for_all_in_it(ben: Person, cleo: Person) -> None:
    price = await ben.slash("price", channel=GROUP, symbol="btc")
    assert "BTC/USDT" in price.embeds[0]["title"]
    assert price.id in [reply.id for reply in await cleo.history(GROUP)]
    refreshed = await ben.press(price, "Refresh")
    assert refreshed.id == price.id


async def test_in_a_group_message_others_do_not_hear_where_somebody_is(ben: Person, cleo: Person) -> None:
    place = await ben.slash("cosmic place", channel=GROUP, place="zurich")
    assert place.ephemeral
    moon = await ben.slash("cosmic moon", channel=GROUP)
    assert not moon.ephemeral
    hours = await ben.press(moon, "Your hours")
    assert hours.ephemeral
    assert "Zürich" in str(hours.embeds)
    later = await ben.press(hours, "A day later")
    assert later.id == hours.id, "what only they read is changed in place"
    seen = await cleo.history(GROUP)
    assert moon.id in [reply.id for reply in seen]
    assert "Zürich" not in str([reply.message for reply in seen])


async def test_in_a_direct_message_what_is_confidential_takes_the_place_of_what_was_there(ben: Person) -> None:
    await ben.slash("cosmic place", channel="dm", place="zurich")
    moon = await ben.slash("cosmic moon", channel="dm")
    hours = await ben.press(moon, "Your hours")
    assert hours.id == moon.id


async def test_who_is_not_of_the_group_does_not_see_it(playground: Playground) -> None:
    async with Person(playground.url, "Eli") as eli:
        with pytest.raises(LookupError):
            await eli.history(GROUP)
