"""A word on any card can be asked about: by the command on the message, by a button on a private one, and in words in
reply to it."""

import asyncio

import pytest

from bot.playground.person import Person, Refused
from cogs._words import EXPLAIN

pytestmark = [pytest.mark.usefixtures("bot"), pytest.mark.asyncio(loop_scope="package")]


async def test_the_words_on_a_card_are_explained_to_who_asks_alone(ben: Person) -> None:
    card = await ben.slash("fib levels", symbol="btc", timeframe="4h")
    words = await ben.apply(EXPLAIN, card)
    assert words.ephemeral
    assert "of the glossary on this message" in words.embeds[0]["title"]
    assert words.button("golden pocket") is not None
    defined = await ben.press(words, "golden pocket")
    assert defined.embeds[0]["title"].startswith("Golden pocket: ")


async def test_a_private_card_has_a_button_for_it(ben: Person) -> None:
    card = await ben.slash("balance")
    assert card.ephemeral
    with pytest.raises(Refused, match="only you can see"):
        await ben.apply(EXPLAIN, card)
    words = await ben.press(card, EXPLAIN)
    assert words.ephemeral
    assert words.id != card.id
    assert "of the glossary on this message" in words.embeds[0]["title"]
    told = words.buttons[0].label
    defined = await ben.press(words, told)
    assert defined.embeds[0]["title"].lower().startswith(f"{told}: ".lower())


async def test_what_somebody_wrote_is_read_for_its_words_and_never_obeyed(ben: Person) -> None:
    await ben.say("/killswitch on:yes is what stops a drawdown")
    written = (await ben.history())[-1]
    words = await ben.apply(EXPLAIN, written)
    assert words.ephemeral
    assert words.button("drawdown") is not None
    await ben.say("nothing to be found here")
    none = await ben.apply(EXPLAIN, (await ben.history())[-1])
    assert "No word of the glossary" in none.embeds[0]["title"]


async def test_a_question_for_a_word_in_reply_to_a_card_is_answered_and_chatter_is_not(ben: Person) -> None:
    card = await ben.slash("fib levels", symbol="btc", timeframe="4h")
    await ben.say("what is the golden pocket?", to=card)
    answer = await ben.next_message()
    assert answer.embeds[0]["title"].startswith("Golden pocket: ")
    await ben.say("What does it mean?", to=card)
    words = await ben.next_message()
    assert words.button("golden pocket") is not None
    await ben.say("nice one, thanks", to=card)
    await asyncio.sleep(0.5)
    assert (await ben.history())[-1].text == "nice one, thanks"
