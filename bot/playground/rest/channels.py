"""Channels and their messages, direct messages too."""

from __future__ import annotations

from collections import OrderedDict

from aiohttp import web

from bot.playground.chat import Chat, Message
from bot.playground.errors import (
    ApiError,
    Json,
    missing_access,
    missing_permissions,
    not_yours,
    unknown_channel,
    unknown_message,
    unknown_user,
)
from bot.playground.limits import BULK_DELETE, FLAG_EPHEMERAL, Limits
from bot.playground.rest.wire import Endpoint, json_response, no_content, read_form, read_object
from bot.playground.validation.messages import check_message
from bot.playground.world import ATTACH_FILES, EMBED_LINKS, OPEN_THREADS, SEND_MESSAGES, Channel, World

_PAGE, _MOST = 50, 100
PUBLIC_THREAD = 11
_NONCES = 1_000
"""Enforced nonces remembered: a message sent again with one of them is not posted twice."""


class ChannelApi:
    """What a bot does in channels without an interaction."""

    def __init__(self, world: World, chat: Chat, limits: Limits) -> None:
        self._world = world
        self._chat = chat
        self._limits = limits
        self._nonces: OrderedDict[tuple[str, str], Message] = OrderedDict()

    def endpoints(self) -> list[Endpoint]:
        messages = "/channels/{channel}/messages"
        return [
            Endpoint("POST", "/users/@me/channels", self.open_dm),
            Endpoint("GET", "/channels/{channel}", self.channel),
            Endpoint("POST", "/channels/{channel}/typing", self.typing),
            Endpoint("POST", "/channels/{channel}/threads", self.open_thread),
            Endpoint("GET", messages, self.history),
            Endpoint("POST", messages, self.send, "message"),
            Endpoint("POST", messages + "/bulk-delete", self.bulk_delete),
            Endpoint("GET", messages + "/{message}", self.message),
            Endpoint("PATCH", messages + "/{message}", self.edit, "edit"),
            Endpoint("DELETE", messages + "/{message}", self.delete),
        ]

    async def open_dm(self, request: web.Request) -> web.Response:
        recipient = str((await read_object(request)).get("recipient_id"))
        user = next((user for user in self._world.users if user.id == recipient), None)
        if user is None:
            raise unknown_user()
        return json_response(self._channel_json(self._world.dm(user)))

    async def channel(self, request: web.Request) -> web.Response:
        return json_response(self._channel_json(self._channel(request)))

    async def open_thread(self, request: web.Request) -> web.Response:
        """A public thread that begins with no message."""
        channel = self._channel(request)
        asked = await read_object(request)
        if OPEN_THREADS & ~self._world.bot_permissions(channel) or not channel.in_guild or channel.parent is not None:
            raise missing_permissions()
        name = asked.get("name")
        if asked.get("type") != PUBLIC_THREAD or not isinstance(name, str) or not 1 <= len(name) <= 100:
            raise ApiError(400, 50035, "Invalid Form Body")
        return json_response(self._channel_json(self._chat.open_thread(channel, name)), 201)

    async def typing(self, request: web.Request) -> web.Response:
        self._chat.typing(self._channel(request), self._world.bot)
        return no_content()

    async def history(self, request: web.Request) -> web.Response:
        """Messages, newest first: the last ones, or those before, after or around an id."""
        messages = self._chat.public(self._channel(request))
        limit = max(1, min(_whole(request, "limit") or _PAGE, _MOST))
        before, after, around = (_whole(request, name) for name in ("before", "after", "around"))
        if around is not None:
            older = [m for m in messages if int(m.id) <= around][-(limit // 2 + 1) :]
            messages = older + [m for m in messages if int(m.id) > around][: limit - len(older)]
        elif after is not None:
            messages = [m for m in messages if int(m.id) > after][:limit]
        elif before is not None:
            messages = [m for m in messages if int(m.id) < before]
        return json_response([message.data for message in reversed(messages[-limit:])])

    async def send(self, request: web.Request) -> web.Response:
        channel = self._channel(request)
        payload, uploads = await read_form(request, self._limits)
        check_message(payload, len(uploads))
        self._check_permissions(channel, payload, bool(uploads))
        if (payload.get("flags") or 0) & FLAG_EPHEMERAL:
            payload["flags"] &= ~FLAG_EPHEMERAL
        key = (channel.id, str(payload.get("nonce")))
        enforced = bool(payload.get("enforce_nonce")) and payload.get("nonce") is not None
        if enforced and key in self._nonces:
            return json_response(self._nonces[key].data)
        message = self._chat.post(channel, self._world.bot, payload, uploads)
        if enforced:
            self._nonces[key] = message
            if len(self._nonces) > _NONCES:
                self._nonces.popitem(last=False)
        return json_response(message.data)

    async def message(self, request: web.Request) -> web.Response:
        return json_response(self._message(request).data)

    async def edit(self, request: web.Request) -> web.Response:
        message = self._message(request)
        payload, uploads = await read_form(request, self._limits)
        if message.author is not self._world.bot:
            raise not_yours()
        check_message(payload, len(uploads), message.data)
        self._check_permissions(message.channel, payload, bool(uploads))
        return json_response(self._chat.edit(message, payload, uploads).data)

    async def delete(self, request: web.Request) -> web.Response:
        message = self._message(request)
        if message.channel.is_dm and message.author is not self._world.bot:
            raise ApiError(403, 50003, "Cannot execute action on a DM channel")
        self._chat.delete(message)
        return no_content()

    async def bulk_delete(self, request: web.Request) -> web.Response:
        channel = self._channel(request)
        if channel.is_dm:
            raise ApiError(403, 50003, "Cannot execute action on a DM channel")
        ids = (await read_object(request)).get("messages")
        least, most = BULK_DELETE
        if not isinstance(ids, list) or not least <= len(ids) <= most:
            raise ApiError(400, 50016, "Provided too few or too many messages to delete")
        self._chat.delete_many(channel, map(str, ids))
        return no_content()

    def _channel(self, request: web.Request) -> Channel:
        channel = self._chat.channel(request.match_info["channel"])
        if channel is None:
            raise unknown_channel()
        if not self._world.sees(self._world.bot, channel):
            raise missing_access()
        return channel

    def _check_permissions(self, channel: Channel, payload: Json, uploads: bool) -> None:
        """Raise where the bot may not say this there. Answers to interactions need none of it."""
        needed = SEND_MESSAGES | (EMBED_LINKS if payload.get("embeds") else 0) | (ATTACH_FILES if uploads else 0)
        if channel.in_guild and needed & ~self._world.bot_permissions(channel):
            raise missing_permissions()

    def _message(self, request: web.Request) -> Message:
        message = self._chat.find(self._channel(request), request.match_info["message"])
        if message.only_for is not None:
            raise unknown_message()
        return message

    def _channel_json(self, channel: Channel) -> dict[str, object]:
        return self._world.channel_json(channel, self._chat.last_id(channel))


def _whole(request: web.Request, name: str) -> int | None:
    text = request.query.get(name, "")
    return int(text) if text.isdecimal() else None
