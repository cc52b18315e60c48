"""``omega ask``: one request through the same desk, voices and pictures as on Discord, answered in the terminal."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import orjson
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn

from bot.app import App, open_app
from config.settings import Settings
from personas.card import Action, Card
from personas.presenter import Presented
from personas.terminal import print_card
from services.core.errors import DeskError, ExchangeUnavailable, NotConfirmed, StillReading
from services.core.on_behalf import on_behalf_of
from services.core.principal import Principal, at_door
from services.core.progress import InLine, Listener, Step, listening
from services.core.request import Answer, AnyRequest, Change, Proposing
from services.core.roles import Role
from services.core.units import units_of
from services.house.welcome import understood
from services.words.phrase import parse

SHELL = "shell"
CONFIRM = "--yes"


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks in the shell, in which voice they are answered, and whether they ``confirm`` what changes something."""

    name: str
    role: Role
    voice: str | None
    confirms: bool


async def ask(settings: Settings, text: str, asker: Asker) -> Presented:
    """Ask ``text`` as ``asker``."""
    async with open_app(settings, roles=frozenset(), watch=False) as app:
        return await ask_desk(app, text, asker, at_door(SHELL, uuid4().hex))


async def ask_desk(app: App, text: str, asker: Asker, ask: str) -> Presented:
    """Ask the desk of ``app`` for ``text`` as ``asker``, in the ask with this id. What changes something is refused
    unless it is confirmed; what proposes a change shows it, or where it is confirmed makes it."""
    with on_behalf_of(ask):
        return await _asked(app, text, asker, ask)


async def _asked(app: App, text: str, asker: Asker, ask: str) -> Presented:
    principal = Principal(id=at_door(SHELL, asker.name), name="", role=asker.role)
    try:
        pressed = _pressed(app, text)
    except DeskError as misread:
        return await app.presenter.error(misread, principal, voice=asker.voice)
    if not asker.confirms and (change := _change(app, text, pressed)) is not None:
        problem = f"{change.name}: this changes something; add {CONFIRM} to do it"
        error = NotConfirmed(problems=(problem,), request=change.name, confirmed_by=CONFIRM)
        return await app.presenter.error(error, principal, request=change, voice=asker.voice)
    with progress_on(Console(stderr=True)) as heard, listening(heard):
        if pressed is not None:
            return await app.presenter.request(pressed, ask, principal, voice=asker.voice)
        return await app.presenter.phrase(text, ask, principal, voice=asker.voice, confirmed=asker.confirms)


def _pressed(app: App, text: str) -> AnyRequest | None:
    """What ``text`` says in place of a button, of which a shell has none: its request's name and all options, as
    ``--json`` shows them (``/quiz reply question:… turn:0 reply:B``).

    Raises:
        InvalidRequest: there is such a button, and the options do not fit.
    """
    buttons = {name: request for name, request in app.desk.catalog.items() if request.pressed}
    return parse(text, buttons) if text.startswith(tuple(f"/{name} " for name in buttons)) else None


def _change(app: App, text: str, pressed: AnyRequest | None) -> Change[Any] | None:
    """The change that ``text`` asks for, if it does."""
    with suppress(DeskError):
        request = pressed or understood(text, app.desk.commands)
        return request if isinstance(request, Change) and request.changes() else None
    return None


@contextmanager
def progress_on(console: Console) -> Iterator[Listener | None]:
    """Who shows on ``console`` how far long work is, and wipes it away in the end; nobody where it is no terminal."""
    if not console.is_terminal:
        yield None
        return
    with Progress(
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), console=console, transient=True
    ) as bar:
        task: TaskID | None = None

        def heard(step: Step | InLine) -> None:
            nonlocal task
            if isinstance(step, InLine):
                return
            if task is None:
                task = bar.add_task(step.what, total=step.total)
            bar.update(task, description=step.what, completed=step.done, total=step.total)

        yield heard


def show(presented: Presented, *, as_json: bool, png: Path | None, ics: Path | None = None) -> None:
    """Print the card, or with ``as_json`` the facts; keep the picture in ``png`` and the calendar file in ``ics``."""
    console = Console()
    document = presented.document
    if ics is not None and document is not None:
        ics.write_bytes(document.data)
    if png is not None and presented.picture is not None:
        png.write_bytes(presented.picture)
    if as_json:
        sys.stdout.buffer.write(as_document(presented, indented=True) + b"\n")  # JSON is UTF-8 on any terminal
        return
    print_card(presented.card, console)
    if presented.answered and isinstance(presented.request, Proposing):
        console.print(f"Nothing was done yet: with {CONFIRM} it is.", style="dim")
    if isinstance(presented.outcome, ExchangeUnavailable) and not isinstance(presented.outcome, StillReading):
        console.print("Without an exchange: --market sim answers from a simulated market.", style="dim")
    if png is not None:
        console.print(f"Picture: {png}" if presented.picture else "This answer has no picture.", style="dim")
    if ics is not None:
        told = f"Calendar: {ics}" if document else "This answer has no calendar file; /cosmic calendar export:yes has."
        console.print(told, style="dim")


def as_document(presented: Presented, *, indented: bool) -> bytes:
    """``{"request", "answer" and "units" or "error", "card"}`` as JSON, ``indented`` or in one line; nan is null."""
    outcome = presented.outcome
    document: dict[str, Any] = {"request": presented.request and _request(presented.request)}
    if isinstance(outcome, Answer):
        document["answer"] = outcome.model_dump(mode="json")
        document["units"] = dict(units_of(type(outcome)))
    elif isinstance(outcome, DeskError):
        document["error"] = outcome.data()
    document["card"] = _card(presented.card)
    return orjson.dumps(document, _plain, orjson.OPT_INDENT_2 if indented else None)


def _plain(value: object) -> object:
    """What an error has within that is no plain value: an answer, or the exact number of one."""
    return value.model_dump(mode="json") if isinstance(value, Answer) else str(value)


def _request(request: AnyRequest) -> dict[str, Any]:
    return {"name": request.name, **request.model_dump(mode="json")}


def _card(card: Card) -> dict[str, Any]:
    plain = asdict(card)
    plain["colour"] = f"#{card.colour:06x}"
    plain["actions"] = list(map(_action, card.actions))
    plain["menus"] = [{"prompt": menu.prompt, "choices": list(map(_action, menu.choices))} for menu in card.menus]
    return plain


def _action(action: Action) -> dict[str, Any]:
    return {"name": action.label, "request": _request(action.request), "current": action.current}
