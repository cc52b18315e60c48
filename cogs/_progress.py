"""How far a long answer is, shown where it will stand."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any, Final

import discord

from cogs._delivery import LINE_FAULTS
from personas.progress import progress_text
from services.core.progress import InLine, Step

EVERY: Final = 2.0
"""Seconds between two looks at how far it is, so that Discord's limits are left to the answer."""
CALL_SECONDS: Final = 2.0
"""How long a call that shows progress may take. It never holds up the answer for longer."""


class Heard:
    """Keeps the newest step of some work: what the work is started with (``services.core.progress.listening``)."""

    def __init__(self) -> None:
        self.newest: Step | InLine | None = None
        self.in_line: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        """Done once the work has had to wait in a line."""

    def __call__(self, step: Step | InLine) -> None:
        self.newest = step
        if isinstance(step, InLine) and not self.in_line.done():
            self.in_line.set_result(None)


async def show_progress(
    work: asyncio.Future[Any], heard: Heard, show: Callable[[str], Awaitable[Any]], *, every: float = EVERY
) -> bool:
    """Wait until ``work`` is done, and meanwhile ``show`` how far it is. Whether anything was shown comes back.

    When this returns no call of ``show`` is under way, so none comes after the answer. A call that fails is let be.
    """
    shown: Step | InLine | None = None
    while not work.done():
        await asyncio.wait((work,), timeout=every)
        step = heard.newest
        if work.done() or step is None or step == shown:
            continue
        shown = step
        with suppress(discord.HTTPException, *LINE_FAULTS):
            async with asyncio.timeout(CALL_SECONDS):
                await show(progress_text(step))
    return shown is not None
