"""If these failed, an answer would say that it is newer, or more complete, than it is."""

import asyncio
from datetime import timedelta
from pathlib import Path
from time import perf_counter

import pytest

from services.core.errors import BrokenCandles, ExchangeUnavailable, TooFewBars, UnknownSymbol, UnknownTimeframe
from services.market.replay import ReplaySource
from services.market.sim import SimSource
from services.market.view import MarketView
from tests.unit.services.market.parts import Memory, MovableClock, replay, rows, utc, write
from tests.unit.services.market.test_cache import Venue

TABLE = rows("2024-01-01T00:00", [100.0 + i % 7 for i in range(100)])


@pytest.fixture
def clock() -> MovableClock:
    return MovableClock(utc("2024-01-05T04:00"))


def replayed(
    folder: Path, clock: MovableClock, table: list[tuple[int, float, float, float, float, float]]
) -> MarketView:
    write(folder, "BTC-USDT_1h.csv", table)
    return MarketView(ReplaySource(folder), Memory(), clock)


async def test_words_are_forgiven_and_facts_are_exact(tmp_path: Path, clock: MovableClock) -> None:
    candles, provenance = await replayed(tmp_path, clock, TABLE).candles("$btc", "60", 10)
    assert (candles.symbol, candles.timeframe, len(candles)) == ("BTC/USDT", "1h", 10)
    assert (provenance.source, provenance.venue) == ("replay", tmp_path.name)
    assert provenance.as_of == provenance.asked_at == clock.now()
    assert (provenance.stale, provenance.gaps, provenance.built_from, provenance.age) == (False, (), None, 0)


async def test_what_it_is_built_from_is_told(tmp_path: Path, clock: MovableClock) -> None:
    _, provenance = await replayed(tmp_path, clock, TABLE).candles("btc", "4h", 10)
    assert provenance.built_from == "1h"


async def test_holes_in_the_window_are_told_and_those_before_it_are_not(tmp_path: Path, clock: MovableClock) -> None:
    table = [row for i, row in enumerate(TABLE) if i not in (20, 60, 61, 62, 80)]
    feed = replayed(tmp_path, clock, table)
    _, provenance = await feed.candles("btc", "1h", 60)
    start = utc("2024-01-01T00:00")
    assert [(gap.start, gap.end, gap.bars) for gap in provenance.gaps] == [
        (start + timedelta(hours=60), start + timedelta(hours=62), 3),
        (start + timedelta(hours=80), start + timedelta(hours=80), 1),
    ]
    seen = await feed.snapshot("btc", "1h", 60)
    assert [gap.bars for gap in seen.shown(25).gaps] == [1]
    assert [gap.bars for gap in seen.shown(5).gaps] == []


async def test_it_is_stale_as_soon_as_a_newer_bar_should_be_there(tmp_path: Path, clock: MovableClock) -> None:
    feed = replayed(tmp_path, clock, TABLE)
    for minutes, stale in ((0, False), (59, False), (60, True), (600, True)):
        clock.step(utc("2024-01-05T04:00") + timedelta(minutes=minutes))
        _, provenance = await feed.candles("btc", "1h", 10)
        assert provenance.stale is stale
        assert provenance.as_of == utc("2024-01-05T04:00")
        assert provenance.age == minutes * 60
    _, of_four_hours = await replay(tmp_path, "2024-01-05T05:00").candles("btc", "4h", 10)
    assert not of_four_hours.stale


async def test_a_live_bar_may_be_a_minute_late() -> None:
    clock, venue = MovableClock(utc("2024-01-10T12:00:59")), Venue(missing=1)
    feed = MarketView(venue, Memory(), clock)
    _, provenance = await feed.candles("btc", "1h", 10)
    assert not provenance.stale
    clock.pass_(6)
    _, provenance = await feed.candles("btc", "1h", 10)
    assert provenance.stale


async def test_too_few_are_refused_with_how_many_there_are(tmp_path: Path) -> None:
    clock = MovableClock(utc("2023-01-01T05:00"))
    feed = replayed(tmp_path, clock, TABLE)
    for asked in (feed.candles("btc", "1h", 200), feed.ticker("btc"), feed.snapshot("btc", "1h", 200)):
        with pytest.raises(TooFewBars) as none:
            await asked
        assert none.value.have == 0
    clock.step(utc("2024-01-01T05:00"))
    with pytest.raises(TooFewBars) as few:
        await feed.candles("btc", "1h", 200, need=20)
    assert (few.value.symbol, few.value.timeframe, few.value.have, few.value.need) == ("BTC/USDT", "1h", 5, 20)


async def test_unknown_words_are_refused_with_the_known(tmp_path: Path, clock: MovableClock) -> None:
    feed = replayed(tmp_path, clock, TABLE)
    with pytest.raises(UnknownSymbol) as symbol:
        await feed.candles("btcc", "1h", 10)
    assert symbol.value.close_matches == ("BTC/USDT",)
    with pytest.raises(UnknownTimeframe):
        await feed.candles("btc", "1M", 10)


class TestSnapshot:
    async def test_it_is_as_of_the_price(self, tmp_path: Path) -> None:
        seen = await replayed(tmp_path, MovableClock(utc("2024-01-05T03:10")), TABLE).snapshot("btc", "4h", 10)
        assert seen.candles.opened(-1) == utc("2024-01-04T20:00")
        assert seen.provenance.as_of == utc("2024-01-05T03:00")
        assert seen.price == TABLE[98][4]

    async def test_where_the_candles_are_newer_than_the_price_their_close_is_the_price(self) -> None:
        clock, venue, memory = MovableClock(), Venue(), Memory()
        feed = MarketView(venue, memory, clock)
        await feed.ticker("btc")
        clock.pass_(3 * 3_600)
        await feed.candles("btc", "1h", 10)
        venue.cut = True
        clock.pass_(4_000)
        seen = await MarketView(venue, memory, clock).snapshot("btc", "1h", 10)
        assert seen.ticker is None
        assert seen.price == seen.candles.close[-1]
        assert seen.provenance.stale
        assert seen.provenance.as_of == utc("2024-01-10T15:00")


class TestAway:
    async def test_the_last_candles_are_told_as_stale(self) -> None:
        clock, venue, memory = MovableClock(), Venue(), Memory()
        await MarketView(venue, memory, clock).snapshot("btc", "1h", 10)
        venue.cut = True
        clock.pass_(2 * 3_600)
        candles, provenance = await MarketView(venue, memory, clock).candles("btc", "1h", 10)
        assert len(candles) == 10
        assert provenance.stale
        assert provenance.as_of == utc("2024-01-10T12:00")
        _, of_price = await MarketView(venue, memory, clock).ticker("btc")
        assert of_price.stale
        clock.pass_(86_400)
        with pytest.raises(ExchangeUnavailable) as unavailable:
            await MarketView(venue, memory, clock).candles("btc", "1h", 10)
        assert unavailable.value.reason == "network"

    @pytest.mark.parametrize("method", ["candles", "ticker", "snapshot", "markets"])
    async def test_nobody_waits_for_a_slow_exchange(self, method: str) -> None:
        clock, venue = MovableClock(), Venue(slow=60)
        feed = MarketView(venue, Memory(), clock, patience=0.1)
        asked = {
            "candles": lambda: feed.candles("btc", "1h", 10),
            "ticker": lambda: feed.ticker("btc"),
            "snapshot": lambda: feed.snapshot("btc", "1h", 10),
            "markets": feed.markets,
        }[method]
        started = perf_counter()
        with pytest.raises(ExchangeUnavailable) as unavailable:
            await asked()
        assert (unavailable.value.venue, unavailable.value.reason) == ("stand-in", "timeout")
        assert perf_counter() - started < 1

    async def test_within_its_time_a_copy_is_still_found_when_all_is_slow(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("services.market.copies.LONG_PATIENCE_SECONDS", 0.5)
        clock, venue, memory = MovableClock(), Venue(), Memory()
        await MarketView(venue, memory, clock).snapshot("btc", "1h", 10)
        clock.pass_(2 * 3_600)
        venue.slow = 60
        started = perf_counter()
        seen = await MarketView(venue, memory, clock).snapshot("btc", "1h", 10)
        assert perf_counter() - started < 2.5
        assert seen.provenance.stale

    async def test_who_types_does_not_wait_for_a_slow_venue(self, clock: MovableClock) -> None:
        memory, venue = Memory(), Venue()
        feed = MarketView(venue, memory, clock)
        assert (await feed.suggest("btc"))[0] == "BTC/USDT"
        venue.slow = 60.0
        clock.pass_(7_200)
        restarted = MarketView(venue, memory, clock)
        for typing, kept in ((feed, "the list known last"), (restarted, "the store's copy")):
            started = perf_counter()
            assert (await typing.suggest("btc"))[0] == "BTC/USDT", kept
            assert perf_counter() - started < 2.0, kept
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.1):
                await MarketView(venue, Memory(), clock).suggest("btc")

    async def test_suggestions_never_fail(self) -> None:
        venue = Venue(cut=True)
        feed = MarketView(venue, Memory(), MovableClock())
        assert await feed.suggest("btc") == []
        venue.cut = False
        assert (await feed.suggest("btc"))[0] == "BTC/USDT"
        assert await feed.suggest("\x00" * 4_000) == []
        assert len(await feed.suggest("")) == 12

    async def test_a_broken_file_is_told(self, tmp_path: Path, clock: MovableClock) -> None:
        feed = replayed(tmp_path, clock, TABLE)
        (tmp_path / "BTC-USDT_1h.csv").write_text("broken")
        with pytest.raises(BrokenCandles):
            await feed.snapshot("btc", "1h", 10)


async def test_replay_and_sim_leave_the_store_alone(tmp_path: Path, clock: MovableClock) -> None:
    memory = Memory(away=True)
    write(tmp_path, "BTC-USDT_1h.csv", TABLE)
    for source in (ReplaySource(tmp_path), SimSource(7)):
        await MarketView(source, memory, clock).snapshot("btc", "1h", 10)
    assert (memory.reads, memory.writes) == (0, 0)


async def test_many_at_once_are_answered_alike(clock: MovableClock) -> None:
    venue = Venue(slow=0.02)
    feed = MarketView(venue, Memory(), clock)
    seen = await asyncio.gather(*(feed.snapshot("btc", "1h", 100) for _ in range(50)))
    assert len({snapshot.price for snapshot in seen}) == 1
    assert sorted(venue.asked) == ["BTC/USDT 1h 250", "markets", "ticker"]
