"""The wiring of accounts and orders."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

from config.settings import Settings
from services.accounts.books import Books
from services.accounts.choice import AccountChoices
from services.core.clock import Clock
from services.market.view import MarketView
from services.orders.brakes import Brakes
from services.orders.flatten import Flattening
from services.orders.gate import Gate
from services.orders.order_desk import OrderDesk
from services.orders.paper import PaperExchange
from services.orders.switches import Switches
from services.orders.watching import Watcher
from services.store.presence import Presence
from services.store.store import Store


@dataclass(frozen=True, slots=True)
class Trading:
    """``parts`` are what handlers are given."""

    books: Books
    paper: PaperExchange
    watcher: Watcher
    orders: OrderDesk
    parts: tuple[object, ...]


@asynccontextmanager
async def open_trading(
    store: Store, presence: Presence, market: MarketView, choices: AccountChoices, clock: Clock, settings: Settings
) -> AsyncIterator[Trading]:
    """Accounts, the gate and the paper exchange. At the end what is under way is finished and leases are given back."""
    async with AsyncExitStack() as stack:
        terms, switches = settings.paper.terms, Switches(store)
        books = Books(store, settings.home, presence.name, shared=settings.redis_url is not None)
        stack.push_async_callback(books.close)
        brakes = Brakes(books, switches, clock)
        paper = PaperExchange(books, market, terms, clock)
        gate = Gate(settings.limits, switches, settings.ai, settings.autonomy)
        flattening = Flattening(books, paper, terms, clock)
        for each in (flattening, brakes):
            stack.push_async_callback(each.close)
        orders = OrderDesk(choices, market, gate, books, paper, terms, clock)
        watcher = Watcher(books, paper, brakes, market, clock)
        yield Trading(books, paper, watcher, orders, (terms, switches, books, paper, gate, flattening, brakes, orders))
