"""Whose something is that is kept: a person's, by their id with its door, or a server's, by ``server:`` and its id."""

from typing import Final, Literal

from services.core.principal import Principal

SERVER: Final = "server"
"""Begins what is a server's, and is how people call it."""
Owner = Literal["me", "server"]
"""As people say it."""
To = Literal["me", "channel"]
"""Where somebody is told."""


def of_server(server: str) -> str:
    """The owner that a server is."""
    return f"{SERVER}:{server}"


def server_of(owner: str) -> str | None:
    """The server that ``owner`` is; ``None``: a person."""
    begin, _, server = owner.partition(":")
    return server if begin == SERVER else None


def owners_here(principal: Principal) -> tuple[str, ...]:
    """``principal``, and the server where they ask."""
    return (principal.id,) if principal.server is None else (principal.id, of_server(principal.server))
