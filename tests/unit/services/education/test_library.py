"""Lessons are edited while people learn: nobody is ever shown half a file, and nothing that was right is lost by a
mistake made later."""

import asyncio
import errno
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest
from structlog.testing import capture_logs

from services.education import library as module
from services.education.curriculum import Curriculum
from services.education.folders import Snapshot, look
from services.education.library import Library
from tests.school import CHOICE, NUMBER, READ, ROWS, STOP, bars, lesson, put

CHARTED: Final = [CHOICE, READ, STOP]
FELL: Final = bars([(100 - at, 101 - at, 98 - at, 99 - at, 5) for at in range(12)])
THOUGHT: Final = "- {{id: {}, lesson: size, text: You cannot lose what you have not bought.}}\n"


def titles(curriculum: Curriculum) -> dict[str, str]:
    return {name: each.title for name, each in curriculum.lessons.items()}


def changed(before: Snapshot, *folders: Path) -> Curriculum:
    """After another look."""
    return look(folders, before).curriculum


async def test_a_lesson_is_as_its_file_is_now(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LOOK_SECONDS", 0.0)
    path = put(tmp_path, "risk/size.md", lesson(title="As it was"))
    library = Library((tmp_path,))
    assert titles(await library.curriculum()) == {"size": "As it was"}
    assert await library.curriculum() is await library.curriculum()
    put(tmp_path, "risk/size.md", lesson(title="As it is"))
    put(tmp_path, "candles/another.md", lesson(title="Another one"))
    assert titles(await library.curriculum()) == {"another": "Another one", "size": "As it is"}
    path.rename(tmp_path / "risk/renamed.md")
    assert titles(await library.curriculum()) == {"another": "Another one", "renamed": "As it is"}
    (tmp_path / "candles/another.md").unlink()
    assert titles(await library.curriculum()) == {"renamed": "As it is"}


async def test_between_two_looks_the_files_are_left_in_peace(tmp_path: Path) -> None:
    put(tmp_path, "risk/size.md", lesson(title="As it was"))
    library = Library((tmp_path,))
    held = await library.curriculum()
    put(tmp_path, "risk/size.md", lesson(title="As it is"))
    assert [each is held for each in await asyncio.gather(*(library.curriculum() for _ in range(50)))] == [True] * 50


@pytest.mark.parametrize("cut", [0, 10, 300, 900])
async def test_a_file_that_cannot_be_used_is_as_it_was_before_and_told_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, cut: int
) -> None:
    monkeypatch.setattr(module, "LOOK_SECONDS", 0.0)
    put(tmp_path, "risk/size.md", lesson(title="As it was"))
    put(tmp_path, "risk/other.md", lesson(title="Another one"))
    library = Library((tmp_path,))
    assert (await library.health()).ok
    with capture_logs() as logs:
        put(tmp_path, "risk/size.md", lesson(title="As it is")[:cut])  # half written
        put(tmp_path, "risk/other.md", lesson(title="As it is too"))
        for _ in range(3):
            assert titles(await library.curriculum()) == {"other": "As it is too", "size": "As it was"}
    (told,) = [each for each in logs if each["event"] == "a lesson is refused"]
    assert told["file"] == "risk/size.md"
    health = await library.health()
    assert health.ok
    assert health.detail.startswith("2 lessons with 6 questions; refused: risk/size.md:")
    put(tmp_path, "risk/size.md", lesson(title="As it is"))
    assert titles(await library.curriculum()) == {"other": "As it is too", "size": "As it is"}
    assert (await library.health()).detail == "2 lessons with 6 questions"


def test_a_lesson_keeps_the_bars_that_its_questions_are_right_with(tmp_path: Path) -> None:
    put(tmp_path, "risk/bars/rise.csv", bars())
    put(tmp_path, "risk/size.md", lesson(questions=CHARTED))
    first = look((tmp_path,))
    put(tmp_path, "risk/bars/rise.csv", FELL)  # the highest bar is none of the options any more
    kept = changed(first, tmp_path)
    assert kept.taught["size"].candles["rise"].close[-1] == ROWS[-1][3]
    assert [problem.file for problem in kept.problems] == ["risk/size.md"]
    assert changed(Snapshot(), tmp_path).lessons == {}
    top = {**READ, "options": [{"at": 0}, {"at": 5}]}
    put(tmp_path, "risk/size.md", lesson(questions=[CHOICE, top, STOP]))
    both = changed(first, tmp_path)
    assert (both.taught["size"].candles["rise"].close[-1], both.problems) == (88, ())


def test_one_s_own_folder_goes_before_ours_file_by_file(tmp_path: Path) -> None:
    ours, own = tmp_path / "ours", tmp_path / "own"
    put(ours, "risk/size.md", lesson(title="Ours"))
    put(ours, "risk/other.md", lesson(title="Ours too"))
    put(ours, "risk/wisdom.yaml", THOUGHT.format("ours"))
    put(own, "risk/size.md", lesson(title="Their own"))
    put(own, "candles/more.md", lesson(title="One more"))
    put(own, "risk/wisdom.yaml", THOUGHT.format("theirs"))
    both = look((ours, own))
    assert titles(both.curriculum) == {"more": "One more", "other": "Ours too", "size": "Their own"}
    assert [each.id for each in both.curriculum.wisdoms] == ["theirs"]
    put(own, "risk/size.md", "not a lesson")
    put(own, "risk/wisdom.yaml", "no thought")
    assert titles(changed(both, ours, own)) == titles(both.curriculum)
    assert [each.id for each in changed(both, ours, own).wisdoms] == ["theirs"]
    afresh = look((ours, own)).curriculum  # nothing was there before: ours are
    assert titles(afresh) == {"more": "One more", "other": "Ours too", "size": "Ours"}
    assert [each.id for each in afresh.wisdoms] == ["ours"]
    assert [problem.file for problem in afresh.problems] == ["risk/size.md", "risk/wisdom.yaml"]
    (own / "risk/size.md").unlink()
    (own / "risk/wisdom.yaml").unlink()
    assert titles(changed(both, ours, own))["size"] == "Ours"
    assert [each.id for each in changed(both, ours, own).wisdoms] == ["ours"]


def test_a_folder_that_is_not_there_is_told_and_ours_are_taught(tmp_path: Path) -> None:
    put(tmp_path, "ours/risk/size.md", lesson())
    curriculum = look((tmp_path / "ours", tmp_path / "own")).curriculum
    assert list(curriculum.lessons) == ["size"]
    assert [str(problem) for problem in curriculum.problems] == [
        f"{tmp_path / 'own'}:1: cannot be read: No such file or directory"
    ]


def test_what_cannot_be_listed_for_a_while_is_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A disk that is away, a folder that is being exchanged, or one that may not be read."""
    put(tmp_path, "own/risk/size.md", lesson(title="One"))
    put(tmp_path, "own/candles/bars/rise.csv", bars())
    put(tmp_path, "own/candles/other.md", lesson(title="Another one", questions=CHARTED))
    held = look((tmp_path / "own",))
    both = {"other": "Another one", "size": "One"}
    assert (titles(held.curriculum), held.curriculum.problems) == (both, ())

    (tmp_path / "own").rename(tmp_path / "away")
    away = look((tmp_path / "own",), held)
    assert titles(away.curriculum) == both
    assert list(map(str, away.curriculum.problems)) == [f"{tmp_path}/own:1: cannot be read: No such file or directory"]
    (tmp_path / "away").rename(tmp_path / "own")
    assert changed(away, tmp_path / "own").problems == ()

    listed = Path.iterdir

    def denied(path: Path) -> Iterator[Path]:
        if path.name == denies:
            raise PermissionError(errno.EACCES, "Permission denied")
        return listed(path)

    monkeypatch.setattr(Path, "iterdir", denied)
    for denies in ("candles", "bars"):
        (tmp_path / "own/risk/size.md").write_text(lesson(title=f"One beside {denies}"))
        shut = changed(held, tmp_path / "own")
        assert titles(shut) == {"other": "Another one", "size": f"One beside {denies}"}
        assert list(map(str, shut.problems)) == ["candles:1: cannot be read: Permission denied"]


def test_a_lesson_whose_prerequisite_is_gone_stays_and_says_so(tmp_path: Path) -> None:
    put(tmp_path, "markets/first.md", lesson())
    put(tmp_path, "risk/size.md", lesson(after=["first"]))
    before = look((tmp_path,))
    put(tmp_path, "markets/first.md", "broken")
    kept = changed(before, tmp_path)
    assert [each.name for each in kept.before(kept.lessons["size"])] == ["first"]
    afresh = look((tmp_path,)).curriculum  # it is broken, and its own mistake: the other one is taught without it
    assert (list(afresh.lessons), afresh.before(afresh.lessons["size"])) == (["size"], ())
    (tmp_path / "markets/first.md").unlink()
    gone = changed(before, tmp_path)
    assert (list(gone.lessons), gone.before(gone.lessons["size"])) == (["size"], ())
    assert [problem.what == "after: there is no lesson 'first'" for problem in gone.problems] == [True]


def test_a_circle_is_the_fault_of_whoever_closed_it(tmp_path: Path) -> None:
    put(tmp_path, "markets/first.md", lesson())
    put(tmp_path, "risk/size.md", lesson(after=["first"]))
    before = look((tmp_path,))
    put(tmp_path, "markets/first.md", lesson(after=["size"], title="Closes the circle"))
    curriculum = changed(before, tmp_path)
    assert titles(curriculum)["first"] != "Closes the circle"
    assert list(curriculum.lessons) == ["first", "size"]
    assert [problem.file for problem in curriculum.problems] == ["markets/first.md"]


def test_what_has_not_changed_is_not_read_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(tmp_path, "risk/size.md", lesson())
    put(tmp_path, "risk/other.md", lesson())
    before = look((tmp_path,))
    assert look((tmp_path,), before) is before
    put(tmp_path, "risk/other.md", lesson(questions=[CHOICE, NUMBER, {**CHOICE, "id": "more"}]))
    after = look((tmp_path,), before)
    assert after.curriculum.taught["size"] is before.curriculum.taught["size"]


def test_a_file_written_anew_at_the_same_time_with_the_same_length_is_read(tmp_path: Path) -> None:
    path = put(tmp_path, "risk/size.md", lesson(title="As it was"))
    before, seen = look((tmp_path,)), path.stat()
    put(tmp_path, "risk/size.md", lesson(title="As it wos"))
    os.utime(path, ns=(seen.st_atime_ns, seen.st_mtime_ns))
    assert titles(changed(before, tmp_path)) == {"size": "As it wos"}


async def test_whoever_stops_waiting_leaves_the_library_whole(tmp_path: Path) -> None:
    put(tmp_path, "risk/size.md", lesson(title="As it was"))
    library = Library((tmp_path,))
    waiting = asyncio.create_task(library.curriculum())
    await asyncio.sleep(0)
    waiting.cancel()
    assert titles(await library.curriculum()) == {"size": "As it was"}


async def test_no_lessons_are_no_good_health(tmp_path: Path) -> None:
    health = await Library((tmp_path,)).health()
    assert (health.ok, health.detail) == (False, "0 lessons with 0 questions")
