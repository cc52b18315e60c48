"""A question over the wire: each reply counts once, and nobody but who replied sees what it came to."""

import asyncio
from pathlib import Path

import pytest

from bot.playground import Playground
from bot.playground.person import Person, Reply
from config.settings import LESSONS
from services.education.curriculum import Curriculum
from services.education.lesson import ChoiceQuestion, Lesson
from services.education.library import Library
from tests.conftest import eventually
from tests.house import Bot


@pytest.fixture
async def curriculum() -> Curriculum:
    return await Library((LESSONS,)).curriculum()


def title(reply: Reply) -> str:
    return str(reply.embeds[0]["title"])


def begins_with_choice(curriculum: Curriculum) -> Lesson:
    return next(each for each in curriculum.lessons.values() if isinstance(each.questions[0], ChoiceQuestion))


def right_letter(curriculum: Curriculum, lesson: Lesson) -> str:
    question = lesson.questions[0]
    assert isinstance(question, ChoiceQuestion)
    text = next(each.text for each in question.options if each.right)
    posed = curriculum.posed(lesson, question, 0)
    return next(each.letter for each in posed.options if each.text == text)


async def answered(who: Person, shown: Reply, letter: str) -> Reply:
    """``shown`` replied to: by a letter, or in a form where it asks for a number."""
    if shown.button(letter) is not None:
        return await who.press(shown, letter)
    (button,) = [each.label for each in shown.buttons if each.label.startswith("Answer")]
    form = await who.press(shown, button)
    assert form.modal is not None
    (field,) = form.modal.fields
    return await who.submit(form, {field: "1"})


async def test_a_reply_counts_once_whatever_is_pressed_after_it_and_whoever_is_killed(
    playground: Playground, tmp_path: Path, curriculum: Curriculum
) -> None:
    lesson = begins_with_choice(curriculum)
    right = right_letter(curriculum, lesson)
    async with Person(playground.url, "Cleo") as cleo, Bot(playground, tmp_path / "home") as bot:
        shown = await cleo.slash("quiz", lesson=lesson.title)
        assert shown.ephemeral
        replies = await asyncio.gather(*(cleo.press(shown, right) for _ in range(3)), return_exceptions=True)
        first = next(each for each in replies if isinstance(each, Reply))
        assert title(first).startswith("Right"), replies
        await bot.kill()
        await bot.start()
        wrong = next(each.label for each in shown.buttons if each.label in "ABCDE" and each.label != right)
        again = await cleo.press(shown, wrong)
        assert title(again).startswith("Answered before: right")
        progress = await cleo.slash("progress")
        assert "1 of 1 reply was right" in str(progress.embeds[0])
        assert "Traceback" not in bot.errors()


async def test_the_question_of_the_day_in_a_channel_is_replied_to_by_each_alone(
    playground: Playground, tmp_path: Path
) -> None:
    async with (
        Person(playground.url, "Ada") as ada,
        Person(playground.url, "Ben") as ben,
        Bot(playground, tmp_path / "home") as bot,
    ):
        await ada.press(await ada.slash("schedule add", what="daily quiz", to="channel"), "Confirm")
        await ada.slash("schedule run", which="1")

        async def told() -> list[Reply]:
            return [each for each in await ben.history() if each.embeds and title(each).startswith("Question of")]

        await eventually(told, 40.0)
        (shown,) = await told()
        of_ada, of_ben = await asyncio.gather(answered(ada, shown, "A"), answered(ben, shown, "B"))
        for reply in (of_ada, of_ben):
            assert reply.ephemeral
            assert reply.id != shown.id
            assert "Answered before" not in title(reply)
        again = await answered(ben, shown, "A")
        assert title(again).startswith("Answered before")
        assert (await told())[0].message["embeds"] == shown.message["embeds"], "what all see is as it was"
        seen_by_ada = {each.id for each in await ada.history()}
        assert of_ben.id not in seen_by_ada
        assert "Traceback" not in bot.errors()
