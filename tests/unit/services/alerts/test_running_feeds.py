"""If this failed, alerts would fire otherwise while the market runs than the candles of that time say afterwards."""

import asyncio
from pathlib import Path

import numpy as np

from services.accounts.books import Books
from services.alerts.book import AlertBook
from services.alerts.engine import Engine
from services.alerts.events import AlertFired
from services.alerts.feeds import Feeds
from services.alerts.record import Alert
from services.alerts.trigger import Side, Threshold
from services.core.clock import HurriedClock
from services.core.events import read_event
from services.core.work import Work
from services.cosmic.almanac import Almanac
from services.market.sim import SimSource
from services.market.timeframes import HOUR, from_ms, to_ms
from services.market.view import MarketView
from services.store import keys
from services.store.ledger import StoreLedger
from services.store.store import Store
from tests.conftest import eventually
from tests.unit.services.market.parts import utc
from tests.unit.services.market.test_age_and_holes import NoStore

SPEED = 3_000.0
SYMBOLS = ("BTC/USDT", "ETH/USDT", "PEPE/USDT")


async def test_ticks_and_bars_together_fire_each_alert_once_it_was_reached_and_never_again(
    tmp_path: Path, store: Store
) -> None:
    source = SimSource(7)
    clock = HurriedClock(utc("2024-03-05T10:00:30"), SPEED)
    market, begin, pick = MarketView(source, NoStore(), clock), to_ms(clock.now()), np.random.default_rng(5)
    work, book = Work(), AlertBook(store)
    alerts: list[Alert] = []
    for number in range(1, 301):
        symbol = SYMBOLS[number % len(SYMBOLS)]
        price = (await source.ticker(symbol, now=from_ms(begin))).last
        side: Side = "above" if pick.random() < 0.5 else "below"
        away = abs(pick.normal(0, 0.01)) * (1 if side == "above" else -1)
        trigger = Threshold(series=f"price {symbol}", side=side, value=price * (1 + away))
        alerts.append(Alert(owner="discord:1", number=number, trigger=trigger, since=begin))
        book.write(work, alerts[-1])
    await StoreLedger(store).commit(work, "set", b"", 60.0)
    books = Books(store, tmp_path, "test")
    running = asyncio.create_task(Feeds(Engine(store, clock), market, books, Almanac(NoStore()), store, clock).run())

    async def seen() -> int:
        return min((int(at) for at in (await store.hash_all(keys.ALERTS_SEEN)).values()), default=0)

    async def far() -> bool:
        return await seen() > begin + 3 * HOUR

    await eventually(far, 30.0)
    running.cancel()
    await asyncio.wait((running,))
    await books.close()

    until = await seen()
    events = [read_event(entry["event"].encode()) for entry in await store.entries(keys.OUTBOX)]
    fired = [event for event in events if isinstance(event, AlertFired)]
    assert len({event.alert.number for event in fired}) == len(fired) > 50
    told = {event.alert.number: to_ms(event.happened_at) for event in fired}
    for alert in alerts:
        assert isinstance(alert.trigger, Threshold)
        reached = await _first_minute(source, alert.trigger, begin, until)
        if reached is None:
            assert told.get(alert.number, until) >= until
        else:
            assert told[alert.number] >= reached - 60_000


async def _first_minute(source: SimSource, trigger: Threshold, begin: int, until: int) -> int | None:
    """The end of the first minute that reached it after ``begin``; of the one that was under way then its close
    counts."""
    symbol = trigger.series.split(" ")[1]
    bars = (await source.candles(symbol, "1m", bars=(until - begin) // 60_000 + 1, until=from_ms(until))).candles
    above = trigger.side == "above"
    extreme = bars.high if above else bars.low
    extreme = np.where(bars.time < begin, bars.close, extreme)
    hit = np.flatnonzero(extreme >= trigger.value if above else extreme <= trigger.value)
    return int(bars.time[hit[0]]) + 60_000 if len(hit) else None
