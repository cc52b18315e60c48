"""``omega journal``: whether the journals of accounts are what was written, what they come to, and their records."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import BinaryIO, NamedTuple

from rich.console import Console

from analytics.trading.account import Account
from bot.app import open_store
from config.settings import Settings
from services.accounts import codec
from services.accounts.archive import line
from services.accounts.held import Held
from services.accounts.history import History
from services.core.likeness import close
from services.store import keys
from services.store.journal import ChainBroken, Head, Journal
from services.store.store import Store


class NoSuchAccount(Exception):
    """There is no journal of that account; the message says what is near."""


class Rebuilt(NamedTuple):
    """An account made of its journal alone, what differs from it of what was kept beside, and what says that somebody
    else wrote into the journal, if something does: their records can follow the chain too."""

    account: Account
    head: Head
    differs: Sequence[str]
    foreign: str


async def verify(settings: Settings, account: str | None, console: Console) -> bool:
    """Follow each journal from its first record to its last, and say what is wrong; whether all are whole."""
    records = broken = 0
    async with _opened(settings, account) as (store, history, names):
        for name in names:
            try:
                rebuilt = await _rebuilt(store, history, name)
            except (ChainBroken, codec.UnreadableRecord) as error:
                broken += 1
                console.print(f"{name}: {_wrong(error)}")
                continue
            if rebuilt.foreign:
                broken += 1
                console.print(f"{name}: {rebuilt.foreign}")
            else:
                records += rebuilt.head.seq
                anchor = None if history.anchors is None else await history.anchors.of(name)
                anchored = f"anchor at {anchor.seq}" if anchor else "no anchor"
                console.print(f"{name}: {rebuilt.head.seq} records, whole; {anchored}")
        told = f"{broken} of them broken" if broken else "all whole"
        console.print(f"{len(names)} journals, {records} records: {told}" if names else "There are no journals.")
    return not broken


async def rebuild(settings: Settings, account: str | None, console: Console) -> bool:
    """Make each account anew of its journal, and print it; whether all are what is kept beside their journals."""
    right = True
    async with _opened(settings, account) as (store, history, names):
        for name in names:
            try:
                rebuilt = await _rebuilt(store, history, name)
            except (ChainBroken, codec.UnreadableRecord) as error:
                right = False
                console.print(f"{name}: {_wrong(error)}")
                continue
            right = right and not rebuilt.differs
            for text in _told(rebuilt):
                console.print(text)
    return right


async def export(settings: Settings, account: str | None, out: BinaryIO) -> None:
    """Write the records of each journal into ``out``, a line of JSON each.

    Raises:
        ChainBroken: up to here they were right.
    """
    async with _opened(settings, account) as (store, history, names):
        for name in names:
            async for entries in history.pages(Journal(store, name)):
                out.writelines(line(name, entry) + b"\n" for entry in entries)


@asynccontextmanager
async def _opened(settings: Settings, account: str | None) -> AsyncIterator[tuple[Store, History, Sequence[str]]]:
    async with open_store(settings, watch=False) as store:
        history = History(store, settings.home, shared=settings.redis_url is not None)
        names = await history.names()
        if account is not None and account not in names:
            near = close(account, names, 3)
            raise NoSuchAccount(
                f"There is no journal of {account!r}." + (f" Perhaps {', '.join(near)}?" if near else "")
            )
        yield store, history, names if account is None else (account,)


async def _rebuilt(store: Store, history: History, name: str) -> Rebuilt:
    held = await _held(store, name)
    account, head, differs = Account(name), Head(0, ""), list[str]()
    async for entries in history.pages(Journal(store, name)):
        for entry in entries:
            codec.apply(account, entry)
            if held is not None and account.records == held.records and held != Held.of(account):
                differs.append(f"with record {held.records} it was {_summed(held)}, and is {_summed(Held.of(account))}")
        head = Head(entries[-1].seq, entries[-1].hash)
    if held is None and (account.orders or account.positions):
        differs.append("it is not among the accounts that the market is watched for")
    if held is not None and held.records > head.seq:
        differs.append(f"the journal ends with {head.seq}, and {held.records} were written")
    if not account.balanced:
        differs.append("what went in and out is not what is there")
    by_now, foreign = await _held(store, name), ""
    if by_now is not None and by_now.records < head.seq:
        foreign = f"what is held was last written with record {by_now.records}: those behind it are not the desk's"
        differs.append(foreign)
    return Rebuilt(account, head, differs, foreign)


async def _held(store: Store, name: str) -> Held | None:
    """What is held in the account, as it was written with its last record; ``None``: nothing is open."""
    (kept,) = await store.hash_get(keys.ACTIVE_ACCOUNTS, [name])
    return None if kept is None else Held.model_validate_json(kept)


def _told(rebuilt: Rebuilt) -> list[str]:
    account = rebuilt.account
    lines = [
        f"{account.id}: {rebuilt.head.seq} records",
        f"  cash {account.cash:f} {account.currency}, at cost {account.at_cost:f}",
        f"  realised {account.realised:f}, fees {account.fees:f}, funding {account.funding:f}",
    ]
    lines += [
        f"  {each.symbol} {each.amount:f} at {each.entry:f}, margin {each.margin:f}"
        for each in account.positions.values()
    ]
    if account.orders:
        lines.append(f"  open orders {len(account.orders)}, which reserve {account.reserved:f}")
    if not rebuilt.differs:
        return [*lines, "  equal to what is held"]
    return [*lines, *(f"  NOT equal to what is held: {each}" for each in rebuilt.differs)]


def _summed(held: Held) -> str:
    positions = "".join(f", {symbol} {amount:f}" for symbol, amount in held.positions.items())
    return f"cash {held.cash:f}{positions}, {held.orders} orders"


def _wrong(error: ChainBroken | codec.UnreadableRecord) -> str:
    if isinstance(error, ChainBroken):
        return f"record {error.seq} is missing or is not what was written: {error.why}"
    return str(error)
