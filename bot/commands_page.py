"""``make docs``: docs/commands.md, made from the requests that the cogs list."""

import inspect
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from cogs._cog import Cog, find_cogs
from services.core.options import Option, options_of
from services.core.request import AnyRequest
from services.house.help import READERS, default_of, takes

TITLE: Final = """\
# Commands

Every command with its options, by subject. This page is made from the requests themselves by `make docs`;
[users.md](users.md) tells how to ask and how to read what comes back."""


def page() -> str:
    """The whole page."""
    return "\n\n".join([TITLE, *(part for cog in find_cogs() if cog.requests for part in _subject(cog))]) + "\n"


def _subject(cog: type[Cog]) -> Iterator[str]:
    yield f"## {inspect.cleandoc(cog.__doc__ or '').rstrip('.')}"
    for request in cog.requests:
        yield from _command(request)


def _command(request: type[AnyRequest]) -> Iterator[str]:
    role = "none" if request.role is None else request.role.word
    yield f"### /{request.name}"
    yield f"{request.summary}. {request.means}".strip()
    yield f"Least role: {role}. The answer is read by {READERS[request.audience]}."
    if options := options_of(request):
        rows = [f"| `{each.name}` | {each.description} | {_values(each)} | {_default(each)} |" for each in options]
        yield "\n".join(["| option | what | values | default |", "| --- | --- | --- | --- |", *rows])
    if request.example:
        yield f"Such as `/{request.name} {request.example}`."


def _values(option: Option) -> str:
    return ", ".join(f"`{choice}`" for choice in option.choices) or takes(option)


def _default(option: Option) -> str:
    if option.required:
        return "needed" if option.asked_for else "yours"
    default = default_of(option)
    return "–" if default is None else f"`{default}`" if option.kind == "text" else default


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(page(), encoding="utf-8")
