"""The page's protocol: the part of Discord's own app, over one WebSocket for each page or test driver.

Frames are JSON objects with a key ``op``. A page says hello as a person and is from then on that person:

    hello, history, say, slash, autocomplete, apply, press, submit      page → stand-in
    state, history, message, update, delete, commands, bot, typing,
    ack, choices, modal, failed, error                                  stand-in → page

``message`` and ``update`` carry ``interaction``, the id of the interaction that caused them (null for none), ``ack``
and ``modal`` the id of the one they belong to, so that a driver can tell which reply answers what it did.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import Any

import orjson
from aiohttp import ClientConnectionResetError, WSMsgType, web

from bot.playground.chat import Chat, Message
from bot.playground.commands import Commands
from bot.playground.errors import Json, PersonError
from bot.playground.gateway import Gateway
from bot.playground.interactions import Ask
from bot.playground.limits import Limits
from bot.playground.people import People
from bot.playground.world import Channel, User, World

FRAME_BYTES = 64 * 1024
PING_SECONDS = 30.0
GOODBYE_SECONDS = 2.0
GOING_AWAY, TRY_AGAIN_LATER = 1001, 1013


class Pages:
    """Every open page. Listens to the chat and tells each page what its person may see."""

    def __init__(
        self, world: World, chat: Chat, commands: Commands, gateway: Gateway, people: People, limits: Limits
    ) -> None:
        self.world = world
        self.chat = chat
        self.commands = commands
        self.gateway = gateway
        self.people = people
        self._limits = limits
        self._pages: set[Page] = set()
        commands.on_change = self._commands_changed
        gateway.on_online = self._bot_changed

    async def handle(self, request: web.Request) -> web.WebSocketResponse:
        """Serve one page until it goes."""
        socket = web.WebSocketResponse(
            compress=False, max_msg_size=FRAME_BYTES, heartbeat=PING_SECONDS, timeout=GOODBYE_SECONDS
        )
        await socket.prepare(request)
        page = Page(self, socket, self._limits.page_backlog)
        self._pages.add(page)
        try:
            await page.serve()
        finally:
            self._pages.discard(page)
        return socket

    def close(self) -> None:
        """Begin to end every page's connection; each handler returns when its page has said goodbye too."""
        for page in self._pages:
            page.close(GOING_AWAY)

    @property
    def bot_json(self) -> Json:
        bot = self.world.bot
        return {"id": bot.id, "name": bot.name, "online": self.gateway.online}

    # ── what the chat tells ──

    def message_created(self, message: Message, cause: str | None) -> None:
        self._show("message", message, cause)

    def message_updated(self, message: Message, cause: str | None) -> None:
        self._show("update", message, cause)

    def message_deleted(self, message: Message) -> None:
        frame = {"op": "delete", "channel": message.channel.id, "id": message.id}
        self._tell(frame, lambda user: message.visible_to(user) and self.world.sees(user, message.channel))

    def messages_deleted(self, messages: Sequence[Message]) -> None:
        for message in messages:
            self.message_deleted(message)

    def typing(self, channel: Channel, user: User) -> None:
        frame = {"op": "typing", "channel": channel.id, "user": user.id}
        self._tell(frame, lambda viewer: self.world.sees(viewer, channel))

    def _show(self, op: str, message: Message, cause: str | None) -> None:
        frame = {"op": op, "channel": message.channel.id, "message": message.data, "interaction": cause}
        self._tell(frame, lambda user: message.visible_to(user) and self.world.sees(user, message.channel))

    def _commands_changed(self) -> None:
        for page in self._pages:
            if page.user is not None:
                page.send({"op": "commands", "commands": self.commands.usable_by(page.user)})

    def _bot_changed(self, _online: bool) -> None:
        self._tell({"op": "bot", "bot": self.bot_json}, lambda _: True)

    def _tell(self, frame: Json, may_see: Callable[[User], bool]) -> None:
        text: bytes | None = None
        for page in self._pages:
            if page.user is not None and may_see(page.user):
                text = text or orjson.dumps(frame)
                page.send_text(text)


class Page:
    """One page's socket, and the person it is. Sending never waits: a task of its own writes."""

    def __init__(self, pages: Pages, socket: web.WebSocketResponse, backlog: int) -> None:
        self.user: User | None = None
        self._pages = pages
        self._socket = socket
        self._outbox: asyncio.Queue[bytes | int] = asyncio.Queue()
        """Frames, and in the end the code to close with."""
        self._closing = False
        self._backlog = backlog
        self._ops: dict[str, Callable[[Json], None]] = {
            "hello": self._hello,
            "history": self._history,
            "say": self._say,
            "slash": self._slash,
            "autocomplete": self._autocomplete,
            "apply": self._apply,
            "press": self._press,
            "submit": self._submit,
        }

    async def serve(self) -> None:
        writer = asyncio.create_task(self._write())
        try:
            async for message in self._socket:
                if message.type is WSMsgType.TEXT:
                    self._receive(message.data)
        finally:
            if not self._closing:
                writer.cancel()
            await asyncio.gather(writer, return_exceptions=True)

    def close(self, code: int) -> None:
        """Close after what is queued has gone out; nothing more is sent."""
        self.user = None
        self._closing = True
        self._outbox.put_nowait(code)

    def send(self, frame: Json) -> None:
        self.send_text(orjson.dumps(frame))

    def send_text(self, text: bytes) -> None:
        if self._outbox.qsize() < self._backlog:
            self._outbox.put_nowait(text)
        elif not self._closing:
            self.close(TRY_AGAIN_LATER)

    async def _write(self) -> None:
        try:
            while not isinstance(item := await self._outbox.get(), int):
                await self._socket.send_frame(item, WSMsgType.TEXT)
            await self._socket.close(code=item)
        except ClientConnectionResetError:
            return  # the reader sees the end too

    # ── what becomes of an interaction ──

    def acknowledged(self, nonce: str, interaction_id: str) -> None:
        self.send({"op": "ack", "nonce": nonce, "interaction": interaction_id})

    def choices(self, nonce: str, choices: list[Json]) -> None:
        self.send({"op": "choices", "nonce": nonce, "choices": choices})

    def modal(self, nonce: str, interaction_id: str, modal: Json) -> None:
        self.send({"op": "modal", "nonce": nonce, "modal": modal, "interaction": interaction_id})

    def failed(self, nonce: str, text: str) -> None:
        self.send({"op": "failed", "nonce": nonce, "text": text})

    # ── what the person does ──

    def _receive(self, text: str) -> None:
        nonce: str | None = None
        try:
            frame = orjson.loads(text)
            if not isinstance(frame, dict):
                raise PersonError("A frame is a JSON object")
            nonce = frame.get("nonce")
            handler = self._ops.get(str(frame.get("op")))
            if handler is None:
                raise PersonError(f"There is no op {frame.get('op')!r}")
            handler(frame)
        except orjson.JSONDecodeError:
            self._error(None, "A frame is a JSON object")
        except PersonError as error:
            self._error(nonce, str(error))

    def _error(self, nonce: str | None, text: str) -> None:
        self.send({"op": "error", "nonce": nonce, "text": text})

    def _hello(self, frame: Json) -> None:
        world = self._pages.world
        wanted = frame.get("user") or world.users[0].id
        user = next((user for user in world.users if user.id == wanted), None)
        if user is None:
            raise PersonError("There is no such person here")
        self.user = user
        self.send(self._state(user))

    def _state(self, user: User) -> Json:
        pages, world = self._pages, self._pages.world
        dm = world.dm(user)
        channels = [
            {"id": c.id, "name": c.name, "topic": c.topic, "type": "text"}
            for c in (*world.text_channels, *world.threads())
        ]
        groups = [
            {"id": c.id, "name": c.name, "topic": ", ".join(member.name for member in c.group), "type": "group"}
            for c in world.groups
            if user in c.group
        ]
        roles = [role for role in world.roles if role.id != world.guild_id]
        return {
            "op": "state",
            "me": user.id,
            "guild": {"id": world.guild_id, "name": world.guild_name, "icon": None},
            "users": [_user_json(member, pages.gateway.online) for member in world.members.values()],
            "roles": [{"id": role.id, "name": role.name, "color": _color(role.color)} for role in roles],
            "channels": [*channels, {"id": dm.id, "name": dm.name, "topic": "", "type": "dm"}, *groups],
            "commands": pages.commands.usable_by(user),
            "bot": pages.bot_json,
        }

    def _history(self, frame: Json) -> None:
        user, channel = self._where(frame)
        messages = [message.data for message in self._pages.chat.seen_by(user, channel)]
        self.send({"op": "history", "channel": channel.id, "messages": messages})

    def _say(self, frame: Json) -> None:
        user, channel = self._where(frame)
        replied = None if frame.get("reply_to") is None else _text(frame, "reply_to")
        self._pages.people.say(user, channel, _text(frame, "content"), replied)

    def _slash(self, frame: Json) -> None:
        ask = self._ask(frame)
        self._pages.people.slash(ask, _text(frame, "command"), _path(frame), _object(frame, "options"))

    def _autocomplete(self, frame: Json) -> None:
        ask, options = self._ask(frame), _object(frame, "options")
        focused = _text(frame, "focused")
        self._pages.people.autocomplete(ask, _text(frame, "command"), _path(frame), options, focused)

    def _apply(self, frame: Json) -> None:
        self._pages.people.apply(self._ask(frame), _text(frame, "command"), _text(frame, "message"))

    def _press(self, frame: Json) -> None:
        values = frame.get("values") or []
        if not isinstance(values, list):
            raise PersonError("values is a list")
        ask = self._ask(frame)
        self._pages.people.press(ask, _text(frame, "message"), _text(frame, "custom_id"), [str(v) for v in values])

    def _submit(self, frame: Json) -> None:
        self._pages.people.submit(self._ask(frame), _text(frame, "modal"), _object(frame, "fields"))

    def _ask(self, frame: Json) -> Ask:
        user, channel = self._where(frame)
        return Ask(user, channel, self, _text(frame, "nonce"))

    def _where(self, frame: Json) -> tuple[User, Channel]:
        """Who speaks and in which channel. Raises PersonError for one this person does not see."""
        if self.user is None:
            raise PersonError("Say hello first")
        channel = self._pages.chat.channel(str(frame.get("channel")))
        if channel is None or not self._pages.world.sees(self.user, channel):
            raise PersonError("There is no such channel here")
        return self.user, channel


def _text(frame: Json, key: str) -> str:
    value = frame.get(key)
    if not isinstance(value, str):
        raise PersonError(f"{key} is missing")
    return value


def _object(frame: Json, key: str) -> Json:
    value: Any = frame.get(key)
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise PersonError(f"{key} is an object")
    return value


def _path(frame: Json) -> list[str]:
    path = frame.get("path") or []
    if not isinstance(path, list):
        raise PersonError("path is a list")
    return [str(step) for step in path]


def _color(color: int) -> str:
    return f"#{color:06x}" if color else "#b5bac1"


def _user_json(user: User, bot_online: bool) -> Json:
    return {
        "id": user.id,
        "name": user.name,
        "display_name": user.name,
        "color": _color(user.color),
        "roles": [role.name for role in user.roles],
        "bot": user.bot,
        "online": bot_online if user.bot else True,
    }
