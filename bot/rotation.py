"""The bot's token may be changed while it runs: it leaves Discord, and is back with the new one."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Final

import structlog

from bot.shards import TokenRefused

LOOK_SECONDS: Final = 1.0
"""Between two looks at a token."""

log = structlog.get_logger(__name__)


async def with_token(
    now: Callable[[], str | None], serve: Callable[[str], Awaitable[None]], *, may_change: bool
) -> None:
    """``serve`` with the token as it is ``now``, and anew with each other one, until cancelled. Where it ``may_change``
    one that Discord refuses is no end: whoever resets a token does that first, and puts the new one in place later.

    Raises:
        TokenRefused: Discord refuses the token, and there will be no other.
    """
    while True:
        token = now()
        if token is None:
            raise TokenRefused("there is none")
        serving = asyncio.ensure_future(serve(token))
        changed = asyncio.ensure_future(_changed(token, now))
        try:
            await asyncio.wait((serving, changed), return_when=asyncio.FIRST_COMPLETED)
            if not changed.done():
                try:
                    return await serving
                except TokenRefused as error:
                    if not may_change:
                        raise
                    log.error("Discord refuses the token; another one is waited for", why=str(error))
                    await changed
            log.info("there is another token; the bot connects with it")
        finally:
            for task in (changed, serving):
                task.cancel()
            await asyncio.wait((changed, serving))


async def _changed(token: str, now: Callable[[], str | None]) -> None:
    """Wait until there is another one than ``token``."""
    while now() == token:  # noqa: ASYNC110 - a file tells nobody that it was changed
        await asyncio.sleep(LOOK_SECONDS)
