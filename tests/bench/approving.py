"""An approval from the press to its order on disk, and to its answer, beside a bare ``fdatasync`` on the same disk in
the same run: on a simulated market that answers at once, in accounts with a hundred decisions behind them."""

import asyncio
import os
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from time import perf_counter
from typing import Any
from unittest.mock import patch

from analytics.trading.agent_records import Decided
from bot.app import App
from services.accounts.books import Books
from services.brain.approvals import Approve
from services.core.principal import Principal
from services.core.roles import Role
from tests.bench.journal import BODY, NOW
from tests.unit.services.brain.a_proposal import WAIT, a_proposal, decided
from tests.unit.services.brain.desk import ask, desk, proposal, take, write

ROUNDS = 200
BEHIND = 100
MOST_MS = 50.0
_Took = tuple[float, float]
"""Milliseconds until the order was on disk, and until the last was answered."""


def rows(folder: Path, scale: float) -> Iterable[tuple[str, list[float], float | None]]:
    """Milliseconds of each."""
    bare, alone, both = asyncio.run(_measured(folder / "approving", max(20, int(ROUNDS * scale))))
    yield "an approval, from the press to its order on disk", [ordered for ordered, _ in alone], MOST_MS
    yield "the same, to its answer", [answered for _, answered in alone], None
    yield "two at once, until both are answered", [answered for _, answered in both], None
    yield "a bare fdatasync", bare, None


async def _measured(folder: Path, rounds: int) -> tuple[list[float], list[_Took], list[_Took]]:
    bare, alone, both = list[float](), list[_Took](), list[_Took]()
    async with desk(folder, NOW) as app:
        file = os.open(folder / "bare", os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        for number in range(rounds):
            begun = perf_counter()
            os.write(file, b"x" * BODY)
            os.fdatasync(file)
            bare.append((perf_counter() - begun) * 1000)
            alone.append(await _pressed(app, 2 * number, 1))
            both.append(await _pressed(app, 2 * number + 1, 2))
        os.close(file)
    return bare, alone, both


async def _pressed(app: App, number: int, presses: int) -> _Took:
    """Have so many presses approve the same decision."""
    who = Principal(id=f"discord:{number}", name="Ann", role=Role.TRADER)
    name = f"paper:{who.id}"
    wait = decided(a_proposal(WAIT, at=NOW))
    behind: list[Decided] = [replace(wait, decision=f"{at:032x}") for at in range(BEHIND)]
    await write(app, *behind, account=name)
    of = await proposal(app, account=name)
    await take(app, of)
    append, written = Books.append, list[float]()

    async def noted(*arguments: Any) -> bool:
        done = await append(*arguments)
        written.append(perf_counter())
        return done

    with patch.object(Books, "append", noted):
        begun = perf_counter()
        answers = await asyncio.gather(*(ask(app, Approve(id=of.id), who) for _ in range(presses)))
        answered = perf_counter()
    assert sum(not each.before for each in answers) == len(written) == 1
    return (written[0] - begun) * 1000, (answered - begun) * 1000
