"""If these failed, a perpetual of an exchange would be traded at spot's price, or its funding be made up."""

from collections.abc import AsyncIterator
from datetime import timedelta
from decimal import Decimal
from itertools import pairwise

import pytest

from services.core.clock import WallClock
from services.market.live import LiveSource
from services.market.view import MarketView
from tests.exchange import DEARER, Exchange
from tests.unit.services.market.parts import Memory

PERPETUAL = "ETH/USDT:USDT"


@pytest.fixture
async def exchange() -> AsyncIterator[Exchange]:
    async with Exchange() as exchange:
        yield exchange


@pytest.fixture
async def view(exchange: Exchange) -> AsyncIterator[MarketView]:
    live = LiveSource("bitget", base_url=exchange.url, timeout=5)
    yield MarketView(live, Memory(), WallClock())
    await live.close()


async def test_a_perpetual_is_priced_and_settled_by_the_exchange(view: MarketView) -> None:
    instrument = await view.instrument("eth", perpetual=True)
    assert (instrument.symbol, instrument.lot, instrument.funding_hours) == (PERPETUAL, Decimal("0.01"), 8)
    spot, perpetual = [await view.price_at_the_click(symbol) for symbol in ("ETH/USDT", PERPETUAL)]
    assert perpetual.last / spot.last == pytest.approx(DEARER, rel=1e-4)
    bars = await view.bars_since(PERPETUAL, view.now().replace(second=0, microsecond=0) - timedelta(minutes=5))
    assert len(bars) in (5, 6)
    assert bars.timeframe == "1m"
    settled = await view.funding(PERPETUAL, view.now() - timedelta(days=2))
    assert len(settled) == 6
    assert {(one.rate, one.assumed) for one in settled} == {(Decimal("0.00012"), False)}


async def test_funding_of_months_is_told_whole(view: MarketView) -> None:
    settled = await view.funding(PERPETUAL, view.now() - timedelta(days=90))
    assert len(settled) == 270
    steps = {after.time - before.time for before, after in pairwise(settled)}
    assert steps == {timedelta(hours=8)}
    assert not [one for one in settled if one.assumed]


async def test_a_week_away_is_caught_up_with(view: MarketView, exchange: Exchange) -> None:
    since, parts = view.now() - timedelta(days=7), 0
    await view.instrument(PERPETUAL)
    asked = len(exchange.calls)
    while len(bars := await view.bars_since(PERPETUAL, since)):
        assert bars.opened(0) - since < timedelta(minutes=1)
        since = bars.opened(-1) + timedelta(milliseconds=bars.bar_ms)
        parts += 1
    assert view.now() - since < timedelta(minutes=1)
    assert (parts <= 4, len(exchange.calls) - asked <= 12) == (True, True)
