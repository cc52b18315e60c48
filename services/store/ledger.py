"""Where a change is written: its state, its events and its answer, in one step and once."""

from services.core.work import Outdated, Work
from services.store import keys
from services.store.store import Store
from services.store.writes import Barred, Writes, answer_of, commit


class StoreLedger:
    """Writes work to the store; see ``services.core.work.Ledger``."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def answer_of(self, ask: str) -> bytes | None:
        """What was remembered of the ask with this id."""
        return await answer_of(self._store, ask)

    async def commit(self, work: Work, ask: str, answer: bytes, seconds: float) -> bytes | None:
        """Write ``work`` and remember ``answer`` for ``seconds``, unless the ask was answered before.

        Raises:
            StoreUnavailable: it may have been written or not; ``answer_of`` tells.
            Outdated: nothing was written, because something is not as it was expected.
        """
        writes = Writes()
        for key, field, value in work.expected:
            if value is None:
                writes.unless(key, field)
            else:
                writes.expect(key, field, value)
        for key, most in work.limits:
            writes.limit(key, most)
        for key, field, value in work.sets:
            writes.hash_set(key, field, value)
        for key, field in work.deletes:
            writes.hash_delete(key, field)
        for key, member, score in work.ranks:
            writes.rank(key, member, score)
        for key, member in work.unranks:
            writes.unrank(key, member)
        for key in work.removed:
            writes.delete(key)
        if work.forgets:
            writes.hash_set(keys.REWRITE_OWED, "owed", "")
        for stream, entry in work.appends:
            writes.append(stream, entry)
        for event in work.events:
            writes.append(keys.OUTBOX, {"event": event.to_bytes()})
        try:
            committed = await commit(self._store, writes, ask=ask, answer=answer, keep_seconds=seconds)
        except Barred as error:
            raise Outdated from error
        if committed.repeated:
            return committed.answer
        if work.forgets:
            await self._store.forget_deleted()
        return None
