"""Tells Discord the slash commands where it does not have them yet: it takes them slowly, and few times a day."""

import hashlib
from typing import Any, Final
from uuid import uuid4

import orjson
import structlog
from discord.ext import commands

from services.core.errors import StoreUnavailable
from services.store import keys
from services.store.leases import Wanted, alone
from services.store.store import Store

LEASE_SECONDS: Final = 10.0
PATIENCE_SECONDS: Final = 15.0
"""For another process that registers them; after that, or with the store away, it is done here too."""
log = structlog.get_logger(__name__)


async def sync_commands(bot: commands.AutoShardedBot, store: Store) -> None:
    """Register the commands of ``bot``, unless they are those it registered last and nobody has changed them since.

    Where several processes start together, one does it and the others wait for it.

    What Discord holds is asked for too, since another process may have registered others with the same token. With the
    store away they are registered.
    """
    synced = False

    async def once() -> None:
        nonlocal synced
        await _sync(bot, store)
        synced = True

    lease = Wanted(f"commands:{bot.application_id}", uuid4().hex)
    await alone(store, (lease,), LEASE_SECONDS, once, patience=PATIENCE_SECONDS)
    if not synced:
        await _sync(bot, store)


async def _sync(bot: commands.AutoShardedBot, store: Store) -> None:
    application = str(bot.application_id)
    try:
        (kept,) = await store.hash_get(keys.COMMANDS, [application])
    except StoreUnavailable:
        kept = None
    if kept is not None and kept == await _digest(bot):
        return
    registered = await bot.tree.sync()
    log.info("commands registered", commands=len(registered))
    try:
        await store.hash_set(keys.COMMANDS, application, await _digest(bot))
    except StoreUnavailable:
        log.warning("that the commands are registered could not be remembered: the next start registers them again")


async def _digest(bot: commands.AutoShardedBot) -> str:
    """Our commands, beside the versions that Discord holds of them."""
    held = await bot.http.get_global_commands(bot.application_id or 0)
    versions = sorted((str(command["id"]), str(command["version"])) for command in held)
    ours = sorted((command.to_dict(bot.tree) for command in bot.tree.get_commands()), key=_name)
    return hashlib.sha256(orjson.dumps([ours, versions], option=orjson.OPT_SORT_KEYS)).hexdigest()


def _name(command: dict[str, Any]) -> str:
    return str(command["name"])
