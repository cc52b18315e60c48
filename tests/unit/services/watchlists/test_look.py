"""What a list says of a market is what the market says, of one time; one that cannot be had keeps no other away."""

from pathlib import Path

import pytest

from services.core.clock import SteppedClock, WallClock
from services.core.errors import DeskError, ExchangeUnavailable
from services.market.live import LiveSource
from services.market.replay import ReplaySource
from services.market.view import MarketView
from services.watchlists.book import Found, Watchlist
from services.watchlists.look import HOURS, Seen, look, watched
from tests.exchange import BASES, Exchange
from tests.unit.services.market.parts import rows, utc, write
from tests.unit.services.market.test_age_and_holes import NoStore

CLOSES = [float(100 + hour) for hour in range(48)]


def found(*symbols: str) -> Found:
    return Found("majors", "me", "discord:1", Watchlist(symbols=symbols))


async def test_of_a_replay_it_is_counted_by_hand(tmp_path: Path) -> None:
    write(tmp_path, "A-USDT_1h.csv", rows("2024-01-01T00:00", CLOSES))
    write(tmp_path, "DAILY-USDT_1d.csv", rows("2024-01-01T00:00", [10.0, 11.0], "1d"))
    view = MarketView(ReplaySource(tmp_path), NoStore(), SteppedClock(utc("2024-01-03T00:00")))
    seen = await look(view, ["A/USDT", "DAILY/USDT", "GONE/USDT"])
    answer = watched(found("A/USDT", "DAILY/USDT", "GONE/USDT"), seen)
    assert (answer.symbols, answer.missing) == (("A/USDT", "DAILY/USDT"), ("GONE/USDT",))
    hourly, daily = answer.rows
    assert hourly.price == 147.0
    assert hourly.closes == (*CLOSES[-HOURS:], 147.0)
    assert hourly.change_24h == pytest.approx(147.0 / 123.0 - 1), (
        "beside the close of a day ago, where the course begins"
    )
    assert hourly.closes[0] == 123.0
    assert (daily.price, daily.closes) == (11.0, ()), "hours cannot be made of days"
    assert not hourly.stale
    later = MarketView(ReplaySource(tmp_path), NoStore(), SteppedClock(utc("2024-01-09T00:00")))
    old = watched(found("A/USDT"), await look(later, ["A/USDT"]))
    assert old.rows[0].stale
    assert old.provenance.stale


async def test_an_exchange_is_asked_for_all_prices_at_once_and_for_hours_once() -> None:
    symbols = [f"{base}/USDT" for base in BASES]
    async with Exchange() as exchange:
        live = LiveSource("bitget", base_url=exchange.url)
        try:
            view = MarketView(live, NoStore(), WallClock())
            first = await look(view, symbols)
            await look(view, symbols)
        finally:
            await live.close()
    assert all(isinstance(each, Seen) and each.row.price == each.row.closes[-1] for each in first.values())
    assert sum("tickers" in call for call in exchange.calls) == 1, exchange.calls
    assert sum("candles" in call for call in exchange.calls) <= 2 * len(symbols)


async def test_a_dead_exchange_is_an_error_and_not_an_empty_list() -> None:
    async with Exchange() as exchange:
        live = LiveSource("bitget", base_url=exchange.url, timeout=1.0)
        try:
            view = MarketView(live, NoStore(), WallClock())
            await view.markets()
            exchange.status = 500
            seen = await look(view, ["BTC/USDT", "ETH/USDT"])
        finally:
            await live.close()
    assert all(isinstance(each, DeskError) for each in seen.values())
    with pytest.raises(ExchangeUnavailable):
        watched(found("BTC/USDT", "ETH/USDT"), seen)
