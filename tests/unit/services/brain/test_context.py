"""If these failed, a brain would decide on figures of another time, or on what nobody told it."""

from collections.abc import AsyncIterator
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from time import perf_counter

import numpy as np
import pytest

from analytics.trading.account import Account
from analytics.trading.orders import Order
from analytics.trading.records import Accepted, Marked, Ordered
from services.brain.context_builder import ContextBuilder
from services.brain.context_parts import WHY_NOT
from services.core.clock import SteppedClock, WallClock
from services.core.errors import TooFewBars, UnknownSymbol, UnknownTimeframe
from services.market.live import LiveSource
from services.market.replay import ReplaySource
from services.market.sim import SimSource
from services.market.timeframes import from_ms
from services.market.view import MarketView
from tests.exchange import FUNDING_RATE, NEXT_RATE, Exchange
from tests.orders import AT, MAIN, account, bought
from tests.unit.analytics.markets import HOUR, Rows, random_rows
from tests.unit.services.brain.terms import paper_terms
from tests.unit.services.market.parts import HEADER, Memory, utc

START = 1_600_000_000_000 // HOUR * HOUR
BARS = 1_400


def written(rows: Rows, folder: Path, bars: int) -> Path:
    folder.mkdir(parents=True)
    columns = (rows.open, rows.high, rows.low, rows.close, rows.volume)
    times = (rows.time + START).tolist()
    lines = [",".join(map(str, row)) for row in zip(times, *(each.tolist() for each in columns), strict=True)]
    (folder / "BTC-USDT_1h.csv").write_text("\n".join([HEADER, *lines[:bars]]) + "\n")
    return folder


def builder(market: MarketView) -> ContextBuilder:
    return ContextBuilder(market, paper_terms())


def replayed(folder: Path, bars: int) -> ContextBuilder:
    return builder(MarketView(ReplaySource(folder), Memory(), SteppedClock(from_ms(START + bars * HOUR))))


def sim(at: str = "2024-01-10T12:00:30") -> ContextBuilder:
    return builder(MarketView(SimSource(7), Memory(), SteppedClock(utc(at))))


@pytest.fixture(scope="module")
def rows() -> Rows:
    return random_rows(BARS + 300, 5, start=40_000.0)


class TestNothingLater:
    """The same question at the same time, of markets that go on differently: the context is equal bit by bit."""

    @pytest.mark.parametrize("timeframe", ["1h", "4h"])
    @pytest.mark.parametrize("bars", [260, 777, BARS])
    async def test_what_came_later_changes_nothing(self, rows: Rows, tmp_path: Path, timeframe: str, bars: int) -> None:
        shifted = Rows(
            rows.time,
            *(
                np.concatenate([column[:bars], column[bars:] * factor])
                for column, factor in zip(
                    (rows.open, rows.high, rows.low, rows.close, rows.volume), (3, 3, 3, 3, 7), strict=True
                )
            ),
        )
        held = account(*bought("BTC/USDT", "0.05", "40000"))
        seen = [
            await replayed(written(table, tmp_path / str(n) / "market", end), bars).context("btc", timeframe, held)
            for n, (table, end) in enumerate([(rows, bars), (rows, len(rows)), (shifted, len(rows))])
        ]
        assert seen[0] == seen[1] == seen[2]
        assert seen[0].model_dump_json() == seen[1].model_dump_json() == seen[2].model_dump_json()

    async def test_no_part_is_of_later(self) -> None:
        context = await sim().context("btc", "1h", account())
        for name in {*WHY_NOT, "account"} - {"funding"}:
            part = getattr(context, name)
            assert part.as_of <= context.at, name
            assert part.source, name

    async def test_the_same_of_the_same(self) -> None:
        assert await sim().context("btc", "4h", account()) == await sim().context("BTC/USDT", "4h", account())


class TestMarket:
    async def test_the_figures_are_those_of_the_candles(self, rows: Rows, tmp_path: Path) -> None:
        context = await replayed(written(rows, tmp_path / "market", BARS), BARS).context("btc", "1h", account())
        seen, action = rows[:BARS], context.price_action
        assert action.current == seen.close[-1]
        assert action.change_1h == pytest.approx(seen.close[-1] / seen.open[-1] - 1)
        assert action.change_24h == pytest.approx(seen.close[-1] / seen.open[-24] - 1)
        assert action.change_7d == pytest.approx(seen.close[-1] / seen.open[-168] - 1)
        assert (action.high_24h, action.low_24h) == (seen.high[-24:].max(), seen.low[-24:].min())
        assert context.volume is not None
        assert context.volume.current_vs_avg == pytest.approx(seen.volume[-1] / seen.volume[-21:-1].mean())
        rose = seen.close[-20:] > seen.close[-21:-1]
        assert context.volume.buy_sell_ratio == pytest.approx(seen.volume[-20:][rose].sum() / seen.volume[-20:].sum())
        assert context.fibonacci is not None
        assert context.fibonacci.swing_high == seen.high[-200:].max()
        assert context.fibonacci.swing_low == seen.low[-200:].min()
        assert context.structure is not None
        levels = context.structure.key_levels
        assert list(levels) == sorted(levels)
        assert context.structure.support == max((level for level in levels if level < action.current), default=None)
        assert context.regime is not None
        assert 0 <= (context.regime.position_in_range or 0) <= 1
        assert context.indicators is not None
        assert context.indicators.ema_200 is not None

    async def test_what_a_replay_does_not_have_is_named(self, rows: Rows, tmp_path: Path) -> None:
        context = await replayed(written(rows, tmp_path / "market", BARS), BARS).context("btc", "1h", account())
        assert context.order_book is None
        assert context.funding is None
        assert {text.partition(":")[0] for text in context.missing} == {"funding", "order book"}

    async def test_few_candles_are_told_as_far_as_they_go(self, rows: Rows, tmp_path: Path) -> None:
        folder = written(rows, tmp_path / "market", BARS)
        context = await replayed(folder, 60).context("btc", "1h", account())
        assert context.regime is None
        assert context.indicators is not None
        assert context.indicators.ema_200 is None
        assert {"regime", "ema 200", "change 7d"} <= {text.partition(":")[0] for text in context.missing}
        with pytest.raises(TooFewBars):
            await replayed(folder, 40).context("btc", "1h", account())

    async def test_a_sim_book_is_labelled(self) -> None:
        context = await sim().context("btc", "1h", account())
        assert context.simulated
        assert context.order_book is not None
        assert "made up" in context.order_book.source

    async def test_what_is_unknown_is_refused(self) -> None:
        with pytest.raises(UnknownSymbol):
            await sim().context("nope", "1h", account())
        with pytest.raises(UnknownTimeframe):
            await sim().context("btc", "7x", account())


class TestAccount:
    async def test_a_position_at_the_newest_price(self) -> None:
        amount = Decimal("0.05")
        stop = Order("s" * 32, "BTC/USDT", "sell", "stop", amount, AT, trigger=Decimal(39_000), reduce_only=True)
        target = Order("t" * 32, "BTC/USDT", "sell", "limit", amount, AT, price=Decimal(60_000), reduce_only=True)
        placed = [record for order in (stop, target) for record in (Ordered(AT, order), Accepted(AT, order.id, "", AT))]
        context = await sim().context("btc", "1h", account(*bought("BTC/USDT", "0.05", "40000"), *placed))
        now, price = context.account, Decimal(str(float(context.price_action.current)))
        gained = Decimal("0.05") * (price - 40_000)
        assert now.unrealised_pnl == gained
        assert now.equity == 10_000 + gained
        (held,) = now.positions
        assert held.model_dump() == {
            "symbol": "BTC/USDT",
            "side": "long",
            "amount": amount,
            "entry": Decimal(40_000),
            "stop": Decimal(39_000),
            "target": Decimal(60_000),
            "unrealised": gained,
            "share": held.share,
        }
        assert held.share == pytest.approx(float(Decimal("0.05") * price / now.equity))
        assert now.exposure == held.share
        assert now.open_orders == 2

    async def test_today_is_beside_the_mark_of_midnight(self) -> None:
        marked = Marked(AT, Decimal(12_500))
        context = await sim().context("btc", "1h", account(*bought("BTC/USDT", "0.05", "40000"), marked))
        assert context.account.today == pytest.approx(float(context.account.equity) / 12_500 - 1)

    async def test_one_that_was_never_opened_is_what_it_would_be(self) -> None:
        context = await sim().context("btc", "1h", Account(str(MAIN)))
        terms = paper_terms()
        assert (context.account.currency, context.account.equity) == (terms.currency, terms.balance)

    async def test_a_position_without_a_price_is_told_at_cost(self) -> None:
        context = await sim().context("btc", "1h", account(*bought("GONE/USDT", "1", "100")))
        assert context.account.unrealised_pnl == 0
        assert any("GONE/USDT" in text for text in context.missing)


class TestLive:
    @pytest.fixture
    async def exchange(self) -> AsyncIterator[Exchange]:
        async with Exchange() as exchange:
            yield exchange

    @pytest.fixture
    async def live(self, exchange: Exchange) -> AsyncIterator[ContextBuilder]:
        source = LiveSource("bitget", base_url=exchange.url, timeout=5)
        market = MarketView(source, Memory(), WallClock())
        await market.instrument("btc", perpetual=True)
        await market.ticker("btc")
        yield builder(market)
        await source.close()

    async def test_funding_and_book_as_the_exchange_tells_them(self, live: ContextBuilder) -> None:
        context = await live.context("btc", "1h", account())
        by_the_hour = {"support", "resistance"}  # the stand-in's candles end now, at a high or low of theirs at times
        assert {told.partition(":")[0] for told in context.missing} <= by_the_hour
        assert context.funding is not None
        assert (context.funding.current, context.funding.predicted_next) == (float(FUNDING_RATE), float(NEXT_RATE))
        assert context.funding.sentiment == "balanced"
        assert context.funding.next_at is not None
        assert timedelta(0) < context.funding.next_at - context.at <= timedelta(hours=8)
        assert context.order_book is not None
        assert context.order_book.imbalance == "bid heavy"
        assert context.order_book.bid_wall == pytest.approx(context.price_action.current * (1 - 0.0005), rel=1e-4)
        assert context.order_book.ask_wall == pytest.approx(context.price_action.current * (1 + 0.0008), rel=1e-4)

    async def test_a_hung_book_does_not_hold_it_up(self, live: ContextBuilder, exchange: Exchange) -> None:
        exchange.silent = {"orderbook", "current-fund-rate", "history-fund-rate"}
        began = perf_counter()
        context = await live.context("btc", "1h", account())
        assert perf_counter() - began < 3
        assert context.order_book is None
        assert any(text.startswith("order book: bitget does not tell (timeout)") for text in context.missing)


async def test_it_is_quick_once_warm() -> None:
    """The figure is measured by ``make bench ARGS="--only agent"``; this is the bound with room for a busy machine."""
    market = sim()
    taken = []
    for _ in range(8):
        began = perf_counter()
        await market.context("btc", "1h", account())
        taken.append(perf_counter() - began)
    assert min(taken) < 0.05
