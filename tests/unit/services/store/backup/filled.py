"""A store with something of every kind in it, and backups of it."""

from pathlib import Path

from redis.asyncio import Redis

from services.store import keys
from services.store.backup import form, restore, snapshot
from services.store.backup.spool import spooled
from services.store.journal import Journal, Record
from services.store.store import Store
from services.store.streams import Stream

NOT_TEXT = b"\xff\x00\xfe"
ENTRIES = 1_300
FIELDS = 1_700


async def fill(store: Store) -> None:
    """Each kind of key there is, small and large, with what is easily lost: groups and what is pending, an empty
    stream, times, bytes that are no text."""
    await store.hash_set(keys.VOICES, "user:discord:1", "z")
    await store.hash_set(keys.VOICES, "user:discord:ä 2", 'a "quoted" line\nand another')
    await store.set(keys.answer("kept"), NOT_TEXT, 3_600)
    await store.set(keys.answer("short"), b"gone soon", 0.05)
    journal = Journal(store, "paper:discord:1")
    await journal.append([Record(str(number), b"{%d}" % number) for number in range(ENTRIES)])
    await journal.trim(7)
    for number in range(5):
        await store.append(keys.OUTBOX, {"event": str(number)})
    readers = Stream(store, keys.OUTBOX, "notifier")
    await readers.ensure_group()
    taken = await readers.take("one", 3, 0)
    await readers.ack(taken[:1])
    empty = Stream(store, keys.SIGNAL_ORDERS, "orders")
    await empty.ensure_group()
    await store.append(keys.SIGNAL_ORDERS, {"signal": "1"})
    await empty.remove(await empty.take("one", 1, 0))

    async def others(client: Redis) -> None:
        await client.zadd(keys.SCHEDULES_DUE, {"1": 1_796_088_055_685, "2": 0.1, "3": float("inf")})
        await client.hset(keys.ALERTS_SEEN, mapping={f"market {n}": n for n in range(FIELDS)})
        await client.sadd("omega:of-a-set", NOT_TEXT, "a", "b")
        await client.rpush("omega:of-a-list", *range(FIELDS))
        await client.set("another's", "not ours")

    await store.call(others)


async def back_up(store: Store, path: Path) -> form.Written:
    """A backup of ``store``."""
    with spooled() as spool, form.writing(path, form.Header(2, 2)) as writer:
        await snapshot.take(store, spool)
        for line in spool.lines():
            writer.line(line)
        return writer.finish()


async def put_back(store: Store, path: Path, *, replace: bool = False) -> None:
    """The backup in ``store``."""
    await restore.clear(store, form.check(path).digest, replace=replace)
    await restore.load(store, path)
    with spooled() as spool:
        await restore.compare(store, path, spool)
    await restore.end(store)
