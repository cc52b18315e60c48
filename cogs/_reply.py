"""How a request from Discord is answered: in time, once, and in the asker's voice.

- Discord wants a sign of life within 3 s. An answer ready within ``PATIENCE`` is sent as it is, in one call; otherwise,
  and at once where the work must wait in a line, the reply is deferred, that it is owed written down first, and the
  answer edited in when it is ready. Until then what is known of its progress, or its place, is shown there.
- A process that is told to end first finishes the replies that it is giving.
- How its calls arrive is told in cogs/_delivery.py.
"""

import asyncio
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import partial
from typing import Any

import discord
import structlog
from discord import Interaction

from cogs._buttons import Buttons
from cogs._delivery import AT_ONCE, LINE_FAULTS, PATIENTLY, acknowledge, deliver, edit_later, tried
from cogs._message import Message, sent
from cogs._pending_replies import PendingReplies, PendingReply
from cogs._presses import AskId, Newest, Place, Presses
from cogs._principals import DOOR, Principals
from cogs._progress import Heard, show_progress
from cogs._rooms import alone_with, is_member
from cogs._sharing import SHARED, refusal, shared
from personas.presenter import Presented, Presenter
from services.core.errors import InvalidRequest, OutcomeUnknown, RateLimited
from services.core.on_behalf import on_behalf_of
from services.core.principal import Principal, at_door
from services.core.progress import listening
from services.core.request import AnyRequest, Audience, Change

PATIENCE = 1.0
KEPT_AT_ONCE = 4
"""Pending replies of an earlier process: Discord takes none after 15 minutes, and each can take some of these."""
TYPING_SECONDS = 8.0
"""Discord shows for ten that somebody is typing."""
log = structlog.get_logger(__name__)


class Replies:
    """Answers commands, buttons and messages alike."""

    def __init__(self, presenter: Presenter, principals: Principals, pending: PendingReplies, buttons: Buttons) -> None:
        self._presenter = presenter
        self._principals = principals
        self._pending = pending
        self._buttons = buttons
        self._limited: set[str] = set()
        self._presses = Presses()
        self._shared: Newest[object, None] = Newest()
        self._keeping = False
        self._working = 0
        self._idle = asyncio.Event()
        self._idle.set()

    async def reply(self, interaction: Interaction[Any], request: type[AnyRequest], **options: Any) -> None:
        """Answer a command with a new message."""
        with self._at_work(interaction.id):
            await self._answer(interaction, request, options, private=request.audience is not Audience.PLACE)

    async def press(
        self,
        interaction: Interaction[Any],
        request: type[AnyRequest],
        options: Mapping[str, str],
        form: str | None = None,
    ) -> None:
        """Answer a button, or the ``form`` that one has shown: in its own message where the presser had asked for that,
        else in a private one. A change that is for all to see, such as the kill switch, is told to all.

        What is for whoever asked never takes the place of what others read.
        """
        with self._at_work(interaction.id):
            overheard = request.audience is not Audience.PLACE and not alone_with(interaction)
            if issubclass(request, Change) or overheard or not _asked_for(interaction):
                for_all = issubclass(request, Change) and request.audience is Audience.PLACE
                await self._answer(interaction, request, options, private=not for_all, form=form)
            else:
                await self._replace(interaction, request, options, form)

    async def share(self, interaction: Interaction[Any]) -> None:
        """Post the private message whose button was pressed for all to see, once."""
        message, why_not = interaction.message, refusal(interaction)
        this = None if message is None else (message.id, message.edited_at)
        if message is None or why_not is not None or this in self._shared:
            await tried(lambda: interaction.response.send_message(why_not or SHARED, ephemeral=True), AT_ONCE)
            return
        self._shared.put(this, None)
        with self._at_work(interaction.id):
            try:
                posted = await shared(interaction, message)
                await acknowledge(lambda: interaction.response.send_message(**posted.new()))
            except BaseException:
                self._shared.forget(this)
                raise

    async def say(self, message: discord.Message, text: str, meant: AnyRequest | None = None) -> None:
        """Answer a plain message: what its ``text`` asks for, or what is ``meant`` by it. Whoever is told that they ask
        too often is told once, and then left unanswered."""
        guild = message.guild
        principal = self._principals.of(message.author, message.channel.id, None if guild is None else guild.id)
        with self._at_work(message.id):
            heard = Heard()
            with listening(heard):
                ask = at_door(DOOR, message.id)
                asked = (
                    self._presenter.phrase(text, ask, principal)
                    if meant is None
                    else self._presenter.request(meant, ask, principal)
                )
                work = asyncio.ensure_future(asked)
            if not await _soon(work, heard):
                with suppress(discord.HTTPException, *LINE_FAULTS):
                    await message.channel.typing()
                await show_progress(work, heard, lambda _: message.channel.typing(), every=TYPING_SECONDS)
            presented = await work
            limited = isinstance(presented.outcome, RateLimited)
            if limited and principal.id in self._limited:
                return
            (self._limited.add if limited else self._limited.discard)(principal.id)
            told = await self._message(presented, principal)
            # With a nonce Discord takes the same message only once, however often it is sent.
            reply = partial(message.reply, mention_author=False, nonce=message.id)
            try:
                await tried(lambda: sent(reply, told), PATIENTLY)
            except discord.Forbidden as error:
                log.warning("nothing may be said here", channel=message.channel.id, why=error.text)

    async def introduce(self, guild: discord.Guild) -> None:
        """Welcome a server, once ever, in its system channel or else in the first that takes messages."""
        channel = next(filter(_takes_messages, (guild.system_channel, *guild.text_channels)), None)
        if channel is None:
            log.info("no channel to greet a server in", server=guild.id)
            return
        with self._at_work(f"arrival:{guild.id}"):
            ask = at_door(DOOR, f"arrival:{guild.id}")
            presented = await self._presenter.arrival(ask, self._principals.in_channel(channel))
            if presented is None:
                return
            message = Message(presented, await self._buttons.keep(presented.card.asks))
            try:
                await tried(lambda: sent(partial(channel.send, nonce=guild.id), message), PATIENTLY)
            except (discord.HTTPException, *LINE_FAULTS):
                await self._presenter.not_arrived(self._principals.in_channel(channel))
                raise

    async def give_pending_replies(self, client: discord.Client, catalog: Mapping[str, type[AnyRequest]]) -> int:
        """Give the replies that were still owed when the bot last ended; how many were given comes back.

        While that goes on, another call does nothing.
        """
        if self._keeping or client.application_id is None:
            return 0
        self._keeping = True
        try:
            owed = iter(await self._pending.owed(client.application_id))

            async def work() -> int:
                """Each takes the next that nobody has."""
                return sum([await self._keep(client, catalog, pending) for pending in owed])

            async with asyncio.TaskGroup() as workers:
                tasks = [workers.create_task(work()) for _ in range(KEPT_AT_ONCE)]
            return sum(task.result() for task in tasks)
        finally:
            self._keeping = False

    async def _keep(
        self, client: discord.Client, catalog: Mapping[str, type[AnyRequest]], pending: PendingReply
    ) -> bool:
        """Whether the reply that ``pending`` owes was given."""
        with on_behalf_of(pending.ask):
            return await self._give(client, catalog, pending)

    async def _give(
        self, client: discord.Client, catalog: Mapping[str, type[AnyRequest]], pending: PendingReply
    ) -> bool:
        request = catalog.get(pending.request)
        if request is None:
            presented = await self._presenter.error(OutcomeUnknown(request=pending.request), pending.principal)
        elif issubclass(request, Change):  # what may have been done is looked up, and not done again
            presented = await self._presenter.remembered(request, pending.ask, pending.principal)
        else:
            presented = await self._presenter.options(
                request, pending.options, pending.ask, pending.principal, whole=pending.whole
            )
        in_the_way = pending.in_place and not presented.answered  # an error must not take a chart's place
        message = None if in_the_way else await self._message(presented, pending.principal, pending.may_share)
        if not await edit_later(client, pending, message):
            return False
        await self._pending.kept(pending.application, pending.interaction)
        return not in_the_way

    async def finished(self, seconds: float) -> None:
        """Wait until the replies that are being given have been, but no longer than ``seconds``."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._idle.wait()

    @contextmanager
    def _at_work(self, on: int | str) -> Iterator[None]:
        """Until the end of the block a reply is being given, to what Discord calls ``on``."""
        self._working += 1
        self._idle.clear()
        try:
            with on_behalf_of(at_door(DOOR, on)):
                yield
        finally:
            self._working -= 1
            if not self._working:
                self._idle.set()

    async def _answer(
        self,
        interaction: Interaction[Any],
        request: type[AnyRequest],
        options: Mapping[str, Any],
        *,
        private: bool,
        form: str | None = None,
    ) -> None:
        principal, heard, ask = (
            self._principals.asking(interaction),
            Heard(),
            self._presses.ask_of(interaction, request),
        )
        whole, may_share = interaction.message is not None, private and _may_share(interaction, request)
        with self._started(
            ask, request, options, principal, heard, whole=whole, may_share=may_share, form=form
        ) as work:
            if await _soon(work, heard):
                message = await work
                private = private or not message.presented.answered
                await deliver(
                    interaction,
                    lambda: interaction.response.send_message(**message.new(), ephemeral=private),
                    message,
                    private=private,
                    waits=AT_ONCE,
                )
                return
            await self._write_down(interaction, ask, request, options, principal, may_share=may_share)
            await acknowledge(lambda: interaction.response.defer(thinking=True, ephemeral=private))
            await show_progress(work, heard, lambda text: interaction.edit_original_response(content=text))
            message = await work
        await deliver(
            interaction,
            lambda: interaction.edit_original_response(**message.edited()),
            message,
            private=private,
            waits=PATIENTLY,
        )
        await self._pending.kept(interaction.application_id, interaction.id)

    async def _replace(
        self, interaction: Interaction[Any], request: type[AnyRequest], options: Mapping[str, str], form: str | None
    ) -> None:
        principal, heard, ask = (
            self._principals.asking(interaction),
            Heard(),
            self._presses.ask_of(interaction, request),
        )
        may_share = alone_with(interaction) and _may_share(interaction, request)
        place = self._presses.place_of(interaction)

        async def defer() -> None:
            await self._write_down(interaction, ask, request, options, principal, in_place=True, may_share=may_share)
            await acknowledge(interaction.response.defer)

        async def show(text: str) -> None:
            if place.shows < interaction.id:
                await interaction.edit_original_response(content=text)

        with self._started(ask, request, options, principal, heard, whole=True, may_share=may_share, form=form) as work:
            deferred, shown = not await _soon(work, heard), False
            if deferred:
                await defer()
                shown = await show_progress(work, heard, show)
            message = await work
        if place.editing.locked() and not deferred:  # Discord does not wait for it
            await defer()
            deferred = True
        async with place.editing:
            await self._show_in_place(interaction, message, place, deferred=deferred, shown=shown)
        if deferred:
            await self._pending.kept(interaction.application_id, interaction.id)

    async def _show_in_place(
        self, interaction: Interaction[Any], message: Message, place: Place, *, deferred: bool, shown: bool
    ) -> None:
        """Put ``message`` in the place of the one whose button was pressed, unless it ``shows`` what was pressed later
        or it is an error: that must not take the place of what was there."""
        if not message.presented.answered:
            if not deferred:
                await tried(lambda: interaction.response.send_message(**message.new(), ephemeral=True), AT_ONCE)
                return
            await interaction.followup.send(**message.new(), ephemeral=True)  # sent once, or it may double
            if shown and place.shows < interaction.id:
                await tried(lambda: interaction.edit_original_response(content=None), PATIENTLY)
        elif place.shows < interaction.id:
            edit = interaction.edit_original_response if deferred else interaction.response.edit_message
            waits = PATIENTLY if deferred else AT_ONCE
            await deliver(interaction, lambda: edit(**message.edited()), message, private=False, waits=waits)
            place.shows = interaction.id
        elif not deferred:
            await acknowledge(interaction.response.defer)

    @contextmanager
    def _started(
        self,
        ask: AskId,
        request: type[AnyRequest],
        options: Mapping[str, Any],
        principal: Principal,
        heard: Heard,
        *,
        whole: bool,
        may_share: bool,
        form: str | None,
    ) -> Iterator[asyncio.Future[Message]]:
        """The work on an answer, and on all that is sent with it. The options are ``whole`` where a button has them;
        those of a ``form`` that do not fit can be written anew. It
        is not waited for any more where giving the answer has failed, but what changes something is not cut off.
        """

        async def make() -> Message:
            presented = await self._presenter.options(
                request, options, ask.id, principal, remembered_for=ask.remembered_for, whole=whole
            )
            wrong = form if isinstance(presented.outcome, InvalidRequest) else None
            return await self._message(presented, principal, may_share, wrong)

        with listening(heard):
            work = asyncio.ensure_future(make())
        try:
            yield work
        finally:
            if not issubclass(request, Change):
                work.cancel()

    async def _message(
        self, presented: Presented, principal: Principal, may_share: bool = False, form: str | None = None
    ) -> Message:
        presented = await self._presenter.with_hello(presented, principal)
        kept = await self._buttons.keep(presented.card.asks)
        return Message(presented, kept, may_share and presented.answered, form=form)

    async def _write_down(
        self,
        interaction: Interaction[Any],
        ask: AskId,
        request: type[AnyRequest],
        options: Mapping[str, Any],
        principal: Principal,
        *,
        in_place: bool = False,
        may_share: bool = False,
    ) -> None:
        """Write down that the answer to ``interaction`` is owed."""
        confidential = request.audience is Audience.CONFIDENTIAL
        secret = confidential and issubclass(request, Change)  # it is never asked again, so nobody needs its options
        pending = PendingReply(
            interaction=interaction.id,
            application=interaction.application_id,
            token=interaction.token,
            ask=ask.id,
            request=request.name,
            options={name: value for name, value in options.items() if value is not None and not secret},
            principal=principal,
            made=discord.utils.utcnow(),
            in_place=in_place,
            whole=interaction.message is not None,
            may_share=may_share,
        )
        await self._pending.make(pending)


def _takes_messages(channel: discord.TextChannel | None) -> bool:
    if channel is None:
        return False
    may = channel.permissions_for(channel.guild.me)
    return may.view_channel and may.send_messages


async def _soon(work: asyncio.Future[Any], heard: Heard) -> bool:
    """Whether ``work`` is done before patience ends or it has to wait in a line. It goes on either way."""
    await asyncio.wait((work, heard.in_line), timeout=PATIENCE, return_when=asyncio.FIRST_COMPLETED)
    return work.done()


def _may_share(interaction: Interaction[Any], request: type[AnyRequest]) -> bool:
    """Whether the private answer to ``request`` may be shown to all where it was asked for."""
    in_server = interaction.guild_id is not None and is_member(interaction)
    return in_server and request.audience is not Audience.CONFIDENTIAL


def _asked_for(interaction: Interaction[Any]) -> bool:
    """Whether the presser is the one whom the button's message answered."""
    message = interaction.message
    if message is None:
        return False
    if message.interaction_metadata is not None:
        return message.interaction_metadata.user.id == interaction.user.id
    answered = message.reference.resolved if message.reference else None
    return isinstance(answered, discord.Message) and answered.author.id == interaction.user.id
