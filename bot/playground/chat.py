"""The chat: who said what where. Every message, edit and deletion passes here, and is told to those who listen.

What is said has been checked before (``validation.messages``), by whoever took it in.
"""

from __future__ import annotations

from collections import OrderedDict, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol

from bot.playground.attachments import Attachments, Upload
from bot.playground.compose import compose
from bot.playground.errors import Json, unknown_message
from bot.playground.limits import FLAG_LOADING, Limits
from bot.playground.servers import Servers
from bot.playground.snowflakes import Snowflakes
from bot.playground.world import Channel, User, World

DEFAULT, REPLY, CHAT_INPUT_COMMAND, CONTEXT_MENU_COMMAND = 0, 19, 20, 23


@dataclass(slots=True)
class Message:
    """A message. ``data`` is Discord's object: an edit puts another in its place and never changes it."""

    data: Json
    channel: Channel
    author: User
    only_for: User | None
    """The one person who sees it, when it is ephemeral."""
    files: tuple[Json, ...]
    """Every attachment, also those an embed shows (which Discord leaves out of ``data['attachments']``)."""

    @property
    def id(self) -> str:
        identifier: str = self.data["id"]
        return identifier

    @property
    def is_loading(self) -> bool:
        return bool(self.data["flags"] & FLAG_LOADING)

    def visible_to(self, user: User) -> bool:
        return self.only_for is None or self.only_for is user


class Listener(Protocol):
    """One who is told what happens in the chat. ``cause`` is the id of the interaction behind it, if any."""

    def message_created(self, message: Message, cause: str | None) -> None: ...

    def message_updated(self, message: Message, cause: str | None) -> None: ...

    def message_deleted(self, message: Message) -> None: ...

    def messages_deleted(self, messages: Sequence[Message]) -> None: ...

    def typing(self, channel: Channel, user: User) -> None: ...


class Chat:
    """All channels' messages, ``limits.messages_per_channel`` of them each: the oldest are forgotten first."""

    def __init__(
        self,
        world: World,
        attachments: Attachments,
        snowflakes: Snowflakes,
        clock: Callable[[], float],
        limits: Limits,
        servers: Servers,
    ) -> None:
        self.world = world
        self.servers = servers
        self.listeners: list[Listener] = []
        self._attachments = attachments
        self._snowflakes = snowflakes
        self._clock = clock
        self._limits = limits
        self._channels: defaultdict[str, OrderedDict[str, Message]] = defaultdict(OrderedDict)

    def channel(self, channel_id: str) -> Channel | None:
        """The channel with this id, wherever it is."""
        return self.world.channels.get(channel_id) or self.servers.channel(channel_id)

    def post(
        self,
        channel: Channel,
        author: User,
        payload: Json,
        uploads: Iterable[Upload] = (),
        *,
        only_for: User | None = None,
        extra: Json | None = None,
        cause: str | None = None,
    ) -> Message:
        """Say something. ``payload`` was checked; ``extra`` holds fields an interaction decides, not the sender.

        Raises ApiError (10008) when it replies to a message that is not there.
        """
        if payload.get("enforce_nonce") and (said := self._said(channel, author, payload)) is not None:
            return said
        reference = None if extra else self._reference(payload.get("message_reference"), channel)
        described = {str(a.get("id")): a for a in payload.get("attachments") or () if isinstance(a, dict)}
        files = [self._attachments.add(u, channel.id, described.get(str(u.number), {})) for u in uploads]
        composed = compose(payload, files, self.world.user_json)
        data = self._new(channel, author, DEFAULT) | composed.fields
        if reference:
            data |= reference
            if payload.get("mentions_replied"):
                replied = reference["referenced_message"]["author"]
                data["mentions"] = [*(each for each in data["mentions"] if each["id"] != replied["id"]), replied]
        if "nonce" in payload:
            data["nonce"] = payload["nonce"]
        if extra:
            data |= extra
        return self._add(Message(data, channel, author, only_for, composed.files), cause)

    def _said(self, channel: Channel, author: User, payload: Json) -> Message | None:
        """What ``author`` said in ``channel`` with the same nonce: it is not said twice."""
        nonce = str(payload.get("nonce"))
        messages = reversed(self._channels[channel.id].values())
        return next((m for m in messages if m.author is author and str(m.data.get("nonce")) == nonce), None)

    def open_thread(self, parent: Channel, name: str) -> Channel:
        """A new thread of ``parent``, in which the bot may do what it may do there."""
        thread = Channel(
            self._snowflakes.next(),
            name,
            position=parent.position,
            denied=parent.denied,
            parent=parent.id,
            server=parent.server,
        )
        self.world.channels[thread.id] = thread
        return thread

    def post_loading(
        self, channel: Channel, author: User, flags: int, *, only_for: User | None, extra: Json, cause: str
    ) -> Message:
        """The place of a reply that is still being made ("thinking…")."""
        data = self._new(channel, author, DEFAULT) | extra | {"flags": flags | FLAG_LOADING}
        return self._add(Message(data, channel, author, only_for, ()), cause)

    def edit(
        self, message: Message, payload: Json, uploads: Iterable[Upload] = (), *, cause: str | None = None
    ) -> Message:
        """Change a message. ``payload`` was checked."""
        was_loading = message.is_loading
        files = list(message.files)
        described: dict[str, Json] = {}
        if payload.get("attachments") is not None:
            described = {str(a.get("id")): a for a in payload["attachments"] if isinstance(a, dict)}
            files = [file for file in files if file["id"] in described]
        for upload in uploads:
            files.append(self._attachments.add(upload, message.channel.id, described.get(str(upload.number), {})))
        composed = compose(payload, files, self.world.user_json, message.data)
        data = message.data | composed.fields
        if was_loading:
            data["flags"] &= ~FLAG_LOADING
        else:
            data["edited_timestamp"] = self._now()
        message.data, message.files = data, composed.files
        for listener in self.listeners:
            listener.message_updated(message, cause)
        return message

    def delete(self, message: Message) -> None:
        self._channels[message.channel.id].pop(message.id, None)
        for listener in self.listeners:
            listener.message_deleted(message)

    def delete_many(self, channel: Channel, ids: Iterable[str]) -> None:
        kept = self._channels[channel.id]
        gone = [kept.pop(id_) for id_ in ids if id_ in kept and kept[id_].only_for is None]
        for listener in self.listeners:
            listener.messages_deleted(gone)

    def typing(self, channel: Channel, user: User) -> None:
        for listener in self.listeners:
            listener.typing(channel, user)

    def find(self, channel: Channel, message_id: str) -> Message:
        """A message by id, ephemeral ones included. Raises ApiError (10008)."""
        message = self._channels[channel.id].get(message_id)
        if message is None:
            raise unknown_message()
        return message

    def seen_by(self, user: User, channel: Channel) -> list[Message]:
        """What ``user`` sees in ``channel``, oldest first."""
        return [message for message in self._channels[channel.id].values() if message.visible_to(user)]

    def public(self, channel: Channel) -> list[Message]:
        """What a bot may list in ``channel``, oldest first: everything but ephemeral messages."""
        return [message for message in self._channels[channel.id].values() if message.only_for is None]

    def last_id(self, channel: Channel) -> str | None:
        return next(reversed(self._channels[channel.id]), None)

    def _add(self, message: Message, cause: str | None) -> Message:
        kept = self._channels[message.channel.id]
        kept[message.id] = message
        if len(kept) > self._limits.messages_per_channel:
            kept.popitem(last=False)
        for listener in self.listeners:
            listener.message_created(message, cause)
        return message

    def _new(self, channel: Channel, author: User, kind: int) -> Json:
        return {
            "id": self._snowflakes.next(),
            "type": kind,
            "channel_id": channel.id,
            "author": self.world.user_json[author.id],
            "content": "",
            "embeds": [],
            "attachments": [],
            "components": [],
            "mentions": [],
            "mention_roles": [],
            "mention_everyone": False,
            "pinned": False,
            "tts": False,
            "flags": 0,
            "timestamp": self._now(),
            "edited_timestamp": None,
        }

    def _reference(self, reference: object, channel: Channel) -> Json | None:
        """The fields of a reply to another message; None when it replies to nothing."""
        if not isinstance(reference, dict) or not reference.get("message_id"):
            return None
        target = self._channels[channel.id].get(str(reference["message_id"]))
        if target is None:
            if reference.get("fail_if_not_exists", True):
                raise unknown_message()
            return None
        return reply_to(target)

    def _now(self) -> str:
        return datetime.fromtimestamp(self._clock(), UTC).isoformat(timespec="microseconds")


def reply_to(target: Message) -> Json:
    """The fields that make a message a reply to ``target``."""
    reference: Json = {"type": 0, "channel_id": target.channel.id, "message_id": target.id}
    referenced = {k: v for k, v in target.data.items() if k not in ("referenced_message", "message_reference")}
    return {"type": REPLY, "message_reference": reference, "referenced_message": referenced}
