"""A call to Discord that must arrive, and once.

One that failed on the way is made again: at once where Discord waits for it, with patience where it has been told that
an answer will come. If the first had arrived after all the reply is edited instead, so nothing is said twice. After 15
minutes the interaction's token is gone, and a public answer goes to the channel.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, cast
from uuid import uuid4

import aiohttp
import discord
import structlog
from discord import Interaction

from cogs._message import Message, sent
from cogs._pending_replies import PendingReply
from cogs._rooms import is_member

ALREADY_ACKNOWLEDGED = 40060
REFUSED = 400
LINE_FAULTS = (OSError, aiohttp.ClientError, discord.DiscordServerError)
AT_ONCE = (0.0,)
"""Waits before another try, in seconds, where Discord wants to hear of us within three."""
PATIENTLY = (0.5, 2.0, 8.0)
"""The same where it has heard of us already."""

log = structlog.get_logger(__name__)


async def acknowledge(call: Callable[[], Awaitable[Any]]) -> None:
    """Make the call that tells Discord that an answer will come."""
    try:
        await tried(call, AT_ONCE)
    except discord.HTTPException as error:
        if error.code != ALREADY_ACKNOWLEDGED:
            raise


async def deliver(
    interaction: Interaction[Any],
    call: Callable[[], Awaitable[Any]],
    message: Message,
    *,
    private: bool,
    waits: Sequence[float],
) -> None:
    """Make the call that shows the answer, and see to it that the answer arrives once."""
    try:
        await tried(call, waits)
    except discord.HTTPException as error:
        if error.code == ALREADY_ACKNOWLEDGED:
            await tried(lambda: interaction.edit_original_response(**message.edited()), PATIENTLY)
        elif interaction.is_expired() and not private and is_member(interaction):
            await sent(cast(discord.abc.Messageable, interaction.channel).send, message)
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


async def tried(call: Callable[[], Awaitable[Any]], waits: Sequence[float]) -> None:
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


async def edit_later(client: discord.Client, pending: PendingReply, message: Message | None) -> bool:
    """Whether it is done with: ``message`` was given (without one, progress that was shown is taken away), or
    Discord takes it no more."""
    webhook = discord.Webhook.partial(pending.application, pending.token, client=client)
    original = cast(int, "@original")  # Discord's name for the first reply

    async def edit() -> None:
        await webhook.edit_message(original, **({"content": None} if message is None else message.edited()))

    try:
        await tried(edit, PATIENTLY)
    except LINE_FAULTS as error:
        log.warning("a pending answer could not be given yet", command=pending.request, error=type(error).__name__)
        return False
    except discord.HTTPException as error:
        log.warning("a pending answer is no longer taken", command=pending.request, status=error.status)
    return True
