"""Paper accounts live through a market the same way, however often they look at it, and through any restart."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random

import numpy as np
import pytest

from analytics.trading.account import Account
from analytics.trading.matching import place
from analytics.trading.orders import Order, OrderType
from analytics.trading.records import Marked
from bot.app import App, open_app
from config.settings import load
from services.accounts.opening import opened_records
from services.core.clock import SteppedClock
from services.market.timeframes import TIMEFRAMES, to_ms

START = datetime(2024, 3, 1, tzinfo=UTC)
HOUR = timedelta(hours=1)
HOURS = 24 * 12
NAME = "paper:shell:ada"
TYPES: tuple[OrderType, ...] = ("market", "limit", "stop", "stop_limit", "trailing_stop")


def write_market(folder: Path, symbol: str, price: float, seed: int) -> None:
    """Candles of an hour from a day before the start on, that wander."""
    folder.mkdir(exist_ok=True)
    random = np.random.default_rng(seed)
    closes = price * np.exp(np.cumsum(random.normal(0, 0.006, HOURS + 24)))
    opens = np.concatenate([[price], closes[:-1]]) * np.exp(random.normal(0, 0.001, len(closes)))
    highs = np.maximum(opens, closes) * np.exp(np.abs(random.normal(0, 0.003, len(closes))))
    lows = np.minimum(opens, closes) * np.exp(-np.abs(random.normal(0, 0.003, len(closes))))
    first = to_ms(START - 24 * HOUR)
    rows = (
        f"{first + at * 3_600_000},{opens[at]:.2f},{highs[at]:.2f},{lows[at]:.2f},{closes[at]:.2f},{2 + at % 5}"
        for at in range(len(closes))
    )
    text = "\n".join(["timestamp_ms,open,high,low,close,volume", *rows])
    (folder / f"{symbol.replace('/', '-')}_1h.csv").write_text(text)


@pytest.fixture
def candles(tmp_path: Path) -> Path:
    folder = tmp_path / "candles"
    write_market(folder, "BTC/USDT", 40_000, 1)
    write_market(folder, "ETH/USDT", 2_500, 2)
    return folder


@asynccontextmanager
async def desk(home: Path, candles: Path, at: datetime) -> AsyncIterator[App]:
    async with open_app(load(home=home, market="replay", data=candles, at=at), roles=frozenset(), watch=False) as app:
        yield app


async def orders_of(app: App, seed: int) -> list[Order]:
    """A dozen orders of every kind, on both sides, in brackets."""
    random, made = Random(seed), list[Order]()  # noqa: S311 - a test
    for number in range(12):
        symbol = random.choice(["BTC/USDT", "ETH/USDT", "BTC/USDT:USDT", "ETH/USDT:USDT"])
        instrument = await app.market.instrument(symbol)
        price = Decimal(repr((await app.market.price_at_the_click(symbol)).last))
        way, sign = ("sell", -1) if ":" in symbol and random.random() < 0.5 else ("buy", 1)
        kind = random.choice(TYPES)
        away = sign * Decimal(random.randint(2, 25)) / 1000
        below, beyond = instrument.price(price * (1 - away)), instrument.price(price * (1 + away))
        enters = {"market": price, "limit": below}.get(kind, beyond)
        made.append(
            Order(
                id=f"{number:032x}",
                symbol=symbol,
                way="sell" if way == "sell" else "buy",
                type=kind,
                amount=instrument.amount(Decimal(300) / price),
                at=to_ms(app.clock.now()),
                price={"limit": below, "stop_limit": instrument.price(beyond * (1 + sign * Decimal("0.002")))}.get(
                    kind
                ),
                trigger=beyond if kind in ("stop", "stop_limit") else None,
                trail=Decimal("0.01") if kind == "trailing_stop" else None,
                stop=instrument.price(enters * (1 - sign * Decimal("0.03"))),
                target=instrument.price(enters * (1 + sign * Decimal("0.04"))),
                leverage=Decimal(10 if ":" in symbol else 1),
                tif=random.choice(["gtc", "gtc", "day"]),
            )
        )
    return made


async def place_all(app: App, orders: Sequence[Order]) -> None:
    async with app.trading.books.writing(NAME) as book:
        await book.write(opened_records(book.account, app.settings.paper.terms, app.clock.now()))
        for order in orders:
            price = Decimal(repr((await app.market.price_at_the_click(order.symbol)).last))
            records = place(book.account, order, to_ms(app.clock.now()), app.trading.paper.latency, price)
            await book.write(records, applied=True)


async def lived(home: Path, candles: Path, seed: int, lives: Sequence[Sequence[int]]) -> tuple[Account, set[str]]:
    """The account after so many hours at a time, in a new process after each life, and all that happened in it."""
    at, happened = START, set[str]()
    for life in lives:
        async with desk(home, candles, at) as app:
            if at == START:
                await place_all(app, await orders_of(app, seed))
            for hours in life:
                at += hours * HOUR
                assert isinstance(app.clock, SteppedClock)
                app.clock.step(at)
                await app.trading.watcher.step()
            account = await app.trading.books.look(NAME)
            happened = {repr(each) for each in await app.trading.books.records(NAME) if not isinstance(each, Marked)}
    return account, happened


@pytest.mark.parametrize("seed", range(3))
async def test_a_market_does_the_same_in_one_look_in_many_and_through_restarts(
    tmp_path: Path, candles: Path, seed: int
) -> None:
    leap, in_leap = await lived(tmp_path / "leap", candles, seed, [[HOURS]])
    steps, in_steps = await lived(tmp_path / "steps", candles, seed, [[1] * HOURS])
    lives, in_lives = await lived(tmp_path / "lives", candles, seed, [[7] * 10, [1, 30, 2], [HOURS - 103]])
    assert in_leap == in_steps == in_lives
    assert leap.cash == steps.cash == lives.cash
    assert leap.balanced
    assert any("Filled" in each for each in in_leap)


@pytest.mark.parametrize("timeframe", ["1m", "15m", "1h", "4h", "1d", "3d"])
async def test_a_replay_of_any_candles_is_lived_through(tmp_path: Path, timeframe: str) -> None:
    length = TIMEFRAMES[timeframe].ms
    first = TIMEFRAMES[timeframe].open_of(to_ms(START)) - 30 * length
    rows = (f"{first + at * length},{100 + at % 5},{104 + at % 5},{98 + at % 5},{101 + at % 5},9" for at in range(60))
    (tmp_path / f"BTC-USDT_{timeframe}.csv").write_text("\n".join(["timestamp_ms,open,high,low,close,volume", *rows]))
    async with desk(tmp_path / "home", tmp_path, START) as app:
        bought = [
            Order(f"{leverage:032x}", symbol, "buy", "market", Decimal("0.1"), to_ms(START), leverage=Decimal(leverage))
            for symbol, leverage in (("BTC/USDT", 1), ("BTC/USDT:USDT", 3))
        ]
        await place_all(app, bought)
        assert isinstance(app.clock, SteppedClock)
        for bars in (1, 2, 10, 20):
            app.clock.step(START + timedelta(milliseconds=bars * length))
            await app.trading.watcher.step()
        account = await app.trading.books.look(NAME)
        assert sorted(account.positions) == ["BTC/USDT", "BTC/USDT:USDT"]
        assert account.balanced
        assert bool(account.marks) == (app.clock.now() >= START + timedelta(days=1))
