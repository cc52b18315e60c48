"""A bot's session on the gateway: what it listens to, and what it would have to hear again after a lost connection."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from enum import IntFlag
from typing import Protocol

import orjson

from bot.playground.errors import Json


class Intents(IntFlag):
    """The kinds of event a bot may ask for; those the stand-in has use for."""

    GUILDS = 1 << 0
    GUILD_MEMBERS = 1 << 1
    GUILD_PRESENCES = 1 << 8
    GUILD_MESSAGES = 1 << 9
    GUILD_MESSAGE_TYPING = 1 << 11
    DIRECT_MESSAGES = 1 << 12
    DIRECT_MESSAGE_TYPING = 1 << 14
    MESSAGE_CONTENT = 1 << 15


ALL_INTENTS = (1 << 26) - 1
"""Every bit Discord has given a meaning to; others close with 4013."""


@dataclass(frozen=True, slots=True)
class Shard:
    """One of ``count`` parts a bot's guilds are dealt to. Direct messages belong to shard 0."""

    id: int
    count: int

    def has(self, guild_id: str | None) -> bool:
        return self.id == (0 if guild_id is None else (int(guild_id) >> 22) % self.count)


class Wire(Protocol):
    """A live connection, as a session needs it."""

    def send(self, payload: bytes) -> None: ...


class Session:
    """Survives its connections: events are numbered, and the last ``keep`` of them can be replayed."""

    def __init__(self, session_id: str, intents: int, shard: Shard, keep: int) -> None:
        self.id = session_id
        self.intents = intents
        self.shard = shard
        self.seq = 0
        self.wire: Wire | None = None
        self.lost_at: float | None = None
        """When the connection was lost, on the loop's clock; None while there is one."""
        self._sent: deque[tuple[int, bytes]] = deque(maxlen=keep)

    def wants(self, intent: int, guild_id: str | None) -> bool:
        """Whether an event of ``intent`` in ``guild_id`` (None: direct messages) is for this session."""
        return bool(self.intents & intent) and self.shard.has(guild_id)

    def dispatch(self, event: str, data: Json) -> None:
        """Number an event, keep it for a replay, and send it if there is a connection."""
        self.seq += 1
        payload = orjson.dumps({"op": 0, "s": self.seq, "t": event, "d": data})
        self._sent.append((self.seq, payload))
        if self.wire is not None:
            self.wire.send(payload)

    def missed_since(self, seq: int) -> list[bytes] | None:
        """The events after ``seq``; None when some of them are no longer kept."""
        oldest = self._sent[0][0] if self._sent else self.seq + 1
        if seq + 1 < oldest:
            return None
        return [payload for number, payload in self._sent if number > seq]
