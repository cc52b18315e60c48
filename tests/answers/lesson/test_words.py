"""A lesson that a voice shortens, whose text is broken by the form of a card, or that calls people."""

import pytest

from personas.about._school import content, lesson_text
from personas.about.lesson import LONGEST_SOURCES, source_lines
from personas.render import Voices
from services.education.learning import Learn
from services.education.lesson import Source
from services.education.quiz import Quiz
from services.education.teaching import OneLesson
from services.house.define import Define
from tests.answers._shared import HOSTILE_NAME
from tests.answers.fib_levels.sample import fib_answer
from tests.answers.lesson.sample import DRAWN, LIVE, SAMPLES, lesson
from tests.cards import text_of
from tests.faces import FACES, buttons, picture, picture_if_any


@pytest.mark.parametrize("name", SAMPLES)
def test_every_voice_tells_the_whole_text(voices: Voices, name: str) -> None:
    words = lesson_text(SAMPLES[name].text).replace("| ", "").split()
    for voice in voices.names:
        body = voices.render(SAMPLES[name], voice).body
        assert " ".join(words) in " ".join(body.split()), voice
        assert len(body) <= 4096


def test_paragraphs_run_on_and_lists_headings_quotes_and_code_stay_lines() -> None:
    text = "One\nparagraph\nof three lines.\n\n- first\n  goes on\n- second\n1. third\n> said\n# Head\nafter\n"
    text += "```\na  b\n\nc\n```\nlast"
    assert lesson_text(text).splitlines() == [
        *("| One paragraph of three lines.", "", "| - first goes on", "| - second", "| 1. third", "| > said"),
        *("| # Head", "| after", "| ```", "| a  b", "|  ", "| c", "| ```", "| last"),
    ]


def test_bold_at_the_start_of_a_line_is_no_list() -> None:
    assert lesson_text("so it is\n**bold** and\n*so* on") == "| so it is **bold** and *so* on"


def test_what_would_end_the_card_is_text_of_the_lesson(voices: Voices) -> None:
    """Three dashes begin the fields of a card, and a bar its own lines."""
    odd = lesson(text="Before.\n\n---\n\nName: value 17\n\n| bar\n\nAfter 3 d\n4 h of 100\nATR, 5\nMay and 50 %.")
    for voice in voices.names:
        card = voices.render(odd, voice)
        assert "After 3 d 4 h of 100 ATR, 5 May and 50 %." in card.body
        assert "Name: value 17" in card.body
        assert [field.name for field in card.fields] == ["Sources"]


def test_markdown_stays_and_nobody_is_called(voices: Voices) -> None:
    called = lesson(text=f"**Bold** {HOSTILE_NAME} and <#1>, </x:1>, @here; a < b and 1 <2 stay.")
    for voice in voices.names:
        body = voices.render(called, voice).body
        assert "**Bold**" in body
        assert not {"@everyone", "<@1>", "<#1>", "</x:1>", "@here"} & set(
            body.replace(",", " ").replace(";", " ").split()
        )
        assert "<@1>" not in body
        assert "a < b and 1 <2 stay" in body


def test_content_is_one_line() -> None:
    assert content("one\n two\t`three`") == "one two `three`"


def test_the_objective_what_it_builds_on_and_how_many_questions_are_told(voices: Voices) -> None:
    said = SAMPLES["drawn"]
    for voice in voices.names:
        told = text_of(voices.render(said, voice))
        assert said.objective in told
        assert "It builds on *The golden pocket*" in told
        assert "3 questions come with it" in told
        assert "How much to buy: lesson 2 of 6 in Risk and position size" in told


def test_sources_are_links_as_far_as_a_field_has_room() -> None:
    assert source_lines(SAMPLES["live"])[1].startswith("[SEC: Investor.gov glossary](https://")
    long = source_lines(SAMPLES["long"])
    assert len(long) == 5
    assert sum(map(len, long)) < LONGEST_SOURCES
    (odd,) = source_lines(lesson(sources=(Source(title="A [b](c) @d", url="https://a.example/x(1)?a=b%20c"),)))
    assert odd == "[A \\[b\\]\\(c\\) @\u200bd](https://a.example/x%281%29?a=b%20c)"


def test_the_picture_is_that_of_what_the_desk_answers_now_and_so_is_the_footer(voices: Voices) -> None:
    shown = fib_answer()
    assert picture(lesson(shown=shown)) == picture(shown)
    assert voices.render(lesson(shown=shown), "f").footer.startswith("bitget · 30 Dec 2023 19:00 UTC · 3 min old")
    assert picture_if_any(SAMPLES["market away"]) is None
    drawn = picture(SAMPLES["drawn"])
    assert "drawn for a lesson" in drawn.alt


def test_where_the_picture_comes_from_is_said(voices: Voices) -> None:
    for voice in voices.names:
        assert f"is what `{LIVE}` answers now" in voices.render(SAMPLES["live"], voice).body
        assert "There is no picture of the market now" in voices.render(SAMPLES["market away"], voice).body
        assert "drawn for this lesson" in voices.render(lesson(**DRAWN), voice).body


def test_under_it_stand_its_questions_its_neighbours_and_its_words() -> None:
    asked = [action.request for action in buttons(SAMPLES["drawn"])]
    assert asked[:4] == [
        *(Quiz(lesson="position-size"), OneLesson(lesson="where-stops-go"), OneLesson(lesson="golden-pocket"), Learn()),
    ]
    assert asked[4:] == [Define(term=term) for term in ("position", "stop", "R multiple")]
    assert FACES.of(type(SAMPLES["long"])).menus(SAMPLES["long"]) == ()


def test_biel_explains_a_word_of_it(voices: Voices) -> None:
    assert "**A word to know:** *position*." in voices.render(SAMPLES["drawn"], "biel").body
