"""From a file of the school to what it holds; whatever is wrong with one is told with its file and line."""

import csv
import re
import stat
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import yaml
from pydantic import TypeAdapter, ValidationError

from services.education.lesson import TRACKS, Lesson, Wisdom
from services.market.candles import Candles

FENCE: Final = "---"
LONGEST_FILE: Final = 64 * 1024
"""Bytes."""
DEEPEST: Final = 10
"""Levels of YAML within one another."""
LEAST_BARS: Final = 10
MOST_BARS: Final = 120
MOST_TOLD: Final = 5
"""Problems of one file's form."""
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
"""Control characters, and those that turn the direction of what is written."""
_COLUMNS: Final = ("open", "high", "low", "close", "volume")
_TAGS: Final = frozenset({"choice", "number", "read", "stop", "live", "drawn"})
"""Of the kinds of questions and charts, which stand in no file."""
_FIELDS: Final = "it has fields of its own, in braces: {name: value}"
_KINDS: Final = "its kind is choice, number, read or stop"
_SAID: Final = {
    "union_tag_not_found": _KINDS,
    "union_tag_invalid": _KINDS,
    "model_type": _FIELDS,
    "model_attributes_type": _FIELDS,
    "dict_type": _FIELDS,
    "tuple_type": "it is a list, in brackets: [one, two]",
}
"""What is wrong, where pydantic's words tell it to programmers only."""
_OF_THE_FILE: Final = ("name", "track", "text")
_WISDOMS: Final = TypeAdapter(tuple[Wisdom, ...])

Place = tuple[object, ...]
"""Where something stands in YAML: ``("questions", 0, "ask")``."""


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """What is wrong in ``file`` at ``line`` (from 1 on)."""

    file: str
    line: int
    what: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.what}"


class BadContent(ValueError):
    """A file cannot be used, for the reasons in ``problems``."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__("; ".join(map(str, problems)))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Written:
    """A lesson as ``file`` (``<track>/<name>.md``) has it, and the line of each place of its front matter."""

    file: str
    lesson: Lesson
    lines: Mapping[Place, int]

    def problem(self, what: str, *place: object) -> Problem:
        """``what`` is wrong at ``place``."""
        return Problem(self.file, line_of(self.lines, place), what)


def read_lesson(text: str, file: str) -> Written:
    """The lesson that ``text`` writes down; ``file`` is ``<track>/<name>.md``.

    Raises:
        BadContent: see there.
    """
    track, name = file.rsplit("/", 2)[-2:]
    if track not in TRACKS:
        raise BadContent(Problem(file, 1, f"there is no track {track!r}; there are {', '.join(TRACKS)}"))
    lines = text.split("\n")
    fences = [at for at, line in enumerate(lines) if line.rstrip() == FENCE]
    if len(fences) < 2 or fences[0]:
        raise BadContent(Problem(file, 1, f"front matter stands between two lines of {FENCE}, from the first line on"))
    front, places = _yaml("\n".join(lines[1 : fences[1]]), file, first_line=2)
    if not isinstance(front, dict):
        raise BadContent(Problem(file, 2, "the front matter names fields, such as title"))
    for field in _OF_THE_FILE:
        if field in front:
            raise BadContent(Problem(file, places[field,], f"{field}: this comes from the file, and is no field"))
    body = "\n".join(lines[fences[1] + 1 :])
    fields = {**front, "name": name.removesuffix(".md"), "track": track, "text": body.strip()}
    places |= {("text",): fences[1] + 2, ("name",): 1}
    try:
        return Written(file, Lesson.model_validate(fields), places)
    except ValidationError as error:
        raise _refused(error, file, places) from None


def read_wisdoms(text: str, file: str) -> tuple[tuple[Wisdom, ...], Mapping[Place, int]]:
    """The thoughts that ``text`` lists, and the line of each place.

    Raises:
        BadContent: see there.
    """
    listed, places = _yaml(text, file, first_line=1)
    try:
        return _WISDOMS.validate_python(listed), places
    except ValidationError as error:
        raise _refused(error, file, places) from None


def read_bars(text: str, file: str) -> Candles:
    """The candles that ``text`` lists, a row each; a bar is a day, and the first is of nobody's calendar.

    Raises:
        BadContent: see there.
    """
    try:
        rows = list(csv.reader(text.splitlines()))
    except csv.Error as error:
        raise BadContent(Problem(file, 1, f"it is no table: {error}")) from None
    if not rows or tuple(rows[0]) != _COLUMNS:
        raise BadContent(Problem(file, 1, f"its first line is {','.join(_COLUMNS)}"))
    if not LEAST_BARS <= len(rows) - 1 <= MOST_BARS:
        raise BadContent(Problem(file, len(rows), f"it has {LEAST_BARS} to {MOST_BARS} candles"))
    values: list[list[float]] = []
    for line, row in enumerate(rows[1:], 2):
        try:
            opened, high, low, close, volume = map(float, row)
        except ValueError:
            raise BadContent(Problem(file, line, "a candle is five numbers")) from None
        if not (0 < low <= min(opened, close) and max(opened, close) <= high < 1e9 and 0 <= volume < 1e12):
            raise BadContent(Problem(file, line, "low is the least of the four and above zero, high the most"))
        values.append([opened, high, low, close, volume])
    columns = np.array(values).T.copy()
    time = np.arange(len(values), dtype=np.int64) * 86_400_000
    return Candles("DRAWN", "1d", time, *columns)


def read_text(path: Path, file: str, folder: Path) -> str:
    """The text of ``path``, which lies in ``folder``, wherever links in it lead; ``file`` is what it is called.

    Raises:
        BadContent: it leads out of there, is too large, cannot be read, or is no text.
    """
    try:
        if not path.resolve().is_relative_to(folder.resolve()):
            raise BadContent(Problem(file, 1, "it is a link that leads out of the folder"))
        found = path.stat()
        if not stat.S_ISREG(found.st_mode):
            raise BadContent(Problem(file, 1, "it is no file"))
        if found.st_size > LONGEST_FILE:
            raise BadContent(Problem(file, 1, f"it is larger than {LONGEST_FILE // 1024} KiB"))
        content = path.read_bytes()[: LONGEST_FILE + 1]
    except OSError as error:
        raise BadContent(Problem(file, 1, f"it cannot be read: {error.strerror}")) from None
    except RuntimeError:
        raise BadContent(Problem(file, 1, "it is a link that leads to itself")) from None
    try:
        text = content.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise BadContent(Problem(file, line, "it is no text in UTF-8")) from None
    control = _CONTROL.search(text)
    if control is not None:
        raise BadContent(Problem(file, text.count("\n", 0, control.start()) + 1, "it has a control character"))
    return text


def line_of(lines: Mapping[Place, int], place: Sequence[object]) -> int:
    """The line of ``place``, or of what it would stand in."""
    inner = (tuple(place[:length]) for length in range(len(place), -1, -1))
    return next((lines[each] for each in inner if each in lines), 1)


def _yaml(text: str, file: str, *, first_line: int) -> tuple[Any, dict[Place, int]]:
    """What ``text`` is, and the line of each place in it.

    Raises:
        BadContent: it is no YAML, or does what no lesson needs: aliases, tags, a field twice, levels without end.
    """
    try:
        _refuse_tricks(text, file, first_line)
        loader = yaml.CSafeLoader(text)
        try:
            node = loader.get_single_node()
            if node is None:
                raise BadContent(Problem(file, first_line, "it is empty"))
            return loader.construct_document(node), dict(_lines(node, (), file, first_line))
        finally:
            loader.dispose()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        line = first_line if mark is None else mark.line + first_line
        raise BadContent(Problem(file, line, str(error.problem or error.context))) from None
    except (yaml.YAMLError, ValueError, OverflowError) as error:
        if isinstance(error, BadContent):
            raise
        raise BadContent(Problem(file, first_line, " ".join(str(error).split()))) from None


def _refuse_tricks(text: str, file: str, first_line: int) -> None:
    depth = 0
    for event in yaml.parse(text, Loader=yaml.CSafeLoader):
        line = first_line + (0 if event.start_mark is None else event.start_mark.line)
        if isinstance(event, yaml.AliasEvent):
            raise BadContent(Problem(file, line, "a lesson has no aliases (*): write it out"))
        if getattr(event, "tag", None) is not None:
            raise BadContent(Problem(file, line, "a lesson has no tags (!): in quotes, it is text"))
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > DEEPEST:
            raise BadContent(Problem(file, line, f"there are more than {DEEPEST} levels"))


def _lines(node: yaml.Node, place: Place, file: str, first_line: int) -> Iterator[tuple[Place, int]]:
    yield place, node.start_mark.line + first_line
    if isinstance(node, yaml.SequenceNode):
        for at, value in enumerate(node.value):
            yield from _lines(value, (*place, at), file, first_line)
    elif isinstance(node, yaml.MappingNode):
        known = set()
        for key, value in node.value:
            if key.value in known:
                raise BadContent(Problem(file, key.start_mark.line + first_line, f"{key.value}: it is there already"))
            known.add(key.value)
            yield from _lines(value, (*place, key.value), file, first_line)


def _refused(error: ValidationError, file: str, lines: Mapping[Place, int]) -> BadContent:
    wrong = {
        _place(each["loc"]): _SAID.get(each["type"]) or each["msg"].removeprefix("Value error, ")
        for each in error.errors()
    }
    inmost = [place for place in wrong if not any(other[: len(place)] == place != other for other in wrong)]
    return BadContent(*(_problem(file, place, wrong[place], lines) for place in inmost[:MOST_TOLD]))


def _place(location: Place) -> Place:
    """Where it stands in the file."""
    tag = {"questions": 2, "chart": 1}.get(str(location[0])) if location else None
    return tuple(part for at, part in enumerate(location) if at != tag or part not in _TAGS)


def _problem(file: str, place: Place, said: str, lines: Mapping[Place, int]) -> Problem:
    if place == ("name",):
        said = "a lesson's file is called like position-size.md: small letters, digits and hyphens"
    told = ".".join(str(part + 1) if isinstance(part, int) else str(part) for part in place)
    return Problem(file, line_of(lines, place), f"{told}: {said}")
