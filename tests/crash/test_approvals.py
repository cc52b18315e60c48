"""A process that is killed in the middle of an approval leaves the vote with its order, or neither; pressed again there
is one order."""

import asyncio
import signal
from datetime import datetime
from pathlib import Path

import pytest

from services.brain.approvals import Approve
from services.core.principal import Principal
from services.core.roles import Role
from tests.crash.driver import Job, Kill, Points
from tests.crash.rounds import SPAWN
from tests.unit.services.brain.desk import account, ask, desk, kept, proposal, records, take

NEVER = 1_000_000


def owner(number: int) -> Principal:
    return Principal(id=f"discord:{1000 + number}", name="Ann", role=Role.TRADER)


def approve(home: Path, at: datetime, decision: str, number: int, after: int) -> None:
    """Be the process: approve, and be killed when ``after`` points are reached. How many were is left beside the
    home."""

    async def press() -> None:
        async with desk(home, at) as app:
            points = Points(Job(home, "", f"a{number}", 0, kills=(Kill("process", after),)))
            points.watch()
            await ask(app, Approve(id=decision), owner(number))
            (home / "reached").write_text(str(points.reached))

    asyncio.run(press())


async def killed(home: Path, now: datetime, number: int, after: int) -> str:
    """Have somebody's approval killed at that point, and press again; what the first came to comes back."""
    name = f"paper:{owner(number).id}"
    async with desk(home, now) as app:
        of = await proposal(app, account=name)
        assert (await take(app, of)).state == "pending"
    process = SPAWN.Process(target=approve, args=(home, now, of.id, number, after))
    process.start()
    await asyncio.to_thread(process.join)
    assert process.exitcode in (0, -signal.SIGKILL)
    async with desk(home, now) as app:
        state, kinds = (await kept(app, of)).state, await records(app, name)
        assert state in ("pending", "ordered")
        assert [kinds.count("voted"), kinds.count("ordered")] == [int(state == "ordered")] * 2
        assert bool((await account(app, name)).orders) == (state == "ordered")
        answer = await ask(app, Approve(id=of.id), owner(number))
        assert (answer.decision.facts.state, answer.before) == ("ordered", state == "ordered")
        assert (await records(app, name)).count("ordered") == 1
        return state


async def points(home: Path, now: datetime) -> int:
    """How many points there are."""
    (home / "runs").mkdir(parents=True)
    assert await killed(home, now, 0, NEVER) == "ordered"
    return int((home / "reached").read_text())


async def test_killed_in_the_middle_of_an_approval(tmp_path: Path, now: datetime) -> None:
    reached = await points(tmp_path / "home", now)
    kills = (reached // 3, reached // 2, reached - 8, reached - 5, reached - 2)
    came = {await killed(tmp_path / "home", now, number, after) for number, after in enumerate(kills, 1)}
    assert {"pending", "ordered"} == came, "kills before and after the step that writes both"


@pytest.mark.nightly
async def test_killed_at_every_point_of_an_approval(tmp_path: Path, now: datetime) -> None:
    for after in range(1, await points(tmp_path / "home", now) + 1):
        await killed(tmp_path / "home", now, after, after)
