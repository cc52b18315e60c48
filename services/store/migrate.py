"""What earlier versions kept, brought at start into the form that this one reads; what is done already is left."""

import structlog

from services.core.errors import StoreUnavailable
from services.store import keys
from services.store.pseudonyms import Pseudonyms
from services.store.store import Store

DOORLESS_SHELL = "shell"
"""The one asker of the shell, before people there had names."""
SHELL = "shell:me"
DISCORD = "discord"
log = structlog.get_logger(__name__)


async def migrate(store: Store) -> None:
    """Give ids that were kept without their door the one they had: Discord's, or the shell's. People whom the audit log
    names have a name there of which they can be forgotten.

    What a process that was killed had deleted and not yet had taken out of the files is taken out now.

    A field is written in its new form before the old one goes, so that a process killed in between loses nothing.
    Where the store does not answer it is left for the next start: a desk answers without what it remembers.
    """
    try:
        await _give_doors(store)
        await Pseudonyms(store).take_over(keys.AUDIT)
        if (await store.hash_get(keys.REWRITE_OWED, ["owed"]))[0] is not None:
            await store.forget_deleted()
    except StoreUnavailable:
        log.warning("what earlier versions kept could not be looked through; the next start does it")


async def _give_doors(store: Store) -> None:
    for field, voice in (await store.hash_all(keys.VOICES)).items():
        scope, _, bare = field.partition(":")
        if ":" not in bare:
            await _renamed(store, keys.VOICES, field, f"{scope}:{_with_door(bare)}", voice)
    for field, place in (await store.hash_all(keys.PLACES)).items():
        if ":" not in field:
            await _renamed(store, keys.PLACES, field, _with_door(field), place)


async def _renamed(store: Store, key: str, old: str, new: str, value: str) -> None:
    await store.hash_set_new(key, new, value)
    await store.hash_delete(key, old)


def _with_door(bare: str) -> str:
    return SHELL if bare == DOORLESS_SHELL else f"{DISCORD}:{bare}"
