"""Books: the journal of an account, and the account that it comes to, held by one process at a time.

- A process keeps an account until another asks for it, and hands it over at its next free moment: asks wait in one line
  with the process's own uses. Who is gone does not hear, and what they held is taken at once.
- What this process remembers of an account is what its journal says. Whatever leaves that in doubt (a failure, a reply
  that was lost, records that were applied and not written) has it thrown away, and read anew at its next use.
- A process writes while it holds the account's lease, behind the head that it has read: the journal refuses all else.
- After a lost reply the lease is taken anew, so that what may still be under way is refused; then it is looked up.
"""

import asyncio
import shutil
from collections import OrderedDict
from collections.abc import AsyncIterator, Callable, Collection, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from time import monotonic
from typing import Final

import structlog

from analytics.trading.account import Account
from analytics.trading.copying import copied
from analytics.trading.records import Record
from services.accounts import codec
from services.accounts.agenda import Agenda
from services.accounts.held import Held
from services.accounts.history import History
from services.accounts.naming import AccountId
from services.core.errors import DiskFull, HeldElsewhere, JournalBroken, OutcomeUnknown, StoreUnavailable
from services.core.events import Event
from services.core.principal import AGENT, Principal
from services.core.tasks import ended
from services.store import journal, keys
from services.store.embedded import LEAST_FREE_BYTES
from services.store.journal import GENESIS, Appended, ChainBroken, Fenced, Head, HeadMoved, Journal
from services.store.leases import Lease, Leases
from services.store.pseudonyms import Pseudonyms
from services.store.store import Store
from services.store.writes import Barred, Writes

LEASE_SECONDS: Final = 15.0
"""How long whoever wants an account waits until another process hands it over: longer than one that is stuck has it."""
RENEW_SECONDS: Final = LEASE_SECONDS / 3
IDLE_SECONDS: Final = 30.0
"""After so long without use an account in which nothing is open is given back."""
REMEMBERED: Final = 1_000
"""Accounts in which nothing is open that are remembered, the last used."""
TAKE_SECONDS: Final = LEASE_SECONDS + 5.0
"""How long whoever wants an account waits until another process hands it over: longer than one that cannot has it."""
FIRST_POLL_SECONDS: Final = 0.002
POLL_SECONDS: Final = 0.05
HEAR_AGAIN_SECONDS: Final = 0.1
SETTLE_SECONDS: Final = 3.0
"""How long it is tried to find out what became of records whose reply was lost."""
SETTLE_POLL_SECONDS: Final = 0.2

log = structlog.get_logger(__name__)


@dataclass(eq=False)
class _Known:
    """What this process knows of the account ``name``: ``account`` is as of ``head``."""

    name: str
    journal: Journal
    account: Account
    head: Head = GENESIS
    read: bool = False
    """Whether the journal was read, and not thrown away since."""
    lease: Lease | None = None
    listed: bool | None = None
    """Whether it is among the active accounts; ``None``: nobody knows."""
    agenda: str | None = None
    """What is kept of what an agent has to do in it, empty where nothing is; ``None``: nobody knows."""
    users: int = 0
    """How many have it in use, or wait for it."""
    used_at: float = 0.0
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    handing: "asyncio.Task[None] | None" = None
    """Hands it over to another process, once it is free."""
    writer: "asyncio.Task[object] | None" = None

    @property
    def active(self) -> bool:
        return bool(self.account.orders or self.account.positions)

    @property
    def busy(self) -> bool:
        return self.users > 0 or (self.handing is not None and not self.handing.done())

    @property
    def held(self) -> bool:
        return self.lease is not None and self.lease.valid

    @property
    def settled(self) -> bool:
        """Whether what is known is what its journal has now: nobody else writes, and nothing is under way."""
        return self.held and self.read and self.account.records == self.head.seq

    def forget(self) -> None:
        self.account, self.head, self.read = Account(self.name), GENESIS, False
        self.listed = self.agenda = None


class Books:
    """The books of all accounts. ``home`` is the folder of anchors and archives, unless the store is ``shared`` with
    other homes; ``owner`` is this process's name, which no other has."""

    def __init__(self, store: Store, home: Path, owner: str, *, shared: bool = False) -> None:
        self._store = store
        self._home = None if shared else home
        self.history = History(store, home, shared=shared)
        self._owner = owner
        self._leases = Leases(store)
        self._names = Pseudonyms(store)
        self._known: OrderedDict[str, _Known] = OrderedDict()
        """The last used at the end."""
        self._agendas: dict[str, tuple[str, Agenda]] = {}
        """What an agent has to do in each account, beside the text that it was read from."""
        self._keeping: asyncio.Task[None] | None = None
        self._hearing: asyncio.Task[None] | None = None
        self._heard: asyncio.Future[None] = asyncio.Future()
        """Done once others' asks are heard: what is held then is held by nobody else."""
        self._deaf = 0
        """How often that ended."""

    async def look(self, account: str) -> Account:
        """The account as its journal has it now, for reading; one that was never opened is not ``is_open``. No lease is
        taken, and nothing written.

        Raises:
            JournalBroken: a record is missing or was changed.
            StoreUnavailable: nobody knows now.
        """
        known = self._of(account)
        if known.settled or (known.writer is not None and known.writer is asyncio.current_task()):
            return copied(known.account)
        async with self._in_use(known):
            if not known.settled:
                await self._read_on(known)
            return copied(known.account)

    async def records(self, account: str) -> Sequence[Record]:
        """All that was ever written into ``account``, oldest first, archived records too; nothing of one that was never
        opened. Raises what ``look`` does."""
        found: list[Record] = []
        try:
            async for entries in self.history.pages(Journal(self._store, account)):
                found += (codec.read(entry.body) for entry in entries)
        except ChainBroken as error:
            raise _broken(account, error.seq, error.why) from error
        except codec.UnreadableRecord as error:
            raise _broken(account, len(found) + 1, str(error)) from error
        return found

    async def record(self, account: str, id: str) -> Record | None:  # noqa: A002
        """The record of ``account`` with that ``id`` as it was written, archived or not. Raises what ``look`` does."""
        try:
            entry = await self.history.entry(Journal(self._store, account), id)
        except ChainBroken as error:
            raise _broken(account, error.seq, error.why) from error
        try:
            return None if entry is None else codec.read(entry.body)
        except codec.UnreadableRecord as error:
            raise _broken(account, 0 if entry is None else entry.seq, str(error)) from error

    @asynccontextmanager
    async def writing(self, account: str, *, patience: float = TAKE_SECONDS) -> AsyncIterator["Book"]:
        """The book of ``account``: whoever else wants it waits for their turn. Another process that has it is asked for
        it, and waited for with ``patience`` (seconds).

        Raises:
            HeldElsewhere: another process had it for all that time.
            JournalBroken: a record is missing or was changed: nothing is written behind it.
            StoreUnavailable, DiskFull: nobody knows now.
        """
        known = self._of(account)
        if known.writer is not None and known.writer is asyncio.current_task():
            raise RuntimeError(f"{account} is being written by the same task already")
        async with self._in_use(known):
            try:
                if not known.held:
                    known.lease = await self._take(account, patience)
                    await self._read_on(known)
                elif not known.read:
                    await self._read_on(known)
            except StoreUnavailable as error:
                raise self._why(error) from error
            known.writer = asyncio.current_task()
            try:
                yield Book(self, known)
            finally:
                known.writer = None
                if known.account.records != known.head.seq:
                    known.forget()

    def held(self, account: str) -> Account | None:
        """The account as this process, which holds it, has it; ``None`` where it does not hold it, or has to read it.
        To look at, and only until something else is awaited."""
        known = self._known.get(account)
        return known.account if known is not None and known.held and known.read else None

    async def give_back(self, which: Callable[[str], bool] = lambda _name: True) -> None:
        """Let go of the accounts that ``which`` means, as far as nobody is using them here.

        Raises:
            StoreUnavailable: they may be held until somebody asks for them.
        """
        for known in [each for each in self._known.values() if each.lease is not None and which(each.name)]:
            if known.lease is not None and not known.users:
                lease, known.lease = known.lease, None
                await self._leases.release(lease)

    async def active(self) -> frozenset[str]:
        """The accounts that have open orders or positions, and so something for the market to do."""
        return frozenset(await self._store.hash_fields(keys.ACTIVE_ACCOUNTS))

    async def agents(self) -> Mapping[str, Agenda]:
        """The accounts in which an agent has something to do, or whose level was set, and what."""
        read: dict[str, tuple[str, Agenda]] = {}
        for name, text in (await self._store.hash_all(keys.AGENTS)).items():
            known = self._agendas.get(name)
            if known is None or known[0] != text:  # of thousands a few change between two looks
                known = text, Agenda.model_validate_json(text)
                await asyncio.sleep(0)
            read[name] = known
        self._agendas = read
        return {name: agenda for name, (_, agenda) in read.items()}

    async def names(self, person: str) -> tuple[str, ...]:
        """The accounts of ``person`` that anything is kept of; not the shared ones that they write into."""
        return tuple(name for name in await self.history.names() if AccountId.read(name).owner == person)

    async def signed(self, account: AccountId, principal: Principal) -> str:
        """Who ``principal`` is to the records of ``account``: themselves where it is theirs, for these are erased with
        them; else what they are called in logs, for a server's journal outlives who is forgotten. An agent is nobody
        who could be.

        Raises:
            StoreUnavailable: nobody knows now.
        """
        if principal.id == account.owner or principal.door == AGENT:
            return principal.id
        return await self._names.of(principal.id)

    async def erase(self, person: str) -> None:
        """Erase the accounts of ``person``: journals, anchors and archives. Asked again, it does what is left to do.

        Raises:
            HeldElsewhere: another process had one of them all the time.
            StoreUnavailable: it is done in part.
        """
        for name in await self.names(person):
            known = self._of(name)
            async with self._in_use(known):
                if not known.held:
                    known.lease = await self._take(name, TAKE_SECONDS)
                known.forget()
                await self.history.erase(name)
                known.lease, known.journal = None, Journal(self._store, name)
        await self._store.forget_deleted()

    async def close(self) -> None:
        """Give the leases back."""
        handing = [known.handing for known in self._known.values() if known.handing is not None]
        leases = [known.lease for known in self._known.values() if known.lease is not None]
        self._known.clear()
        for task in (*handing, self._keeping, self._hearing):
            if task is not None:
                await ended(task)
        if self.history.anchors is not None:
            await self.history.anchors.close()
        for lease in leases:
            with suppress(StoreUnavailable):
                await self._leases.release(lease)

    async def append(
        self,
        known: _Known,
        records: Sequence[Record],
        events: Sequence[Event],
        unless: Collection[str],
        beside: Sequence[tuple[str, Mapping[str, bytes | str]]],
    ) -> bool:
        """Write ``records``, which are applied to ``known.account`` already; see ``Book.write``."""
        if known.account.records != known.head.seq + len(records):
            raise ValueError(f"{known.name} was changed by other records than those that are to be written")
        writes, active = Writes(), known.active
        for switch in unless:
            writes.unless(keys.SWITCHES, switch)
        for event in events:
            writes.append(keys.OUTBOX, {"event": event.to_bytes()})
        for stream, entry in beside:
            writes.append(stream, entry)
        if active:
            writes.hash_set(keys.ACTIVE_ACCOUNTS, known.name, Held.of(known.account).model_dump_json())
        elif known.listed is not False:
            writes.hash_delete(keys.ACTIVE_ACCOUNTS, known.name)
        agenda = Agenda.of(known.account)
        due = "" if agenda is None else agenda.model_dump_json()
        if due and due != known.agenda:
            writes.hash_set(keys.AGENTS, known.name, due)
        elif not due and known.agenda != "":
            writes.hash_delete(keys.AGENTS, known.name)
        bodies = [codec.written(record) for record in records]
        before = known.head
        try:
            appended = await self._appended(known, bodies, writes)
        except StoreUnavailable as error:
            return await self._settled(known, bodies[0].id, before, error)
        except Barred:
            await self._read_on(known)
            raise
        if appended.duplicate:
            known.forget()
            await self._read_on(known)
            return False
        known.head, known.listed, known.agenda = appended.head, active, due
        if self.history.anchors is not None:
            self.history.anchors.note(known.name, known.head)
        return True

    async def _appended(self, known: _Known, bodies: Sequence[journal.Record], writes: Writes) -> Appended:
        """Append under the lease. Where it ran out and nobody else took it, it is taken anew: that the head is still
        the one that was read tells that nobody wrote meanwhile."""
        deaf, lease, known.lease = (
            self._deaf,
            known.lease,
            None,
        )  # cut off in the middle, what was sent may come later: not with the next
        try:
            while True:
                lease = lease or await self._take(known.name)
                try:
                    appended = await known.journal.append(bodies, expect=known.head, lease=lease, writes=writes)
                    break
                except Fenced:
                    lease = None
        except HeadMoved as error:
            known.forget()
            raise HeldElsewhere(known.name, "another process") from error
        except ChainBroken as error:
            known.forget()
            raise JournalBroken(known.name, error.seq) from error
        except Barred:
            known.forget()
            known.lease = lease
            raise
        except BaseException:
            known.forget()
            raise
        known.lease = lease if deaf == self._deaf else None
        return appended

    async def _settled(self, known: _Known, first: str, before: Head, error: StoreUnavailable) -> bool:
        """What ``append`` returns or raises, once it is known what became of it."""
        why = self._why(error)
        deadline = monotonic() + SETTLE_SECONDS
        while True:
            try:
                with suppress(HeldElsewhere):  # then that one's lease refuses what is under way
                    known.lease = await self._take(known.name)
                seq = await known.journal.lookup(first)
                if seq is None:
                    raise why from error
                await self._read_on(known)
                return seq == before.seq + 1
            except StoreUnavailable as again:
                if again is why:
                    raise
                if isinstance(why, DiskFull):
                    raise why from error
                if monotonic() > deadline:
                    raise OutcomeUnknown(request=f"a record of {known.name}") from error
            await asyncio.sleep(SETTLE_POLL_SECONDS)

    def _why(self, error: StoreUnavailable) -> StoreUnavailable:
        """``error``, or that the disk is full: then the home's own server ends, and only says that it is gone."""
        full = self._home is not None and shutil.disk_usage(self._home).free < LEAST_FREE_BYTES
        return DiskFull() if full else type(error)()

    async def _take(self, name: str, patience: float = 0.0) -> Lease:
        """A lease of the account that nobody had before, so that what was sent under an earlier one is refused."""
        deadline, pause = monotonic() + patience, FIRST_POLL_SECONDS
        while True:
            await self._can_be_asked()
            deaf, taken = self._deaf, await self._leases.take(name, self._owner, LEASE_SECONDS)
            if isinstance(taken, Lease) and deaf == self._deaf:
                break
            if isinstance(taken, str):
                if monotonic() >= deadline:
                    raise HeldElsewhere(name, taken)
                await asyncio.sleep(pause)
                pause = min(2 * pause, POLL_SECONDS)
        if self._keeping is None or self._keeping.done():
            self._keeping = asyncio.create_task(self._keep())
        return taken

    async def _can_be_asked(self) -> None:
        """Wait until others' asks are heard: without that they would take what this process holds."""
        if self._hearing is None:
            self._hearing = asyncio.create_task(self._hear())
        await asyncio.shield(self._heard)

    async def _hear(self) -> None:
        """Hear which accounts other processes want, until cancelled. While nothing is heard nothing is held."""
        while True:
            heard = self._heard
            try:
                await self._store.hear(keys.asked(self._owner), partial(heard.set_result, None), self._asked)
            except StoreUnavailable as error:
                if heard.done():
                    log.warning("what other processes ask for is not heard", why=str(error.__cause__))
                    self._heard = asyncio.Future()
                else:
                    heard.set_exception(error)
                    heard.exception()  # whoever waits has it too
            finally:
                self._deaf += 1
                for known in self._known.values():
                    known.lease = None
            await asyncio.sleep(HEAR_AGAIN_SECONDS)
            if self._heard.done():
                self._heard = asyncio.Future()

    def _asked(self, text: str) -> None:
        """Another process wants an account: it has it after those who were here before."""
        asker, _, name = text.partition(" ")
        known = self._of(name)
        if known.handing is None or known.handing.done():
            known.handing = asyncio.create_task(self._hand_over(known, asker))

    async def _hand_over(self, known: _Known, asker: str) -> None:
        async with self._in_use(known):
            known.lease = None
            if self.history.anchors is not None:
                await self.history.anchors.write(known.name)  # or it came behind what the next one does
            with suppress(StoreUnavailable):  # they ask again
                await self._leases.hand_over(known.name, self._owner, asker, LEASE_SECONDS)

    async def _read_on(self, known: _Known) -> None:
        """Read what was written behind what is known of the account, or all of it."""
        known.read = False
        try:
            try:
                await self._follow(known)
            except ChainBroken:
                if known.head == GENESIS:
                    raise
                known.forget()  # another process may have erased it, and somebody opened it anew
                known.journal = Journal(self._store, known.name)
                await self._follow(known)
                log.warning("a journal is another than it was", account=known.name, records=known.head.seq)
        except ChainBroken as error:
            known.forget()
            raise _broken(known.name, error.seq, error.why) from error
        except codec.UnreadableRecord as error:
            seq = known.head.seq
            known.forget()
            raise _broken(known.name, seq, str(error)) from error
        except BaseException:
            known.forget()
            raise

    async def _follow(self, known: _Known) -> None:
        async for entries in self.history.pages(known.journal, known.head):
            for entry in entries:
                known.head = Head(entry.seq, entry.hash)
                codec.apply(known.account, entry)
            known.listed = known.agenda = None
        known.read = True

    def _of(self, name: str) -> _Known:
        known = self._known.get(name)
        if known is None:
            if len(self._known) > REMEMBERED:  # where nothing is written, nobody else lets go of what was looked at
                self._forget_old()
            known = self._known[name] = _Known(name, Journal(self._store, name), Account(name))
        return known

    @asynccontextmanager
    async def _in_use(self, known: _Known) -> AsyncIterator[None]:
        known.users += 1
        try:
            async with known.lock:
                yield
        finally:
            known.users -= 1
            known.used_at = monotonic()
            if known.name in self._known:  # and not closed meanwhile
                self._known.move_to_end(known.name)

    async def _keep(self) -> None:
        """Renew the leases, give back those of accounts that nobody uses, and remember no more than so many."""
        pause = RENEW_SECONDS
        while True:
            await asyncio.sleep(pause)
            try:
                await self._give_back_idle()
                await self._renew()
                pause = RENEW_SECONDS
            except StoreUnavailable:
                pause = RENEW_SECONDS / 5
            self._forget_old()

    async def _give_back_idle(self) -> None:
        idle_since = monotonic() - IDLE_SECONDS
        idle = {each.name for each in self._known.values() if not each.active and each.used_at < idle_since}
        await self.give_back(idle.__contains__)

    async def _renew(self) -> None:
        held = {known.lease: known for known in self._known.values() if known.lease is not None}
        for lease, renewed in zip(held, await self._leases.renew_all(tuple(held)), strict=True):
            known = held[lease]
            if known.lease is not lease:
                continue
            known.lease = renewed
            if renewed is None:
                log.warning("lease lost", name=lease.name, token=lease.token)

    def _forget_old(self) -> None:
        idle = [each for each in self._known.values() if not (each.busy or each.active or each.lease)]
        for known in idle[: max(0, len(idle) - REMEMBERED)]:
            del self._known[known.name]


class Book:
    """An account that this process alone writes, until the end of the block that it was opened in."""

    def __init__(self, books: Books, known: _Known) -> None:
        self._books = books
        self._known = known

    @property
    def account(self) -> Account:
        """As of its last record. Whoever changes it writes the records that did. Ask for it again after each ``write``:
        where that came to nothing it is another object."""
        return self._known.account

    async def write(
        self,
        records: Sequence[Record],
        *,
        events: Sequence[Event] = (),
        applied: bool = False,
        unless: Collection[str] = (),
        beside: Sequence[tuple[str, Mapping[str, bytes | str]]] = (),
    ) -> bool:
        """Append ``records`` on disk, with ``events`` in the outbox and entries ``beside`` them in the streams of those
        keys in the same step, and apply them to ``account`` unless they are ``applied`` already; ``False``: the first
        was written before, and nothing was done now.

        Raises:
            Barred: one of the switches ``unless`` is on by now. Nothing was written, and ``account`` is as it was.
            HeldElsewhere: the lease was lost. Nothing was written.
            StoreUnavailable: nothing was written.
            DiskFull: the same, unless they were the last that the disk had room for.
            OutcomeUnknown: nobody knows now. The same records may be written again: that writes them at most once.
        """
        if not applied:
            for record in records:
                self._known.account.apply(record)
        return await self._books.append(self._known, records, events, unless, beside)


def _broken(account: str, seq: int, why: str) -> JournalBroken:
    log.error("a journal is not what was written", account=account, seq=seq, why=why)
    return JournalBroken(account, seq)
