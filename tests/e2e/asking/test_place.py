"""A place is told to the desk over the wire, and nobody else hears of it."""

import pytest

from bot.playground.person import Person

pytestmark = [pytest.mark.usefixtures("bot"), pytest.mark.asyncio(loop_scope="package")]


async def test_a_place_and_its_hours_are_the_askers_own(ben: Person) -> None:
    refused = await ben.slash("cosmic hours")
    assert refused.ephemeral
    assert "cosmic place" in str(refused.embeds[0])
    assert [choice["value"] for choice in await ben.choices("cosmic place", "place", "zuri")] == ["Zürich, Switzerland"]
    place = await ben.slash("cosmic place", place="zurich")
    assert place.ephemeral
    assert "Zürich" in str(place.embeds[0])
    hours = await ben.press(place, "Hours")
    assert hours.ephemeral
    assert hours.attachments
    later = await ben.press(hours, "A day later")
    assert later.ephemeral
    forgotten = await ben.press(await ben.slash("cosmic place", place="bern"), "Forget it")
    assert forgotten.ephemeral
    assert "Bern" not in str(forgotten.embeds[0])
    assert "cosmic place" in str((await ben.slash("cosmic hours")).embeds[0])


async def test_hours_asked_for_under_a_card_that_all_read_come_in_private(ben: Person) -> None:
    await ben.slash("cosmic place", place="47.37, 8.54")
    moon = await ben.slash("cosmic moon")
    assert not moon.ephemeral
    assert moon.attachments
    hours = await ben.press(moon, "Your hours")
    assert hours.ephemeral
    assert hours.id != moon.id
    (kept,) = [reply for reply in await ben.history() if reply.id == moon.id]
    assert "47°" not in str(kept.embeds[0])


async def test_a_plain_message_in_a_channel_does_not_tell_where_its_writer_is(ben: Person) -> None:
    await ben.slash("cosmic place", place="zurich")
    await ben.say(f"<@{ben._state['bot']['id']}> cosmic hours")
    assert "Zürich" not in str((await ben.next_message()).embeds)
    await ben.say("cosmic hours", channel="dm")
    assert "Zürich" in str((await ben.next_message()).embeds)
