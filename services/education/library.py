"""The newest curriculum that could be read: its files are looked at again while somebody asks for it."""

import asyncio
from collections.abc import Callable, Sequence
from pathlib import Path
from time import monotonic
from typing import Final

import structlog

from services.core.health import Health
from services.education.curriculum import Curriculum
from services.education.folders import NOTHING, Commands, look

LOOK_SECONDS: Final = 0.5
"""At least so long between two looks at the files."""
TOLD: Final = 3
"""Problems that the health names."""

log = structlog.get_logger(__name__)


class Library:
    """The curriculum of ``folders``, of which later ones go before earlier ones, file by file. ``commands`` are what a
    lesson may show live; without them that is not looked at."""

    def __init__(self, folders: Sequence[Path], commands: Callable[[], Commands] | None = None) -> None:
        self._folders = tuple(folders)
        self._commands = commands
        self._held = NOTHING
        self._looked = -LOOK_SECONDS
        self._looking = asyncio.Lock()

    async def curriculum(self) -> Curriculum:
        """As the files are now; of a file that cannot be used as it was before."""
        if monotonic() - self._looked >= LOOK_SECONDS:
            async with self._looking:
                if monotonic() - self._looked >= LOOK_SECONDS:
                    await self._look()
        return self._held.curriculum

    async def health(self) -> Health:
        """Whether there are lessons, how many, and which files are refused."""
        curriculum = await self.curriculum()
        if not curriculum.problems:
            return Health(bool(curriculum.lessons), curriculum.counted)
        more = len(curriculum.problems) - TOLD
        told = "; ".join((*map(str, curriculum.problems[:TOLD]), *([f"and {more} more"] if more > 0 else [])))
        return Health(bool(curriculum.lessons), f"{curriculum.counted}; refused: {told}")

    async def _look(self) -> None:
        commands = None if self._commands is None else self._commands()
        before, self._held = self._held, await asyncio.to_thread(look, self._folders, self._held, commands)
        self._looked = monotonic()
        if self._held is before:
            return
        log.info("lessons read", lessons=len(self._held.curriculum.lessons))
        for problem in set(self._held.curriculum.problems) - set(before.curriculum.problems):
            log.warning("a lesson is refused", file=problem.file, line=problem.line, why=problem.what)
