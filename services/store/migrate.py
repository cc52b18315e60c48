"""The form of what the store keeps: its version, and what brings an earlier one's into that of this one.

A migration is done once, in the order of the numbers, by the first process of a version that has it. It can be done
again: one that was cut off is done from its beginning by the next process. While a new version starts beside an earlier
one, that goes on: a migration leaves what the earlier reads as it was. One that cannot is said to break: from then on
earlier versions do not start with this store.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final

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

RAISE = """
for at = 1, #ARGV, 2 do
  local held = tonumber(redis.call('HGET', KEYS[1], ARGV[at])) or 0
  if tonumber(ARGV[at + 1]) > held then redis.call('HSET', KEYS[1], ARGV[at], ARGV[at + 1]) end
end
"""


@dataclass(frozen=True)
class Schema:
    """The form of a store: ``version`` is the last migration that was done, and ``least`` what a version of the desk
    must know to read it."""

    version: int
    least: int


@dataclass(frozen=True)
class Migration:
    """``run`` brings what the store keeps into the form ``number``. ``breaks``: earlier versions read that wrongly."""

    number: int
    run: Callable[[Store], Awaitable[None]]
    breaks: bool


class WrongStore(Exception):
    """The store is not one that this process may use; the message says why, and what to do."""


class StoreIsNewer(WrongStore):
    """The store, or a backup, is that of a later version of the desk."""

    def __init__(self, schema: Schema) -> None:
        super().__init__(
            f"What is kept is in form {schema.version}, for which a version of the desk is needed that knows form "
            f"{schema.least}; this one knows {KNOWN.version}. Run the later version, or restore a backup of before it"
        )
        self.schema = schema


class RestoreUnfinished(WrongStore):
    """A backup is being restored into the store, or was and did not get to its end."""

    def __init__(self) -> None:
        super().__init__("A backup is being restored into the store. If nobody does so now, run omega restore again")


async def migrate(store: Store) -> None:
    """Bring what ``store`` keeps into the form of this version, and have what a process that was killed had deleted
    taken out of the files.

    Where the store does not answer it is left for the next start: a desk answers without what it remembers.
    """
    try:
        done = await schema(store)
        for migration in MIGRATIONS:
            if migration.number > done.version:
                await migration.run(store)
                least = migration.number if migration.breaks else 0
                await store.run(RAISE, [keys.SCHEMA], ["version", migration.number, "least", least], once=False)
                log.info("store migrated", form=migration.number)
        if (await store.hash_get(keys.REWRITE_OWED, ["owed"]))[0] is not None:
            await store.forget_deleted()
    except StoreUnavailable:
        log.warning("what earlier versions kept could not be looked through; the next start does it")


async def schema(store: Store) -> Schema:
    """The form that ``store`` is in; 0 where no version said so.

    Raises:
        StoreUnavailable
    """
    version, least = await store.hash_get(keys.SCHEMA, ["version", "least"])
    return Schema(int(version or 0), int(least or 0))


async def check_fits(store: Store) -> None:
    """Whether this version may use ``store``; where it does not answer, nobody knows.

    Raises:
        WrongStore: it must not.
    """
    try:
        if await store.exists(keys.RESTORING):
            raise RestoreUnfinished
        check_schema(await schema(store))
    except StoreUnavailable:
        log.warning("whether the store is of this version could not be seen")


def check_schema(form: Schema) -> None:
    """Whether this version reads what is in ``form``.

    Raises:
        StoreIsNewer: it does not.
    """
    if form.least > KNOWN.version:
        raise StoreIsNewer(form)


async def _give_doors(store: Store) -> None:
    """Give ids that were kept without their door the one they had: Discord's, or the shell's.

    A field is written in its new form before the old one goes, so that a process killed in between loses nothing.
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


async def _name_people(store: Store) -> None:
    """Give people whom the audit log names a name there of which they can be forgotten."""
    await Pseudonyms(store).take_over(keys.AUDIT)


MIGRATIONS: Final = (Migration(1, _give_doors, breaks=True), Migration(2, _name_people, breaks=True))
KNOWN: Final = Schema(
    version=max(each.number for each in MIGRATIONS), least=max(each.number for each in MIGRATIONS if each.breaks)
)
"""The form that this version makes."""
