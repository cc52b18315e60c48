"""A question and a thought a day, the same for all; none comes twice before all did, whatever becomes of the files."""

import asyncio
from datetime import date, timedelta

import pytest

from services.core.errors import NoLessons, UnknownQuestion
from services.core.request import AnyRequest
from services.education.daily import Daily, DailyReply, DayBefore
from services.education.turns import Turns, next_of
from services.education.wisdom import DailyWisdom
from services.store.keys import daily_replies, told_on
from services.store.keys import learner as key_of
from services.store.store import Store
from tests.unit.services.education.school import ANN, BEN, School, lesson, write

DAY = date(2026, 3, 2)


def thoughts(*ids: str) -> str:
    return "".join(f"- id: {each}\n  text: A thought that is called {each}.\n  lesson: first\n" for each in ids)


async def test_it_is_another_each_day_and_none_twice_before_all(school: School) -> None:
    asked = []
    for _ in range(18):
        first, second = await asyncio.gather(school.asked(Daily()), school.asked(Daily(), BEN))
        assert first.posed == second.posed
        asked.append(first.posed.question)
        school.step(days=1)
    for start in range(13):
        assert len(set(asked[start : start + 6])) == 6, "six in a row are all six, also across the end of a round"
    assert asked[:6] != sorted(asked[:6]), "neighbours in the files do not follow one another"


async def test_everybody_replies_once_and_only_the_first_reply_counts(school: School) -> None:
    right, wrong = await school.daily(), await school.daily(right=False, who=BEN)
    assert (right.graded.right, right.before, right.daily, right.again_at) == (True, False, True, None)
    assert (wrong.graded.right, wrong.before) == (False, False)
    again = await school.daily(who=BEN)
    assert (again.graded, again.before) == (wrong.graded, True), "what the first reply came to"
    ben, ann = await school.learner(BEN), await school.learner(ANN)
    assert sum(ann.right_since(DAY).values()) == 1
    assert ben.right_since(DAY) == {DAY: 0}, "they learnt that day, and had no point"
    assert (ann.streak.days, ben.streak.days) == (1, 1)
    assert not ann.questions, "what is asked in /quiz is as it was"


async def test_many_presses_at_once_count_once(school: School) -> None:
    shown = await school.asked(Daily())
    other = School(school.store, school.folder, school.clock)
    answers = await asyncio.gather(
        *(each.daily(right=at % 2 == 0, shown=shown) for at, each in enumerate((school, other) * 3))
    )
    assert sum(not answer.before for answer in answers) == 1
    assert len({answer.graded.right for answer in answers}) == 1
    assert len((await school.learner()).daily) == 1


async def test_it_may_be_replied_to_until_the_next_day_is_over_and_whoever_comes_later_is_told(school: School) -> None:
    shown = await school.asked(Daily())
    school.step(days=1)
    assert (await school.daily(shown=shown)).late is False
    assert (await school.daily()).before is False, "that day has a question of its own"
    school.step(days=1)
    late = await school.daily(shown=shown, who=BEN)
    assert (late.late, late.before, late.graded.right, late.days) == (True, False, True, 0)
    assert not await school.store.hash_all(key_of(BEN.id))
    mine = await school.daily(shown=shown, right=False)
    assert (mine.late, mine.before, mine.graded.right) == (False, True, True), "they had replied in time"


async def test_a_question_that_is_gone_gives_way_to_another_the_same_day(school: School) -> None:
    shown = await school.asked(Daily())
    name, _, gone = shown.posed.question.partition("/")
    left = [each for each in ("one", "two", "three") if each != gone] + ["more"]
    if gone == "three":
        left = ["one", "two", "more"]
    kept = {"first": lesson("first", 1), "second": lesson("second", 2)} | {name: lesson(name, 1, left)}
    write(school.folder, **kept)
    school.open()
    with pytest.raises(UnknownQuestion):
        await school.daily(shown=shown)
    new = await school.asked(Daily())
    assert new.posed.question != shown.posed.question
    assert not (await school.daily(shown=new)).before


async def test_who_replied_before_it_gave_way_has_replied_that_day(school: School) -> None:
    shown = await school.asked(Daily())
    first = await school.daily(right=False, shown=shown)
    await school.store.hash_set(told_on("question"), DAY.isoformat(), "no/more")
    school.open()
    new = await school.asked(Daily())
    again = await school.daily(shown=new)
    assert again.before
    assert again.graded.right is first.graded.right is False
    assert len((await school.learner()).daily) == 1


async def test_only_the_question_of_that_day_is_replied_to(school: School) -> None:
    """Nothing is gained by whoever types what a button would ask."""
    shown = await school.asked(Daily())
    school.step(days=1)
    other = await school.asked(Daily())
    for turn, question in (
        (shown.posed.turn, other.posed.question),
        (other.posed.turn, shown.posed.question),
        (other.posed.turn + 1, other.posed.question),
        (3_000_000, other.posed.question),
        (other.posed.turn, "first/none"),
        (other.posed.turn, ""),
    ):
        with pytest.raises(UnknownQuestion):
            await school.asked(DailyReply(question=question, turn=turn, reply="A"))
    assert not await school.store.hash_all(key_of(ANN.id))


async def test_without_a_lesson_there_is_none(store: Store, school: School) -> None:
    write(school.folder)
    school.open()
    asked: tuple[AnyRequest, ...] = (Daily(), DailyWisdom())
    for request in asked:
        with pytest.raises(NoLessons):
            await school.asked(request)
    assert not await store.hash_all(told_on("question"))


async def test_a_thought_comes_again_only_when_all_have_been_told(school: School) -> None:
    file = school.folder / "risk" / "wisdom.yaml"
    file.write_text(thoughts("a1", "b1", "c1", "d1"), encoding="utf-8")
    school.open()
    told, places = [], list[tuple[int, int]]()

    async def days(number: int) -> None:
        for _ in range(number):
            answer = await school.asked(DailyWisdom())
            places.append((answer.place, answer.of))
            told.append(answer.text.split()[-1].rstrip("."))
            school.step(days=1)

    await days(3)
    file.write_text(thoughts("a1", "b1", "c1", "d1", "e1", "f1"), encoding="utf-8")
    school.open()
    await days(3)
    assert sorted(told) == ["a1", "b1", "c1", "d1", "e1", "f1"], "what is new has its turn before any comes again"
    file.write_text(thoughts("a1", "c1", "e1", "f1"), encoding="utf-8")
    school.open()
    await days(8)
    assert places[:3] == [(1, 4), (2, 4), (3, 4)]
    assert sorted(places[6:10]) == sorted(places[10:]) == [(1, 4), (2, 4), (3, 4), (4, 4)]
    assert told[6:10] == told[10:14]
    assert sorted(told[6:10]) == ["a1", "c1", "e1", "f1"]
    assert told[6] != told[5]


async def test_two_processes_with_different_files_tell_the_same_of_one_day(store: Store) -> None:
    ids = [f"thought-{number}" for number in range(30)]
    for back in range(60):
        day = DAY + timedelta(days=back)
        one, other = await asyncio.gather(
            Turns(store).on(day, "wisdom", ids), Turns(store).on(day, "wisdom", [*reversed(ids)])
        )
        assert one == other
    held = await store.hash_all(told_on("wisdom"))
    assert sorted(held.values()) == sorted(ids), "of each the last day is kept, and no more"


def test_the_one_that_was_told_the_longest_ago_is_next() -> None:
    before = {"2026-03-03": "a", "2026-03-01": "b", "2026-03-02": "c", "2026-02-01": "a"}
    assert next_of(["a", "b", "c"], before) == "b"
    assert next_of(["a", "c"], before) == "c"
    assert next_of(["a", "b", "c", "new"], before) == "new"


async def test_the_next_day_tells_how_many_were_right_without_names_and_not_of_few(school: School) -> None:
    people = [ANN.model_copy(update={"id": f"discord:{number}"}) for number in range(10**17, 10**17 + 4)]
    for right, who in zip((True, False, True), people, strict=False):
        await school.daily(right, who)
        await school.daily(True, who)  # nothing is counted twice
    assert (await school.asked(Daily())).before is None
    kept = await school.store.hash_all(daily_replies(DAY.isoformat()))
    assert sorted(kept.values()) == ["right", "right", "wrong"]
    assert not any(who.id.partition(":")[2] in field for who in people for field in kept)
    school.step(days=1)
    shown = await school.asked(Daily())
    assert shown.before == DayBefore(replied=3, right=2)
    for who in people[:2]:
        await school.daily(who=who)
    school.step(days=1)
    assert (await school.asked(Daily())).before is None, "of two it would tell whose"
