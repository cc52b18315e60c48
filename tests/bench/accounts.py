"""What accounts cost while nothing happens in them: CPU, memory, and how long the event loop is kept at a time."""

import asyncio
from decimal import Decimal
from pathlib import Path
from statistics import quantiles
from time import monotonic, process_time, thread_time

import psutil

from analytics.trading.matching import place
from analytics.trading.orders import Order
from analytics.trading.records import Accepted, Filled, Ordered, Record
from bot.app import App, open_app
from config.settings import load
from services.accounts.opening import opened_records
from services.core.principal import Principal
from services.core.roles import Role
from services.market.sim import PAIRS
from services.market.timeframes import MINUTE, to_ms
from services.orders.entry import OrderDrop, seal_of
from services.store.embedded import EmbeddedStore
from tests.crash.gateways import Asked, Gateway

COUNTS = (0, 100, 1_000)
SECONDS = 30.0
CASH = Decimal(1_000)
HAND_OVERS = 500


def lines(folder: Path, scale: float) -> list[str]:
    table = [
        "Accounts with a position and three open orders each, in twelve simulated markets; a look a second.",
        "",
        "| accounts | CPU, ms a second | memory, MB | longest turn of the loop, ms |",
        "| ---: | ---: | ---: | ---: |",
    ]
    for count in COUNTS:
        cpu, taken, longest = asyncio.run(_idle(folder / str(count), count, SECONDS * scale))
        table.append(f"| {count:,} | {cpu:.1f} | {taken:.1f} | {longest:.1f} |")
    kept, handed = asyncio.run(_handed_over(folder / "two", max(20, int(HAND_OVERS * scale))))
    return [
        *table,
        "",
        "A cancelled wish is written through one of two processes on one store, each with a home of its own. Ms:",
        "",
        "| the account is | p50 | p99 |",
        "| --- | ---: | ---: |",
        f"| held by the process that is asked | {_percentiles(kept)} |",
        f"| handed over by the other each time | {_percentiles(handed)} |",
    ]


async def _handed_over(folder: Path, count: int) -> tuple[list[float], list[float]]:
    """Seconds of changes through one process, and through two in turn."""
    folder.mkdir(parents=True)
    embedded = EmbeddedStore(folder / "store")
    gateways = [Gateway(folder / name, await embedded.ensure()) for name in ("one", "other")]
    for each in gateways:
        await each.ready()
    ann, took = Principal(id="discord:7", name="Ann", role=Role.TRADER), list[float]()
    for number in range(2 * count):
        request = OrderDrop(token=f"{number}", seal=seal_of(ann, f"{number}"))
        said = await gateways[number % 2 if number >= count else 0].ask(Asked(f"{number}", request, ann))
        if said.error:
            raise RuntimeError(said.error)
        took.append(said.seconds)
    for each in gateways:
        await each.end()
    await embedded.leave()
    return took[:count], took[count:]


def _percentiles(seconds: list[float]) -> str:
    at = quantiles(seconds, n=100)
    return f"{at[49] * 1000:.1f} | {at[98] * 1000:.1f}"


async def _idle(home: Path, count: int, seconds: float) -> tuple[float, float, float]:
    """Milliseconds of CPU in a second, MB that the accounts take, and the longest turn in ms of its thread's CPU."""
    async with open_app(load(home=home, market="sim"), roles=frozenset(), watch=False) as app:
        await app.trading.watcher.step()
        prices = {each.symbol: await _price(app, each.symbol) for each in PAIRS}
        before = psutil.Process().memory_info().rss
        for number in range(count):
            symbol = PAIRS[number % len(PAIRS)].symbol
            await _open(app, f"paper:discord:{number}", symbol, prices[symbol])
        await app.trading.watcher.step()
        running = asyncio.create_task(app.trading.watcher.run())
        await asyncio.sleep(2)
        taken = psutil.Process().memory_info().rss - before
        cpu, began, longest = process_time(), monotonic(), 0.0
        while monotonic() < began + seconds:
            turn = thread_time()
            await asyncio.sleep(0.01)
            longest = max(longest, thread_time() - turn)
        cpu = (process_time() - cpu) / (monotonic() - began)
        running.cancel()
        await asyncio.wait((running,))
        return cpu * 1000, taken / 1e6, longest * 1000


async def _price(app: App, symbol: str) -> Decimal:
    return Decimal(repr((await app.market.price_at_the_click(symbol)).last))


async def _open(app: App, name: str, symbol: str, price: Decimal) -> None:
    """A bracket that was filled some minutes ago, and a limit order, far from the price."""
    then, amount = to_ms(app.clock.now()) - 3 * MINUTE, (CASH / price).quantize(Decimal("1e-6"))
    bracket = Order(f"{name}a", symbol, "buy", "market", amount, then, stop=price / 2, target=price * 2)
    rests = Order(f"{name}b", symbol, "buy", "limit", amount, then, price=price / 2)
    async with app.trading.books.writing(name) as book:
        records: list[Record] = [
            *opened_records(book.account, app.settings.paper.terms, app.clock.now()),
            Ordered(then, bracket),
            Accepted(then, bracket.id, bracket.id, then),
            Filled(then, bracket.id, symbol, 1, price, amount, Decimal(1), maker=False, seen=price),
        ]
        for record in records:
            book.account.apply(record)
        await book.write([*records, *place(book.account, rests, then, 0, price)], applied=True)
