"""Orders through gate, journal and paper acknowledgement, beside a bare ``fdatasync`` on the same disk in the same run;
accounts made anew of long journals; and what open orders take of memory."""

import asyncio
import os
import tracemalloc
from collections.abc import Awaitable, Iterable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from time import perf_counter

import numpy as np

from analytics.trading.account import account_of
from analytics.trading.matching import place
from analytics.trading.orders import Order
from analytics.trading.records import Accepted, Filled, Opened, Ordered, Record
from services.accounts import codec
from services.accounts.books import Books
from services.accounts.naming import AccountId
from services.core.principal import Principal
from services.core.roles import Role
from services.market.timeframes import to_ms
from services.orders.gate import Gate
from services.orders.limit_terms import LimitTerms
from services.orders.limits import Wish
from services.orders.switches import Switches
from services.store.embedded import EmbeddedStore
from services.store.journal import Journal
from services.store.store import Store
from tests.orders import SPOT
from tests.unit.services.orders.making import AI, AUTONOMY

AT_ONCE = 32
ROUNDS = 40
RECORDS = 100_000
OPEN = 1_000
BODY = 600
"""Bytes that one append adds to the store's file, about."""
NOW = datetime(2025, 3, 10, 12, tzinfo=UTC)
PRICE = Decimal("20000.5")
WIDE = LimitTerms(
    largest_order=Decimal(1000),
    largest_position=Decimal(1000),
    exposure=Decimal(1000),
    leverage=Decimal(125),
    orders_a_minute=1_000,
    daily_loss=Decimal(1),
    drawdown=Decimal(1),
    losing_streak=1_000,
    cool_down=0,
    require_stop=False,
)


def lines(folder: Path, scale: float) -> list[str]:
    """Markdown tables."""
    return asyncio.run(_measured(folder, scale))


async def _measured(folder: Path, scale: float) -> list[str]:
    embedded = EmbeddedStore(folder / "store")
    store = Store(await embedded.ensure())
    books = Books(store, folder, "bench")
    try:
        times = await _placed(books, store, folder, max(2, int(ROUNDS * scale)))
        rebuilt = await _rebuilt(books, store, int(RECORDS * scale))
    finally:
        await books.close()
        await store.close()
        await embedded.leave()
    return [
        "",
        "| orders | p50, ms | above fdatasync | p99, ms | above fdatasync |",
        "| --- | ---: | ---: | ---: | ---: |",
        *_rows(times),
        "",
        "| part | figure |",
        "| --- | ---: |",
        f"| account made anew of {int(RECORDS * scale):,} records: read, chain, decode, fold | {rebuilt:.2f} s |",
        f"| memory of {OPEN:,} open orders | {_memory() / 1e6:.2f} MB |",
    ]


def _rows(times: dict[str, list[float]]) -> Iterable[str]:
    alone = np.percentile(times["fdatasync alone"], (50, 99))
    for name, each in times.items():
        p50, p99 = np.percentile(each, (50, 99))
        above = (f"{p50 - alone[0]:.2f}", f"{p99 - alone[1]:.2f}") if name != "fdatasync alone" else ("", "")
        yield f"| {name} | {p50:.2f} | {above[0]} | {p99:.2f} | {above[1]} |"


async def _placed(books: Books, store: Store, folder: Path, rounds: int) -> dict[str, list[float]]:
    """Times in ms, in turn, so that all have the same disk."""
    gate, number = Gate(WIDE, Switches(store), AI, AUTONOMY), 0
    people = [Principal(id=f"discord:{each}", name="", role=Role.TRADER) for each in range(AT_ONCE)]
    times: dict[str, list[float]] = {"fdatasync alone": []}
    bare = os.open(folder / "bare", os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    for who in people:
        account = str(AccountId("paper", who.id))
        async with books.writing(account) as book:
            await book.write([Opened(to_ms(NOW), account, "USDT", Decimal(10**9))])

    async def one(who: Principal, wish: int) -> None:
        account_id = AccountId("paper", who.id)
        order, now = _order(wish), NOW + timedelta(seconds=wish)  # no more in a minute than pass
        async with books.writing(str(account_id)) as book:
            await gate.admit(Wish(book.account, order, SPOT, PRICE, lambda _: PRICE, now), who)
            await book.write(place(book.account, order, to_ms(now), price=PRICE), applied=True)

    async def timed(name: str, work: Awaitable[None]) -> None:
        begun = perf_counter()
        await work
        times.setdefault(name, []).append((perf_counter() - begun) * 1000)

    for _ in range(rounds):
        for _ in range(10):
            begun = perf_counter()
            os.write(bare, b"x" * BODY)
            os.fdatasync(bare)
            times["fdatasync alone"].append((perf_counter() - begun) * 1000)
            await timed("one at a time", one(people[0], number := number + 1))
        for name, whose in (
            (f"{AT_ONCE} at a time, each in an account", people),
            (f"{AT_ONCE} at a time in one account", people[1:2] * AT_ONCE),
        ):
            wishes = range(number + 1, (number := number + AT_ONCE) + 1)
            await asyncio.gather(*(timed(name, one(*each)) for each in zip(whose, wishes, strict=True)))
    os.close(bare)
    return times


def _order(number: int) -> Order:
    """One that rests."""
    return Order(
        id=f"{number:032x}",
        symbol="BTC/USDT",
        way="buy",
        type="limit",
        amount=Decimal("0.01"),
        at=to_ms(NOW),
        price=Decimal(19_000) - number % 1000,
        reserve=Decimal("20020.1"),
        by="discord:1",
    )


async def _rebuilt(books: Books, store: Store, count: int) -> float:
    """Seconds until an account of so many records is read from nothing."""
    name = "paper:discord:long"
    journal, batch = Journal(store, name), list[Record]([Opened(to_ms(NOW), name, "USDT", Decimal(10**12))])
    for number in range(count // 3):
        order = _order(number)
        batch += (Ordered(order.at, order), Accepted(order.at, order.id, order.id, order.at))
        batch.append(
            Filled(order.at, order.id, order.symbol, 1, PRICE, order.amount, Decimal("0.2"), maker=True, seen=PRICE)
        )
        if len(batch) > 500:
            await journal.append(list(map(codec.written, batch)))
            batch.clear()
    if batch:
        await journal.append(list(map(codec.written, batch)))
    begun = perf_counter()
    account = await books.look(name)
    took = perf_counter() - begun
    assert account.records >= count - 3
    return took


def _memory() -> int:
    """Bytes that an account has more for its open orders."""
    opened: Record = Opened(to_ms(NOW), "paper:discord:1", "USDT", Decimal(10**9))
    account = account_of("paper:discord:1", [opened])
    tracemalloc.start()
    for number in range(OPEN):
        place(account, _order(number), to_ms(NOW))
    held, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return held
