"""``make crash``: kills at every step, and then at random; prints the figures, and ends with 1 where one is not 0."""

import argparse
import asyncio
import sys
import tempfile
from collections.abc import Awaitable
from pathlib import Path
from random import randrange

from tests.crash.alerts.rounds import live_through
from tests.crash.rounds import SCRIPTS, VICTIMS, Figures, at_every_point, at_random


def main() -> None:
    parser = argparse.ArgumentParser(prog="make crash")
    parser.add_argument("--seed", type=int, default=randrange(1_000_000), help="of the market and the kills")  # noqa: S311
    parser.add_argument("--seconds", type=float, default=120.0, help="of kills at random")
    parser.add_argument("--victim", choices=VICTIMS, nargs="*", default=VICTIMS, help="killed at every step")
    parser.add_argument("--script", choices=SCRIPTS, nargs="*", default=SCRIPTS, help="what is done meanwhile")
    parser.add_argument("--alerts", type=int, default=1_000_000, help="how many are armed; 0: none is tried")
    arguments = parser.parse_args()
    clean = True
    for name in arguments.script:
        script = SCRIPTS[name]
        for victim in arguments.victim:
            with tempfile.TemporaryDirectory() as folder:
                every = at_every_point(Path(folder), arguments.seed, victim, script)
                clean &= _tell(f"{name}, {victim} killed at every step", arguments.seed, every)
        with tempfile.TemporaryDirectory() as folder:
            random = at_random(Path(folder), arguments.seed, arguments.seconds, script)
            clean &= _tell(f"{name}, killed at random", arguments.seed, random)
    if arguments.alerts:
        clean &= _alerts(arguments.seed, arguments.alerts)
    sys.exit(not clean)


def _alerts(seed: int, count: int) -> bool:
    clean = True
    for wishes, near, kills in ((min(count, 20_000), 1.0, 30), (count, 0.02, 3)):
        with tempfile.TemporaryDirectory() as folder:
            lived = live_through(
                Path(folder), seed, wishes=wishes, near=near, series=500, steps=4 * kills, acts=60, kills=kills
            )
            figures = asyncio.run(lived)
        sys.stdout.write(
            f"{figures.alerts:,} alerts, {figures.kills} processes and {figures.restarts} stores killed: "
            f"due {figures.due:,}, told {figures.told:,}, missed {figures.missed}, doubled {figures.doubled}, "
            f"wrong {figures.wrong}, seed {seed}\n"
        )
        sys.stdout.flush()
        clean &= figures.clean
    return clean


def _tell(what: str, seed: int, run: Awaitable[Figures]) -> bool:
    async def ran() -> Figures:
        return await run

    figures = asyncio.run(ran())
    sys.stdout.write(
        f"{what}: rounds {figures.rounds}, lost {figures.lost}, doubled {figures.doubled}, "
        f"unequal to a run without kills {figures.unequal}, seed {seed}\n"
    )
    sys.stdout.flush()
    return figures.clean


if __name__ == "__main__":
    main()
