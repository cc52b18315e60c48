"""A process that trades through a script, from the step that it is told, and may be killed on the way.

``place`` puts one order through; any function that does can be tried: see ``Place``.
"""

import asyncio
import logging
import os
import signal
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any, Final, Literal

import redis
import structlog

from analytics.trading.matching import Friction, cancel, place
from analytics.trading.orders import Order
from services.accounts import anchors, archive_places
from services.accounts.books import Book, Books
from services.accounts.maintenance import archive_closed_days
from services.accounts.opening import opened_records
from services.accounts.terms import PaperTerms
from services.core.clock import SteppedClock
from services.core.errors import OutcomeUnknown, StoreUnavailable
from services.market.replay import ReplaySource
from services.market.timeframes import to_ms
from services.market.view import MarketView
from services.orders.events import events_of
from services.orders.paper import PaperExchange
from services.store.presence import Presence
from services.store.store import Store
from tests.crash.script import STEPS, minute, order_of, prices

Victim = Literal["process", "store", "both"]
Place = Callable[[Book, Order, int, Decimal], Awaitable[object]]
"""Puts an order through that may have been put through before, at this time (UTC ms) and price."""
REPEATED: Final = 3
"""Steps whose wishes are repeated by who begins anew, though they are known to be done."""
ARCHIVES_AT: Final = 50
"""The step at which yesterday is archived."""
TERMS: Final = PaperTerms(
    currency="USDT",
    balance=Decimal(100_000),
    latency=0.0,
    friction=Friction(Decimal("0.0002"), Decimal("0.5"), Decimal("0.1")),
    moved=Decimal("0.01"),
    preview=60.0,
    names=5,
)


@dataclass(frozen=True)
class Kill:
    """Kill ``victim`` when ``after`` more points are reached."""

    victim: Victim
    after: int


@dataclass(frozen=True)
class Job:
    """Trade in ``account`` from step ``first`` on, with these ``kills``."""

    home: Path
    url: str
    account: str
    seed: int
    first: int = 0
    kills: tuple[Kill, ...] = ()

    def file(self, name: str) -> Path:
        """``acknowledged`` has a line for each step that was said to be done: its number, and how many records there
        were; ``killed`` a line for each kill; ``points`` how many points were reached by who came to the end."""
        return self.home / "runs" / f"{self.account}.{name}"


class Points:
    """Counts the points at which a kill may come, and kills at those that are named."""

    def __init__(self, job: Job) -> None:
        self._job = job
        self._kills = list(job.kills)
        self._since = 0
        self.reached = 0

    def reach(self) -> None:
        self.reached += 1
        self._since += 1
        if self._kills and self._since >= self._kills[0].after:
            victim, self._since = self._kills.pop(0).victim, 0
            with self._job.file("killed").open("a") as file:
                file.write(f"{victim}\n")
            if victim != "process":
                with suppress(redis.ConnectionError):  # it lies dead already
                    os.kill(redis.Redis.from_url(self._job.url).info("server")["process_id"], signal.SIGKILL)
            if victim != "store":
                os.kill(os.getpid(), signal.SIGKILL)

    def watch(self) -> None:
        """Have points before and after all that goes to the store, and all that goes to a file beside it."""
        send, write = Store._do, anchors.write_whole

        async def sent(*args: Any) -> Any:
            self.reach()
            reply = await send(*args)
            self.reach()
            return reply

        def written(path: Path, data: bytes) -> None:
            self.reach()
            write(path, data)
            self.reach()

        Store._do = sent  # type: ignore[assignment, method-assign]
        anchors.write_whole = archive_places.write_whole = written  # type: ignore[attr-defined]
        anchors.EVERY_SECONDS = 0.01  # type: ignore[misc]


async def place_by_engine(book: Book, order: Order, now: int, price: Decimal) -> object:
    """The plain way: the engine accepts the order, and what it says is written in one step."""
    records = place(book.account, order, now, price=price)
    return records and await book.write(records, events=events_of(book.account, records), applied=True)


def trade(job: Job, put: Place = place_by_engine) -> None:
    """Be the process. The number of points that were reached is written beside what was acknowledged."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    points = Points(job)
    points.watch()
    asyncio.run(_Trader(job, put, points).run())
    job.file("points").write_text(str(points.reached))


class _Trader:
    def __init__(self, job: Job, put: Place, points: Points) -> None:
        self._job = job
        self._put = put
        self._points = points
        self._closes = [Decimal(str(row[4])) for row in prices(job.seed)][-STEPS - 1 :]

    async def run(self) -> None:
        job = self._job
        store, presence = Store(job.url), Presence(Store(job.url), job.home)
        books = Books(store, job.home, presence.name)
        source = ReplaySource(job.home / "market", job.home / "candles")
        clock = SteppedClock(minute(job.first))
        market = MarketView(source, store, clock)
        exchange = PaperExchange(books, market, TERMS, clock)
        acknowledged = os.open(job.file("acknowledged"), os.O_WRONLY | os.O_APPEND | os.O_CREAT)
        for step in range(max(0, job.first - REPEATED), STEPS):
            if step > job.first:
                clock.step(minute(step))
            records = await self._until_done(books, exchange, step, to_ms(clock.now()))
            if step == ARCHIVES_AT:
                await self._archived(books, store)
            self._points.reach()
            if step >= job.first:
                os.write(acknowledged, f"{step} {records}\n".encode())
        await books.close()
        await market.close()
        await source.close()
        await store.close()

    async def _until_done(self, books: Books, exchange: PaperExchange, step: int, now: int) -> int:
        """Do what is wished for at ``step``, and as anybody does who was told that it failed, again."""
        while True:
            try:
                async with books.writing(self._job.account) as book:
                    if opening := opened_records(book.account, TERMS, minute(step)):
                        await book.write(opening)
                    await exchange.catch_up(book)
                    await self._wish(book, step, now)
                    return book.account.records
            except (StoreUnavailable, OutcomeUnknown):
                await asyncio.sleep(0.02)

    async def _wish(self, book: Book, step: int, now: int) -> None:
        job, price = self._job, self._closes[step]
        if step % 7 == 6:
            unwanted = order_of(job.account, job.seed, step - 4, self._closes[step - 4]).id
            records = cancel(book.account, unwanted, now)
            if records:
                await book.write(records, events=events_of(book.account, records), applied=True)
        await self._put(book, order_of(job.account, job.seed, step, price), now, price)

    async def _archived(self, books: Books, store: Store) -> None:
        while True:
            try:
                return await archive_closed_days(books, store, minute(ARCHIVES_AT))
            except StoreUnavailable:
                await asyncio.sleep(0.02)
