"""One process with an engine: tells it step after step of the world in FOLDER, as far as that is written.

``python -m tests.crash.alerts.worker URL FOLDER NAME [FAULT]``; FAULT plants one, which the figures must show.
"""

import asyncio
import pickle
import sys
from datetime import timedelta
from pathlib import Path
from typing import Final

from services.alerts import kept
from services.alerts.engine import RECENT_SECONDS, Engine
from services.core.clock import SteppedClock
from services.core.errors import StoreUnavailable
from services.market.timeframes import from_ms
from services.store.store import Store
from tests.crash.alerts.house import closed_of, reach_of
from tests.crash.alerts.world import BEGIN, STEP_MS, Step

DONE: Final = "test:done"
"""Hash: a worker's name → the last step that it told all of."""
STEPS: Final = "steps"
IDLE_SECONDS: Final = 0.002
AT_ONCE: Final = 400


class Steps:
    """Those that are written in ``folder`` by now, from the first on."""

    def __init__(self, folder: Path) -> None:
        self._file = (folder / STEPS).open("rb")
        self.read: list[Step] = []

    def look(self) -> None:
        """Read those that came since."""
        while True:
            at = self._file.tell()
            try:
                self.read.append(pickle.load(self._file))  # noqa: S301 - our own
            except (EOFError, pickle.UnpicklingError):
                self._file.seek(at)
                return


def plant(fault: str) -> None:
    if fault == "unguarded":  # fires what it has read, whatever became of it
        kept.FIRE = kept.FIRE.replace("~= was", "== nil")  # type: ignore[misc]
    elif fault == "deaf":  # forgets what moved before it heard of an alert
        Engine._remember = lambda *_: None  # type: ignore[method-assign]


async def tell(engine: Engine, clock: SteppedClock, step: Step) -> None:
    """All of ``step``."""
    if from_ms(step.at) > clock.now():
        clock.step(from_ms(step.at))
    await engine.follow()
    for at in range(0, len(step.moves), AT_ONCE):
        await engine.reached([reach_of(move) for move in step.moves[at : at + AT_ONCE]])
    await engine.closed([closed_of(close) for close in step.closes])
    end = from_ms(step.at) + timedelta(milliseconds=STEP_MS - 1)
    if end > clock.now():
        clock.step(end)


async def work(url: str, folder: Path, name: str) -> None:
    store, clock = Store(url), SteppedClock(from_ms(BEGIN))
    engine = Engine(store, clock)
    steps = Steps(folder)
    at = -1
    while True:
        try:
            if at < 0:
                done = max((int(done) for done in (await store.hash_all(DONE)).values()), default=-1)
                at = max(0, done - int(RECENT_SECONDS * 1_000 / STEP_MS))
            steps.look()
            if len(steps.read) <= at:
                await asyncio.sleep(IDLE_SECONDS)
                continue
            await tell(engine, clock, steps.read[at])
            if at + 1 >= len(steps.read):  # one that catches up ends nothing that it has not seen all of
                await engine.expire()
            await store.hash_set(DONE, name, str(at))
            at += 1
        except StoreUnavailable:
            await asyncio.sleep(IDLE_SECONDS)


if __name__ == "__main__":
    plant("".join(sys.argv[4:]))
    asyncio.run(work(sys.argv[1], Path(sys.argv[2]), sys.argv[3]))
