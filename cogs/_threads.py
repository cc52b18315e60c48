"""A thread for each market in a channel that wants them."""

from typing import Final

import discord
import structlog

from services.notifications.mailbox import Reason
from services.store import keys
from services.store.store import Store

KEPT_MINUTES: Final = 10_080
"""After so long without a message Discord hides a thread; the next message shows it again."""

log = structlog.get_logger(__name__)


class Threads:
    """Finds the threads of markets, and opens those that are not there."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def find(
        self, client: discord.Client, channel: discord.PartialMessageable, market: str
    ) -> discord.PartialMessageable | None:
        """The thread of ``market`` in ``channel``; ``None``: there can be none.

        Raises:
            StoreUnavailable: nobody knows now.
            discord.HTTPException: Discord fails.
        """
        field = _field(channel, market)
        (kept,) = await self._store.hash_get(keys.THREADS, [field])
        if kept is not None:
            return client.get_partial_messageable(int(kept))
        of = client.get_channel(channel.id) or await client.fetch_channel(channel.id)  # another process's server
        if not isinstance(of, discord.TextChannel):
            return None
        thread = discord.utils.get(of.threads, name=market, owner_id=client.user.id if client.user else None)
        try:
            thread = thread or await of.create_thread(
                name=market, type=discord.ChannelType.public_thread, auto_archive_duration=KEPT_MINUTES
            )
        except discord.Forbidden as error:
            log.warning("no thread can be opened, so the channel itself is told", channel=channel.id, why=str(error))
            return None
        await self._store.hash_set(keys.THREADS, field, str(thread.id))
        return client.get_partial_messageable(thread.id)

    async def gone(self, channel: discord.PartialMessageable, market: str | None, reason: Reason) -> None:
        """The thread cannot be told; one that is gone is opened anew next time."""
        log.info("a thread is not told, so its channel is", channel=channel.id, market=market, why=reason)
        if reason == "gone" and market is not None:
            await self._store.hash_delete(keys.THREADS, _field(channel, market))


def _field(channel: discord.PartialMessageable, market: str) -> str:
    return f"{channel.id} {market}"
