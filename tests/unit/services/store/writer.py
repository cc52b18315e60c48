"""Another process that writes: ``python -m … URL journal NAME FIRST`` appends records ``FIRST``, ``FIRST`` + 1, … and
prints each number that is known to be written; ``URL commit ASK ANSWER`` commits a work and prints the answer.
"""

import asyncio
import sys

import structlog

from services.core.errors import StoreUnavailable
from services.store.journal import Journal, Record
from services.store.store import Store
from services.store.writes import Writes, commit


async def write_journal(store: Store, name: str, first: int) -> None:
    journal, number = Journal(store, name), first
    while True:
        try:
            if await journal.lookup(str(number)) is None:
                await journal.append([Record(str(number), b"x" * 200)])
        except StoreUnavailable:
            await asyncio.sleep(0.02)
            continue
        print(number, flush=True)  # noqa: T201
        number += 1


async def write_work(store: Store, ask: str, answer: str) -> None:
    writes = Writes()
    writes.append("made", {"by": answer})
    committed = await commit(store, writes, ask=ask, answer=answer.encode(), keep_seconds=60)
    print(committed.answer.decode(), flush=True)  # noqa: T201


if __name__ == "__main__":
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr))
    opened = Store(sys.argv[1])
    if sys.argv[2] == "journal":
        asyncio.run(write_journal(opened, sys.argv[3], int(sys.argv[4])))
    else:
        asyncio.run(write_work(opened, sys.argv[3], sys.argv[4]))
