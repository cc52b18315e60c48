"""Whoever scans a market must be able to trust what is not on the list as much as what is."""

import asyncio
from collections import defaultdict
from datetime import datetime
from functools import partial
from typing import Any

import pytest

from services.conditions.parse import condition
from services.core.clock import SteppedClock
from services.core.errors import (
    BadCondition,
    BrokenCandles,
    DeskError,
    ExchangeUnavailable,
    InvalidRequest,
    TooFewBars,
    UnknownSymbol,
    UnknownTimeframe,
)
from services.core.progress import InLine, Step, listening
from services.market.candles import Candles
from services.market.source import Fetched
from services.market.view import MarketView
from services.scan.facts import ROWS, Scan, ScanAnswer
from services.scan.look import Question
from services.scan.scan import GIVE_UP, NOT_ASKED, SCANS_AT_ONCE, Scans, answer_scan
from services.scan.universe import timeframes_of
from services.store.store import Store
from services.words.phrase import parse
from tests.asks import AT, ask, desk_of
from tests.unit.services.conditions.markets import ManyMarkets, symbols
from tests.unit.services.market.parts import Memory

CLOCK = SteppedClock(AT)


def scans(source: ManyMarkets) -> Scans:
    return Scans(MarketView(source, Memory(), CLOCK))


async def scanned(source: ManyMarkets, where: str = "rsi14 < 50", **options: Any) -> ScanAnswer:
    return await scans(source).page(Scan(where=where, **options))


async def test_every_market_and_timeframe_is_judged_once_as_it_would_be_alone() -> None:
    source = ManyMarkets(symbols(57))
    answer = await scanned(source, timeframes="1h,4h")
    feed = MarketView(source, Memory(), CLOCK)
    question = Question(condition("rsi14 < 50"))
    asked = [
        question.ask(*await feed.candles(symbol, timeframe, question.bars))
        for symbol in symbols(57)
        for timeframe in ("1h", "4h")
    ]
    matches = [row.name for row in sorted((row for row in asked if row), key=lambda row: row.sort_value or 0.0)]
    assert answer.matched == len(matches)
    assert (answer.markets, answer.scanned, answer.not_known, answer.failed) == (57, 114, 0, 0)
    scanner = scans(source)
    pages = [await scanner.page(Scan(where="rsi14 < 50", timeframes="1h,4h", page=n + 1)) for n in range(answer.pages)]
    assert [row.name for page in pages for row in page.rows] == matches, "the lowest first, none twice"
    assert all(len(page.rows) == ROWS for page in pages[:-1])
    assert pages[0].symbols == tuple(dict.fromkeys(row.symbol for row in pages[0].rows))


@pytest.mark.parametrize(
    ("where", "sorted_by", "falls"),
    [
        ("rsi14 < 60", "rsi14, lowest first", False),
        ("60 > rsi14", "rsi14, lowest first", False),
        ("rsi14 > 40", "rsi14, highest first", True),
        ("not rsi14 > 60", "rsi14, lowest first", False),
        ("rsi14 < 60 and close > 0", "rsi14, lowest first", False),
        ("close > 0 and rsi14 < 60", "close, highest first", True),
        ("close > 0.5 * ema20", "close \N{MINUS SIGN} 0.5 * ema20, highest first", True),
        ("ema20 < 2 * ema50", "ema20 \N{MINUS SIGN} 2 * ema50, lowest first", False),
        ("not pattern doji and rsi14 > 20", "rsi14, highest first", True),
    ],
)
async def test_matches_come_by_what_was_asked(where: str, sorted_by: str, falls: bool) -> None:
    answer = await scanned(ManyMarkets(symbols(40)), where, timeframes="1h,4h")
    assert answer.sorted_by == sorted_by
    values = [row.sort_value for row in answer.rows if row.sort_value is not None]
    assert len(values) == ROWS
    assert values == sorted(values, reverse=falls)


@pytest.mark.parametrize(
    ("where", "named"), [("near fib 0.618 within 9 atr", "fib 0.618"), ("near ema20 within 9 atr", "ema20")]
)
async def test_the_nearest_come_first_on_either_side(where: str, named: str) -> None:
    answer = await scanned(ManyMarkets(symbols(40)), where)
    assert answer.sorted_by == f"distance to {named}, nearest first"
    away = [abs(row.places[0].distance_atr or 0.0) for row in answer.rows]
    assert away == sorted(away)
    assert [row.sort_value for row in answer.rows] == [row.places[0].distance_atr for row in answer.rows]


async def test_what_asks_for_no_quantity_stays_in_the_exchanges_order() -> None:
    answer = await scanned(ManyMarkets(symbols(40)), "not pattern doji")
    assert answer.sorted_by == "the exchange's own order"
    assert [row.symbol for row in answer.rows] == sorted(row.symbol for row in answer.rows)


class Moving(ManyMarkets):
    """Its closes differ from one timeframe to another, as those of markets do."""

    async def candles(self, symbol: str, timeframe: str, *, bars: int, until: datetime) -> Fetched:
        found = await super().candles(symbol, timeframe, bars=bars, until=until)
        factor = 1 + 0.001 * self.timeframes.index(timeframe)
        candles = found.candles
        prices = (candles.open * factor, candles.high * factor, candles.low * factor, candles.close * factor)
        return Fetched(candles=Candles(symbol, timeframe, candles.time, *prices, candles.volume))


async def test_a_market_has_one_price_in_an_answer_and_each_row_its_own_close() -> None:
    source = Moving(symbols(3))
    answer = await scanned(source, "rsi14 > 0", timeframes="1h,4h,1d")
    prices: dict[str, set[tuple[float, datetime]]] = defaultdict(set)
    for row in answer.rows:
        prices[row.symbol].add((row.price, row.priced_at))
        assert row.close == row.candles.close[-1]
        assert row.closed_at <= row.priced_at
        assert row.closed_at < row.priced_at or row.close == row.price
    assert all(len(found) == 1 for found in prices.values())
    assert any(row.close != row.price for row in answer.rows)


async def test_few_that_do_not_fit_are_named() -> None:
    every = await scanned(ManyMarkets(symbols(9)), "rsi14 < 101")
    levels = {row.symbol: row.values[0].value for row in every.rows}
    highest = sorted(levels, key=lambda symbol: -levels[symbol])
    source = ManyMarkets(symbols(9))
    told = await scanned(source, f"rsi14 < {(levels[highest[1]] + levels[highest[2]]) / 2}")
    assert set(told.misfits) == {f"{symbol} 4h" for symbol in highest[:2]}
    assert (await scanned(source, f"rsi14 < {(levels[highest[4]] + levels[highest[5]]) / 2}")).misfits == ()


async def test_pages_are_of_one_scan_and_behind_the_last_is_the_last() -> None:
    source = ManyMarkets(symbols(30))
    scanner = scans(source)
    first = await scanner.page(Scan(where="close > 0"))
    again = await scanner.page(Scan(where="CLOSE  > 0.0", page=3))
    behind = await scanner.page(Scan(where="close > 0", page=9))
    assert source.fetched == 30, "the same condition in other words is the same scan"
    assert (first.page, again.page, behind.page, first.pages) == (1, 3, 3, 3)
    assert behind.rows == again.rows != first.rows


async def test_fifty_who_ask_at_once_are_one_scan() -> None:
    source = ManyMarkets(symbols(20), delay=0.01)
    scanner = scans(source)
    await asyncio.gather(*(scanner.page(Scan(where="close > 0")) for _ in range(50)))
    assert source.fetched == 20
    assert source.most_at_once <= 8


async def test_what_failed_is_counted_by_its_reason_and_the_rest_is_answered() -> None:
    listed = symbols(40)
    source = ManyMarkets(
        listed,
        errors={
            listed[3]: ExchangeUnavailable(venue="memory", reason="rate limit"),
            listed[4]: ExchangeUnavailable(venue="memory", reason="rate limit"),
            listed[9]: BrokenCandles(symbol=listed[9], timeframe="4h", place="file:1", reason="high below low"),
            listed[11]: TooFewBars(symbol=listed[11], timeframe="4h", have=0, need=1),
        },
    )
    answer = await scanned(source, "close > 0")
    assert {failure.name: failure.count for failure in answer.failures} == {"rate limit": 2, "broken candles": 1}
    assert (answer.scanned, answer.failed, answer.not_known, answer.matched) == (37, 3, 1, 36)


async def test_too_few_bars_for_the_condition_are_counted_as_not_known() -> None:
    answer = await scanned(ManyMarkets(symbols(10), bars=50), "ema100 < close or rsi14 < 0")
    assert (answer.scanned, answer.matched, answer.not_known) == (10, 0, 10)
    assert answer.rows == ()
    assert answer.pages == answer.page == 1


async def test_an_exchange_that_is_away_is_told_and_not_asked_hundreds_of_times() -> None:
    listed = symbols(200)
    away: dict[str, DeskError] = dict.fromkeys(listed, ExchangeUnavailable(venue="memory", reason="network"))
    source = ManyMarkets(listed, errors=away)
    with pytest.raises(ExchangeUnavailable) as told:
        await scanned(source)
    assert told.value.reason == "network"
    assert source.fetched < GIVE_UP + 20


async def test_an_exchange_that_goes_away_on_the_way_leaves_what_was_found() -> None:
    listed = symbols(200)
    away: dict[str, DeskError] = dict.fromkeys(listed[80:], ExchangeUnavailable(venue="memory", reason="timeout"))
    answer = await scanned(ManyMarkets(listed, errors=away), "close > 0")
    reasons = {failure.name: failure.count for failure in answer.failures}
    assert answer.matched == 80
    assert answer.failed == 120
    assert reasons["timeout"] + reasons[NOT_ASKED] == 120
    assert reasons[NOT_ASKED] > 40


async def test_a_scan_that_takes_too_long_tells_what_it_did_not_get_to() -> None:
    source = ManyMarkets(symbols(100))
    scanner = Scans(MarketView(source, Memory(), CLOCK), now=lambda: 20.0 * source.fetched)
    answer = await scanner.page(Scan(where="close > 0"))
    assert (answer.matched, answer.failed) == (source.fetched, 100 - source.fetched)
    assert 30 <= source.fetched < 50
    assert [failure.name for failure in answer.failures] == [NOT_ASKED]


async def test_scans_at_the_same_time_share_an_exchanges_patience() -> None:
    source = ManyMarkets(symbols(40), delay=0.005)
    scanner = scans(source)
    await asyncio.gather(*(scanner.page(Scan(where=f"close > {n}")) for n in range(5)))
    assert source.fetched == 200
    assert source.most_at_once <= 8


async def test_only_a_few_scans_run_at_once_and_the_others_wait_their_turn() -> None:
    source = ManyMarkets(symbols(40), delay=0.01)
    scanner = scans(source)
    heard: dict[int, list[Step | InLine]] = {n: [] for n in range(5)}

    async def ask(n: int) -> ScanAnswer:
        with listening(heard[n].append):
            return await scanner.page(Scan(where=f"close > {n}"))

    answers = await asyncio.gather(*(ask(n) for n in range(5)))
    assert [answer.scanned for answer in answers] == [40] * 5
    before = [steps[0].before if isinstance(steps[0], InLine) else None for steps in heard.values()]
    assert before == [*[None] * SCANS_AT_ONCE, 0, 1]


async def test_a_scan_whose_askers_have_gone_is_given_up(store: Store) -> None:
    source = ManyMarkets(symbols(400), delay=0.01)
    desk = desk_of({Scan: partial(answer_scan, scans=scans(source))}, store)
    everything = [Scan(where=f"close > {n}", universe="all") for n in range(2 * SCANS_AT_ONCE)]
    asked = [asyncio.create_task(desk.ask(ask(scan))) for scan in everything for _ in range(2)]
    await asyncio.sleep(0.05)
    for left in asked[1:]:
        left.cancel()
    await asyncio.gather(*asked[1:], return_exceptions=True)
    answer = await asked[0]
    assert isinstance(answer, ScanAnswer)
    assert answer.scanned == 400
    assert source.fetched < 600, "the others went on for nobody"
    again = await desk.ask(ask(everything[-1]))
    assert isinstance(again, ScanAnswer)
    assert again.scanned == 400


async def test_the_usual_universe_is_the_first_of_the_most_common_quote() -> None:
    source = ManyMarkets([*symbols(30, "EUR"), *symbols(250), "ABC/BTC"])
    usual = await scanned(source, "close > 0")
    assert (usual.markets, usual.listed) == (200, 250)
    assert all(row.symbol.endswith("/USDT") for row in usual.rows)
    every = await scanned(source, "close > 0", universe=" ALL ")
    assert every.markets == 250
    named = await scanned(source, "close > 0", universe="c001/eur, abc, c001/eur")
    assert [row.symbol for row in named.rows] == ["C001/EUR", "ABC/BTC"]


@pytest.mark.parametrize(
    ("options", "error"),
    [
        ({"where": "rsi14 <"}, BadCondition),
        ({"where": "close > 0", "timeframes": "7x"}, UnknownTimeframe),
        ({"where": "close > 0", "timeframes": "15m"}, UnknownTimeframe),
        ({"where": "close > 0", "timeframes": "1h,4h,1d,1w"}, InvalidRequest),
        ({"where": "close > 0", "timeframes": ","}, InvalidRequest),
        ({"where": "close > 0", "universe": "nothing"}, UnknownSymbol),
        ({"where": "close > 0", "universe": " , "}, InvalidRequest),
        ({"where": "close > 0", "universe": " ".join(symbol.split("/")[0] for symbol in symbols(41))}, InvalidRequest),
    ],
)
async def test_what_does_not_fit_is_said_before_anything_is_fetched(
    options: dict[str, str], error: type[DeskError]
) -> None:
    source = ManyMarkets(symbols(60))
    with pytest.raises(error):
        await scans(source).page(Scan(**options))
    assert source.fetched == 0


async def test_a_timeframe_that_no_market_has_is_refused_beside_one_that_they_have() -> None:
    class Coarse(ManyMarkets):
        async def candles(self, symbol: str, timeframe: str, *, bars: int, until: datetime) -> Fetched:
            if timeframe == "1h":
                raise UnknownTimeframe(timeframe=timeframe, known=("4h",))
            return await super().candles(symbol, timeframe, bars=bars, until=until)

    with pytest.raises(UnknownTimeframe) as refused:
        await scanned(Coarse(symbols(12)), "close > 0", timeframes="1h,4h")
    assert refused.value.timeframe == "1h"


async def test_no_markets_at_all_is_said() -> None:
    with pytest.raises(InvalidRequest):
        await scanned(ManyMarkets([]))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("4h", ("4h",)),
        ("1h,4h", ("1h", "4h")),
        ("4h 1h", ("4h", "1h")),
        ("4 hours, daily and 60", ("4h", "1d", "1h")),
        ("4h,240", ("4h",)),
    ],
)
def test_timeframes_as_people_write_them(text: str, found: tuple[str, ...]) -> None:
    assert timeframes_of(text) == found


@pytest.mark.parametrize(
    ("text", "request_"),
    [
        ("/scan where:rsi14 < 30 and near fib 0.618 timeframes:1h,4h",
         Scan(where="rsi14 < 30 and near fib 0.618", timeframes="1h,4h")),
        ("scan rsi14 < 30", Scan(where="rsi14 < 30")),
        ("scan rsi14 < 30 timeframes:1h, 4h page:2", Scan(where="rsi14 < 30", timeframes="1h,4h", page=2)),
        ("/scan timeframes:1d where:close > ema200 universe:btc eth",
         Scan(where="close > ema200", timeframes="1d", universe="btc eth")),
    ],
)  # fmt: skip
def test_a_scan_as_people_write_it(text: str, request_: Scan) -> None:
    assert parse(text, {"scan": Scan}) == request_


async def test_progress_is_told_step_by_step_and_to_all_who_wait() -> None:
    scanner = scans(ManyMarkets(symbols(40), delay=0.005))
    heard: list[list[Step | InLine]] = [[], []]

    async def ask(who: int) -> None:
        with listening(heard[who].append):
            work = asyncio.ensure_future(scanner.page(Scan(where="close > 0", page=who + 1)))
        await asyncio.sleep(0)
        await work

    await asyncio.gather(ask(0), ask(1))
    for steps in heard:
        assert steps == [Step(done, 40, "Scanning") for done in range(1, 41)]


async def test_memory_does_not_grow_with_the_universe() -> None:
    """Of a market that does not match nothing is kept, and at no time are all candles there at once."""
    source = ManyMarkets(symbols(400))
    await scanned(source, "close < 0", universe="all")
    assert source.fetched == 400
    assert source.most_held < 100


async def test_a_scan_reads_the_store_and_leaves_no_copies_there() -> None:
    """A thousand markets in three timeframes would be hundreds of MB, beside what must not be lost."""
    source, memory = ManyMarkets(symbols(30), name="live"), Memory()
    feed = MarketView(source, memory, CLOCK)
    await feed.candles("C007/USDT", "4h", 900)
    await feed.close()
    held, fetched = set(memory.held), source.fetched
    answer = await Scans(feed).page(Scan(where="close > ema50"))
    await feed.close()
    assert answer.scanned == 30
    assert source.fetched == fetched + 29
    assert set(memory.held) == held


async def test_a_long_scan_leaves_the_desk_free_for_others() -> None:
    scanner = scans(ManyMarkets(symbols(120), bars=1_000))
    work = asyncio.ensure_future(scanner.page(Scan(where="near support or regime is ranging")))
    loop, worst = asyncio.get_running_loop(), 0.0
    while not work.done():
        before = loop.time()
        await asyncio.sleep(0.005)
        worst = max(worst, loop.time() - before)
    await work
    assert worst < 2.0, "held up, not merely slow"
