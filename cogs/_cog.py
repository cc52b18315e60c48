"""What every cog of the house has: commands made from the requests it lists, and the one way to answer."""

from collections.abc import Iterator
from importlib import import_module
from pkgutil import iter_modules
from typing import Any, ClassVar

from discord import Interaction
from discord.ext import commands

import cogs
from cogs._commands import command_of
from cogs._reply import Replies
from services.core.request import AnyRequest


class Cog(commands.Cog):
    """Commands of one subject: one for each of ``requests``, and whatever Discord alone knows."""

    requests: ClassVar[tuple[type[AnyRequest], ...]] = ()

    def __init_subclass__(cls, *, requests: tuple[type[AnyRequest], ...] = ()) -> None:
        super().__init_subclass__()
        cls.requests = requests
        for request in requests:
            command = command_of(request)
            setattr(cls, f"ask_{command.name}", command)

    def __init__(self, replies: Replies) -> None:
        self._replies = replies

    async def reply(self, interaction: Interaction[Any], request: type[AnyRequest], /, **options: Any) -> None:
        await self._replies.reply(interaction, request, **options)


class GroupCog(Cog, commands.GroupCog):
    """Commands of one subject under one name: ``/fib levels``, ``/fib …``. The docstring is what Discord says of it."""


def find_cogs() -> Iterator[type[Cog]]:
    """The cogs of the package: of each module whose name has no underscore before it."""
    for found in iter_modules(cogs.__path__):
        if not found.name.startswith("_"):
            module = import_module(f"{cogs.__name__}.{found.name}")
            for value in vars(module).values():
                if isinstance(value, type) and issubclass(value, Cog) and value.__module__ == module.__name__:
                    yield value
