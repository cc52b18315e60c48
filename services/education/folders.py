"""What the folders of the school hold now. A file that cannot be used is as it was before, and what is wrong with it
is told."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from graphlib import CycleError, TopologicalSorter
from pathlib import Path, PurePosixPath
from typing import Final

from services.core.request import AnyRequest
from services.education.checking import Around, Taught, taught, wrong_around
from services.education.curriculum import Curriculum
from services.education.lesson import TRACKS, Wisdom
from services.education.reading import (
    BadContent,
    Place,
    Problem,
    Written,
    line_of,
    read_bars,
    read_lesson,
    read_text,
    read_wisdoms,
)
from services.market.candles import Candles

BARS: Final = "bars"
WISDOM: Final = "wisdom.yaml"

Commands = Mapping[str, type[AnyRequest]]
Stamp = tuple[int, ...]
"""By which a file is known to be the same as before."""


@dataclass(frozen=True, slots=True)
class Thoughts:
    """What a file of wisdoms has, and the line of each."""

    wisdoms: tuple[Wisdom, ...]
    lines: Mapping[Place, int]


@dataclass(frozen=True, slots=True)
class Seen:
    """A file as it was read: ``content``, or what is wrong with it."""

    stamp: Stamp
    content: Written | Candles | Thoughts | None
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What the folders of the school held when they were looked at: of each its files by name (``risk/ruin.md``), the
    curriculum that came of it, and the wisdoms that are used by their file."""

    files: tuple[Mapping[str, Seen], ...] = ()
    curriculum: Curriculum = field(default_factory=Curriculum)
    thoughts: Mapping[str, tuple[Wisdom, ...]] = field(default_factory=dict)


NOTHING: Final = Snapshot()


def load(folder: Path) -> Curriculum:
    """The curriculum of the files in ``folder``."""
    return look((folder,)).curriculum


def look(folders: Sequence[Path], before: Snapshot = NOTHING, commands: Commands | None = None) -> Snapshot:
    """What ``folders`` hold now, where later ones go before earlier ones, file by file; ``before`` itself where nothing
    has changed. It reads files: call it in a thread."""
    known = before.files or ({},) * len(folders)
    files = tuple(_seen(folder, each) for folder, each in zip(folders, known, strict=True))
    if files == before.files:
        return before
    problems = [problem for layer in files for seen in layer.values() for problem in seen.problems]
    homes = _homes(files, problems)
    chosen = _chosen(files, homes, before.curriculum.taught, commands, problems)
    thoughts = _thoughts(files, homes, before.thoughts, problems)
    wisdoms = tuple(each for listed in thoughts.values() for each in listed if each.lesson in chosen)
    return Snapshot(files, Curriculum(chosen, wisdoms, tuple(sorted(set(problems)))), thoughts)


def _seen(folder: Path, before: Mapping[str, Seen]) -> Mapping[str, Seen]:
    """The files of ``folder``, each read anew if it has changed. What cannot be listed is as it was."""
    found: dict[str, Seen] = {}
    try:
        tracks = sorted(each for each in folder.iterdir() if not _is_hidden(each) and each.is_dir())
    except OSError as error:
        return {**before, "": _unlisted(str(folder), error)}
    for track in tracks:
        try:
            paths = _of_track(track)
        except OSError as error:
            known_of_it = {file: seen for file, seen in before.items() if file.startswith(f"{track.name}/")}
            found |= {**known_of_it, track.name: _unlisted(track.name, error)}
            continue
        for path in paths:
            file, stamp = path.relative_to(folder).as_posix(), _stamp(path)
            known = before.get(file)
            found[file] = known if known is not None and known.stamp == stamp else _read(path, file, folder, stamp)
    return found


def _unlisted(folder: str, error: OSError) -> Seen:
    return Seen((error.errno or 0,), None, (Problem(folder, 1, f"cannot be read: {error.strerror}"),))


def _of_track(track: Path) -> list[Path]:
    found = [path for path in track.iterdir() if path.suffix == ".md" or path.name == WISDOM]
    if (track / BARS).is_dir():
        found += [path for path in (track / BARS).iterdir() if path.suffix == ".csv"]
    return sorted(path for path in found if not _is_hidden(path))


def _is_hidden(path: Path) -> bool:
    return path.name.startswith(".")


def _stamp(path: Path) -> Stamp:
    try:
        found = path.stat()
    except OSError as error:
        return (error.errno or 0,)
    return found.st_mtime_ns, found.st_ctime_ns, found.st_size, found.st_ino


def _read(path: Path, file: str, folder: Path, stamp: Stamp) -> Seen:
    try:
        text = read_text(path, file, folder)
        if path.suffix == ".md":
            return Seen(stamp, read_lesson(text, file))
        if path.suffix == ".csv":
            return Seen(stamp, read_bars(text, file))
        return Seen(stamp, Thoughts(*read_wisdoms(text, file)))
    except BadContent as bad:
        return Seen(stamp, None, bad.problems)


def _homes(files: Sequence[Mapping[str, Seen]], problems: list[Problem]) -> dict[str, str]:
    """The file of each lesson, by its name; of two lessons of one name the second is a problem."""
    homes: dict[str, str] = {}
    for file in sorted({file for layer in files for file in layer if file.endswith(".md")}, key=_track_first):
        name = PurePosixPath(file).stem
        if homes.setdefault(name, file) != file:
            problems.append(Problem(file, 1, f"a lesson has this name already: {homes[name]}"))
    return homes


def _track_first(file: str) -> tuple[int, str]:
    track, tracks = file.partition("/")[0], [*map(str, TRACKS)]
    return tracks.index(track) if track in tracks else len(tracks), file


def _chosen(
    files: Sequence[Mapping[str, Seen]],
    homes: Mapping[str, str],
    last: Mapping[str, Taught],
    commands: Commands | None,
    problems: list[Problem],
) -> dict[str, Taught]:
    """Of each lesson the newest version that can be used, in the order in which they are learnt."""
    newest: dict[str, Written] = {}
    for layer in files:
        for name, file in homes.items():
            content = layer[file].content if file in layer else None
            if isinstance(content, Written):
                newest[name] = content
    around = Around(homes.keys(), newest, commands)
    versions = {name: _versions(file, files, last.get(name), around, problems) for name, file in homes.items()}
    firsts = {name: next(each, None) for name, each in versions.items()}
    chosen = {name: first for name, first in firsts.items() if first is not None}
    while circle := _circle(chosen):
        for name in [name for name in circle if chosen[name] is not last.get(name)] or circle:
            told = f"after: {' → '.join((*circle, circle[0]))} go round in a circle"
            problems.append(newest[name].problem(told, "after") if name in newest else Problem(homes[name], 1, told))
            other = next(versions[name], None)
            if other is None:
                del chosen[name]
            else:
                chosen[name] = other
    order = sorted(chosen.values(), key=lambda each: (_track_first(homes[each.lesson.name])[0], each.lesson.place))
    return {each.lesson.name: each for each in order}


def _versions(
    file: str, files: Sequence[Mapping[str, Seen]], last: Taught | None, around: Around, problems: list[Problem]
) -> Iterator[Taught]:
    """The lesson of ``file`` as it is in the last folder that has it, as it was before, and as it is in the other
    folders: those that can be used. What is wrong with the others is added to ``problems``."""
    track, was_told = file.partition("/")[0], False
    for at in reversed(range(len(files))):
        seen = files[at].get(file)
        if seen is None:
            continue
        if isinstance(seen.content, Written):
            wrong = list(wrong_around(seen.content, around))
            try:
                found = _again(last, seen.content, candles := _candles(files[: at + 1], track)) or taught(
                    seen.content, candles
                )
                if not wrong:
                    yield found
            except BadContent as bad:
                wrong += bad.problems
            problems += wrong
        if last is not None and not was_told:
            yield last
        was_told = True


def _candles(files: Sequence[Mapping[str, Seen]], track: str) -> dict[str, Candles]:
    return {
        PurePosixPath(file).stem: seen.content
        for layer in files
        for file, seen in layer.items()
        if isinstance(seen.content, Candles) and file.startswith(f"{track}/")
    }


def _again(last: Taught | None, written: Written, candles: Mapping[str, Candles]) -> Taught | None:
    """What was ``last`` taught, if that is the same."""
    same = last is not None and last.lesson is written.lesson
    return last if last and same and all(candles.get(name) is each for name, each in last.candles.items()) else None


def _circle(chosen: Mapping[str, Taught]) -> list[str]:
    """Lessons that are to be known before one another."""
    try:
        TopologicalSorter({name: [*filter(chosen.get, each.lesson.after)] for name, each in chosen.items()}).prepare()
    except CycleError as error:
        return list(dict.fromkeys(error.args[1]))
    return []


def _thoughts(
    files: Sequence[Mapping[str, Seen]],
    homes: Mapping[str, str],
    last: Mapping[str, tuple[Wisdom, ...]],
    problems: list[Problem],
) -> dict[str, tuple[Wisdom, ...]]:
    """Of each file of wisdoms the newest that can be used."""
    used: dict[str, tuple[Wisdom, ...]] = {}
    for file in sorted({file for layer in files for file in layer if file.endswith(f"/{WISDOM}")}, key=_track_first):
        taken = {wisdom.id for listed in used.values() for wisdom in listed}
        for layer in reversed([layer for layer in files if file in layer]):
            content = layer[file].content
            wrong = [] if not isinstance(content, Thoughts) else list(_wrong_thoughts(content, file, homes, taken))
            if isinstance(content, Thoughts) and not wrong:
                used[file] = content.wisdoms
                break
            problems += wrong
            if file in last:
                used[file] = last[file]
                break
    return used


def _wrong_thoughts(thoughts: Thoughts, file: str, homes: Mapping[str, str], taken: set[str]) -> Iterator[Problem]:
    seen = set(taken)
    for at, wisdom in enumerate(thoughts.wisdoms):
        if wisdom.lesson not in homes:
            line = line_of(thoughts.lines, (at, "lesson"))
            yield Problem(file, line, f"lesson: there is no lesson {wisdom.lesson!r}")
        if wisdom.id in seen:
            yield Problem(file, line_of(thoughts.lines, (at, "id")), f"id: another thought is called {wisdom.id!r}")
        seen.add(wisdom.id)
