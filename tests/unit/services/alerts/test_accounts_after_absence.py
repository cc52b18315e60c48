"""If this failed, whoever lost money while nobody looked would not be told when somebody looks again."""

from datetime import timedelta
from decimal import Decimal
from pathlib import Path

from services.accounts.books import Books
from services.alerts.book import AlertBook
from services.alerts.engine import Engine
from services.alerts.events import AlertFired
from services.alerts.feeds import Feeds
from services.alerts.record import Alert
from services.alerts.trigger import Side, Threshold
from services.core.clock import SteppedClock
from services.core.events import read_event
from services.core.work import Work
from services.cosmic.almanac import Almanac
from services.market.sim import SimSource
from services.market.timeframes import to_ms
from services.market.view import MarketView
from services.store import keys
from services.store.ledger import StoreLedger
from services.store.store import Store
from tests.unit.services.market.test_age_and_holes import NoStore
from tests.unit.services.orders.making import NOW, filled, opened, order

ACCOUNT = "paper:discord:7"
SYMBOL = "BTC/USDT:USDT"


async def fired(store: Store) -> list[int]:
    events = [read_event(entry["event"].encode()) for entry in await store.entries(keys.OUTBOX)]
    return sorted(event.alert.number for event in events if isinstance(event, AlertFired))


async def test_what_still_holds_after_an_absence_fires_at_the_first_look_and_once(tmp_path: Path, store: Store) -> None:
    clock = SteppedClock(NOW)
    market, books = MarketView(SimSource(7), NoStore(), clock), Books(store, tmp_path, "test")
    terms: tuple[tuple[str, Side, float], ...] = (
        ("drawdown", "above", 0.1),
        ("drawdown", "above", 0.9),
        ("liquidation", "below", 0.2),
    )
    work = Work()
    for number, (kind, side, value) in enumerate(terms, start=1):
        trigger = Threshold(series=f"{kind} {ACCOUNT}", side=side, value=value)
        alert = Alert(owner="discord:7", number=number, trigger=trigger, since=to_ms(NOW))
        AlertBook(store).write(work, alert)
    await StoreLedger(store).commit(work, "set", b"", 60.0)

    def feeds() -> Feeds:
        return Feeds(Engine(store, clock), market, books, Almanac(NoStore()), store, clock)

    try:
        async with books.writing(ACCOUNT) as book:
            await book.write([opened("10000")])
        await feeds().step()
        assert await fired(store) == []
        clock.step(NOW + timedelta(days=3))
        price = (await market.ticker("BTC/USDT"))[0].last
        entry = str(Decimal(str(round(price * 1.05, 1))))
        amount = str(round(Decimal(str(0.25 * 10_000 / (price * 0.05))), 3))  # 25 % are lost by then
        long = order("buy", amount, SYMBOL, leverage=Decimal(10), stop=None)
        async with books.writing(ACCOUNT) as book:
            await book.write(filled(long, entry, NOW + timedelta(days=1)))
        after = feeds()
        await after.step()
        assert await fired(store) == [1, 3]
        await after.step()
        await feeds().step()
        assert await fired(store) == [1, 3]
    finally:
        await books.close()
