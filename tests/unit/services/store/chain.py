"""A journal followed from record to record."""

from services.store.journal import GENESIS, Head, Journal


async def followed(journal: Journal, since: Head = GENESIS) -> Head:
    """The head that the chain leads to from ``since``, or ``ChainBroken``."""
    head = since
    async for entries in journal.follow(since):
        head = Head(entries[-1].seq, entries[-1].hash)
    return head
