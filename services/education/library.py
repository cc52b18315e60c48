"""The newest curriculum that could be read: its files are looked at again when they have changed."""

import asyncio
from collections.abc import Sequence
from pathlib import Path

from services.core.health import Health
from services.education.curriculum import Curriculum, load


class Library:
    """The curriculum of ``folders``, of which later ones go before earlier ones, file by file."""

    def __init__(self, folders: Sequence[Path]) -> None:
        self._folders = tuple(folders)
        self._held: Curriculum | None = None
        self._looking = asyncio.Lock()

    async def curriculum(self) -> Curriculum:
        """As the files are now; of a file that cannot be used as it was before."""
        async with self._looking:
            if self._held is None:
                self._held = await asyncio.to_thread(load, self._folders[0])
            return self._held

    async def health(self) -> Health:
        """Whether all files could be used, and how many lessons there are."""
        curriculum = await self.curriculum()
        if curriculum.problems:
            return Health(ok=False, detail="; ".join(map(str, curriculum.problems[:3])))
        return Health(ok=True, detail=f"{len(curriculum.lessons)} lessons")
