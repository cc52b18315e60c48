"""From a file of the school to what it holds; whatever is wrong with one is told with its file and line."""

import csv
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import yaml
from pydantic import TypeAdapter, ValidationError

from services.education.lesson import TRACKS, Lesson, Wisdom
from services.market.candles import Candles

_PARTS: Final = re.compile(r"---\n(.*?\n)---\n(.*)", re.DOTALL)
_COLUMNS: Final = ("open", "high", "low", "close", "volume")
LEAST_BARS: Final = 10
MOST_BARS: Final = 120
_WISDOMS: Final = TypeAdapter(tuple[Wisdom, ...])


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong in ``file`` at ``line`` (from 1 on)."""

    file: str
    line: int
    what: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.what}"


class BadContent(ValueError):
    """A file cannot be used, for the reason of ``problem``."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(str(problem))
        self.problem = problem


def read_lesson(text: str, file: str) -> Lesson:
    """The lesson that ``text`` writes down; ``file`` is ``<track>/<name>.md``.

    Raises:
        BadContent: see there.
    """
    track, name = file.rsplit("/", 2)[-2:]
    parts = _PARTS.fullmatch(text)
    if parts is None:
        raise BadContent(Problem(file, 1, "it begins with a line of three dashes, and its front matter ends with one"))
    if track not in TRACKS:
        raise BadContent(Problem(file, 1, f"there is no track {track!r}; there are {', '.join(TRACKS)}"))
    front, node = _yaml(parts[1], file, first_line=2)
    if not isinstance(front, dict):
        raise BadContent(Problem(file, 2, "the front matter names fields, such as title"))
    fields = {**front, "name": name.removesuffix(".md"), "track": track, "text": parts[2].strip()}
    try:
        return Lesson.model_validate(fields)
    except ValidationError as error:
        raise BadContent(_problem(error, file, node, 2, text_line=parts[1].count("\n") + 3)) from None


def read_wisdoms(text: str, file: str) -> tuple[Wisdom, ...]:
    """The thoughts that ``text`` lists.

    Raises:
        BadContent: see there.
    """
    listed, node = _yaml(text, file, first_line=1)
    try:
        return _WISDOMS.validate_python(listed)
    except ValidationError as error:
        raise BadContent(_problem(error, file, node, 1)) from None


def read_bars(text: str, file: str) -> Candles:
    """The candles that ``text`` lists, a row each; a bar is a day, and the first is of nobody's calendar.

    Raises:
        BadContent: see there.
    """
    rows = list(csv.reader(text.splitlines()))
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


def read_file(path: Path) -> str:
    """The text of ``path``.

    Raises:
        BadContent: it cannot be read, or is no text.
    """
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise BadContent(Problem(path.name, 1, "it is no text in UTF-8")) from None
    except OSError as error:
        raise BadContent(Problem(path.name, 1, f"it cannot be read: {error.strerror}")) from None


def _yaml(text: str, file: str, *, first_line: int) -> tuple[Any, yaml.Node | None]:
    try:
        return yaml.safe_load(text), yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        line = first_line if mark is None else mark.line + first_line
        raise BadContent(Problem(file, line, str(error.problem or error.context))) from None
    except yaml.YAMLError as error:
        raise BadContent(Problem(file, first_line, str(error))) from None


def _problem(
    error: ValidationError, file: str, node: yaml.Node | None, first_line: int, *, text_line: int = 1
) -> Problem:
    first = error.errors()[0]
    place = [part for part in first["loc"] if part not in ("choice", "number", "read", "stop")]
    line = text_line if place[:1] == ["text"] else line_of(node, place) + first_line - 1
    return Problem(file, line, f"{'.'.join(map(str, place))}: {first['msg'].removeprefix('Value error, ')}")


def line_of(node: yaml.Node | None, place: Sequence[object]) -> int:
    """The line, from 1 on, of what stands at ``place`` of the document ``node``, or of what is nearest to it."""
    line = 1 if node is None else node.start_mark.line + 1
    for step in place:
        found = _within(node, step)
        if found is None:
            break
        node = found
        line = node.start_mark.line + 1
    return line


def _within(node: yaml.Node | None, step: object) -> yaml.Node | None:
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        found: yaml.Node = node.value[step]
        return found
    if isinstance(node, yaml.MappingNode):
        pairs: list[tuple[yaml.Node, yaml.Node]] = node.value
        return next((value for key, value in pairs if key.value == step), None)
    return None


def line_with(text: str, wanted: str) -> int:
    """The line, from 1 on, in which ``wanted`` first stands; 1 where it stands in none."""
    return next((at for at, line in enumerate(text.splitlines(), 1) if wanted in line), 1)
