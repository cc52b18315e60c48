"""Where many ask at once each is worked on in turn and knows when; a turn that is lost would hold all others up."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from services.core.errors import Busy
from services.core.line import LEAST_WAIT, Line, for_this_machine
from services.core.progress import InLine, Step, listening
from services.core.roles import Role
from services.store.store import Store
from tests.asks import ask
from tests.unit.services.core.parts import House, Look, Mine, Turn, someone


class Asks:
    """People who want a turn, and those who have one until they are let go."""

    def __init__(self, line: Line) -> None:
        self.line = line
        self.heard: list[list[Step | InLine]] = []
        self.begun: list[int] = []
        self.gates: list[asyncio.Event] = []
        self.tasks: list[asyncio.Task[None]] = []

    def come(self, how_many: int = 1) -> None:
        for _ in range(how_many):
            steps: list[Step | InLine] = []
            with listening(steps.append):
                self.tasks.append(asyncio.create_task(self._ask(len(self.tasks))))
            self.heard.append(steps)
            self.gates.append(asyncio.Event())

    async def _ask(self, number: int) -> None:
        async with self.line.turn():
            self.begun.append(number)
            await self.gates[number].wait()

    def places(self, number: int) -> list[int]:
        return [step.before for step in self.heard[number] if isinstance(step, InLine)]


@contextmanager
def asks(at_once: int, longest: int = 9) -> Iterator[Asks]:
    came = Asks(Line(at_once, what="other answers", longest=longest))
    yield came
    for task in came.tasks:
        task.cancel()


async def soon() -> None:
    for _ in range(5):
        await asyncio.sleep(0)


async def test_each_hears_how_many_are_before_it_until_its_turn_comes() -> None:
    with asks(2) as came:
        came.come(5)
        await soon()
        assert came.begun == [0, 1]
        assert [came.places(number) for number in range(5)] == [[], [], [0], [1], [2]]
        came.gates[1].set()
        await soon()
        assert came.begun == [0, 1, 2]
        assert came.places(4) == [2, 1]
        for gate in came.gates:
            gate.set()
        await asyncio.gather(*came.tasks)
        assert came.begun == [0, 1, 2, 3, 4]
        assert came.line.waiting == 0


async def test_whoever_comes_as_one_leaves_does_not_go_before_those_who_wait() -> None:
    with asks(1) as came:
        came.come(2)
        await soon()
        came.gates[0].set()
        came.come()
        await soon()
        assert came.begun == [0, 1]


async def test_who_leaves_the_line_makes_the_others_move_up_and_takes_no_turn() -> None:
    with asks(1) as came:
        came.come(4)
        await soon()
        came.tasks[1].cancel()
        await soon()
        assert came.places(3) == [2, 1]
        came.tasks[0].cancel()
        await soon()
        assert came.begun == [0, 2]


async def test_a_turn_given_to_one_who_goes_in_the_same_moment_is_not_lost() -> None:
    with asks(1) as came:
        async with came.line.turn():
            came.come(2)
            await soon()
        came.tasks[0].cancel()
        await soon()
        assert came.begun == [1]


async def test_one_more_than_may_wait_is_sent_away_and_told_when_to_come_back() -> None:
    with asks(1, longest=2) as came:
        came.come(4)
        await soon()
        with pytest.raises(Busy) as busy:
            await came.tasks[3]
        assert busy.value.waiting == 2
        assert busy.value.retry_after >= LEAST_WAIT
        came.gates[0].set()
        await soon()
        came.come()
        await soon()
        assert not came.tasks[4].done(), "there is room again"


async def test_a_slow_line_tells_to_come_back_later() -> None:
    now = 0.0
    line = Line(1, what="other answers", longest=20, now=lambda: now)
    came = Asks(line)
    came.come(20)
    await soon()
    for gate in came.gates[:10]:
        now += 30.0
        gate.set()
        await soon()
    came.come(12)
    await soon()
    with pytest.raises(Busy) as busy:
        await came.tasks[-1]
    assert 200 < busy.value.retry_after <= 300, "ten of them take half a minute each"
    for task in came.tasks:
        task.cancel()


async def test_the_desk_has_reads_wait_and_nothing_else(store: Store) -> None:
    line = Line(1, what="other answers", longest=0)
    house = House(store, line=line)
    await house.desk.ask(ask(Look(what="before"), someone(Role.TRADER)))
    async with line.turn():
        with pytest.raises(Busy):
            await house.desk.ask(ask(Look(what="now"), someone(Role.TRADER)))
        await house.desk.ask(ask(Look(what="before"), someone(Role.TRADER)))
        await house.desk.ask(ask(Mine(), someone(Role.TRADER)))
        await house.desk.ask(ask(Turn(), someone(Role.TRADER)))


def test_a_machine_works_on_several_at_once_but_not_on_all() -> None:
    assert 8 <= for_this_machine() <= 32
