"""The paper engine: a tick or a bar against many resting orders, beside a plain look at every one of them."""

import statistics
import tracemalloc
from collections.abc import Callable, Iterable
from decimal import Decimal
from time import perf_counter

from analytics.trading.account import Account
from analytics.trading.matching import Friction, Seen, match, place, wake_prices
from analytics.trading.orders import Order
from analytics.trading.records import Filled, Opened, Record
from tests.unit.analytics.trading.desk import FREE, HOUR, PERPETUAL, START, D

ORDERS = 10_000
FILLED = 10
STOPPED = 5
ROUNDS = 50
COSTS = Friction(D("0.0004"), D(1), D(1))


def orders(count: int) -> list[Order]:
    """Limits and stops on both sides of 100, from 0.01 away from it on, as many of each."""
    kinds = (("buy", "limit", -1), ("sell", "stop", -1), ("sell", "limit", 1), ("buy", "stop", 1))
    made = []
    for number in range(count):
        way, kind, side = kinds[number % 4]
        price = 100 + side * (number // 4 + 1) * D("0.01")
        at = {"price": price} if kind == "limit" else {"trigger": price}
        made.append(Order(f"{number:032x}", PERPETUAL.symbol, way, kind, D("0.01"), START, **at))  # type: ignore[arg-type]
    return made


def bracketed(count: int) -> Account:
    """An account of that many brackets, each entry filled: twice as many legs rest, a stop at each 0.01 below 95."""
    account = account_with(
        Order(
            f"{number:032x}",
            PERPETUAL.symbol,
            "buy",
            "market",
            D("0.01"),
            START,
            stop=95 - number // STOPPED * D("0.01"),
            target=105 + number * D("0.01"),
        )
        for number in range(count)
    )
    match(account, PERPETUAL, Seen.tick(START, D(100)), COSTS)
    return account


def account_with(orders: Iterable[Order]) -> Account:
    account = Account("paper:bench")
    account.apply(Opened(START, account.id, "USDT", D(1_000_000)))
    for order in orders:
        place(account, order, START)
    return account


def plain(account: Account, price: Decimal) -> list[str]:
    """Every order that ``price`` reaches, by a look at each."""
    reached = []
    for working in account.orders.values():
        order = working.order
        level = order.price or order.trigger or price
        if price <= level if order.buying == (order.type == "limit") else price >= level:
            reached.append(order.id)
    return reached


def milliseconds(work: Callable[[int], object]) -> tuple[float, float]:
    """Median and slowest of the rounds."""
    taken = []
    for number in range(ROUNDS):
        started = perf_counter()
        work(number)
        taken.append((perf_counter() - started) * 1000)
    return statistics.median(taken), max(taken)


def rows() -> list[str]:
    many = orders(ORDERS)
    idle, busy, looked = account_with(many), account_with(many), account_with(many)
    brackets = bracketed(ORDERS // 2)
    alone = [account_with([order]) for order in many]
    wakes = [wake_prices(each, PERPETUAL.symbol, None) for each in alone]

    def tick(number: int) -> None:
        match(idle, PERPETUAL, Seen.tick(START + number + 1, D(100)), COSTS)

    def fills(number: int) -> None:
        price = 100 - (number + 1) * FILLED // 2 * D("0.01") - D("0.005")
        _filled(FILLED, match(busy, PERPETUAL, Seen.tick(START + number + 1, price), COSTS))

    def stops(number: int) -> None:
        tick = Seen.tick(START + number + 1, 95 - number * D("0.01"))
        _filled(STOPPED, match(brackets, PERPETUAL, tick, COSTS))

    def bar(number: int) -> None:
        opened = START + number * HOUR
        match(idle, PERPETUAL, Seen(opened, opened + HOUR, D(100), D(100), D(100), D(100), D(5)), COSTS)

    def wake(number: int) -> None:
        price = D(100)
        for account, (lower, upper) in zip(alone, wakes, strict=True):
            if (lower is not None and price <= lower) or (upper is not None and price >= upper):
                match(account, PERPETUAL, Seen.tick(START + number + 1, price), FREE)

    at_each = milliseconds(lambda number: plain(looked, D(100)))
    lines = [
        f"{ORDERS:,} resting orders; goal: a tick in 5 ms.",
        "",
        "| what | ms | slowest, ms | of a look at each order |",
        "| --- | ---: | ---: | ---: |",
    ]
    for name, (median, slowest) in (
        ("a look at each order, nothing done", at_each),
        ("a tick that fills none, one account", milliseconds(tick)),
        (f"a tick that fills {FILLED}, one account", milliseconds(fills)),
        (f"a tick that fires {STOPPED} stops of {ORDERS // 2:,} brackets", milliseconds(stops)),
        ("a bar that fills none, one account", milliseconds(bar)),
        ("a tick that wakes none, an account each", milliseconds(wake)),
    ):
        lines.append(f"| {name} | {median:.3f} | {slowest:.2f} | {median / at_each[0]:.3f}× |")
    return [*lines, "", f"Memory of 1,000 open orders: {memory(1_000) / 1e6:.2f} MB."]


def _filled(expected: int, records: Iterable[Record]) -> None:
    if (filled := sum(isinstance(each, Filled) for each in records)) != expected:
        raise AssertionError(f"{filled} orders were filled, not {expected}")


def memory(count: int) -> int:
    """Bytes that ``count`` open orders take."""
    tracemalloc.start()
    account = account_with(orders(count))
    taken, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return taken if account.orders else 0
