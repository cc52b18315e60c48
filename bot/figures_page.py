"""``make docs``: docs/figures.md, made from the figures that questions of lessons are computed by."""

import inspect
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final, Literal, get_args, get_origin, get_type_hints

from services.education.figures import Result, figures
from services.education.lesson import TRACKS

TITLE: Final = """\
# Figures

What the right answers of questions are computed by ([lessons.md](lessons.md#figures)), by the track that they are in;
any lesson may use any. What one takes stands under `given`, apart from `bars`, the candles of the question's chart.
This page is made from the figures themselves by `make docs`."""
_TELLS: Final = {float: "a number", int: "a bar or a count", str: "a word", tuple: "two prices"}


def page() -> str:
    """The whole page."""
    return "\n\n".join([TITLE, *(part for track, title in TRACKS.items() for part in _track(track, title))]) + "\n"


def _track(track: str, title: str) -> Iterator[str]:
    own = [each for _, each in sorted(figures().items()) if each.__module__.endswith(f".{track}")]
    yield f"## {title}"
    yield "\n".join(["| figure | takes | comes to | which is |", "| --- | --- | --- | --- |", *map(_row, own)])


def _row(figure: Callable[..., Result]) -> str:
    takes = ", ".join(f"`{name}`" for name in inspect.signature(figure).parameters)
    what = " ".join(inspect.cleandoc(figure.__doc__ or "").replace("``", "`").replace("|", "\\|").split())
    return f"| `{figure.__name__}` | {takes} | {_told(get_type_hints(figure)['return'])} | {what} |"


def _told(result: Any) -> str:
    if get_origin(result) is Literal:
        return ", ".join(f"`{word}`" for word in get_args(result))
    return _TELLS[get_origin(result) or result]


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(page(), encoding="utf-8")
