"""Tasks of the event loop."""

import asyncio
from typing import Final

CANCEL_SECONDS: Final = 0.25


async def ended(task: "asyncio.Task[None]") -> None:
    """Cancel ``task`` until it has ended. Once is not enough: redis-py can swallow a cancellation that comes while it
    opens or closes a connection."""
    while not task.done():
        task.cancel()
        await asyncio.wait((task,), timeout=CANCEL_SECONDS)
