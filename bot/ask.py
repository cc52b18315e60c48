"""``omega ask``: one request through the same desk, voices and pictures as on Discord, answered in the terminal."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any
from uuid import uuid4

import orjson
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn

from bot.app import open_app
from config.settings import Settings
from personas.card import Card
from personas.presenter import Presented
from personas.terminal import print_card
from services.core.errors import ExchangeUnavailable
from services.core.principal import Principal, at_door
from services.core.progress import Listener, Step, listening
from services.core.request import Answer, AnyRequest
from services.core.roles import Role

SHELL = "shell"


async def ask(settings: Settings, text: str, name: str, role: Role, *, voice: str | None) -> Presented:
    """Ask ``text`` as ``name``, who has ``role``, answered in ``voice`` or the default one."""
    async with open_app(settings, watch=False) as app:
        principal = Principal(id=at_door(SHELL, name), name="", role=role)
        with progress_on(Console(stderr=True)) as heard, listening(heard):
            return await app.presenter.phrase(text, at_door(SHELL, uuid4().hex), principal, voice=voice)


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

        def heard(step: Step) -> None:
            nonlocal task
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
        console.file.write(as_document(presented).decode() + "\n")
        return
    print_card(presented.card, console)
    if isinstance(presented.outcome, ExchangeUnavailable):
        console.print("Without an exchange: --market sim answers from a simulated market.", style="dim")
    if png is not None:
        console.print(f"Picture: {png}" if presented.picture else "This answer has no picture.", style="dim")
    if ics is not None:
        told = f"Calendar: {ics}" if document else "This answer has no calendar file; /cosmic calendar export:yes has."
        console.print(told, style="dim")


def as_document(presented: Presented) -> bytes:
    """``{"request", "answer" or "error", "card"}`` as JSON; nan and infinity are null."""
    outcome = presented.outcome
    document: dict[str, Any] = {"request": presented.request and _request(presented.request)}
    if isinstance(outcome, Answer):
        document["answer"] = outcome.model_dump(mode="json")
    else:
        document["error"] = outcome.data()
    document["card"] = _card(presented.card)
    return orjson.dumps(document, option=orjson.OPT_INDENT_2)


def _request(request: AnyRequest) -> dict[str, Any]:
    return {"name": request.name, **request.model_dump(mode="json")}


def _card(card: Card) -> dict[str, Any]:
    plain = asdict(card)
    plain["colour"] = f"#{card.colour:06x}"
    plain["actions"] = [
        {"name": action.label, "request": _request(action.request), "current": action.current}
        for action in card.actions
    ]
    return plain
