"""Bar replay and habits over the wire: told to the asker alone, and a chart is guessed once."""

import pytest

from bot.playground import Playground
from bot.playground.person import Person

pytestmark = [pytest.mark.usefixtures("bot"), pytest.mark.asyncio(loop_scope="package")]


async def test_a_chart_is_guessed_once_and_by_who_asked_for_it(ben: Person, playground: Playground) -> None:
    chart = await ben.slash("bars")
    assert chart.ephemeral
    assert len(chart.embeds[0]["image"]["url"]) > 0
    told = await ben.press(chart, "▲ Up")
    assert told.ephemeral
    assert "over 10 candles" in told.embeds[0]["title"]
    again = await ben.press(chart, "▼ Down")
    assert again.embeds[0]["title"].startswith("Guessed before")
    following = await ben.press(told, "Next chart")
    assert following.id == told.id, "what only they read is changed in place"
    await ben.press(following, "▼ Down")
    async with Person(playground.url, "Cleo") as cleo:
        seen = {reply.id for reply in await cleo.history()}
        assert not seen & {chart.id, told.id, again.id, following.id}


async def test_habits_are_told_to_their_owner_alone(ben: Person, playground: Playground) -> None:
    habits = await ben.slash("habits")
    assert habits.ephemeral
    assert "closed trades that are needed" in habits.embeds[0]["title"]
    async with Person(playground.url, "Cleo") as cleo:
        assert habits.id not in {reply.id for reply in await cleo.history()}


async def test_a_reply_that_does_not_fit_can_be_written_anew_from_where_that_is_told(ben: Person) -> None:
    """Also behind a question that is shown no more."""
    shown = await ben.slash("quiz", lesson="position-size")
    while not (labels := [each.label for each in shown.buttons if each.label.startswith("Answer")]):
        told = await ben.press(shown, "A")
        shown = await ben.press(told, "Next question")
    form = await ben.press(shown, labels[0])
    told = await ben.submit(form, {"reply": "@everyone 10^999"})
    assert "must be a number" in told.embeds[0]["title"]
    again = await ben.press(told, "Try again")
    told = await ben.submit(again, {"reply": "1"})
    assert told.button("Lesson") is not None, "it was graded"
    assert told.button("Try again") is None
