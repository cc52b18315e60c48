"""``omega ask``: one request through the same desk, voices and pictures as on Discord, answered in the terminal."""

from dataclasses import asdict
from pathlib import Path
from typing import Any

import orjson
from rich.console import Console

from bot.app import open_app
from config.settings import Settings
from personas.card import Card
from personas.presenter import Presented
from personas.terminal import print_card
from services.base import Answer, Asker, Request
from services.roles import Role

SHELL = "shell"


async def ask(settings: Settings, text: str, role: Role, *, voice: str | None) -> Presented:
    """Ask ``text`` as somebody with ``role``, answered in ``voice`` or the default one."""
    async with open_app(settings, watch=False) as app:
        asker = Asker(id=SHELL, name="", role=role, door="shell")
        return await app.presenter.phrase(text, asker, voice=voice)


def show(presented: Presented, *, as_json: bool, png: Path | None) -> None:
    """Print the card, or with ``as_json`` the facts; keep the picture in ``png``."""
    console = Console()
    if png is not None and presented.picture is not None:
        png.write_bytes(presented.picture)
    if as_json:
        console.file.write(as_document(presented).decode() + "\n")
        return
    print_card(presented.card, console)
    if png is not None:
        console.print(f"Picture: {png}" if presented.picture else "This answer has no picture.", style="dim")


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


def _request(request: Request) -> dict[str, Any]:
    return {"name": request.name, **request.model_dump(mode="json")}


def _card(card: Card) -> dict[str, Any]:
    plain = asdict(card)
    plain["colour"] = f"#{card.colour:06x}"
    plain["actions"] = [
        {"name": action.label, "request": _request(action.request), "current": action.current}
        for action in card.actions
    ]
    return plain
