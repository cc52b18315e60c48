"""How far somebody is, by their own clock: what they were right about counts, and a missed day is only a missed day."""

import json
from datetime import date, timedelta

import pytest

from services.core.errors import InvalidRequest
from services.core.request import AnyRequest
from services.core.roles import Role
from services.education.book import DAYS_KEPT, Learner, Replied, Streak
from services.education.classes import MOST_SHOWN, ClassBoard, ClassJoin, ClassLeave, ranks_of
from services.education.learning import Learn
from services.education.progress import Progress
from services.education.quiz import Quiz
from services.education.standing import LEVELS
from services.store.keys import PREFERENCES, class_of
from services.store.keys import learner as key_of
from tests.school import put
from tests.unit.services.education.school import ANN, BEN, School, lesson, write


async def test_somebody_new_has_everything_before_them(school: School) -> None:
    learn, progress = await school.asked(Learn()), await school.asked(Progress())
    assert learn.next is not None
    assert (learn.next.name, learn.due, learn.days, learn.level.title) == ("first", 0, 0, "Newcomer")
    assert [(track.name, track.lessons, track.passed) for track in learn.tracks] == [("risk", 2, 0)]
    assert (progress.replies, progress.right, progress.remembered, progress.next_due) == (0, 0, None, None)
    assert [right for _, right in progress.days] == [0] * 28
    assert progress.days[-1][0] == school.clock.now().date()


async def test_what_is_wrong_with_the_files_is_told_to_admins_alone(school: School) -> None:
    put(school.folder, "risk/mine.md", "no lesson")
    told = "risk/mine.md:1: front matter stands between two lines of ---, from the first line on"
    assert (await school.asked(Learn())).problems == ()
    assert (await school.asked(Learn(), ANN.model_copy(update={"role": Role.ADMIN}))).problems == (told,)


async def test_progress_counts_what_was_replied(school: School) -> None:
    for right in (True, False, True):
        await school.next(right, lesson="first")
    school.step(days=3)
    await school.next()
    progress = await school.asked(Progress())
    assert (progress.replies, progress.right, progress.due) == (4, 3, 2)
    assert progress.level.known == 3
    assert progress.remembered is not None
    assert 0.8 < progress.remembered < 1
    assert [right for _, right in progress.days if right] == [2, 1]
    assert progress.tracks[0].passed == 1
    assert (progress.streak, progress.longest) == (1, 1)


async def test_what_is_next_follows_from_where_somebody_began(school: School) -> None:
    write(school.folder, **{name: lesson(name, place) for place, name in enumerate(("first", "second", "third"), 1)})
    school.open()
    for _ in range(3):
        await school.next(lesson="second")
    after = (await school.asked(Learn())).next
    assert after is not None
    assert after.name == "third"
    for _ in range(3):
        await school.next(lesson="third")
    back = (await school.asked(Learn())).next
    assert back is not None
    assert back.name == "first"


async def test_what_was_never_right_is_not_said_to_be_remembered(school: School) -> None:
    await school.next(False, lesson="first")
    assert (await school.asked(Progress())).remembered is None


async def test_the_export_has_all_that_is_kept_and_only_where_it_is_asked_for(school: School) -> None:
    await school.next(lesson="first")
    await school.next(lesson="first", right=False)
    await school.daily()
    write(school.folder, first=lesson("first", 1, ("one", "three", "four")))
    school.open()
    assert (await school.asked(Progress())).kept is None
    kept = (await school.asked(Progress(export=True))).kept
    assert kept is not None
    one, gone = kept.questions
    learner = await school.learner()
    assert (one.question, one.lesson, one.replies, one.right) == ("first/one", "Lesson first", 1, 1)
    assert (gone.question, gone.lesson, gone.replies, gone.right) == ("first/two", None, 1, 0)
    assert one.stability_days == learner.questions["first/one"].stability
    assert (one.last, one.due) == (learner.questions["first/one"].last, learner.questions["first/one"].due)
    today = school.clock.now().date()
    assert kept.days == ((today, 1),)
    assert [(each.day, each.right) for each in kept.daily] == [(today, True)]
    assert (kept.streak, kept.guesses) == (learner.streak, learner.guesses)
    held = await school.store.hash_all(key_of(ANN.id))
    said = [known.said for known in learner.questions.values()] + [each.said for each in learner.daily.values()]
    exported = kept.model_dump_json()
    assert len(said) == 3
    assert all(f'"said":"{each}"' in exported for each in said)
    assert sum(len(part) if isinstance(part, list) else 1 for part in map(json.loads, held.values())) == (
        8 * len(kept.questions) + len(kept.days) + 3 * len(kept.daily) + len(Streak.model_fields)
    ), "nothing is kept that is not in it"


async def test_the_level_rises_to_the_last_and_never_falls(school: School) -> None:
    titles = []
    for name in ("first", "second"):
        for _ in range(3):
            await school.next(lesson=name)
            level = (await school.asked(Learn())).level
            titles.append(level.title)
            assert level.next_at is None or level.next_at > level.known
    assert titles[-1] == "Graduate" == list(LEVELS)[-1]
    assert [list(LEVELS).index(title) for title in titles] == sorted(list(LEVELS).index(title) for title in titles)
    learn = await school.asked(Learn())
    assert (learn.next, learn.level.next_at, learn.tracks[0].next) == (None, None, None)
    school.step(days=40)
    await school.next(right=False)
    assert (await school.asked(Learn())).level.title == "Graduate"


async def test_days_in_a_row_are_those_of_the_learners_own_clock(school: School) -> None:
    await school.store.hash_set(PREFERENCES, ANN.id, '{"time_zone":"America/New_York"}')
    school.step(hours=17)  # 2 March, 21:30 in New York, and the 3rd in UTC
    assert (await school.next(lesson="first")).days == 1
    assert (await school.learner()).streak.last == date(2026, 3, 2)
    school.step(hours=3)  # 00:30 on the 3rd
    assert (await school.next(lesson="first")).days == 2
    assert (await school.next(lesson="first", who=BEN)).days == 1


async def test_a_day_without_learning_ends_a_row_and_the_longest_is_kept(school: School) -> None:
    for day in range(3):
        reply = await school.daily(right=day % 2 == 0)
        assert reply.days == day + 1, "a wrong reply is learning too"
        school.step(days=1)
    assert (await school.asked(Learn())).days == 3, "today is not over"
    school.step(days=1)
    progress = await school.asked(Progress())
    assert (progress.streak, progress.longest) == (0, 3)
    assert (await school.daily()).days == 1


def test_a_row_of_days_goes_on_or_begins_anew() -> None:
    day = date(2026, 3, 1)
    row = Streak().with_day(day).with_day(day).with_day(day + timedelta(days=1))
    assert (row.days, row.most) == (2, 2)
    assert row.with_day(day - timedelta(days=9)) == row
    late = row.with_day(day + timedelta(days=9))
    assert (late.days, late.most, late.on(day + timedelta(days=10)), late.on(day + timedelta(days=11))) == (1, 2, 1, 0)


async def test_days_are_kept_for_as_long_as_is_said_and_no_longer(school: School) -> None:
    for _ in range(3):
        await school.daily()
        await school.next(lesson="first")
        school.step(days=1)
    school.step(days=DAYS_KEPT - 3)
    await school.daily()
    held = await school.store.hash_all(key_of(ANN.id))
    days = sorted(field for field in held if field.startswith(("d:", "daily:")))
    assert days == sorted(
        f"{kind}{day}" for kind in ("d:", "daily:") for day in ("2026-03-03", "2026-03-04", "2026-05-01")
    )


def test_points_are_right_replies_and_questions_of_the_day() -> None:
    day = date(2026, 3, 1)
    learner = Learner(
        days={day: 3, day - timedelta(days=1): 2},
        daily={
            day: Replied(question="a/b", right=True, said="A"),
            day + timedelta(days=1): Replied(question="a/c", right=False, said="B"),
        },
    )
    assert learner.right_since(day) == {day: 4, day + timedelta(days=1): 0}


async def test_practice_that_is_neither_due_nor_new_has_no_points(school: School) -> None:
    await school.next(right=False, lesson="first")
    for _ in range(2):
        await school.next(lesson="first")
    await school.next(lesson="first")  # the first again, which is not due before tomorrow
    assert sum((await school.learner()).days.values()) == 2


async def test_nobody_is_listed_who_did_not_ask_for_it(school: School) -> None:
    await school.next(lesson="first")
    await school.next(lesson="first", who=BEN)
    await school.daily(who=BEN)
    empty = await school.asked(ClassBoard())
    assert (empty.ranks, empty.listed, empty.on) == ((), 0, False)
    joined = await school.asked(ClassJoin())
    assert (joined.on, joined.was_on) == (True, False)
    assert (await school.asked(ClassJoin())).was_on
    await school.asked(ClassJoin(), BEN)
    board = await school.asked(ClassBoard())
    assert [(rank.rank, rank.person, rank.points, rank.days) for rank in board.ranks] == [
        (1, BEN.id, 2, 1),
        (2, ANN.id, 1, 1),
    ]
    assert (board.listed, board.on) == (2, True)
    other = await school.asked(ClassBoard(), ANN.model_copy(update={"server": "discord:9"}))
    assert (other.ranks, other.listed, other.on) == ((), 0, False), "each server has its own"
    left = await school.asked(ClassLeave(), BEN)
    assert (left.on, left.was_on) == (False, True)
    assert [rank.person for rank in (await school.asked(ClassBoard())).ranks] == [ANN.id]
    assert list(await school.store.hash_all(class_of("discord:1"))) == [ANN.id]
    school.step(days=31)
    old = await school.asked(ClassBoard())
    assert (old.ranks, old.listed) == ((), 1), "points are those of 30 days"


@pytest.mark.parametrize("asked", [ClassBoard(), ClassJoin(), ClassLeave()])
async def test_in_private_there_is_no_class(school: School, asked: AnyRequest) -> None:
    with pytest.raises(InvalidRequest):
        await school.asked(asked, ANN.model_copy(update={"server": None}))


def test_equal_points_are_one_rank_and_the_asker_is_shown_wherever_they_are() -> None:
    found = [(f"discord:{number}", 50 - number // 2, 1) for number in range(30)]
    ranks = ranks_of(found, "discord:29")
    assert [rank.rank for rank in ranks] == [1, 1, 3, 3, 5, 5, 7, 7, 9, 9, 29]
    assert len(ranks) == MOST_SHOWN + 1
    assert ranks[-1].person == "discord:29"
    assert len(ranks_of(found, "discord:1")) == MOST_SHOWN


async def test_asking_how_far_one_is_writes_nothing(school: School) -> None:
    asked: tuple[AnyRequest, ...] = (Learn(), Progress(), Quiz(), Quiz(lesson="first"))
    for request in asked:
        await school.asked(request)
    assert not await school.store.hash_all(key_of(ANN.id))


async def test_a_track_has_its_lessons_with_what_was_begun_and_passed(school: School) -> None:
    for _ in range(3):
        await school.next(lesson="first")
    await school.next(lesson="second", right=False)
    track = await school.asked(Learn(track="risk"))
    assert [(each.lesson.name, each.begun, each.passed) for each in track.lessons] == [
        ("first", True, True),
        ("second", True, False),
    ]
    assert ([each.name for each in track.tracks], track.next and track.next.name) == (["risk"], "second")
    assert (await school.asked(Learn(track="candles"))).lessons == ()
    assert (await school.asked(Learn())).lessons == ()


async def test_what_comes_due_within_a_week_is_counted_with_what_is_due(school: School) -> None:
    await school.next(lesson="first")
    await school.next(lesson="first", right=False)
    school.step(minutes=11)
    due = [known.due for known in (await school.learner()).questions.values()]
    now = school.clock.now()
    shown = await school.asked(Progress())
    assert shown.due == sum(each <= now for each in due) == 1
    assert shown.due_in_a_week == sum(each <= now + timedelta(days=7) for each in due) == 2
