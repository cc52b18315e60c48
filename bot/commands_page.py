"""``make docs``: docs/commands.md, made from the requests that the cogs list."""

import inspect
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from cogs._cog import Cog, find_cogs
from services.core.options import Option, options_of
from services.core.request import AnyRequest, Audience

TITLE: Final = """\
# Commands

Every command with its options, by subject. This page is made from the requests themselves by `make docs`;
[users.md](users.md) tells how to ask and how to read what comes back. A default that is *yours* is what you set with
`/settings set`; where you set none you are asked which you mean. Your own timeframe stands in for a default of `4h`."""

_READERS: Final = {
    Audience.PLACE: "everybody where it is asked",
    Audience.ASKER: "you alone",
    Audience.CONFIDENTIAL: "you alone, and only where nobody else reads",
}


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
    yield f"{request.summary}. Least role: {role}. The answer is read by {_READERS[request.audience]}."
    if options := options_of(request):
        rows = [f"| `{each.name}` | {each.description} | {_values(each)} | {_default(each)} |" for each in options]
        yield "\n".join(["| option | what | values | default |", "| --- | --- | --- | --- |", *rows])
    if request.example:
        yield f"Such as `/{request.name} {request.example}`."


def _values(option: Option) -> str:
    if option.choices:
        return ", ".join(f"`{choice}`" for choice in option.choices)
    if option.kind == "boolean":
        return "yes or no"
    if option.kind == "text":
        return "text" if option.suggested is None else "text, suggested while you type"
    least = "" if option.least is None else f"{'above' if option.above else 'from'} {_number(option.least)} "
    most = "" if option.most is None else f"to {_number(option.most)}"
    return f"{'whole number' if option.kind == 'integer' else 'number'} {least}{most}".rstrip()


def _default(option: Option) -> str:
    if option.required:
        return "needed" if option.asked_for else "yours"
    if isinstance(option.default, bool):
        return "yes" if option.default else "no"
    if option.default is None:
        return "–"
    return f"`{option.default}`" if option.kind == "text" else _number(float(option.default))


def _number(value: float) -> str:
    return f"{int(value):,}" if value == int(value) else f"{value:g}"


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(page(), encoding="utf-8")
