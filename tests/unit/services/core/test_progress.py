"""Whoever waits for something long sees how far it is, and whoever does not wait pays nothing for it."""

import asyncio
from io import StringIO

import pytest
from rich.console import Console

from bot.ask import progress_on
from services.core.cache import Cache
from services.core.progress import InLine, Relay, Step, listening, tell


async def work(gate: asyncio.Event) -> int:
    tell(1, 3, "Working")
    await gate.wait()
    tell(2, 3, "Working")
    tell(3, 3, "Working")
    return 7


STEPS = [Step(done, 3, "Working") for done in (1, 2, 3)]


def test_where_nobody_listens_nothing_happens() -> None:
    tell(1, 2, "Working")
    heard: list[Step | InLine] = []
    with listening(heard.append):
        with listening(None):
            tell(1, 2, "Working")
        tell(2, 2, "Working")
    tell(3, 3, "Working")
    assert heard == [Step(2, 2, "Working")]


async def test_two_who_work_at_the_same_time_are_told_apart() -> None:
    gate = asyncio.Event()
    gate.set()
    heard: list[list[Step | InLine]] = [[], []]
    tasks = []
    for steps in heard:
        with listening(steps.append):
            tasks.append(asyncio.create_task(work(gate)))
    await asyncio.gather(*tasks)
    assert heard == [STEPS, STEPS]


async def test_who_joins_later_hears_where_it_is_and_how_it_goes_on() -> None:
    fresh: Cache[str, int] = Cache(4)
    gate = asyncio.Event()

    async def ask(steps: list[Step | InLine]) -> int:
        with listening(steps.append):
            return await fresh.get("key", lambda: work(gate), 10)

    first: list[Step | InLine] = []
    later: list[Step | InLine] = []
    held: list[Step | InLine] = []
    one = asyncio.create_task(ask(first))
    await asyncio.sleep(0.01)
    other = asyncio.create_task(ask(later))
    await asyncio.sleep(0.01)
    assert (first, later) == ([STEPS[0]], [STEPS[0]])
    gate.set()
    assert list(await asyncio.gather(one, other)) == [7, 7]
    assert (first, later) == (STEPS, STEPS)
    assert await ask(held) == 7
    assert held == [], "what is held already takes no time"


async def test_who_has_gone_is_told_no_more_and_the_others_are() -> None:
    fresh: Cache[str, int] = Cache(4)
    gate = asyncio.Event()
    heard: list[list[Step | InLine]] = [[], []]
    tasks = []
    for steps in heard:
        with listening(steps.append):
            tasks.append(asyncio.create_task(fresh.get("key", lambda: work(gate), 10)))
    await asyncio.sleep(0.01)
    tasks[0].cancel()
    with pytest.raises(asyncio.CancelledError):
        await tasks[0]
    gate.set()
    await tasks[1]
    assert heard == [STEPS[:1], STEPS]


async def test_it_passes_through_several_hands() -> None:
    outer: Cache[str, int] = Cache(4)
    inner: Cache[str, int] = Cache(4)
    gate = asyncio.Event()
    gate.set()
    heard: list[Step | InLine] = []
    with listening(heard.append):
        await outer.get("key", lambda: inner.get("key", lambda: work(gate), 10), 10)
    assert heard == STEPS


def test_a_relay_without_listeners_is_silent() -> None:
    relay = Relay()
    with relay.joined():
        relay(STEPS[0])


def test_a_terminal_shows_it_and_a_file_does_not() -> None:
    shown = Console(file=StringIO(), force_terminal=True, width=80)
    with progress_on(shown) as heard:
        assert heard is not None
        heard(Step(120, 600, "Scanning"))
    assert isinstance(shown.file, StringIO)
    assert "Scanning" in shown.file.getvalue()
    assert "120/600" in shown.file.getvalue()
    with progress_on(Console(file=StringIO())) as nobody:
        assert nobody is None
