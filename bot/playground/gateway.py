"""Discord's gateway: events to the bot over a WebSocket, in the order they happened."""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections.abc import Callable, Sequence
from math import inf
from typing import Any

from aiohttp import web

from bot.playground.chat import Chat, Message
from bot.playground.compression import transport
from bot.playground.connection import GOODBYE_SECONDS, Connection
from bot.playground.errors import Json
from bot.playground.faults import DELAY, GATEWAY_KINDS, HANDSHAKE_KINDS, Faults
from bot.playground.limits import Limits
from bot.playground.sessions import ALL_INTENTS, Intents, Session, Shard
from bot.playground.world import JOINED, Channel, User, World

log = logging.getLogger(__name__)

HEARTBEAT, IDENTIFY, PRESENCE, VOICE_STATE, RESUME, REQUEST_MEMBERS = 1, 2, 3, 4, 6, 8
RECONNECT, INVALID_SESSION, HELLO, HEARTBEAT_ACK, REQUEST_SOUNDBOARD = 7, 9, 10, 11, 31
UNKNOWN_OP, DECODE_ERROR, NOT_AUTHENTICATED, AUTHENTICATION_FAILED = 4001, 4002, 4003, 4004
ALREADY_AUTHENTICATED, INVALID_SEQ, SESSION_TIMED_OUT = 4005, 4007, 4009
INVALID_SHARD, INVALID_VERSION, INVALID_INTENTS, DISALLOWED_INTENTS = 4010, 4012, 4013, 4014
GOING_AWAY = 1001
CLEAN_CLOSES = frozenset({1000, GOING_AWAY})
"""A bot that closes with one of these means to go: its session ends with the connection."""
MEMBERS_PER_CHUNK = 1_000
ACK_SECONDS = 0.05
"""A heartbeat is acknowledged as late as from afar. discord.py notes in a thread of its own that it has sent one; told
before that, it would take the whole interval since the one before for the time this took."""
SETTLE_SECONDS = 0.1
"""A fault waits this long after a bot has come back, so that the bot knows it has."""


class Gateway:
    """The bot's sessions. Listens to the chat and tells each session what its intents let it hear."""

    def __init__(self, world: World, chat: Chat, faults: Faults, limits: Limits, token: str) -> None:
        self.ready = asyncio.Event()
        """Set while a bot is connected and identified."""
        self.url = ""
        """Where this gateway answers; set when the stand-in starts."""
        self.on_online: Callable[[bool], None] = lambda _online: None
        self._world = world
        self._chat = chat
        self._faults = faults
        self._limits = limits
        self._token = token
        self._sessions: dict[str, Session] = {}
        self._connections: set[Connection] = set()
        self._begun: dict[int, float] = {}
        """When a session last began in each slot of ``max_concurrency``."""
        self.sessions_left = limits.sessions
        faults.on_gateway_fault(self._strike)

    @property
    def online(self) -> bool:
        return self.ready.is_set()

    @property
    def shards(self) -> list[int]:
        """Those that are connected."""
        return sorted(session.shard.id for session in self._sessions.values() if session.wire is not None)

    def handshake_fault(self) -> tuple[str, float, int] | None:
        """The fault that meets the next handshake as (kind, seconds, code), if there is one."""
        rule = self._faults.take("gateway", HANDSHAKE_KINDS) if self._faults else None
        return (rule.kind, rule.seconds, rule.code) if rule else None

    async def handle(self, request: web.Request) -> web.WebSocketResponse:
        """Serve one connection until it ends."""
        socket = web.WebSocketResponse(compress=False, max_msg_size=64 * 1024, timeout=GOODBYE_SECONDS)
        await socket.prepare(request)
        encoder = transport(request.query.get("compress"))
        if request.query.get("v", "10") not in ("9", "10"):
            await socket.close(code=INVALID_VERSION)
        elif encoder is None or request.query.get("encoding", "json") != "json":
            await socket.close(code=DECODE_ERROR)
        else:
            connection = Connection(socket, request, encoder, self._limits)
            self._connections.add(connection)
            try:
                await self._serve(connection)
            finally:
                self._connections.discard(connection)
                self._lost(connection)
        return socket

    def close(self) -> None:
        """Begin to end every connection; each handler returns when the bot has said goodbye too."""
        for connection in self._connections:
            connection.close(GOING_AWAY)

    def reset_token(self, token: str) -> None:
        """Know bots by ``token`` from now on; who is connected is not known any more."""
        self._token = token
        for connection in self._connections:
            connection.close(AUTHENTICATION_FAILED)

    # ── what bots say ──

    async def _serve(self, connection: Connection) -> None:
        interval_ms = int(self._limits.heartbeat_seconds * 1000)
        connection.send_json({"op": HELLO, "s": None, "t": None, "d": {"heartbeat_interval": interval_ms}})
        async for frame in connection.frames():
            self._receive(connection, frame)

    def _receive(self, connection: Connection, frame: Json) -> None:
        op, data = frame.get("op"), frame.get("d")
        if op == HEARTBEAT:
            connection.beat()
            asyncio.get_running_loop().call_later(ACK_SECONDS, connection.send_json, {"op": HEARTBEAT_ACK})
        elif op in (IDENTIFY, RESUME) and connection.session is not None:
            connection.close(ALREADY_AUTHENTICATED)
        elif op == IDENTIFY and isinstance(data, dict):
            self._identify(connection, data)
        elif op == RESUME and isinstance(data, dict):
            self._resume(connection, data)
        elif op in (IDENTIFY, RESUME):
            connection.close(DECODE_ERROR)
        elif connection.session is None:
            connection.close(NOT_AUTHENTICATED)
        elif op == REQUEST_MEMBERS and isinstance(data, dict):
            self._send_members(connection.session, data)
        elif op not in (PRESENCE, VOICE_STATE, REQUEST_SOUNDBOARD):
            connection.close(UNKNOWN_OP)

    def _identify(self, connection: Connection, data: Json) -> None:
        shard = _shard(data.get("shard"))
        intents = data.get("intents")
        if data.get("token") != self._token:
            connection.close(AUTHENTICATION_FAILED)
        elif shard is None:
            connection.close(INVALID_SHARD)
        elif not isinstance(intents, int) or intents & ~ALL_INTENTS:
            connection.close(INVALID_INTENTS)
        elif intents & self._limits.disallowed_intents:
            connection.close(DISALLOWED_INTENTS)
        else:
            self._begin(connection, intents, shard)

    def _begin(self, connection: Connection, intents: int, shard: Shard) -> None:
        """Begin a session, where another may begin now."""
        now, slot = asyncio.get_running_loop().time(), shard.id % self._limits.max_concurrency
        if self.sessions_left == 0:
            connection.close(AUTHENTICATION_FAILED)
        elif now - self._begun.get(slot, -inf) < self._limits.identify_seconds:
            connection.send_json({"op": INVALID_SESSION, "d": False})
        else:
            self.sessions_left -= 1
            self._begun[slot] = now
            session = Session(secrets.token_hex(16), intents, shard, self._limits.replay_events)
            self._forget_expired()
            self._sessions[session.id] = session
            self._attach(connection, session)
            session.dispatch("READY", self._ready_json(session))
            if session.wants(Intents.GUILDS, self._world.guild_id):
                session.dispatch("GUILD_CREATE", self._guild_create_json(session))
            if session.intents & Intents.GUILDS:
                for guild_id in self._servers_of(shard):
                    session.dispatch("GUILD_CREATE", self._chat.servers.guild_json(guild_id))
            self._bot_is_there()

    def _resume(self, connection: Connection, data: Json) -> None:
        self._forget_expired()
        session = self._sessions.get(str(data.get("session_id")))
        seq = data.get("seq")
        if data.get("token") != self._token:
            connection.close(AUTHENTICATION_FAILED)
            return
        if session is not None and isinstance(seq, int) and seq > session.seq:
            connection.close(INVALID_SEQ)
            return
        missed = session.missed_since(seq) if session is not None and isinstance(seq, int) else None
        if session is None or missed is None:
            connection.send_json({"op": INVALID_SESSION, "d": False})
            return
        if isinstance(session.wire, Connection):
            session.wire.session = None
            session.wire.close(SESSION_TIMED_OUT)
        self._attach(connection, session)
        for payload in missed:
            connection.send(payload)
        session.dispatch("RESUMED", {"_trace": []})
        self._bot_is_there()

    def _attach(self, connection: Connection, session: Session) -> None:
        connection.session = session
        session.wire = connection
        session.lost_at = None

    def _bot_is_there(self) -> None:
        if not self.ready.is_set():
            self.ready.set()
            self.on_online(True)
        asyncio.get_running_loop().call_later(SETTLE_SECONDS, self._strike)

    def _lost(self, connection: Connection) -> None:
        session = connection.session
        if session is None or session.wire is not connection:
            return
        session.wire = None
        session.lost_at = asyncio.get_running_loop().time()
        if connection.closed_by_bot in CLEAN_CLOSES:
            del self._sessions[session.id]
        if self.ready.is_set() and not any(s.wire is not None for s in self._sessions.values()):
            self.ready.clear()
            self.on_online(False)

    def _forget_expired(self) -> None:
        oldest = asyncio.get_running_loop().time() - self._limits.resume_seconds
        for session in list(self._sessions.values()):
            if session.lost_at is not None and session.lost_at < oldest:
                del self._sessions[session.id]

    def _strike(self) -> None:
        """Let the next gateway fault strike, when a bot is there to be struck."""
        there = [connection for connection in self._connections if connection.is_live]
        rule = self._faults.take("gateway", GATEWAY_KINDS) if there else None
        if rule is None:
            return
        for connection in there:
            if rule.kind == "drop":
                connection.drop()
            elif rule.kind == "close":
                connection.close(rule.code)
            else:
                connection.send_json({"op": RECONNECT, "d": None})

    # ── what the bot hears ──

    def interaction(self, data: Json, guild_id: str | None) -> bool:
        """Send an INTERACTION_CREATE to the shard it belongs to; False when no bot is there or may come back."""
        self._forget_expired()
        sessions = [session for session in self._sessions.values() if session.shard.has(guild_id)]
        for session in sessions:
            self._dispatch(session, "INTERACTION_CREATE", data)
        return bool(sessions)

    def message_created(self, message: Message, _cause: str | None) -> None:
        self._tell("MESSAGE_CREATE", message)

    def message_updated(self, message: Message, _cause: str | None) -> None:
        self._tell("MESSAGE_UPDATE", message)

    def message_deleted(self, message: Message) -> None:
        if message.only_for is None:
            data: Json = {"id": message.id, "channel_id": message.channel.id}
            self._tell_place("MESSAGE_DELETE", message.channel, data)

    def messages_deleted(self, messages: Sequence[Message]) -> None:
        if messages:
            channel = messages[0].channel
            ids = [message.id for message in messages]
            self._tell_place("MESSAGE_DELETE_BULK", channel, {"ids": ids, "channel_id": channel.id})

    def typing(self, channel: Channel, user: User) -> None:
        """People's typing does not reach this stand-in, and a bot does not hear its own."""

    def _tell(self, event: str, message: Message) -> None:
        if message.only_for is not None or message.channel.group or not self._sessions:
            return
        data = message.data
        guild_id = self._world.guild_of(message.channel)
        intent = Intents.DIRECT_MESSAGES if guild_id is None else Intents.GUILD_MESSAGES
        if guild_id is not None:
            data = data | {"guild_id": guild_id, "member": message.author.member_json()}
        for session in self._sessions.values():
            if session.wants(intent, guild_id):
                self._dispatch(session, event, data if self._reads(session, message) else _without_content(data))

    def _reads(self, session: Session, message: Message) -> bool:
        """Whether the session is given the content: with the intent, in a DM, its own, or where it is mentioned."""
        bot = self._world.bot
        return (
            bool(session.intents & Intents.MESSAGE_CONTENT)
            or message.channel.is_dm
            or message.author is bot
            or any(user["id"] == bot.id for user in message.data["mentions"])
        )

    def _tell_place(self, event: str, channel: Channel, data: Json) -> None:
        if channel.group:
            return
        guild_id = self._world.guild_of(channel)
        intent = Intents.DIRECT_MESSAGES if guild_id is None else Intents.GUILD_MESSAGES
        if guild_id is not None:
            data["guild_id"] = guild_id
        for session in self._sessions.values():
            if session.wants(intent, guild_id):
                self._dispatch(session, event, data)

    def _dispatch(self, session: Session, event: str, data: Json) -> None:
        if self._faults and isinstance(session.wire, Connection) and (rule := self._faults.take("gateway", DELAY)):
            session.wire.hold(rule.seconds)
        session.dispatch(event, data)

    # ── payloads ──

    def _ready_json(self, session: Session) -> Json:
        world = self._world
        user = world.user_json[world.bot.id] | {"verified": True, "mfa_enabled": False, "email": None}
        return {
            "v": 10,
            "user": user,
            "guilds": [{"id": guild_id, "unavailable": True} for guild_id in self._guilds_of(session.shard)],
            "session_id": session.id,
            "resume_gateway_url": self.url,
            "session_type": "normal",
            "shard": [session.shard.id, session.shard.count],
            "application": {"id": world.bot.id, "flags": APPLICATION_FLAGS},
            "user_settings": {},
            "relationships": [],
            "private_channels": [],
            "presences": [],
            "guild_join_requests": [],
            "geo_ordered_rtc_regions": [],
            "auth": {},
            "_trace": [],
        }

    def _guilds_of(self, shard: Shard) -> list[str]:
        own = self._world.guild_id
        return [*((own,) if shard.has(own) else ()), *self._servers_of(shard)]

    def _servers_of(self, shard: Shard) -> list[str]:
        return [guild_id for guild_id in self._chat.servers if shard.has(guild_id)]

    def _guild_create_json(self, session: Session) -> Json:
        """The guild in full. Without the presence intent the only member listed is the bot, as on Discord."""
        world = self._world
        presences = bool(session.intents & Intents.GUILD_PRESENCES)
        members = list(world.members.values()) if presences else [world.bot]
        return world.guild_json() | {
            "joined_at": JOINED,
            "large": False,
            "unavailable": False,
            "member_count": len(world.members),
            "members": [world.member_json(user) for user in members],
            "channels": [world.channel_json(c, self._chat.last_id(c)) for c in world.text_channels],
            "threads": [],
            "voice_states": [],
            "presences": [_presence_json(user) for user in members] if presences else [],
            "stage_instances": [],
            "guild_scheduled_events": [],
            "soundboard_sounds": [],
        }

    def _send_members(self, session: Session, data: Json) -> None:
        """Answer a request for guild members (op 8): by ids, or by the beginning of a name."""
        world = self._world
        if str(data.get("guild_id")) != world.guild_id:
            return
        asked = data.get("user_ids")
        missing: list[str] = []
        if asked is not None:
            ids = [str(i) for i in (asked if isinstance(asked, list) else [asked])]
            found = [world.members[i] for i in ids if i in world.members]
            missing = [i for i in ids if i not in world.members]
        else:
            prefix = str(data.get("query") or "").lower()
            found = [user for user in world.members.values() if user.name.lower().startswith(prefix)]
            limit = data.get("limit")
            found = found[:limit] if isinstance(limit, int) and limit > 0 else found
        chunk: Json = {
            "guild_id": world.guild_id,
            "members": [world.member_json(user) for user in found[:MEMBERS_PER_CHUNK]],
            "chunk_index": 0,
            "chunk_count": 1,
            "not_found": missing,
        }
        if data.get("presences"):
            chunk["presences"] = [_presence_json(user) for user in found]
        if data.get("nonce"):
            chunk["nonce"] = data["nonce"]
        session.dispatch("GUILD_MEMBERS_CHUNK", chunk)


APPLICATION_FLAGS = 1 << 12 | 1 << 14 | 1 << 18 | 1 << 23
"""Presence, members and message content enabled, and application commands registered."""


def _shard(value: Any) -> Shard | None:
    """The shard a bot identifies as; None when it cannot be one."""
    if value is None:
        return Shard(0, 1)
    match value:
        case [int(index), int(count)] if 0 <= index < count:
            return Shard(index, count)
    return None


def _without_content(data: Json) -> Json:
    return data | {"content": "", "embeds": [], "attachments": [], "components": []}


def _presence_json(user: User) -> Json:
    return {"user": {"id": user.id}, "status": "online", "activities": [], "client_status": {"web": "online"}}
