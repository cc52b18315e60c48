"""How a request from Discord is answered: in time, once, and in the asker's voice.

- Discord wants a sign of life within 3 s. An answer ready within ``PATIENCE`` is sent as it is, in one call; otherwise
  the reply is deferred, its promise written down first, and the answer edited in when it is ready. Until then what
  is known of its progress is shown there.
- A call that failed on the way is made again: at once where Discord waits for it, with patience where it has been told
  that an answer will come. If the first had arrived after all, the reply is edited instead, so nothing is said twice.
- A process that is told to end first finishes the replies that it is giving.
- After 15 minutes the interaction's token is gone, and a public answer goes to the channel.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from typing import Any, cast
from uuid import uuid4

import aiohttp
import discord
import structlog
from discord import Interaction

from cogs._askers import Askers
from cogs._buttons import Buttons
from cogs._message import Message
from cogs._progress import Heard, show_progress
from cogs._promises import Promise, Promises
from personas.presenter import Presented, Presenter
from services.base import Asker, Request
from services.cosmic.hours import CosmicHours
from services.cosmic.place import CosmicPlace
from services.errors import OutcomeUnknown, RateLimited
from services.progress import listening
from services.risk.size import RiskSize
from services.status import Help, Status
from services.voices import PersonaList, PersonaShow, PersonaUse

PATIENCE = 1.0
ALREADY_ACKNOWLEDGED = 40060
REFUSED = 400
LINE_FAULTS = (OSError, aiohttp.ClientError, discord.DiscordServerError)
AT_ONCE = (0.0,)
"""Waits before another try, in seconds, where Discord wants to hear of us within three."""
PATIENTLY = (0.5, 2.0, 8.0)
"""The same where it has heard of us already."""
KEPT_AT_ONCE = 4
"""Promises of an earlier process: Discord takes none after 15 minutes, and each can take some of these."""
TYPING_SECONDS = 8.0
"""Discord shows for ten that somebody is typing."""
PRIVATE: frozenset[type[Request]] = frozenset(
    {Help, Status, PersonaList, PersonaShow, PersonaUse, RiskSize, CosmicPlace, CosmicHours}
)
"""Requests whose answers concern the asker alone, and are shown to nobody else."""

log = structlog.get_logger(__name__)


class Replies:
    """Answers commands, buttons and messages alike."""

    def __init__(self, presenter: Presenter, askers: Askers, promises: Promises, buttons: Buttons) -> None:
        self._presenter = presenter
        self._askers = askers
        self._promises = promises
        self._buttons = buttons
        self._limited: set[str] = set()
        self._keeping = False
        self._working = 0
        self._idle = asyncio.Event()
        self._idle.set()

    async def reply(self, interaction: Interaction[Any], request: type[Request], **options: Any) -> None:
        """Answer a command with a new message."""
        with self._at_work():
            await self._answer(interaction, request, options, private=request in PRIVATE)

    async def press(self, interaction: Interaction[Any], request: type[Request], options: Mapping[str, str]) -> None:
        """Answer a button: in its own message where the presser had asked for that, else in a private one.

        What is confidential never takes the place of what others read.
        """
        with self._at_work():
            overheard = request.confidential and not _alone_with(interaction)
            if request.changes or overheard or not _asked_for(interaction):
                await self._answer(interaction, request, options, private=True)
            else:
                await self._replace(interaction, request, options)

    async def say(self, message: discord.Message, text: str) -> None:
        """Answer a plain message. Whoever is told that they ask too often is told once, and then left unanswered."""
        guild = message.guild
        asker = self._askers.of(message.author, message.channel.id, None if guild is None else guild.id)
        with self._at_work():
            heard = Heard()
            with listening(heard):
                work = asyncio.ensure_future(self._presenter.phrase(text, asker))
            if not await _soon(work):
                with suppress(discord.HTTPException, *LINE_FAULTS):
                    await message.channel.typing()
                await show_progress(work, heard, lambda _: message.channel.typing(), every=TYPING_SECONDS)
            presented = await work
            limited = isinstance(presented.outcome, RateLimited)
            if limited and asker.id in self._limited:
                return
            (self._limited.add if limited else self._limited.discard)(asker.id)
            told = await self._message(presented)
            # With a nonce Discord takes the same message only once, however often it is sent.
            await _tried(lambda: message.reply(**told.new(), mention_author=False, nonce=message.id), PATIENTLY)

    async def keep_promises(self, client: discord.Client, catalog: Mapping[str, type[Request]]) -> int:
        """Give the replies that were still owed when the bot last ended; how many were given comes back.

        While that goes on, another call does nothing.
        """
        if self._keeping or client.application_id is None:
            return 0
        self._keeping = True
        try:
            owed = iter(await self._promises.owed(client.application_id))

            async def work() -> int:
                """Each takes the next that nobody has."""
                return sum([await self._keep(client, catalog, promise) for promise in owed])

            async with asyncio.TaskGroup() as workers:
                tasks = [workers.create_task(work()) for _ in range(KEPT_AT_ONCE)]
            return sum(task.result() for task in tasks)
        finally:
            self._keeping = False

    async def _keep(self, client: discord.Client, catalog: Mapping[str, type[Request]], promise: Promise) -> bool:
        """Whether the reply that ``promise`` owes was given."""
        request = catalog.get(promise.request)
        if request is not None and not request.changes:
            presented = await self._presenter.options(request, promise.options, promise.asker)
        else:  # what may have been done is not done again
            presented = await self._presenter.error(OutcomeUnknown(request=promise.request), promise.asker)
        in_the_way = promise.in_place and not presented.answered  # an error must not take a chart's place
        if not await _edit_later(client, promise, None if in_the_way else await self._message(presented)):
            return False
        await self._promises.kept(promise.application, promise.interaction)
        return not in_the_way

    async def finished(self, seconds: float) -> None:
        """Wait until the replies that are being given have been, but no longer than ``seconds``."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._idle.wait()

    @contextmanager
    def _at_work(self) -> Iterator[None]:
        self._working += 1
        self._idle.clear()
        try:
            yield
        finally:
            self._working -= 1
            if not self._working:
                self._idle.set()

    async def _answer(
        self, interaction: Interaction[Any], request: type[Request], options: Mapping[str, Any], *, private: bool
    ) -> None:
        asker, heard = self._asker(interaction), Heard()
        with self._started(request, options, asker, heard) as work:
            if await _soon(work):
                message = await self._message(await work)
                private = private or not message.presented.answered
                await _deliver(
                    interaction,
                    lambda: interaction.response.send_message(**message.new(), ephemeral=private),
                    message,
                    private=private,
                    waits=AT_ONCE,
                )
                return
            await self._promise(interaction, request, options, asker)
            await _acknowledge(lambda: interaction.response.defer(thinking=True, ephemeral=private))
            await show_progress(work, heard, lambda text: interaction.edit_original_response(content=text))
            message = await self._message(await work)
        await _deliver(
            interaction,
            lambda: interaction.edit_original_response(**message.edited()),
            message,
            private=private,
            waits=PATIENTLY,
        )
        await self._promises.kept(interaction.application_id, interaction.id)

    async def _replace(self, interaction: Interaction[Any], request: type[Request], options: Mapping[str, str]) -> None:
        asker, heard = self._asker(interaction), Heard()
        with self._started(request, options, asker, heard) as work:
            deferred, shown = not await _soon(work), False
            if deferred:
                await self._promise(interaction, request, options, asker, in_place=True)
                await _acknowledge(interaction.response.defer)
                shown = await show_progress(work, heard, lambda text: interaction.edit_original_response(content=text))
            message = await self._message(await work)
        if message.presented.answered:
            edit = interaction.edit_original_response if deferred else interaction.response.edit_message
            waits = PATIENTLY if deferred else AT_ONCE
            await _deliver(interaction, lambda: edit(**message.edited()), message, private=False, waits=waits)
        elif deferred:  # an error must not take the place of what was there; a follow-up is sent once, or it may double
            await interaction.followup.send(**message.new(), ephemeral=True)
            if shown:
                await _tried(lambda: interaction.edit_original_response(content=None), PATIENTLY)
        else:
            await _tried(lambda: interaction.response.send_message(**message.new(), ephemeral=True), AT_ONCE)
        if deferred:
            await self._promises.kept(interaction.application_id, interaction.id)

    @contextmanager
    def _started(
        self, request: type[Request], options: Mapping[str, Any], asker: Asker, heard: Heard
    ) -> Iterator[asyncio.Future[Presented]]:
        """The work on an answer. It is not waited for any more where giving the answer has failed, but what changes
        something is not cut off.
        """
        with listening(heard):
            work = asyncio.ensure_future(self._presenter.options(request, options, asker))
        try:
            yield work
        finally:
            if not request.changes:
                work.cancel()

    async def _message(self, presented: Presented) -> Message:
        return Message(presented, await self._buttons.keep(presented.card.actions))

    async def _promise(
        self,
        interaction: Interaction[Any],
        request: type[Request],
        options: Mapping[str, Any],
        asker: Asker,
        *,
        in_place: bool = False,
    ) -> None:
        """Write down that the answer to ``interaction`` is owed."""
        secret = request.confidential and request.changes  # it is never asked again, so nobody needs its options
        promise = Promise(
            interaction=interaction.id,
            application=interaction.application_id,
            token=interaction.token,
            request=request.name,
            options={name: value for name, value in options.items() if value is not None and not secret},
            asker=asker,
            made=discord.utils.utcnow(),
            in_place=in_place,
        )
        await self._promises.make(promise)

    def _asker(self, interaction: Interaction[Any]) -> Asker:
        return self._askers.of(interaction.user, interaction.channel_id, interaction.guild_id)


async def _soon(work: asyncio.Future[Presented]) -> bool:
    """Whether ``work`` is done before patience ends. It goes on either way."""
    done, _ = await asyncio.wait((work,), timeout=PATIENCE)
    return bool(done)


def _asked_for(interaction: Interaction[Any]) -> bool:
    """Whether the presser is the one whom the button's message answered."""
    message = interaction.message
    if message is None:
        return False
    if message.interaction_metadata is not None:
        return message.interaction_metadata.user.id == interaction.user.id
    answered = message.reference.resolved if message.reference else None
    return isinstance(answered, discord.Message) and answered.author.id == interaction.user.id


def _alone_with(interaction: Interaction[Any]) -> bool:
    """Whether nobody but the presser reads the button's message."""
    message = interaction.message
    return interaction.guild_id is None or (message is not None and message.flags.ephemeral)


async def _acknowledge(call: Callable[[], Awaitable[Any]]) -> None:
    """Make the call that tells Discord that an answer will come."""
    try:
        await _tried(call, AT_ONCE)
    except discord.HTTPException as error:
        if error.code != ALREADY_ACKNOWLEDGED:
            raise


async def _deliver(
    interaction: Interaction[Any],
    call: Callable[[], Awaitable[Any]],
    message: Message,
    *,
    private: bool,
    waits: Sequence[float],
) -> None:
    """Make the call that shows the answer, and see to it that the answer arrives once."""
    try:
        await _tried(call, waits)
    except discord.HTTPException as error:
        if error.code == ALREADY_ACKNOWLEDGED:
            await _tried(lambda: interaction.edit_original_response(**message.edited()), PATIENTLY)
        elif interaction.is_expired() and not private and isinstance(interaction.channel, discord.abc.Messageable):
            await interaction.channel.send(**message.new())
        elif error.status == REFUSED:
            await _apologise(interaction, error)
        else:
            raise


async def _apologise(interaction: Interaction[Any], error: discord.HTTPException) -> None:
    """Say that there was an answer and Discord did not take it: a fault of ours."""
    incident = uuid4().hex[:8]
    log.error("Discord refused an answer", incident=incident, exc_info=error)
    text = f"Discord did not take the answer. This is a fault of ours; it is written down under `{incident}`."
    if interaction.response.is_done():
        await interaction.edit_original_response(content=text, embed=None, attachments=[], view=None)
    else:
        await interaction.response.send_message(text, ephemeral=True)


async def _tried(call: Callable[[], Awaitable[Any]], waits: Sequence[float]) -> None:
    """Make ``call``, and again after each of ``waits`` (seconds) where the line or Discord failed it."""
    for wait in waits:
        try:
            await call()
        except LINE_FAULTS as fault:
            log.info("a call to Discord failed and is made again", fault=type(fault).__name__, wait=wait)
            await asyncio.sleep(wait)
        else:
            return
    await call()


async def _edit_later(client: discord.Client, promise: Promise, message: Message | None) -> bool:
    """Whether the promise is done with: ``message`` was given (without one, progress that was shown is taken away), or
    Discord takes it no more."""
    webhook = discord.Webhook.partial(promise.application, promise.token, client=client)
    original = cast(int, "@original")  # Discord's name for the first reply

    async def edit() -> None:
        await webhook.edit_message(original, **({"content": None} if message is None else message.edited()))

    try:
        await _tried(edit, PATIENTLY)
    except LINE_FAULTS as error:
        log.warning("a promised answer could not be given yet", request=promise.request, error=type(error).__name__)
        return False
    except discord.HTTPException as error:
        log.warning("a promised answer is no longer taken", request=promise.request, status=error.status)
    return True
