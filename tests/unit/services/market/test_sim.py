"""If these failed, the demo's market would change under the reader's eyes, or not look like a market."""

import asyncio
from datetime import timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.core.errors import TooFewBars, UnknownSymbol, UnknownTimeframe
from services.market.aggregate import aggregate
from services.market.candles import Candles, Floats
from services.market.noise import key, normal, smooth, uniform
from services.market.sim import PAIRS, SimSource
from services.market.sim_days import Pair
from services.market.timeframes import HOUR, TIMEFRAMES, to_ms
from tests.examples import examples
from tests.unit.services.market.parts import same, utc

SYMBOLS = st.sampled_from([pair.symbol for pair in PAIRS])
SECONDS = st.integers(int(utc("2017-01-01T00:00").timestamp()), int(utc("2035-01-01T00:00").timestamp()))


async def candles(symbol: str, timeframe: str, bars: int, until: str, seed: int = 7) -> Candles:
    return (await SimSource(seed).candles(symbol, timeframe, bars=bars, until=utc(until))).candles


@examples(60)
@given(symbol=SYMBOLS, second=SECONDS, name=st.sampled_from(list(TIMEFRAMES)), bars=st.integers(1, 300))
async def test_a_bar_is_the_same_whenever_it_is_asked_for(symbol: str, second: int, name: str, bars: int) -> None:
    asked = SimSource(7)
    until = utc("1970-01-01T00:00") + timedelta(seconds=second)
    first = (await asked.candles(symbol, name, bars=bars, until=until)).candles
    await asked.candles("ETH/USDT", "1d", bars=50, until=until)
    later = until + timedelta(milliseconds=17 * TIMEFRAMES[name].ms)
    again = (await asked.candles(symbol, name, bars=bars + 40, until=later)).candles
    fresh = (await SimSource(7).candles(symbol, name, bars=bars, until=until)).candles
    end = int(first.time[-1]) + TIMEFRAMES[name].ms
    assert end <= to_ms(until)
    assert len(first) == bars or int(first.time[0]) < to_ms(utc("2016-01-10T00:00"))
    assert same(first, fresh)
    assert same(again.between(int(first.time[0]), end), first)


@examples(25)
@given(
    symbol=SYMBOLS, second=SECONDS, coarse=st.sampled_from(["3m", "5m", "15m", "30m", "1h", "4h", "12h", "1d", "1w"])
)
async def test_timeframes_agree_with_the_minutes(symbol: str, second: int, coarse: str) -> None:
    source = SimSource(11)
    wanted = TIMEFRAMES[coarse]
    until = utc("1970-01-01T00:00") + timedelta(seconds=second)
    asked = (await source.candles(symbol, coarse, bars=2, until=until)).candles
    end = int(asked.time[-1]) + wanted.ms
    minutes = 2 * wanted.ms // 60_000
    fine = (await source.candles(symbol, "1m", bars=minutes, until=until + timedelta(minutes=1))).candles
    late = (await source.candles(symbol, "1m", bars=minutes * 2, until=until)).candles
    built = aggregate(late.between(int(asked.time[0]), end), wanted)
    assert len(fine) == minutes
    for column in ("time", "open", "high", "low", "close"):
        assert np.array_equal(getattr(built, column), getattr(asked, column)), column
    assert np.allclose(built.volume, asked.volume, rtol=1e-12)


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: pair.base)
@pytest.mark.parametrize("name", ["1m", "1h", "1d"])
async def test_prices_are_ones_that_could_be(pair: Pair, name: str) -> None:
    drawn = await candles(pair.symbol, name, 4000, "2030-06-01T00:00")
    assert np.all(drawn.low <= np.minimum(drawn.open, drawn.close))
    assert np.all(drawn.high >= np.maximum(drawn.open, drawn.close))
    assert np.all(drawn.low > 0)
    assert np.all(drawn.volume >= 0)
    assert np.array_equal(drawn.open[1:], drawn.close[:-1]), "a market that never closes does not jump between bars"
    assert np.array_equal(np.round(drawn.close, pair.price_decimals), drawn.close)
    assert pair.anchor / 6 < drawn.low.min() < drawn.high.max() < pair.anchor * 6


async def test_bitcoin_stays_in_its_order_of_magnitude_for_20_years() -> None:
    for seed in range(8):
        drawn = await candles("BTC/USDT", "1w", 2_000, "2040-01-01T00:00", seed)
        assert len(drawn) > 1_200
        assert 8_000 < drawn.low.min() < drawn.high.max() < 160_000


def returns(drawn: Candles) -> Floats:
    change = np.diff(np.log(drawn.close))
    return np.asarray(change - change.mean())


def correlation(one: Floats, other: Floats) -> float:
    return float(np.corrcoef(one, other)[0, 1])


@pytest.mark.parametrize("seed", [1, 7, 42])
@pytest.mark.parametrize(("symbol", "name"), [("BTC/USDT", "1h"), ("SOL/USDT", "1h"), ("BTC/USDT", "5m")])
class TestStylisedFacts:
    """What markets have in common (Cont, 2001); the bounds hold for the real candles of BTC and SOL by the hour too."""

    async def drawn(self, seed: int, symbol: str, name: str) -> Candles:
        return await candles(symbol, name, 15_000, "2026-03-01T00:00", seed)

    async def test_fat_tails(self, seed: int, symbol: str, name: str) -> None:
        change = returns(await self.drawn(seed, symbol, name))
        assert 6 < np.mean((change / change.std()) ** 4) < 120

    async def test_restless_times_cluster(self, seed: int, symbol: str, name: str) -> None:
        size = np.abs(returns(await self.drawn(seed, symbol, name)))
        assert 0.15 < correlation(size[1:], size[:-1]) < 0.6
        assert correlation(size[24:], size[:-24]) > 0.05

    async def test_the_direction_does_not_tell_the_next(self, seed: int, symbol: str, name: str) -> None:
        change = returns(await self.drawn(seed, symbol, name))
        assert abs(correlation(change[1:], change[:-1])) < 0.12

    async def test_volume_comes_with_movement(self, seed: int, symbol: str, name: str) -> None:
        drawn = await self.drawn(seed, symbol, name)
        assert 0.25 < correlation(np.abs(returns(drawn)), drawn.volume[1:]) < 0.85


async def test_coins_move_together_but_not_as_one() -> None:
    btc, eth, doge = [
        returns(await candles(symbol, "1h", 5_000, "2026-03-01T00:00"))
        for symbol in ("BTC/USDT", "ETH/USDT", "DOGE/USDT")
    ]
    assert 0.5 < correlation(btc, eth) < 0.97
    assert 0.3 < correlation(btc, doge) < 0.9


async def test_some_hours_are_busier_than_others() -> None:
    drawn = await candles("BTC/USDT", "1h", 24 * 300, "2026-03-01T00:00")
    hour = drawn.time // HOUR % 24
    assert drawn.volume[hour == 14].mean() > 1.5 * drawn.volume[hour == 4].mean()


async def test_seeds_make_different_markets() -> None:
    one, other = [await candles("BTC/USDT", "1h", 1_000, "2026-03-01T00:00", seed) for seed in (1, 2)]
    assert abs(correlation(returns(one), returns(other))) < 0.15


class TestTicker:
    async def test_it_moves_with_the_clock_and_meets_the_closes(self) -> None:
        source = SimSource(7)
        at = utc("2026-03-01T10:00")
        closed = (await source.candles("BTC/USDT", "1m", bars=1_441, until=at)).candles
        on_the_minute = await source.ticker("BTC/USDT", now=at)
        assert on_the_minute.time == at
        assert on_the_minute.last == closed.close[-1]
        assert on_the_minute.open_24h == closed.open[1]
        assert on_the_minute.high_24h == closed.high[1:].max()
        assert on_the_minute.low_24h == closed.low[1:].min()
        prices = {(await source.ticker("BTC/USDT", now=at + timedelta(seconds=s))).last for s in range(0, 60, 5)}
        assert len(prices) > 6
        minute = (await source.candles("BTC/USDT", "1m", bars=1, until=at + timedelta(minutes=1))).candles
        assert minute.low[0] <= min(prices) <= max(prices) <= minute.high[0]

    @pytest.mark.parametrize("at", ["2015-12-31T23:59", "2041-01-01T00:00"])
    async def test_outside_its_years_there_is_no_price(self, at: str) -> None:
        with pytest.raises(TooFewBars):
            await SimSource(7).ticker("BTC/USDT", now=utc(at))


async def test_before_its_first_day_there_is_nothing_and_after_its_last_nothing_new() -> None:
    for name in TIMEFRAMES:
        assert len(await candles("BTC/USDT", name, 10, "2015-06-01T00:00")) == 0
        assert len(await candles("BTC/USDT", name, 10, "2016-02-01T00:00")) > 0
    late = await candles("BTC/USDT", "1d", 10, "2050-01-01T00:00")
    assert late.opened(-1) == utc("2040-12-31T00:00")


async def test_what_is_not_listed_is_unknown() -> None:
    with pytest.raises(UnknownSymbol):
        await candles("XYZ/USDT", "1h", 10, "2026-01-01T00:00")
    with pytest.raises(UnknownTimeframe):
        await candles("BTC/USDT", "7m", 10, "2026-01-01T00:00")


async def test_many_asking_at_once_get_the_same() -> None:
    source = SimSource(7)
    until = utc("2026-03-01T00:00")
    asked = await asyncio.gather(*(source.candles("SOL/USDT", "15m", bars=200, until=until) for _ in range(30)))
    assert all(same(asked[0].candles, other.candles) for other in asked)


class TestNoise:
    def test_it_is_what_its_place_says(self) -> None:
        index = np.arange(1_000)
        for draw in (uniform, normal):
            whole = draw(key("a"), index)
            assert np.array_equal(draw(key("a"), index[300:400]), whole[300:400])
            assert abs(correlation(whole, draw(key("b"), index))) < 0.15
        whole = smooth(key("a"), index, 9)
        assert np.allclose(smooth(key("a"), index[333:400], 9), whole[333:400])

    def test_its_moments(self) -> None:
        index = np.arange(200_000)
        assert uniform(key(1), index).mean() == pytest.approx(0.5, abs=0.005)
        assert uniform(key(1), index).min() > 0
        for drawn in (normal(key(1), index), smooth(key(1), index, 13)):
            assert drawn.mean() == pytest.approx(0, abs=0.03)
            assert drawn.std() == pytest.approx(1, abs=0.03)

    def test_the_very_numbers(self) -> None:
        """The market of a seed is a promise: it must not change with a version of numpy, nor with the machine."""
        splitmix_of_seed_0 = (0xE220A8397B1DCDAF, 0x6E789E6AA1B965F4, 0x06C45D188009454F)
        assert uniform(0, np.arange(1, 4)).tolist() == [((x >> 11) + 0.5) / 2**53 for x in splitmix_of_seed_0]
