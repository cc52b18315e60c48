"""What earlier versions kept, brought at start into the form that this one reads; what is done already is left."""

from services.store import keys
from services.store.store import Store

DOORLESS_SHELL = "shell"
"""The one asker of the shell, before people there had names."""
SHELL = "shell:me"
DISCORD = "discord"


async def migrate(store: Store) -> None:
    """Give ids that were kept without their door the one they had: Discord's, or the shell's.

    A field is written in its new form before the old one goes, so that a process killed in between loses nothing.
    Where the store does not answer it is left for the next start.

    Raises:
        StoreUnavailable: it does not answer.
    """
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
