"""Whoever asks what a word means is told, and no card uses a word that nobody explains."""

import re
from pathlib import Path

import pytest

from analytics.indicators._families import families
from bot.app import App
from bot.suggestions import AppSuggestions
from personas.render import VOICES, Voices
from services.core.ask import Ask
from services.core.errors import UnknownCommand, UnknownTerm
from services.core.principal import Principal
from services.education.teaching import OneLesson
from services.house.define import Define, DefineAnswer
from services.house.welcome import understood
from services.words.glossary import BrokenGlossary, glossary, plain, read
from tests.answers.define.sample import SAMPLES
from tests.cards import PHONE, text_of
from tests.faces import FACES
from tests.samples import SAMPLES as SAID

ANYONE = Principal(id="discord:1", name="Ann")
FIVE = ("biel", "f", "gemini", "xyko", "z")

PLAIN = (
    *("above it a view changes", "below it a view changes", "would change a view", "not known", "values", "first"),
    *("discord answers within", "not studied"),
    *("brings forward", "clock", "example", "inside", "it is", "they are", "kinds", "page", "read by", "requests"),
    *("first of all", "score", "up", "version", "who may", "worst", "since then", "after it", "new here?", "see also"),
    *("ahead (bars, open utc)", "counted anew beyond", "counted since", "undoes the first move", "continues it"),
    *("ends beyond", "ends it", "settles it", "over the candles", "events (utc)", "next exact", "near and far"),
    *(
        "earlier ones here",
        "below the highest close",
        "undercut in testing",
        "has not moved for",
        "light",
        "sources",
        "not to be had",
    ),
    *("next of each kind (utc)", "next (utc)", "risk", "counted", "send it to", "what to send", "not studied"),
)
"""Labels of fields that are everyday words; those with a number in them are told without it."""


async def defined(app: App, term: str) -> DefineAnswer:
    answer = await app.desk.ask(Ask("1", Define(term=term), ANYONE, app.clock.now()))
    assert isinstance(answer, DefineAnswer)
    return answer


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("what is a golden pocket?", "golden pocket"),
        ("what does RSI mean", "RSI"),
        ("What does RSI mean?", "RSI"),
        ("explain drawdown", "drawdown"),
        ("define atr", "average true range"),
        ("define the ATR, please", "average true range"),
        ("what's an orb", "orb"),
        ("what are pivot points?", "pivot points"),
        ("hey omega, what is the meaning of value at risk?", "value at risk"),
        ("what do you mean by golden zone?", "golden pocket"),
        ("can you explain trailing stops please", "trailing stop"),
        ("what is the golden ratio", "golden ratio"),
    ],
)
async def test_a_question_for_a_word_is_answered(app: App, text: str, term: str) -> None:
    request = understood(text, app.desk.catalog)
    assert isinstance(request, Define)
    assert (await defined(app, request.term)).term == term


@pytest.mark.parametrize("text", ["what is the moon phase", "price btc", "what is the price of btc", "rsi of btc 4h"])
def test_a_question_for_facts_is_none_for_a_word(app: App, text: str) -> None:
    assert not isinstance(understood(text, app.desk.catalog), Define)


def test_what_is_of_a_market_is_offered_its_facts(app: App) -> None:
    with pytest.raises(UnknownCommand) as refused:
        understood("what is btc?", app.desk.catalog)
    assert refused.value.near


async def test_a_slip_of_the_keyboard_is_understood_and_a_guess_is_only_offered(app: App) -> None:
    assert (await defined(app, "goldn pocket")).term == "golden pocket"
    assert (await defined(app, "Drawdowns")).term == "drawdown"
    with pytest.raises(UnknownTerm) as refused:
        await defined(app, "golden pockets thing")
    assert refused.value.near[0] == Define(term="golden pocket")
    with pytest.raises(UnknownTerm) as refused:
        await defined(app, "xqzw")
    assert refused.value.near == (), "what is like nothing is no reason to offer something"


async def test_every_term_is_said_by_every_voice_with_a_command_that_runs(app: App, voices: Voices) -> None:
    for term in glossary().terms:
        answer = await defined(app, term.term)
        assert answer.term == term.term
        assert (answer.shown_by is None) == (term.ask is None), term.term
        for name in FIVE:
            card = voices.render(answer, name)
            assert len(card.body) <= PHONE, (term.term, name)
            assert card.title.lower().startswith(term.term.lower().split("%")[0]), (term.term, name)


async def test_a_word_that_a_lesson_teaches_leads_there(app: App, voices: Voices) -> None:
    answer = await defined(app, "disposition effect")
    for name in FIVE:
        card = voices.render(answer, name)
        assert "the lesson Riding losers, selling winners" in text_of(card)
        assert OneLesson(lesson="riding-losers") in [action.request for action in card.actions]
    assert (await defined(app, "heartbeat")).lesson is None


def test_what_it_means_is_on_every_card(voices: Voices) -> None:
    for said in SAMPLES.values():
        for name in FIVE:
            assert said.means in text_of(voices.render(said, name))


def test_there_are_enough_words() -> None:
    assert len(glossary().terms) >= 120
    assert sum(term.here is not None for term in glossary().terms) >= 40


def known(label: str) -> bool:
    """Whether ``label`` has a word of the glossary in it, or is plain."""
    told = plain(re.sub(r"[\d.,]+%?|[\\@\u200b]", " ", label))
    words = re.findall(r"[^\s,():/]+", label.lower())
    runs = [" ".join(words[a:b]) for a in range(len(words)) for b in range(a + 1, min(len(words), a + 4) + 1)]
    return told in PLAIN or plain(label) in PLAIN or any(glossary().find(run) for run in runs)


def test_every_label_of_a_card_is_explained_or_plain(voices: Voices) -> None:
    labels = {field.name for said in SAID.values() for name in FIVE for field in voices.render(said, name).fields}
    assert len(labels) > 80
    assert sorted(label for label in labels if not known(label)) == []


def test_every_indicator_is_explained() -> None:
    titles = {family.title.replace("{}", "").strip() for family in families()}
    assert sorted(title for title in titles if not known(title)) == []


def test_every_word_worth_learning_comes_from_the_glossary() -> None:
    """One place says what a word means: Biel takes it from there."""
    folders = [*map(Path, FACES.folders), *(VOICES / name for name in FIVE)]
    texts = [path for folder in folders for path in folder.glob("*.j2")]
    told = 0
    for path in texts:
        block = re.search(r"% block term\n(.*?)% endblock", path.read_text(encoding="utf-8"), re.DOTALL)
        lines = [line for line in (block[1] if block else "").split("\n") if line.strip() and not line.startswith("%")]
        for line in lines:
            assert re.search(r"\| (?:explained|first_word) }}", line), (path.name, line)
            for term in re.findall(r'"([^"]+)" \| explained', line):
                assert glossary()[term], (path.name, term)
                told += 1
    assert told > 60


GOOD = "- term: one\n  means: The first.\n- term: two\n  also: [deuce]\n  means: The second.\n  see: [one]\n"


@pytest.mark.parametrize(
    ("text", "line", "problem"),
    [
        (GOOD + "- term: three\n  means: A number.\n  see: [four]\n", 7, "no term 'four'"),
        (GOOD + "- term: deuce\n  means: Two again.\n", 7, "there already"),
        (GOOD + "- term: six\n  also: [Two]\n  means: Six of them.\n", 7, "there already"),
        (GOOD + "- term: six\n  everyday: [half a dozen]\n  means: Six of them.\n", 7, "none of its names"),
        (GOOD + "- term: six\n  meaning: Six of them.\n", 7, "means"),
        (GOOD + "- term: six\n  means: It is 6.\n", 7, "means"),
        (GOOD + "- [six\n", 8, ""),
        ("term: one\n", 1, "a list"),
    ],
)
def test_a_broken_glossary_says_where(text: str, line: int, problem: str) -> None:
    assert read(GOOD, "g.yaml").find("Deuces")
    with pytest.raises(BrokenGlossary, match=rf"^g\.yaml:{line}: .*{problem}"):
        read(text, "g.yaml")


async def test_terms_are_suggested(app: App) -> None:
    suggestions = AppSuggestions(app)
    found = await suggestions.suggest(Define, "terms", "gold", ANYONE)
    assert list(found)[:3] == ["golden cross", "golden pocket", "golden ratio"]
