"""Progress that comes after the answer, or in its place, costs more than none."""

import asyncio

import pytest
from discord import HTTPException

from cogs import _progress
from cogs._progress import Heard, show_progress
from personas.progress import progress_text
from services.core.progress import Step


class Line:
    """What was shown; it may fail, or hang."""

    def __init__(self, *, fails: bool = False, hangs: bool = False) -> None:
        self.shown: list[str] = []
        self.calls = 0
        self._fails, self._hangs = fails, hangs

    async def __call__(self, text: str) -> None:
        self.calls += 1
        if self._fails:
            raise OSError("the line is down")
        if self._hangs:
            await asyncio.sleep(60)
        self.shown.append(text)


async def working(heard: Heard, steps: int, seconds: float) -> str:
    for done in range(1, steps + 1):
        heard(Step(done, steps, "Scanning"))
        await asyncio.sleep(seconds / steps)
    return "done"


async def test_it_is_shown_at_most_once_a_while_and_never_after_the_answer() -> None:
    heard, line = Heard(), Line()
    loop = asyncio.get_running_loop()
    began = loop.time()
    work = asyncio.ensure_future(working(heard, 100, 0.5))
    assert await show_progress(work, heard, line, every=0.1)
    assert work.done()
    assert 3 <= line.calls <= (loop.time() - began) / 0.1
    before = line.calls
    await asyncio.sleep(0.2)
    assert line.calls == before
    assert line.shown[0].startswith("Scanning: ")


async def test_what_does_not_move_is_not_shown_again() -> None:
    heard, line = Heard(), Line()
    heard(Step(1, 2, "Scanning"))
    work = asyncio.ensure_future(asyncio.sleep(0.3))
    await show_progress(work, heard, line, every=0.05)
    assert line.calls == 1


async def test_work_that_tells_nothing_shows_nothing() -> None:
    line = Line()
    assert not await show_progress(asyncio.ensure_future(asyncio.sleep(0.1)), Heard(), line, every=0.03)
    assert line.calls == 0


@pytest.mark.parametrize("line", [Line(fails=True), Line(hangs=True)], ids=["fails", "hangs"])
async def test_a_line_that_is_bad_does_not_cost_the_answer(line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_progress, "CALL_SECONDS", 0.1)
    heard = Heard()
    work = asyncio.ensure_future(working(heard, 20, 0.3))
    async with asyncio.timeout(2):
        await show_progress(work, heard, line, every=0.05)
        assert await work == "done"
    assert line.calls >= 1


async def test_work_that_fails_ends_it() -> None:
    async def failing() -> None:
        await asyncio.sleep(0.05)
        raise HTTPException.__new__(HTTPException)

    work = asyncio.ensure_future(failing())
    await show_progress(work, Heard(), Line(), every=0.02)
    assert work.exception() is not None


@pytest.mark.parametrize(
    ("step", "text"),
    [
        (Step(120, 600, "Scanning"), "Scanning: 120 of 600\n`████░░░░░░░░░░░░░░░░`"),
        (Step(0, 1_200, "Scanning"), "Scanning: 0 of 1,200\n`░░░░░░░░░░░░░░░░░░░░`"),
        (Step(599, 600, "Scanning"), "Scanning: 599 of 600\n`███████████████████░`"),
        (Step(600, 600, "Scanning"), "Scanning: 600 of 600\n`████████████████████`"),
        (Step(0, 0, "Scanning"), "Scanning: 0 of 0\n`░░░░░░░░░░░░░░░░░░░░`"),
    ],
)
def test_it_is_plain_text_with_a_bar(step: Step, text: str) -> None:
    assert progress_text(step) == text
