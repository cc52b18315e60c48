"""Paper accounts on a market that runs: while it hangs, while it hurries, and after a long time away."""

import asyncio
import gc
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from time import monotonic, thread_time
from typing import Any
from uuid import uuid4

import pytest

from analytics.trading.matching import place
from analytics.trading.orders import Order
from analytics.trading.records import Accepted, Filled, Funded, Marked, Ordered
from bot.app import App, open_app
from config.settings import load
from services.accounts.naming import AccountId
from services.accounts.opening import opened_records
from services.core.ask import Ask
from services.core.clock import SteppedClock
from services.core.errors import ExchangeUnavailable
from services.core.principal import Principal
from services.core.request import AnyRequest
from services.core.roles import Role
from services.market.timeframes import to_ms
from services.orders.cancel import Cancel
from services.orders.close import Close
from services.orders.entry import Buy, OrderPlaced, OrderPreview
from tests.exchange import FUNDING_RATE, Exchange

ANN = Principal(id="discord:1", name="Ann", role=Role.TRADER)
SOON = 4.0
"""Seconds within which everything has an answer that a hanging market has a part in."""


@pytest.fixture
async def exchange() -> AsyncIterator[Exchange]:
    async with Exchange() as started:
        yield started


@pytest.fixture
async def live(tmp_path: Path, exchange: Exchange) -> AsyncIterator[App]:
    settings = load(home=tmp_path / "home", market="live", exchange_url=exchange.url)
    async with open_app(settings, roles=frozenset(), watch=False) as app:
        yield app


async def ordered(app: App, name: str, symbol: str, times: str = "1", **terms: object) -> None:
    """An order of ``name`` at so many times the price."""
    price = Decimal(repr((await app.market.price_at_the_click(symbol)).last))
    now = to_ms(app.clock.now())
    async with app.trading.books.writing(name) as book:
        at = (price * Decimal(times)).quantize(Decimal("0.01"))
        order = Order(uuid4().hex, symbol, "buy", "limit", Decimal("0.02"), now, price=at)
        opened = opened_records(book.account, app.settings.paper.terms, app.clock.now())
        for record in opened:
            book.account.apply(record)
        await book.write([*opened, *place(book.account, order, now, 0, price)], applied=True)


async def asked(app: App, request: AnyRequest) -> Any:
    return await app.desk.ask(Ask(uuid4().hex, request, ANN, app.clock.now()))


async def open_orders(app: App, name: str) -> int:
    return len((await app.trading.books.look(name)).orders)


async def test_a_market_that_is_listed_no_more_stops_nothing_elsewhere(
    live: App, exchange: Exchange, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither the account that holds something of it nor, for that account's sake, all others."""
    monkeypatch.setattr("services.market.live.LISTED_SECONDS", 0.0)
    holder, other = str(AccountId("paper", ANN.id)), "paper:discord:2"
    for name in (holder, other):
        await ordered(live, name, "ETH/USDT", "1.5")
        await live.trading.watcher.step()
    cost = (await live.trading.books.look(holder)).positions["ETH/USDT"].entry
    exchange.gone = {"ETH"}
    for name in (holder, other):
        await ordered(live, name, "BTC/USDT", "1.5")
    await live.trading.watcher.step()
    for name in (holder, other):
        assert set((await live.trading.books.look(name)).positions) == {"BTC/USDT", "ETH/USDT"}
    assert (await live.trading.orders.prices(await live.trading.books.look(holder), ["ETH/USDT"])) == {"ETH/USDT": cost}
    preview = await asked(live, Buy(symbol="BTC/USDT", amount="100 USDT"))
    assert isinstance(preview, OrderPreview)


async def test_a_market_that_hangs_keeps_no_other_waiting_and_no_account(live: App, exchange: Exchange) -> None:
    await ordered(live, "paper:discord:1", "BTC/USDT", "0.5")
    await ordered(live, "paper:discord:2", "ETH/USDT", "0.5")
    await live.trading.watcher.step()
    await ordered(live, "paper:discord:1", "BTC/USDT", "1.5")
    await ordered(live, "paper:discord:2", "ETH/USDT", "1.5")
    exchange.silent = {"BTCUSDT"}
    await asyncio.sleep(1)
    began = monotonic()
    step = asyncio.create_task(live.trading.watcher.step())
    await asyncio.sleep(0.5)
    async with asyncio.timeout(1), live.trading.books.writing("paper:discord:1"):
        pass
    await step
    assert monotonic() - began < SOON
    assert await open_orders(live, "paper:discord:2") == 1, "the other market went on"
    assert await open_orders(live, "paper:discord:1") == 2
    exchange.silent = set()
    for _ in range(12):
        await live.trading.watcher.step()
        await asyncio.sleep(1)
        if await open_orders(live, "paper:discord:1") == 1:
            break
    assert await open_orders(live, "paper:discord:1") == 1, "once it answers it is matched"


async def test_while_the_market_hangs_one_sees_that_one_is_behind_and_cancels(live: App, exchange: Exchange) -> None:
    await ordered(live, "paper:discord:1", "BTC/USDT", "0.5")
    preview = await asked(live, Buy(symbol="BTC/USDT", amount="100usdt", stop=10))
    assert isinstance(preview, OrderPreview)
    exchange.delay = 3_600
    await asyncio.sleep(1)
    began = monotonic()
    seen = await live.trading.paper.seen(AccountId("paper", ANN.id))
    assert seen.behind
    assert len(seen.account.orders) == 1
    for refused in (preview.placed(), Close(symbol="BTC/USDT")):
        with pytest.raises(ExchangeUnavailable):
            await asked(live, refused)
    cancelled = await asked(live, Cancel(order="all"))
    assert len(cancelled.cancelled) == 1
    assert cancelled.behind
    assert monotonic() - began < 4 * SOON


async def test_a_preview_lasts_as_long_for_people_however_fast_the_market_goes(tmp_path: Path) -> None:
    at = datetime(2026, 3, 1, tzinfo=UTC)
    settings = load(home=tmp_path / "home", market="sim", at=at, speed=36_000, paper={"moved": "0.5"})
    async with open_app(settings, roles=frozenset(), watch=False) as app:
        preview = await asked(app, Buy(symbol="BTC/USDT", amount="100usdt", stop=10))
        assert preview.lasts_until > datetime.now(UTC) + timedelta(seconds=60)
        await asyncio.sleep(0.5)
        assert app.clock.now() > at + timedelta(hours=5)
        placed = await asked(app, preview.placed())
        assert isinstance(placed, OrderPlaced)
        assert placed.state == "filled"


async def test_a_long_time_away_is_matched_without_keeping_others_from_their_turn(tmp_path: Path) -> None:
    at = datetime(2026, 3, 1, tzinfo=UTC)
    async with open_app(load(home=tmp_path / "home", market="sim", at=at), roles=frozenset(), watch=False) as app:
        await ordered(app, "paper:discord:1", "BTC/USDT", "0.5")
        assert isinstance(app.clock, SteppedClock)
        app.clock.step(at + timedelta(days=14))
        step = asyncio.create_task(app.trading.watcher.step())
        longest, last = 0.0, thread_time()
        gc.disable()  # all that other tests left is not looked through meanwhile
        try:
            while not step.done():
                await asyncio.sleep(0)
                longest, last = max(longest, thread_time() - last), thread_time()
        finally:
            gc.enable()
        await step
        assert longest < 0.06, "the event loop had its turn again and again"
        assert len((await app.trading.books.look("paper:discord:1")).marks) == 14


@pytest.mark.parametrize("away", [timedelta(hours=1), timedelta(days=1), timedelta(days=40)])
async def test_after_a_time_away_all_funding_and_each_day_are_booked(live: App, away: timedelta) -> None:
    name, symbol, now = "paper:discord:1", "BTC/USDT:USDT", live.clock.now()
    then = now - away
    price = Decimal(repr((await live.market.price_at_the_click(symbol)).last))
    order = Order(
        uuid4().hex, symbol, "buy", "market", Decimal("0.01"), to_ms(then), leverage=Decimal(2), stop=price / 4
    )
    async with live.trading.books.writing(name) as book:
        await book.write(opened_records(book.account, live.settings.paper.terms, then))
        await book.write(
            [
                Ordered(to_ms(then), order),
                Accepted(to_ms(then), order.id, order.id, to_ms(then)),
                Filled(to_ms(then), order.id, symbol, 1, price, order.amount, Decimal(1), maker=False, seen=price),
            ]
        )
    began = monotonic()
    await live.trading.watcher.step()
    assert monotonic() - began < 30
    records = await live.trading.books.records(name)
    booked = [each for each in records if isinstance(each, Funded)]
    eight = 8 * 3_600_000
    assert [each.at for each in booked] == list(range(to_ms(then) // eight * eight + eight, to_ms(now) + 1, eight))
    assert {(each.rate, each.amount, each.assumed) for each in booked} <= {
        (Decimal(FUNDING_RATE), order.amount, False),
        (Decimal("0.0001"), order.amount, True),
    }
    day = 24 * 3_600_000
    marks = [each.at for each in records if isinstance(each, Marked)]
    assert marks == list(range(to_ms(then) // day * day + day, to_ms(now) + 1, day))
    account = await live.trading.books.look(name)
    assert account.balanced
    assert account.held(symbol) == order.amount
