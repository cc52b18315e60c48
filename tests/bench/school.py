"""Ten thousand learners over sixty days beside FSRS alone, what they take in the store, and replies of all at once.

They learn as people might: on some days, some questions, right as often as FSRS says that they remember them. All runs
in a process of its own.
"""

import asyncio
import subprocess
import sys
import tempfile
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path
from random import Random
from time import perf_counter, thread_time
from typing import Final

import numpy as np
from fsrs import Card, Rating, Scheduler
from redis.asyncio import Redis

from config.settings import LESSONS
from services.core.principal import Principal
from services.core.roles import Role
from services.core.work import Work
from services.education.book import Learner
from services.education.curriculum import Curriculum
from services.education.quiz import Quiz, QuizReply, next_in, next_of, with_reply
from services.education.recall import SOON, after_reply, remembered
from services.education.standing import due_at, known_of, next_lesson
from services.schedules.record import Asked
from services.store.embedded import EmbeddedStore
from services.store.keys import AUDIT, OUTBOX
from services.store.keys import learner as key_of
from services.store.store import Encodable, Store
from tests.asks import ask
from tests.unit.services.education.school import START, TERMS, School
from tests.unit.services.schedules.keeping import keep, schedule, scheduler

LEARNERS: Final = 10_000
DAYS: Final = 60
COMES: Final = 0.25
"""How often somebody comes on a day."""
SESSION: Final = 5
"""Questions at once."""
KNOWS: Final = 0.6
"""How often a question that is new is answered right."""
AT_ONCE: Final = 50
KEPT_AT_ONCE: Final = 500


def lines(scale: float) -> list[str]:
    """Markdown tables."""
    told = subprocess.run(  # noqa: S603 - a module of ours
        (sys.executable, "-m", "tests.bench.school", str(scale)), check=True, stderr=subprocess.PIPE, text=True
    )
    return ["", *told.stderr.splitlines()]


async def _measured(folder: Path, scale: float) -> Iterator[str]:
    embedded = EmbeddedStore(folder / "store")
    store = Store(await embedded.ensure())
    try:
        school = School(store, LESSONS)
        curriculum, count = await school.library.curriculum(), int(LEARNERS * scale)
        learners, scheduled = _learn(curriculum, count)
        kept = await _keep(school, learners)
        asked = await _ask(school, count)
        due = await _due(school, count)
    finally:
        await store.close()
        await embedded.leave()
    questions = sum(1 for _ in curriculum.questions())
    about = f"| learners, lessons, questions | {count:,}, {len(curriculum.lessons)}, {questions} |"
    return iter(["| part | figure |", "| --- | ---: |", about, *scheduled, *kept, *asked, *due])


def _learn(curriculum: Curriculum, count: int) -> tuple[list[Learner], list[str]]:
    """What ``count`` learners know in the end, and how long it took to choose questions and to say when they come
    again; FSRS alone is given the same replies, and says the same days."""
    scheduler = Scheduler(learning_steps=(SOON,), relearning_steps=(SOON,), maximum_interval=365, enable_fuzzing=False)
    spent, bare = array("d"), 0.0
    learners = []
    for number in range(count):
        chance, learner, cards = Random(number), Learner(), dict[str, Card]()  # noqa: S311 (replies, and no secret)
        for day in range(DAYS):
            if chance.random() > COMES:
                continue
            now = START + timedelta(days=day, minutes=chance.randrange(600))
            for _ in range(SESSION):
                begin = thread_time()
                key = _chosen(curriculum, learner, now)
                spent.append(thread_time() - begin)
                if key is None:
                    spent.pop()
                    break
                known = learner.questions.get(key)
                right = chance.random() < (KNOWS if known is None else remembered(known, now))
                begin = thread_time()
                new = after_reply(known, right, now, TERMS, said="A")
                learner = with_reply(learner, key, new, now, now.date())
                spent[-1] += thread_time() - begin
                begin = thread_time()
                card = cards.get(key) or Card(card_id=1)
                cards[key], _ = scheduler.review_card(card, Rating.Good if right else Rating.Again, now)
                bare += thread_time() - begin
                if cards[key].due != new.due:
                    raise AssertionError(f"{key} is due at {new.due}, and by FSRS at {cards[key].due}")
                now += timedelta(seconds=30)
        learners.append(learner)
    each = np.frombuffer(spent)
    return learners, [
        f"| replies | {len(each):,} |",
        f"| chosen and scheduled, a second | {len(each) / each.sum():,.0f} |",
        f"| FSRS alone, of the same replies | {len(each) / bare:,.0f} |",
        f"| a reply, p50 / p99 | {np.median(each) * 1e6:,.0f} / {np.percentile(each, 99) * 1e6:,.0f} µs |",
    ]


def _chosen(curriculum: Curriculum, learner: Learner, now: datetime) -> str | None:
    """The question that ``/quiz`` asks next, or the first of the lesson that it says to read next."""
    due = due_at(known_of(curriculum, learner), now)
    key, _ = next_of(curriculum, learner, due)
    if key is None and (lesson := next_lesson(curriculum, learner)) is not None:
        key, _ = next_in(curriculum.lessons[lesson.name], learner, due)
    return key


async def _keep(school: School, learners: Sequence[Learner]) -> list[str]:
    """All of them in the store."""

    async def used() -> int:
        return int((await school.store.call(lambda client: client.info("memory")))["used_memory"])

    before = await used()
    for first in range(0, len(learners), KEPT_AT_ONCE):

        async def write(client: Redis, first: int = first) -> None:
            async with client.pipeline(transaction=False) as step:
                for at, learner in enumerate(learners[first : first + KEPT_AT_ONCE], first):
                    work = Work()
                    school.book.write(work, _person(at).id, Learner(), learner)
                    fields: dict[Encodable, Encodable] = {field: value for _, field, value in work.sets}
                    step.hset(key_of(_person(at).id), mapping=fields)
                await step.execute()

        await school.store.call(write)
    each = (await used() - before) / len(learners)
    known = sum(len(learner.questions) for learner in learners) / len(learners)
    return [f"| in the store, a learner of {known:.0f} questions | {each:,.0f} bytes |"]


async def _ask(school: School, count: int) -> list[str]:
    """Each asks for a question and replies, ``AT_ONCE`` at a time, with all that the desk does for it."""
    school.step(days=DAYS + 1)
    waits, turn = array("d"), asyncio.Semaphore(AT_ONCE)
    title = next(iter((await school.library.curriculum()).lessons.values())).title

    async def answer(number: int) -> None:
        async with turn:
            who, begin = _person(number), perf_counter()
            shown = await school.asked(Quiz(), who)
            if shown.posed is None:
                shown = await school.asked(Quiz(lesson=title), who)
            if shown.posed is not None:
                said = shown.posed.options[0].letter if shown.posed.options else "1"
                reply = QuizReply(question=shown.posed.question, turn=shown.posed.turn, reply=said)
                await school.desk.ask(replace(ask(reply, who), remembered_for=QuizReply.press_again))
                waits.append(perf_counter() - begin)

    begin = perf_counter()
    await asyncio.gather(*map(answer, range(count)))
    took = perf_counter() - begin
    log: int | None = await school.store.call(lambda client: client.memory_usage(AUDIT, samples=0))
    each = np.frombuffer(waits)
    return [
        f"| asked and replied to at the desk, {AT_ONCE} at once, a second | {len(each) / took:,.0f} |",
        f"| the same, p50 / p99 | {np.median(each) * 1e3:,.0f} / {np.percentile(each, 99) * 1e3:,.0f} ms |",
        f"| in the log of changes, a reply | {(log or 0) / len(each):,.0f} bytes |",
    ]


async def _due(school: School, count: int) -> list[str]:
    """A quiz scheduled by each of them, all due at once: until each is in the outbox, to be told."""
    now = school.clock.now()
    quiz = Asked(name=Quiz.name, options="{}", called=Quiz.name, public=False)
    made = (
        schedule(number, "0 9 * * *", now, owner=_person(number).id).model_copy(update={"asks": (quiz,)})
        for number in range(1, count + 1)
    )
    while each := tuple(islice(made, KEPT_AT_ONCE)):
        await keep(school.store, *each)
    school.step(days=1)
    begin = perf_counter()
    await scheduler(school.store, school.clock).step()
    took = perf_counter() - begin
    told = await school.store.call(lambda client: client.xlen(OUTBOX))
    if told != count:
        raise AssertionError(f"{told} of {count} were told")
    return [f"| {count:,} scheduled quizzes due at once, all in the outbox | {took:,.1f} s |"]


def _person(number: int) -> Principal:
    return Principal(id=f"discord:{10**17 + number}", name="Ann", role=Role.VIEWER)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as temporary:
        for line in asyncio.run(_measured(Path(temporary), float(sys.argv[1]))):
            sys.stderr.write(f"{line}\n")
