"""What a beginner would lose: a word on a card that the glossary explains, and a button that tells all of it."""

import pytest

from bot.app import App
from personas.render import Voices
from services.house.define import Define
from services.house.words import MOST_SHOWN, Words, WordsAnswer
from services.words.glossary import Term, glossary
from services.words.meaning import asks_for_a_word, asks_for_this
from tests.answers.words.sample import SAMPLES
from tests.asks import ask
from tests.cards import text_of
from tests.faces import buttons


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("The **golden pocket** holds; RSI 62", ["golden pocket", "RSI"]),
        ("Drawdowns. Max drawdown −12%, drawdown", ["drawdown"]),
        ("a stop-loss, then break of structure", ["stop", "market structure"]),
        ("Golden\npocket", ["golden pocket"]),
        ("", []),
        ("… ?! ** 12.5% `@everyone`", []),
    ],
)
def test_words_are_found_whatever_stands_around_them(text: str, found: list[str]) -> None:
    assert [each.term for each in glossary().within(text)] == found


def test_every_name_of_a_term_is_found_in_a_sentence() -> None:
    missed = [
        name
        for term in glossary().terms
        for name in (term.term, *term.also)
        if name[0].isalnum() and term not in glossary().within(_sentence(name, term))
    ]
    assert missed == []


def _sentence(name: str, term: Term) -> str:
    """An everyday word counts beside a term that it has to do with."""
    return f"({name} beside {' or '.join(term.see)})" if name in term.everyday else f"(see: {name}, here)"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Put a **stop** there and call it a day", ["stop"]),
        ("It takes no options; cross out what is wrong", []),
        ("Nothing was open or held. Its record starts over", []),
        ("The thick part runs to the close", []),
        ("Omega does not know the future, and makes no move", []),
        ("A call with strike 104, and a put", ["call option", "strike price", "put option"]),
        ("A candle closes above its open", ["candle", "close", "open"]),
        ("zone 41,605–41,811, held 4 times", ["zone", "bounce"]),
    ],
)
def test_an_everyday_word_counts_only_beside_what_it_has_to_do_with(text: str, found: list[str]) -> None:
    assert [each.term for each in glossary().within(text)] == found


async def test_a_message_is_data_and_a_long_one_is_read_in_part(app: App) -> None:
    answer = await app.desk.ask(ask(Words(text="/flatten yes @everyone drawdown " * 300)))
    assert isinstance(answer, WordsAnswer)
    assert [each.term for each in answer.words] == ["flatten", "drawdown"]


def test_each_word_shown_has_its_button(voices: Voices) -> None:
    for said in SAMPLES.values():
        assert [each.request for each in buttons(said)] == [Define(term=each.term) for each in said.words]
    assert len(SAMPLES["very many"].words) == MOST_SHOWN
    for voice in voices.names:
        told = text_of(voices.render(SAMPLES["several"], voice))
        assert all(each.term in told for each in SAMPLES["several"].words), voice


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        ("what is the golden pocket?", True),
        ("What's RSI?!", True),
        ("explain drawdown", True),
        ("what does R mean?", True),
        ("what is going on here?", False),
        ("nice one, thanks", False),
        ("buy btc", False),
        ("", False),
    ],
)
def test_a_reply_asks_for_a_word_or_is_let_be(text: str, asks: bool) -> None:
    assert asks_for_a_word(text) is asks


def test_it_is_told_that_there_are_more_words_than_are_shown(voices: Voices) -> None:
    for voice in voices.names:
        assert (
            "60 words of the glossary on this message, the first of them here"
            in voices.render(SAMPLES["very many"], voice).title
        )
        assert "the first" not in voices.render(SAMPLES["several"], voice).title


@pytest.mark.parametrize(
    "text", ["What does it mean?", "explain this", "i don’t understand", "what is this?", "explain"]
)
def test_what_a_card_means_is_asked_in_many_words(text: str) -> None:
    assert asks_for_this(text)
    assert not asks_for_this(f"{text} drawdown")
