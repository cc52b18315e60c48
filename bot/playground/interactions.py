"""Interactions: a person asks, the bot has three seconds to answer and fifteen minutes to go on.

The bot's first answer is the callback; from then on the interaction's token works as a webhook for further messages.
"""

from __future__ import annotations

import secrets
from collections import OrderedDict, deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from bot.playground.attachments import Upload
from bot.playground.chat import CHAT_INPUT_COMMAND, CONTEXT_MENU_COMMAND, Chat, Message, reply_to
from bot.playground.compose import number_components
from bot.playground.errors import (
    ApiError,
    Json,
    already_acknowledged,
    invalid_token,
    unknown_interaction,
    unknown_message,
    unknown_webhook,
)
from bot.playground.gateway import Gateway
from bot.playground.limits import FLAG_COMPONENTS_V2, FLAG_EPHEMERAL, Limits
from bot.playground.snowflakes import Snowflakes
from bot.playground.validation.commands import CHAT_INPUT, check_choices
from bot.playground.validation.components import check_modal
from bot.playground.validation.form import Form
from bot.playground.validation.messages import check_message
from bot.playground.world import FOR_GUILD, FOR_USER, Channel, User, World

COMMAND, COMPONENT, AUTOCOMPLETE, MODAL_SUBMIT = 2, 3, 4, 5
PONG, MESSAGE, DEFERRED_MESSAGE, DEFERRED_UPDATE, UPDATE, CHOICES, MODAL = 1, 4, 5, 6, 7, 8, 9

_ANSWERS = {
    COMMAND: frozenset({PONG, MESSAGE, DEFERRED_MESSAGE, MODAL}),
    COMPONENT: frozenset({PONG, MESSAGE, DEFERRED_MESSAGE, DEFERRED_UPDATE, UPDATE, MODAL}),
    AUTOCOMPLETE: frozenset({PONG, CHOICES}),
    MODAL_SUBMIT: frozenset({PONG, MESSAGE, DEFERRED_MESSAGE, DEFERRED_UPDATE, UPDATE}),
}
DID_NOT_RESPOND = "The application did not respond"


class Principal(Protocol):
    """The person's app, waiting to hear what becomes of what they did."""

    def acknowledged(self, nonce: str, interaction_id: str) -> None: ...

    def choices(self, nonce: str, choices: list[Json]) -> None: ...

    def modal(self, nonce: str, interaction_id: str, modal: Json) -> None: ...

    def failed(self, nonce: str, text: str) -> None: ...


@dataclass(frozen=True, slots=True)
class Ask:
    """Who asks, where, and how to tell them: ``nonce`` is their own mark for it."""

    user: User
    channel: Channel
    principal: Principal
    nonce: str


@dataclass(slots=True)
class Interaction:
    """One interaction, from the person's action to the end of its token."""

    id: str
    token: str
    kind: int
    ask: Ask
    asked_at: float
    name: str
    """The command in words, ``fib levels``, or as it is called on a message; empty when it was no command."""
    metadata: Json
    """What messages say of it: ``interaction_metadata``."""
    source: Message | None
    """The message whose component was used."""
    answered: bool = False
    original: Message | None = None
    """What @original means: the first reply, or the source message when that is what was updated."""
    messages: dict[str, Message] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class OpenModal:
    """A modal shown to a person, until they submit it."""

    interaction: Interaction
    data: Json


class Interactions:
    """All interactions whose tokens live."""

    def __init__(
        self,
        world: World,
        chat: Chat,
        gateway: Gateway,
        snowflakes: Snowflakes,
        clock: Callable[[], float],
        limits: Limits,
    ) -> None:
        self._world = world
        self._chat = chat
        self._gateway = gateway
        self._snowflakes = snowflakes
        self._clock = clock
        self._limits = limits
        self._by_token: OrderedDict[str, Interaction] = OrderedDict()
        self._waiting: deque[Interaction] = deque()
        self._modals: OrderedDict[str, OpenModal] = OrderedDict()

    # ── what people do ──

    def open(
        self,
        kind: int,
        ask: Ask,
        data: Json,
        *,
        name: str = "",
        source: Message | None = None,
        parent: Interaction | None = None,
    ) -> None:
        """Send the bot an interaction; ``parent`` is the one whose modal this submits."""
        interaction_id = self._snowflakes.next()
        owners = self._owners(ask)
        metadata: Json = {
            "id": interaction_id,
            "type": kind,
            "user": self._world.user_json[ask.user.id],
            "authorizing_integration_owners": owners,
        }
        if kind == COMMAND:
            metadata |= {"name": name, "command_type": data["type"]}
            if "target_id" in data:
                metadata["target_message_id"] = data["target_id"]
        elif kind == COMPONENT and source is not None:
            metadata["interacted_message_id"] = source.id
        elif parent is not None:
            metadata["triggering_interaction_metadata"] = parent.metadata
        token = f"{interaction_id}.{secrets.token_urlsafe(48)}"
        interaction = Interaction(interaction_id, token, kind, ask, self._clock(), name, metadata, source)
        payload = self._payload(interaction, data, owners)
        self._by_token[token] = interaction
        if len(self._by_token) > self._limits.interactions:
            self._by_token.popitem(last=False)
        if self._gateway.interaction(payload, self._world.guild_of(ask.channel)):
            self._waiting.append(interaction)
        else:
            ask.principal.failed(ask.nonce, DID_NOT_RESPOND)

    def open_modal(self, modal_id: str) -> OpenModal | None:
        """The modal a person submits; None when it was not shown, or was submitted already."""
        return self._modals.get(modal_id)

    def close_modal(self, modal_id: str) -> None:
        self._modals.pop(modal_id, None)

    def expire(self) -> None:
        """Tell those whose interaction the bot has left unanswered for too long."""
        latest = self._clock() - self._limits.callback_seconds
        while self._waiting and (self._waiting[0].answered or self._waiting[0].asked_at <= latest):
            interaction = self._waiting.popleft()
            if not interaction.answered:
                interaction.ask.principal.failed(interaction.ask.nonce, DID_NOT_RESPOND)

    def _owners(self, ask: Ask) -> Json:
        """Who installed the bot where it was asked: in a group message it is the person's own."""
        if ask.channel.group:
            return {str(FOR_USER): ask.user.id}
        return {str(FOR_GUILD): self._world.guild_of(ask.channel) or "0"}

    def _payload(self, interaction: Interaction, data: Json, owners: Json) -> Json:
        world, ask = self._world, interaction.ask
        payload: Json = {
            "id": interaction.id,
            "application_id": world.bot.id,
            "type": interaction.kind,
            "token": interaction.token,
            "version": 1,
            "channel_id": ask.channel.id,
            "channel": world.channel_json(ask.channel, self._chat.last_id(ask.channel)),
            "locale": "en-US",
            "app_permissions": str(world.bot_permissions(ask.channel)),
            "entitlements": [],
            "authorizing_integration_owners": owners,
            "attachment_size_limit": self._limits.file_bytes,
            "data": data,
        }
        if not ask.channel.in_guild:
            payload |= {"user": world.user_json[ask.user.id], "context": ask.channel.context}
        else:
            user = world.user_json[ask.user.id]
            payload["channel"]["permissions"] = str(ask.user.permissions)
            payload |= {
                "guild_id": world.guild_of(ask.channel),
                "guild": {"id": world.guild_of(ask.channel), "locale": "en-US", "features": []},
                "guild_locale": "en-US",
                "member": ask.user.member_json(permissions=True) | {"user": user},
                "context": ask.channel.context,
            }
        if interaction.source is not None:
            payload["message"] = interaction.source.data
        return payload

    # ── what the bot answers ──

    def respond(self, interaction_id: str, token: str, body: Json, uploads: Sequence[Upload]) -> Json:
        """The callback: the bot's first answer. Discord's description of what came of it.

        Raises ApiError: 10062 when it is unknown or too late, 40060 when it was answered, 50035 when the body is wrong.
        """
        interaction = self._by_token.get(token)
        if interaction is None or interaction.id != interaction_id:
            raise unknown_interaction()
        if interaction.answered:
            raise already_acknowledged()
        if self._clock() - interaction.asked_at > self._limits.callback_seconds:
            raise unknown_interaction()
        kind = body.get("type")
        if not isinstance(kind, int) or kind not in _ANSWERS[interaction.kind]:
            raise _wrong_type(kind)
        if kind in (DEFERRED_UPDATE, UPDATE) and interaction.source is None:
            raise _wrong_type(kind)
        message = self._answer(interaction, kind, _data(body), uploads)
        result: Json = {"id": interaction.id, "type": interaction.kind, "channel_id": interaction.ask.channel.id}
        if interaction.ask.channel.in_guild:
            result["guild_id"] = self._world.guild_of(interaction.ask.channel)
        resource: Json = {"type": kind}
        if message is not None:
            resource["message"] = message.data
            result |= {
                "response_message_id": message.id,
                "response_message_loading": message.is_loading,
                "response_message_ephemeral": message.only_for is not None,
            }
        return {"interaction": result, "resource": resource}

    def _answer(self, interaction: Interaction, kind: int, data: Json, uploads: Sequence[Upload]) -> Message | None:
        """Do what a callback of ``kind`` says; the message it made or changed."""
        ask = interaction.ask
        if kind == CHOICES:
            check_choices(data)
            interaction.answered = True
            ask.principal.choices(ask.nonce, data.get("choices") or [])
            return None
        if kind == MODAL:
            check_modal(data)
            self._acknowledge(interaction)
            self._show_modal(interaction, data)
            return None
        if kind == MESSAGE:
            check_message(data, len(uploads))
            self._acknowledge(interaction)
            interaction.original = self._post(interaction, data, uploads, self._extra(interaction))
            return interaction.original
        if kind == UPDATE and interaction.source is not None:
            check_message(data, len(uploads), interaction.source.data)
            self._acknowledge(interaction)
            interaction.original = interaction.source
            return self._chat.edit(interaction.source, data, uploads, cause=interaction.id)
        self._acknowledge(interaction)
        if kind == DEFERRED_UPDATE:
            interaction.original = interaction.source
        if kind != DEFERRED_MESSAGE:
            return None
        flags = (data.get("flags") or 0) & (FLAG_EPHEMERAL | FLAG_COMPONENTS_V2)
        only_for = ask.user if flags & FLAG_EPHEMERAL else None
        extra = self._extra(interaction)
        bot = self._world.bot
        message = self._chat.post_loading(ask.channel, bot, flags, only_for=only_for, extra=extra, cause=interaction.id)
        interaction.original = interaction.messages[message.id] = message
        return message

    def _show_modal(self, interaction: Interaction, data: Json) -> None:
        modal_id = self._snowflakes.next()
        shown = {**data, "id": modal_id, "components": number_components(data["components"])}
        self._modals[modal_id] = OpenModal(interaction, shown)
        if len(self._modals) > self._limits.interactions:
            self._modals.popitem(last=False)
        interaction.ask.principal.modal(interaction.ask.nonce, interaction.id, shown)

    # ── what the bot sends afterwards ──

    def followup(self, application_id: str, token: str, payload: Json, uploads: Sequence[Upload]) -> Message:
        """A further message. While the first is still loading, this fills it instead, as on Discord."""
        interaction = self._live(application_id, token)
        original = interaction.original
        check_message(payload, len(uploads))
        if original is not None and original.is_loading:
            return self._chat.edit(original, payload, uploads, cause=interaction.id)
        extra = self._extra(interaction)
        if original is not None:
            extra |= reply_to(original)
            extra["interaction_metadata"] |= {"original_response_message_id": original.id}
            extra.pop("interaction", None)
        return self._post(interaction, payload, uploads, extra)

    def message(self, application_id: str, token: str, message_id: str) -> Message:
        """One of this interaction's messages, by id or as ``@original``."""
        return self._own(self._live(application_id, token), message_id)

    def edit(
        self, application_id: str, token: str, message_id: str, payload: Json, uploads: Sequence[Upload]
    ) -> Message:
        interaction = self._live(application_id, token)
        message = self._own(interaction, message_id)
        check_message(payload, len(uploads), message.data)
        return self._chat.edit(message, payload, uploads, cause=interaction.id)

    def delete(self, application_id: str, token: str, message_id: str) -> None:
        interaction = self._live(application_id, token)
        message = self._own(interaction, message_id)
        interaction.messages.pop(message.id, None)
        if message is interaction.original:
            interaction.original = None
        self._chat.delete(message)

    def _live(self, application_id: str, token: str) -> Interaction:
        if application_id != self._world.bot.id:
            raise unknown_webhook()
        interaction = self._by_token.get(token)
        if interaction is None or self._clock() - interaction.asked_at > self._limits.token_seconds:
            raise invalid_token()
        if not interaction.answered:
            raise unknown_webhook()
        return interaction

    def _own(self, interaction: Interaction, message_id: str) -> Message:
        message = interaction.original if message_id == "@original" else interaction.messages.get(message_id)
        if message is None and interaction.original is not None and interaction.original.id == message_id:
            message = interaction.original
        if message is None:
            raise unknown_message()
        return message

    def _post(self, interaction: Interaction, payload: Json, uploads: Sequence[Upload], extra: Json) -> Message:
        ask = interaction.ask
        only_for = ask.user if (payload.get("flags") or 0) & FLAG_EPHEMERAL else None
        message = self._chat.post(
            ask.channel, self._world.bot, payload, uploads, only_for=only_for, extra=extra, cause=interaction.id
        )
        interaction.messages[message.id] = message
        return message

    def _acknowledge(self, interaction: Interaction) -> None:
        interaction.answered = True
        interaction.ask.principal.acknowledged(interaction.ask.nonce, interaction.id)

    def _extra(self, interaction: Interaction) -> Json:
        """What a message says of the interaction it answers."""
        bot_id = self._world.bot.id
        extra: Json = {
            "application_id": bot_id,
            "webhook_id": bot_id,
            "interaction_metadata": dict(interaction.metadata),
        }
        if interaction.kind == COMMAND:
            user = interaction.metadata["user"]
            typed = interaction.metadata["command_type"] == CHAT_INPUT
            extra["type"] = CHAT_INPUT_COMMAND if typed else CONTEXT_MENU_COMMAND
            extra["interaction"] = {"id": interaction.id, "type": COMMAND, "name": interaction.name, "user": user}
        elif interaction.kind == COMPONENT and interaction.source is not None:
            extra |= reply_to(interaction.source)
        return extra


def _data(body: Json) -> Json:
    """What the callback brings. Raises ApiError when it is no object, or its flags are no number."""
    form = Form()
    data = form.object(("data",), body.get("data"))
    form.integer(("data", "flags"), data.get("flags"), 0, 2**31 - 1)
    form.check()
    return data


def _wrong_type(kind: Any) -> ApiError:
    message = f"Interaction callback type {kind} cannot answer this interaction"
    error = {"code": "INTERACTION_CALLBACK_TYPE_INVALID", "message": message}
    return ApiError(400, 50035, "Invalid Form Body", {"type": {"_errors": [error]}})
