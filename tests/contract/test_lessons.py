"""What the school teaches is right, can be answered, and is told by every voice: all lessons that come with the desk,
each of their questions at each of its variants."""

import re
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from itertools import product
from pathlib import Path
from random import Random
from typing import Final, get_args

import pytest

from bot.app import App, open_app
from bot.check import commands
from cogs._actions import LONGEST_ID, encode
from config.settings import LESSONS, load
from personas.render import Voices
from services.core.errors import InvalidRequest
from services.core.request import Answer
from services.education import teaching
from services.education.curriculum import Curriculum
from services.education.folders import look
from services.education.grading import grade
from services.education.lesson import TRACKS, Habit, Lesson, NumberQuestion, Question, StopQuestion
from services.education.posing import shown_number, variant_of, variants
from services.education.quiz import QuizAnswer, ReplyAnswer
from services.education.replies import number_told
from services.education.teaching import LessonAnswer, OneLesson
from services.words.glossary import glossary
from tests.cards import text_of
from tests.conftest import ROOT
from tests.school import TEXT, put

AT: Final = datetime(2026, 11, 1, 12, tzinfo=UTC)
LEAST_LESSONS, LEAST_TERMS, LEAST_WISDOMS = 40, 250, 60
LEAST_READ, LEAST_STOP = 2, 1
"""Questions on charts in each track."""
SHORTEST: Final = 900
"""Characters of a lesson's text: a minute."""
LONGEST_BODY: Final = 1200
"""Characters of a question's card: what a phone shows without much scrolling."""
LIMIT: Final = 6000
"""Characters of a message with embeds, by Discord."""
HOSTILE: Final = ("", " ", "nan", "inf", "-inf", "1e999", "1e30", "-1e30", "Z", "@everyone", "{answer}", "x" * 40)


@pytest.fixture(scope="module")
def curriculum() -> Curriculum:
    return look((LESSONS,), commands=commands()).curriculum


def posed(curriculum: Curriculum) -> list[tuple[Lesson, Question, int]]:
    """Each question at each of its variants, and for as many turns as shuffle its options."""
    return [
        (lesson, question, turn)
        for _, lesson, question in curriculum.questions()
        for turn in range(variants(question.given) * (4 if question.kind == "choice" else 1))
    ]


def test_nothing_is_wrong_with_the_lessons_that_come_with_the_desk(curriculum: Curriculum) -> None:
    assert list(map(str, curriculum.problems)) == []


def test_there_are_as_many_as_are_promised(curriculum: Curriculum) -> None:
    lessons = curriculum.lessons.values()
    assert len(lessons) >= LEAST_LESSONS
    assert len(glossary().terms) >= LEAST_TERMS
    assert len(curriculum.wisdoms) >= LEAST_WISDOMS
    for track in TRACKS:
        places = [lesson.place for lesson in lessons if lesson.track == track]
        assert places == list(range(1, len(places) + 1)), track
        assert any(wisdom.lesson in curriculum.lessons for wisdom in curriculum.wisdoms)
        kinds = Counter(question.kind for lesson in lessons if lesson.track == track for question in lesson.questions)
        assert kinds.keys() == {"choice", "number", "read", "stop"}, track
        assert (kinds["read"] >= LEAST_READ, kinds["stop"] >= LEAST_STOP) == (True, True), track
    assert [lesson.name for lesson in lessons if len(lesson.text) < SHORTEST] == []


def test_no_two_lessons_or_questions_are_the_same(curriculum: Curriculum) -> None:
    for said in (
        [lesson.title.casefold() for lesson in curriculum.lessons.values()],
        [lesson.text for lesson in curriculum.lessons.values()],
        [f"{question.ask} {getattr(question, 'bars', '')}" for _, _, question in curriculum.questions()],
        [wisdom.text.casefold() for wisdom in curriculum.wisdoms],
    ):
        assert [each for each, times in Counter(said).items() if times > 1] == []


def test_the_habits_of_traders_each_have_a_lesson(curriculum: Curriculum) -> None:
    habits = Counter(lesson.habit for lesson in curriculum.lessons.values() if lesson.habit)
    assert habits == dict.fromkeys(get_args(Habit), 1)


def test_each_lesson_names_the_words_that_it_teaches(curriculum: Curriculum) -> None:
    """They are found in its text or in a question, by one of their names."""
    for lesson in curriculum.lessons.values():
        read = " ".join([lesson.title, lesson.objective, lesson.text, *map(str, lesson.questions)]).casefold()
        plain = " ".join(read.replace("*", "").split())
        for word in lesson.terms:
            term = glossary()[word]
            assert any(name.casefold() in plain for name in (term.term, *term.also)), (lesson.name, word)


def test_each_question_has_one_right_answer(curriculum: Curriculum) -> None:
    for lesson, question, turn in posed(curriculum):
        right, wrong = replies(curriculum, lesson, question, turn)
        told = (lesson.name, question.id, turn)
        for reply in right:
            graded = grade(curriculum, lesson, question, turn, reply)
            assert graded.right, (*told, reply, graded.answer)
        for reply in wrong:
            assert not grade(curriculum, lesson, question, turn, reply).right, (*told, reply)
        assert wrong, told


def test_where_a_loss_may_be_right_it_is_said_how_to_write_it(curriculum: Curriculum) -> None:
    for key, lesson, question in curriculum.questions():
        if isinstance(question, NumberQuestion) and question.unit:
            right = [float(curriculum.right_of(lesson, question, turn)) for turn in range(variants(question.given))]  # type: ignore[arg-type]
            assert min(right) >= 0 or "minus" in question.ask, key


def replies(curriculum: Curriculum, lesson: Lesson, question: Question, turn: int) -> tuple[list[str], list[str]]:
    """Replies that are right, and others that are not."""
    answer = curriculum.right_of(lesson, question, turn)
    if isinstance(question, NumberQuestion):
        assert isinstance(answer, float | int)
        off = [shown_number(round(value, 8)) for value in (3 * answer + 12345.6, -answer) if abs(value) > 1e-6]
        return [number_told(question, answer), repr(float(answer))], off if answer else off[:1]
    if isinstance(question, StopQuestion):
        assert isinstance(answer, tuple)
        low, high = answer
        assert low < high
        return [str(low), str(high), str((low + high) / 2)], [str(low * 0.9), str(high * 1.1), "0", "-1"]
    letters = [option.letter for option in curriculum.posed(lesson, question, turn).options]
    right = [letter for letter in letters if grade(curriculum, lesson, question, turn, letter).right]
    assert len(right) == 1, (lesson.name, question.id, turn)
    return right, [letter for letter in letters if letter not in right]


def test_what_is_asked_first_is_not_the_example_of_the_text(curriculum: Curriculum) -> None:
    """Else its answer is there to be copied. Where each variant is in the text, as in a list of ratios, it must be."""

    def told(text: str) -> set[float]:
        return {float(each.replace(",", "")) for each in re.findall(r"\d[\d,]*(?:\.\d+)?", text)}

    for _, lesson, question in curriculum.questions():
        if isinstance(question, NumberQuestion) and variants(question.given) > 1:
            examples = [
                told(f"{question_figures(question, turn)} {number_told(question, answer)}") <= told(lesson.text)
                for turn in range(variants(question.given))
                if isinstance(answer := curriculum.right_of(lesson, question, turn), float | int)
            ]
            assert all(examples) or not examples[0], (lesson.name, question.id)


def question_figures(question: Question, turn: int) -> list[object]:
    """Those of its figures that are not the same each time."""
    figures = variant_of(question.given, turn)
    return [figures[name] for name, value in question.given.items() if isinstance(value, list | tuple)]


def test_no_question_is_answered_by_nonsense(curriculum: Curriculum) -> None:
    for lesson, question, turn in posed(curriculum):
        for reply in HOSTILE:
            with suppress(InvalidRequest):
                assert not grade(curriculum, lesson, question, turn, reply).right, (lesson.name, question.id, reply)


def test_no_number_is_right_by_accident(curriculum: Curriculum) -> None:
    """Near ones and far ones, and those that usual slips lead to, in several notations."""
    chance = Random(1)  # noqa: S311
    for lesson, question, turn in posed(curriculum):
        if not isinstance(question, NumberQuestion):
            continue
        answer = curriculum.right_of(lesson, question, turn)
        assert isinstance(answer, float | int)
        allowed = question.within * abs(answer) if question.within_absolute is None else question.within_absolute
        off = [answer + sign * allowed * 10 ** chance.uniform(0.01, 3) for sign in (-1, 1) for _ in range(6)]
        slips = [-answer, answer / 100, 100 * answer, 1000 * answer, answer / 1000, chance.gauss(0, 100 * answer)]
        for value in (*off, *(each for each in slips if abs(each - answer) > 1.02 * allowed)):
            for reply in (f"{value:.12f}", f"{value:.12e}"):
                with suppress(InvalidRequest):
                    graded = grade(curriculum, lesson, question, turn, reply)
                    assert not graded.right, (lesson.name, question.id, turn, reply, graded.answer)


def test_the_words_of_an_option_are_those_of_one(curriculum: Curriculum) -> None:
    for lesson, question, turn in posed(curriculum):
        for option in curriculum.posed(lesson, question, turn).options:
            right = grade(curriculum, lesson, question, turn, option.letter).right
            for reply in (option.text, f"({option.letter.lower()})", f"option {option.letter}"):
                if reply is not None:
                    assert grade(curriculum, lesson, question, turn, reply).right is right, (lesson.name, reply)


def test_the_longest_option_is_no_sign_of_the_right_one(curriculum: Curriculum) -> None:
    """A guess by length must do hardly better than one by lot."""
    choices = [question for _, _, question in curriculum.questions() if question.kind == "choice"]
    longest = sum(max(each.options, key=lambda option: len(option.text)).right for each in choices)
    by_lot = sum(1 / len(each.options) for each in choices)
    assert longest <= 1.35 * by_lot, (longest, by_lot, len(choices))


def test_the_place_of_a_letter_on_a_chart_is_no_sign_of_the_right_one(curriculum: Curriculum) -> None:
    """Letters of bars and prices are not shuffled: whoever always says C must do hardly better than by lot."""
    places = Counter(
        curriculum.right_of(lesson, question, turn)
        for _, lesson, question in curriculum.questions()
        if question.kind == "read" and question.options[0].says is None
        for turn in range(variants(question.given))
    )
    assert max(places.values()) <= 0.4 * places.total(), places


@pytest.fixture
async def app(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[App]:
    home = tmp_path_factory.mktemp("home")
    async with open_app(load(home=home, market="sim", at=AT), watch=False) as opened:
        yield opened


async def test_every_lesson_is_told_by_every_voice_with_its_picture(
    curriculum: Curriculum, app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of the market where it is live: the desk answers what it shows."""
    monkeypatch.setattr(teaching, "CHART_SECONDS", 120.0)  # the sky of ten years is computed once
    voices = Voices(strict=True)
    for lesson in curriculum.lessons.values():
        answer = await app.desk.read(OneLesson(lesson=lesson.title))
        assert isinstance(answer, LessonAnswer)
        assert answer.lesson == lesson.ref
        assert (answer.shown is None) != (answer.drawn is None), lesson.name
        for name in voices.names:
            card = voices.render(answer, name)
            told = text_of(card)
            assert len(told) + len(card.footer) <= LIMIT, (lesson.name, name, len(told))
            assert lesson.text.splitlines()[0][:20] in told, (lesson.name, name)


def test_every_question_is_asked_and_graded_by_every_voice(curriculum: Curriculum) -> None:
    voices = Voices(strict=True)
    for _, lesson, question in curriculum.questions():
        turn = variants(question.given) - 1
        right, wrong = replies(curriculum, lesson, question, turn)
        asked = QuizAnswer(
            as_of=AT,
            posed=curriculum.posed(lesson, question, turn),
            reason="due",
            due=12,
            next_due=None,
            next_lesson=None,
            lesson=lesson.ref,
        )
        said: list[Answer] = [asked]
        for reply in (right[0], wrong[0]):
            graded = grade(curriculum, lesson, question, turn, reply)
            again = {"again_at": AT + timedelta(days=3), "again_in": 259_200.0}
            said.append(
                ReplyAnswer(as_of=AT, graded=graded, before=False, due=11, left=2, passed=False, days=4, **again)
            )
        for answer, name in product(said, voices.names):
            card = voices.render(answer, name)
            told = text_of(card)
            assert len(told) + len(card.footer) <= LIMIT, (lesson.name, question.id, name)
            assert len(card.body) <= LONGEST_BODY, (lesson.name, question.id, name, len(card.body))
            assert all(len(encode(action.request)) <= LONGEST_ID for action in card.actions), (lesson.name, question.id)


def test_the_lesson_on_the_page_for_writers_can_be_taught_beside_ours(tmp_path: Path) -> None:
    page = (ROOT / "docs/lessons.md").read_text(encoding="utf-8")
    written = page.partition("```markdown\n")[2].partition("```")[0]
    put(tmp_path, "risk/how-much-a-bounce-gives.md", written + TEXT)
    both = look((LESSONS, tmp_path), commands=commands()).curriculum
    assert both.problems == ()
    assert [lesson.name for lesson in both.lessons.values() if lesson.track == "risk"][-1] == "how-much-a-bounce-gives"
    for track in TRACKS:
        assert f"`{track}`" in page
    for field in (*Lesson.model_fields.keys() - {"name", "track", "text"}, *get_args(Habit)):
        assert f"`{field}`" in page, field
