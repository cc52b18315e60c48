"""Who asks."""

from typing import Final

from services.core.errors import NotPermitted
from services.core.request import Frozen
from services.core.roles import Role

SHELL: Final = "shell"
"""The door of whoever sits at the machine."""
AGENT: Final = "agent"
"""The door of agents: a brain's id is ``agent:claude``. Nobody comes in by it; the desk alone makes such an id."""


class Principal(Frozen):
    """Who asks, from where, and what they may do.

    Every id carries the door that it is known at (``discord:123``, ``shell:ada``), so that ids of two doors never
    meet. ``server`` is ``None`` in private.
    """

    id: str
    name: str
    role: Role | None = None
    server: str | None = None
    channel: str | None = None
    roles_mapped: bool = True
    """False where the server has not said who may do what, which is worth telling whoever is refused."""

    @property
    def door(self) -> str:
        """Where they came in: ``discord``, ``shell``."""
        return self.id.partition(":")[0]

    def may(self, needed: Role | None) -> bool:
        """Whether their role suffices where ``needed`` is the least; ``None`` is anyone."""
        return needed is None or (self.role is not None and self.role >= needed)

    def require(self, needed: Role | None, request: str) -> None:
        """Refuse ``request`` where their role does not suffice.

        Raises:
            NotPermitted: it is lower than ``needed``, or there is none.
        """
        if needed is not None and not self.may(needed):
            raise NotPermitted(
                request=request,
                needs=needed.word,
                has=None if self.role is None else self.role.word,
                roles_mapped=self.roles_mapped,
                asked_in="shell" if self.door == SHELL else "private" if self.server is None else "server",
            )


def at_door(door: str, id: str | int) -> str:  # noqa: A002 (an id is what it is)
    """The id of ``door``'s own as the house knows it: ``discord:123``."""
    return f"{door}:{id}"
