"""What a trader would lose: a correlation of bars that do not belong together, or of markets that were not meant."""

from pathlib import Path

import numpy as np
import pytest

from services.core.errors import InvalidRequest, TooFewBars, TooLittleOverlap, UnknownSymbol, UnknownTimeframe
from services.market.several import AT_ONCE, best_known, candles_of
from services.market.source import Market
from services.market.view import MarketView
from services.studies.correlation import LEAST_RETURNS, Correlation, CorrelationAnswer, answer_correlation
from services.words.phrase import parse
from tests.unit.services.market.parts import Row, replay, rows, utc, write
from tests.unit.services.real_candles import HOUR, closed_bars, closed_hours

AT = "2023-12-30T19:00"


async def ask(feed: MarketView, symbols: str | None = None, timeframe: str = "1d", bars: int = 90) -> CorrelationAnswer:
    request = Correlation(symbols=symbols, timeframe=timeframe, bars=bars)
    return await answer_correlation(request, feed)


def walk(start: str, bars: int, seed: int = 1) -> list[Row]:
    closes = 1000 * np.exp(np.cumsum(np.random.default_rng(seed).normal(0, 0.01, bars)))
    return rows(start, closes.tolist())


async def test_it_is_what_the_candles_say(shared_data: Path) -> None:
    bases, timeframe, bars = ("BTC", "ETH", "SOL"), "4h", 300
    moves = []
    for base in bases:
        closes = [bar[4] for bar in closed_bars(closed_hours(shared_data, base, utc(AT)), 4 * HOUR, utc(AT))]
        moves.append(np.diff(np.log(closes[-bars - 1 :])))
    expected, variances = np.asarray(np.corrcoef(moves)), np.asarray(np.cov(moves))

    answer = await ask(replay(shared_data / "candles", AT), "btc, eth, sol", timeframe, bars)

    assert answer.symbols == ("BTC/USDT", "ETH/USDT", "SOL/USDT")
    assert (answer.count, answer.beta_to) == (bars, "BTC/USDT")
    assert [pair.correlation for pair in answer.pairs] == pytest.approx(
        [expected[0, 1], expected[0, 2], expected[1, 2]]
    )
    assert [market.beta for market in answer.markets] == pytest.approx((variances[0] / variances[0, 0]).tolist())
    assert answer.average == pytest.approx(np.mean([expected[0, 1], expected[0, 2], expected[1, 2]]))
    eigenvalues = np.linalg.eigvalsh(expected)
    assert answer.independent_bets == pytest.approx(eigenvalues.sum() ** 2 / (eigenvalues**2).sum())
    for pair in answer.pairs:
        assert pair.low is not None
        assert pair.high is not None
        assert pair.correlation is not None
        assert pair.low < pair.correlation < pair.high
    assert answer.closest is not None
    assert answer.farthest is not None
    assert answer.closest.correlation == max(pair.correlation or 0 for pair in answer.pairs)
    assert answer.farthest.correlation == min(pair.correlation or 0 for pair in answer.pairs)
    assert answer.rolling is None
    assert answer.as_of == answer.provenance.as_of == utc("2023-12-30T16:00")
    assert answer.until == utc("2023-12-30T12:00")


async def test_two_markets_have_a_course(shared_data: Path) -> None:
    answer = await ask(replay(shared_data / "candles", AT), "btc eth", "1h", 200)
    assert answer.rolling is not None
    assert answer.rolling.lowest <= answer.rolling.now <= answer.rolling.highest
    last = np.asarray(np.corrcoef(answer.shared.returns[-30:].T))[0, 1]
    assert answer.rolling.now == pytest.approx(last)


async def test_nobody_named_means_the_best_known(shared_data: Path) -> None:
    answer = await ask(replay(shared_data / "candles", AT))
    assert answer.symbols == ("BTC/USDT", "ETH/USDT", "SOL/USDT", "BNB/USDT", "XRP/USDT")


def market(base: str, quote: str = "USDT") -> Market:
    return Market(symbol=f"{base}/{quote}", base=base, quote=quote)


def test_the_best_known_are_those_that_there_are() -> None:
    listed = [market("PEPE"), market("ETH"), market("FOO"), market("BTC")]
    assert best_known(listed, 2) == ("BTC", "ETH")
    assert best_known(listed, 3) == ("BTC", "ETH", "PEPE/USDT")
    assert best_known([], 3) == ()


async def test_one_market_under_two_names_is_one(shared_data: Path) -> None:
    feed = replay(shared_data / "candles", AT)
    answer = await ask(feed, "btc BTC/USDT ETH-USDT ethusdt")
    assert answer.symbols == ("BTC/USDT", "ETH/USDT")
    with pytest.raises(InvalidRequest) as refused:
        await ask(feed, "btc BTCUSDT btc/usdt")
    assert "at least 2 different markets" in refused.value.problems[0]


class TestRefused:
    async def test_lists_that_are_too_short_or_too_long(self, shared_data: Path) -> None:
        feed = replay(shared_data / "candles", AT)
        for symbols in ("btc", ", ,", " ".join(f"c{i}" for i in range(13))):
            with pytest.raises(InvalidRequest) as refused:
                await ask(feed, symbols)
            assert refused.value.problems[0].startswith("symbols must name")

    async def test_an_unknown_market_is_named(self, shared_data: Path) -> None:
        with pytest.raises(UnknownSymbol) as unknown:
            await ask(replay(shared_data / "candles", AT), "btc notacoin eth alsonot")
        assert unknown.value.symbol == "notacoin"

    async def test_an_unknown_timeframe(self, shared_data: Path) -> None:
        with pytest.raises(UnknownTimeframe):
            await ask(replay(shared_data / "candles", AT), "btc eth", "1M")

    async def test_a_market_that_is_too_young(self, tmp_path: Path) -> None:
        write(tmp_path, "A-USDT_1h.csv", walk("2024-01-01T00:00", 100))
        write(tmp_path, "B-USDT_1h.csv", walk("2024-01-04T18:00", 10))
        with pytest.raises(TooFewBars) as few:
            await ask(replay(tmp_path, "2024-01-05T04:00"), "a b", "1h")
        assert (few.value.symbol, few.value.have, few.value.need) == ("B/USDT", 10, LEAST_RETURNS + 1)

    async def test_markets_that_hardly_meet(self, tmp_path: Path) -> None:
        write(tmp_path, "A-USDT_1h.csv", walk("2024-01-01T00:00", 100))
        write(tmp_path, "B-USDT_1h.csv", walk("2024-01-01T00:00", 100, 2))
        write(tmp_path, "C-USDT_1h.csv", walk("2024-01-01T00:00", 25, 3))
        with pytest.raises(TooLittleOverlap) as little:
            await ask(replay(tmp_path, "2024-01-05T04:00"), "a b c", "1h", 80)
        assert (little.value.have, little.value.need, little.value.timeframe) == (5, LEAST_RETURNS, "1h")
        assert little.value.symbol == "C/USDT"
        for symbols in ("c a", "a c"):
            with pytest.raises(TooLittleOverlap) as little:
                await ask(replay(tmp_path, "2024-01-05T04:00"), symbols, "1h", 80)
            assert little.value.symbol == "C/USDT", "its data ended first"


async def test_a_bar_that_one_lacks_counts_in_none(tmp_path: Path) -> None:
    whole, holed = walk("2024-01-01T00:00", 100), walk("2024-01-01T00:00", 100, 2)
    write(tmp_path, "A-USDT_1h.csv", whole)
    write(tmp_path, "B-USDT_1h.csv", holed[:50] + holed[51:])
    answer = await ask(replay(tmp_path, "2024-01-05T04:00"), "a b", "1h", 60)
    assert answer.count == 58
    assert [one.left_out for one in answer.markets] == [2, 1]
    closes = np.log([[row[4] for row in table] for table in (whole, holed)])
    moves = np.delete(np.diff(closes)[:, -60:], [10, 11], axis=1)
    assert answer.pairs[0].correlation == pytest.approx(np.corrcoef(moves)[0, 1])


async def test_a_market_that_stands_still_is_correlated_with_none(tmp_path: Path) -> None:
    write(tmp_path, "A-USDT_1h.csv", walk("2024-01-01T00:00", 100))
    write(tmp_path, "B-USDT_1h.csv", [(1704067200000 + i * HOUR, 5, 5, 5, 5, 0) for i in range(100)])
    answer = await ask(replay(tmp_path, "2024-01-05T04:00"), "b a", "1h", 60)
    assert answer.pairs[0].correlation is None
    assert (answer.closest, answer.farthest, answer.average, answer.independent_bets) == (None, None, None, None)
    assert [market.beta for market in answer.markets] == [None, None]


async def test_markets_are_fetched_at_once_but_not_all(shared_data: Path) -> None:
    class Counting(MarketView):
        running = most = 0

        async def candles(self, *args: object, **options: object) -> object:  # type: ignore[override]
            Counting.running += 1
            Counting.most = max(Counting.most, Counting.running)
            try:
                return await super().candles(*args, **options)  # type: ignore[arg-type]
            finally:
                Counting.running -= 1

    plain = replay(shared_data / "candles", AT)
    feed = Counting(plain._source, None, plain._clock)  # type: ignore[arg-type]
    symbols = ("btc", "eth", "sol", "bnb", "xrp", "doge", "ada", "avax")
    found = await candles_of(feed, symbols, "1d", 30)
    assert [candles.symbol for candles, _ in found] == [f"{symbol.upper()}/USDT" for symbol in symbols]
    assert Counting.most == AT_ONCE


@pytest.mark.parametrize(
    ("text", "request_"),
    [
        ("correlation", Correlation()),
        ("correlation btc,eth,sol 1d", Correlation(symbols="btc,eth,sol", timeframe="1d")),
        ("correlation btc, eth , sol 4h 200", Correlation(symbols="btc,eth,sol", timeframe="4h", bars=200)),
        ("correlation btc eth sol", Correlation(symbols="btc,eth,sol")),
        ("correlation btc vs 1inch 4h 200", Correlation(symbols="btc,vs,1inch", timeframe="4h", bars=200)),
        ("correlation btc eth bars:50", Correlation(symbols="btc,eth", bars=50)),
        ("correlation 4h symbols:btc eth", Correlation(symbols="btc eth", timeframe="4h")),
        ("/correlation symbols:btc eth sol", Correlation(symbols="btc eth sol")),
        ("/correlation symbols:btc, eth timeframe:1h", Correlation(symbols="btc,eth", timeframe="1h")),
    ],
)
def test_it_is_understood(text: str, request_: Correlation) -> None:
    assert parse(text, {Correlation.name: Correlation}) == request_
