"""Questions come when they are due, each reply counts once, and nothing of it is lost."""

import asyncio
from datetime import timedelta

import pytest

from services.core.errors import InvalidRequest, UnknownLesson, UnknownQuestion
from services.education.quiz import MOST_TURNS, Quiz, QuizReply
from services.store.keys import learner as key_of
from tests.asks import ask
from tests.unit.services.education.school import ANN, BEN, School, lesson, said_to, write


async def test_who_has_begun_nothing_is_shown_what_to_read_first(school: School) -> None:
    shown = await school.asked(Quiz())
    assert (shown.posed, shown.reason, shown.due) == (None, "nothing due", 0)
    assert shown.next_lesson is not None
    assert shown.next_lesson.name == "first"


async def test_a_lesson_is_asked_through_in_order_and_passed_once_each_was_right(school: School) -> None:
    asked, passed = [], []
    for right in (True, False, True, True):
        shown = await school.asked(Quiz(lesson="lesson first"))
        assert shown.posed is not None
        asked.append((shown.posed.question, shown.reason))
        reply = await school.reply(shown, right)
        passed.append((reply.passed, reply.left))
    assert asked == [("first/one", "new"), ("first/two", "new"), ("first/three", "new"), ("first/two", "again")]
    assert passed == [(False, 2), (False, 2), (False, 1), (True, 0)]
    done = await school.asked(Quiz(lesson="lesson first"))
    assert (done.posed, done.reason) == (None, "passed")
    assert done.next_lesson is not None
    assert done.next_lesson.name == "second"


async def test_what_is_due_comes_first_the_longest_due_before_others_and_then_what_is_new(school: School) -> None:
    await school.next(lesson="first", right=False)  # due in ten minutes
    school.step(minutes=5)
    await school.next(lesson="second")  # due in two
    nothing_due = await school.asked(Quiz())
    assert nothing_due.posed is not None
    assert (nothing_due.reason, nothing_due.posed.question) == ("new", "first/two")
    school.step(days=3)
    order = []
    for _ in range(3):
        shown = await school.asked(Quiz())
        assert shown.posed is not None
        order.append((shown.posed.question, shown.reason, shown.due))
        await school.reply(shown)
    assert order == [("first/one", "again", 2), ("second/one", "due", 1), ("first/two", "new", 0)]


async def test_a_new_question_that_is_wrong_comes_again_after_ten_minutes(school: School) -> None:
    wrong = await school.next(lesson="first", right=False)
    assert wrong.again_in == pytest.approx(600, abs=1)
    school.step(minutes=11)
    right = await school.next()
    assert right.graded.posed.question == wrong.graded.posed.question
    assert right.again_in is not None
    assert right.again_in >= 86_400


async def test_a_question_that_was_known_and_is_wrong_comes_again_after_ten_minutes(school: School) -> None:
    first = await school.next(lesson="first")
    assert first.again_in == pytest.approx(2 * 86_400, abs=1)
    school.step(days=3)
    shown = await school.asked(Quiz())
    wrong = await school.reply(shown, right=False)
    assert wrong.again_in == pytest.approx(600, abs=1)
    assert wrong.again_at == (await school.asked(Quiz(lesson="first"))).next_due
    school.step(minutes=11)
    again = await school.asked(Quiz())
    assert again.posed is not None
    assert (again.posed.question, again.posed.turn, again.reason) == ("first/one", 2, "due")


async def test_a_card_that_was_replied_to_is_not_graded_again_and_tells_what_was_said(school: School) -> None:
    shown = await school.asked(Quiz(lesson="first"))
    first = await school.reply(shown, right=False)
    held = await school.store.hash_all(key_of(ANN.id))
    second = await school.reply(shown, right=True)
    assert (first.before, second.before) == (False, True)
    assert second.graded == first.graded, "what the first reply came to"
    assert second.again_at == first.again_at
    assert await school.store.hash_all(key_of(ANN.id)) == held
    school.step(days=2)
    await school.next()
    old = await school.reply(shown, right=True)
    assert old.before
    assert (await school.learner()).questions["first/one"].turns == 2


async def test_one_press_that_arrives_twice_and_two_processes_at_once_count_once(school: School) -> None:
    shown = await school.asked(Quiz(lesson="first"))
    assert shown.posed is not None
    request = QuizReply(question=shown.posed.question, turn=0, reply=said_to(shown, right=True))
    other = School(school.store, school.folder, school.clock)
    same = ask(request, ANN)
    answers = await asyncio.gather(
        school.desk.ask(same), school.desk.ask(same), *(each.asked(request) for each in (other, school, other, school))
    )
    assert sum(not answer.before for answer in answers if answer is not answers[0]) <= 1  # type: ignore[attr-defined]
    known = (await school.learner()).questions["first/one"]
    assert (known.turns, known.right) == (1, 1)
    assert sum((await school.learner()).days.values()) == 1


async def test_different_questions_answered_at_once_all_count(school: School) -> None:
    other = School(school.store, school.folder, school.clock)
    lessons = [await school.asked(Quiz(lesson=name)) for name in ("first", "second")]
    await asyncio.gather(*(each.reply(shown) for each, shown in zip((school, other), lessons, strict=True)))
    learner = await school.learner()
    assert len(learner.questions) == 2
    assert sum(learner.days.values()) == 2
    assert (learner.streak.days, learner.streak.most) == (1, 1)


async def test_what_is_known_is_there_after_a_restart_and_is_nobody_elses(school: School) -> None:
    await school.next(lesson="first")
    before = await school.learner()
    school.open()
    assert await school.learner() == before
    assert (await school.asked(Quiz(), BEN)).reason == "nothing due"
    assert not (await school.learner(BEN)).questions


async def test_lessons_may_be_renamed_and_questions_removed_under_way(school: School) -> None:
    shown = await school.asked(Quiz(lesson="first"))
    await school.reply(shown)
    gone = await school.asked(Quiz(lesson="first"))
    await school.next(lesson="second", right=False)
    write(school.folder, other=lesson("other", 1), second=lesson("second", 2, ("two", "three", "four")))
    school.open()
    school.step(days=30)
    with pytest.raises(UnknownQuestion):
        await school.reply(gone)
    with pytest.raises(UnknownLesson):
        await school.asked(Quiz(lesson="first"))
    left = await school.asked(Quiz())
    assert (left.posed, left.due, left.reason) == (None, 0, "nothing due"), "what there is no more is not due"
    assert left.next_lesson is not None
    assert left.next_lesson.name == "other"
    write(school.folder, first=lesson("first", 1), second=lesson("second", 2))
    school.open()
    assert (await school.asked(Quiz())).due == 2, "and what is there again is known as it was"


async def test_a_reply_that_is_none_changes_nothing(school: School) -> None:
    shown = await school.asked(Quiz(lesson="first"))
    assert shown.posed is not None
    for said in ("F", "yes please", "/buy btc", "\u202eA\u200b\u0000", "1e999"):
        with pytest.raises(InvalidRequest):
            await school.asked(QuizReply(question=shown.posed.question, turn=0, reply=said))
    assert not await school.store.hash_all(key_of(ANN.id))


async def test_a_card_older_than_what_was_forgotten_is_graded_as_it_was_shown_and_once(school: School) -> None:
    for days in (0, 3):
        school.step(days=days)
        await school.next(lesson="first" if not days else None)
    school.step(days=30)
    shown = await school.asked(Quiz())
    assert shown.posed is not None
    assert shown.posed.turn == 2
    await school.store.call(lambda client: client.delete(key_of(ANN.id)))
    first = await school.reply(shown)
    again = await school.reply(shown, right=False)
    assert first.graded.right
    assert not first.before
    assert again.before
    assert again.graded == first.graded


async def test_a_turn_that_nobody_was_shown_leaves_a_learner_who_can_go_on(school: School) -> None:
    forged = QuizReply(question="first/one", turn=MOST_TURNS, reply="A")
    await school.asked(forged)
    assert (await school.asked(Quiz(lesson="first"))).posed is not None
    school.step(days=400)
    shown = await school.asked(Quiz())
    assert shown.posed is not None
    assert shown.posed.question == "first/one"
    assert not (await school.reply(shown)).before


async def test_what_cannot_be_read_is_left_out_and_written_anew(school: School) -> None:
    await school.next(lesson="first")
    key = key_of(ANN.id)
    for field, text in (("q:first/one", "{}"), ("streak", "[1"), ("d:yesterday", "1"), ("q:first/two", "[1,2,3]")):
        await school.store.hash_set(key, field, text)
    assert not (await school.learner()).questions
    shown = await school.asked(Quiz(lesson="first"))
    assert not (await school.reply(shown)).before
    learner = await school.learner()
    assert learner.questions["first/one"].turns == 1
    assert learner.streak.days == 1


async def test_a_clock_that_went_back_takes_nothing_away(school: School) -> None:
    await school.next(lesson="first")
    back = School(school.store, school.folder)
    back.clock = type(back.clock)(school.clock.now() - timedelta(days=40))
    back.open()
    wrong = await back.next(lesson="second", right=False)
    assert wrong.days == 1
    again = await back.next(lesson="second")
    assert again.again_at is not None
    learner = await back.learner()
    assert (learner.streak.days, learner.streak.last) == (1, school.clock.now().date())
    assert all(known.due > known.last for known in learner.questions.values())
