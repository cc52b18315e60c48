"""Processes in which people reply to questions, while they and the store are killed: ``python -m tests.crash.learning
URL FOLDER SEED`` is one of them. What it was told is written down as it is told, and that is what the hash of each
learner is held against.
"""

import asyncio
import os
import signal
import sys
from collections import defaultdict
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Final

from services.core.errors import OutcomeUnknown, StoreUnavailable
from services.core.principal import Principal
from services.core.roles import Role
from services.education.book import DAYS_KEPT, Learner, LearnerBook
from services.education.quiz import Quiz, QuizReply
from services.store.embedded import EmbeddedStore
from services.store.store import Store
from tests.conftest import ROOT, eventually
from tests.unit.services.education.school import School, lesson, said_to, write
from tests.unit.services.store.test_store import server_pid

PEOPLE: Final = tuple(Principal(id=f"discord:{number}", name="Ann", role=Role.VIEWER) for number in (11, 22))
START_SECONDS: Final = 60.0
STORE: Final = 0.4
"""How often it is the store that is killed."""
LESSONS: Final = {name: lesson(name, place) for place, name in enumerate(("first", "second", "third"), 1)}


async def learn(url: str, folder: Path, seed: int) -> None:
    """Reply on and on, each time by some presses at once, of which no two say the same."""
    school, chance = School(Store(url), folder), Random(seed)  # noqa: S311

    async def reply(who: Principal) -> None:
        shown = await school.asked(Quiz(lesson=chance.choice(list(LESSONS))), who)
        if shown.posed is None:
            school.step(days=1)
            return
        question, turn = shown.posed.question, shown.posed.turn

        async def press(right: bool) -> None:
            answer = await school.asked(QuizReply(question=question, turn=turn, reply=said_to(shown, right)), who)
            with (folder / f"told-{os.getpid()}").open("a") as told:
                told.write(f"{who.id} {question} {turn} {int(answer.graded.right)}\n")

        await asyncio.gather(*map(press, chance.choice([(True,), (False,), (True, False), (False, True, True)])))

    while True:
        with suppress(StoreUnavailable, OutcomeUnknown):
            await reply(chance.choice(PEOPLE))


@dataclass(frozen=True)
class Learnt:
    """So many replies are ``kept`` and were ``told``; ``lost`` were told and are not kept, ``doubled`` count twice or
    were told to be right and wrong, ``unequal`` is what does not come to what was replied."""

    kept: int
    told: int
    lost: int
    doubled: int
    unequal: int


async def killed_at_random(home: Path, seed: int, kills: int, *, store_too: bool) -> Learnt:
    """What two processes came to, each of which is killed some while after it told somebody something."""
    chance, folder = Random(seed), write(home / "lessons", **LESSONS)  # noqa: S311
    embedded = EmbeddedStore(home / "store")
    url = await embedded.ensure()
    watching = asyncio.create_task(embedded.watch())

    async def begin() -> asyncio.subprocess.Process:
        words = (sys.executable, "-m", "tests.crash.learning", url, str(folder), str(chance.randrange(10**6)))
        return await asyncio.create_subprocess_exec(*words, cwd=ROOT)

    processes = [await begin(), await begin()]
    for _ in range(kills):
        at = chance.randrange(2)
        await eventually((folder / f"told-{processes[at].pid}").exists, START_SECONDS)
        await asyncio.sleep(chance.uniform(0.0, 0.5))
        if store_too and chance.random() < STORE:
            os.kill(await server_pid(embedded), signal.SIGKILL)
        else:
            processes[at].kill()
            await processes[at].wait()
            processes[at] = await begin()
    for process in processes:
        process.kill()
        await process.wait()
    watching.cancel()
    await asyncio.wait((watching,))
    store = Store(await embedded.ensure())
    learners = {who.id: await LearnerBook(store).of(who.id) for who in PEOPLE}
    await store.close()
    await embedded.leave()
    lines = [line for file in folder.glob("told-*") for line in file.read_text().splitlines()]
    return _counted(learners, lines)


def _counted(learners: dict[str, Learner], lines: Sequence[str]) -> Learnt:
    verdicts = defaultdict[tuple[str, str], dict[int, set[bool]]](lambda: defaultdict(set))
    for who, question, turn, said in map(str.split, lines):
        verdicts[who, question][int(turn)].add(said == "1")
    kept = lost = doubled = unequal = 0
    for who, learner in learners.items():
        for question, known in learner.questions.items():
            told = verdicts[who, question]
            right = sum(True in each for each in told.values())
            kept += known.turns
            lost += sum(turn >= known.turns for turn in told)
            doubled += sum(len(each) > 1 for each in told.values())
            # a reply that was counted and not told, since who would have told it was killed, may be either
            unequal += not right <= known.right <= right + known.turns - len(told)
        unequal += sum(learner.days.values()) > sum(known.right for known in learner.questions.values())
        unequal += len(learner.days) < learner.streak.most < DAYS_KEPT
        lost += sum(key[0] == who and key[1] not in learner.questions for key in verdicts)
    return Learnt(kept, sum(map(len, verdicts.values())), lost, doubled, unequal)


if __name__ == "__main__":
    asyncio.run(learn(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3])))
