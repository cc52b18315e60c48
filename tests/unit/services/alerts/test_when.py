"""What people write is what they are told of: read wrongly, an alert never fires, or fires for nothing."""

from contextlib import suppress
from decimal import Decimal
from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.alerts.sky_names import read_sky
from services.alerts.suggest import USUAL_WHENS
from services.alerts.when import NEAR_ZERO, read_when
from services.alerts.wishes import (
    Funding,
    LevelAt,
    Matter,
    Move,
    OfAccount,
    PriceAt,
    PriceFromHere,
    Signal,
    Sky,
    Where,
    Wish,
)
from services.core.errors import BadAlert, BadCondition, DeskError
from tests.examples import examples

HOUR, DAY = 3_600, 86_400


def at(price: float | str, side: str | None = None) -> PriceAt:
    return PriceAt((Decimal(str(price)),), side)  # type: ignore[arg-type]


def within(share: str, price: float) -> PriceAt:
    return PriceAt((Decimal(str(price)),), None, Decimal(share))


def moves(way: str, share: str, window: int) -> Move:
    return Move(way, Decimal(share), window)  # type: ignore[arg-type]


def matters(text: str) -> list[Matter]:
    return [wish.matter for wish in read_when(text).wishes]


ONE: tuple[tuple[str, Matter], ...] = (
    # prices
    ("above 70000", at(70_000, "above")),
    ("> 70k", at(70_000, "above")),
    (">= $70,000.50", at("70000.50", "above")),
    ("price goes over 100k usdt", at(100_000, "above")),
    ("is higher than 1.5m", at(1_500_000, "above")),
    ("rises to 70000", at(70_000, "above")),
    ("breaks above 70k", at(70_000, "above")),
    ("crosses above 70 000", at(70_000, "above")),
    ("falls below 2000", at(2_000, "below")),
    ("< 0.00001", at("0.00001", "below")),
    ("drops to 60k", at(60_000, "below")),
    ("under 0,025", at("0.025", "below")),
    ("crosses 60000", at(60_000)),
    ("hits 70k", at(70_000)),
    ("reaches 70k", at(70_000)),
    ("70000", at(70_000)),
    ("within 1% of 60000", within("0.01", 60_000)),
    ("gets within 0.5 % of 60k", within("0.005", 60_000)),
    ("within 500 of 70000", PriceAt((Decimal(70_000),), None, Decimal(500), before_is_price=True)),
    ("up 5% from here", PriceFromHere(Decimal("0.05"))),
    ("falls 3% from now", PriceFromHere(Decimal("-0.03"))),
    ("5% below the current price", PriceFromHere(Decimal("-0.05"))),
    # moves
    ("rises 5% in 1h", moves("rise", "0.05", HOUR)),
    ("drops 5% in an hour", moves("fall", "0.05", HOUR)),
    ("drops by more than 5 percent within 30 min", moves("fall", "0.05", 1_800)),
    ("dumps 10% over the last 4 hours", moves("fall", "0.1", 4 * HOUR)),
    ("goes up 5 % in a week", moves("rise", "0.05", 7 * DAY)),
    ("down 3% today", moves("fall", "0.03", DAY)),
    ("+5% in 4h", moves("rise", "0.05", 4 * HOUR)),
    ("−5%", moves("fall", "0.05", DAY)),
    ("pumps 7.5% within half an hour", moves("rise", "0.075", 1_800)),
    # levels
    ("touches the 0.618 on 4h", LevelAt(0.618)),
    ("touches fib 0.618", LevelAt(0.618)),
    ("hits the 61.8% retracement", LevelAt(0.618)),
    ("touches fib 1.618 fixed", LevelAt(1.618, fixed=True)),
    ("breaks fib 0.618 on 1d", LevelAt(0.618, "break")),
    ("closes below the 0.5 on the daily chart", LevelAt(0.5, "break", "below")),
    ("reclaims the 0.5 on 4h", LevelAt(0.5, "reclaim")),
    ("loses fib 0.786", LevelAt(0.786, "lose")),
    ("above fib 0.618", LevelAt(0.618, "touch", "above")),
    ("touches the golden pocket", LevelAt(0.618, pocket=True)),
    # conditions
    ("rsi14 < 30", Where("rsi14 < 30")),
    ("rsi is below 30", Where("rsi14 < 30")),
    ("rsi 14 above 70", Where("rsi14 > 70")),
    ("RSI(14) crosses below 30", Where("rsi14 crosses below 30")),
    ("oversold", Where("rsi14 < 30")),
    ("macd crosses above its signal", Where("macd crosses above macd_signal")),
    ("macd crosses the signal line", Where("macd crosses above macd_signal or macd crosses below macd_signal")),
    ("price crosses above the 200 ema", Where("close crosses above ema200")),
    ("price closes above 70000", Where("close > 70000")),
    ("above the 50 day sma", Where("close > sma50")),
    ("volume spike", Where("volume_ratio20 > 2")),
    ("a volume spike of 3x", Where("volume_ratio20 > 3")),
    ("volume above 3x average", Where("volume_ratio20 > 3")),
    ("bullish engulfing", Where("pattern bullish engulfing")),
    ("a hammer forms", Where("pattern hammer")),
    ("three white soldiers", Where("pattern three white soldiers")),
    ("regime changes", Where("regime changes")),
    ("the market becomes volatile", Where("regime is volatile")),
    ("regime turns trending up", Where("regime is trending up")),
    ("golden cross", Where("sma50 crosses above sma200")),
    ("golden pocket", Where("in golden pocket")),
    ("new 50-bar high", Where("new high 50")),
    ("new low", Where("new low 20")),
    ("price above 70000 and rsi14 < 30", Where("close > 70000 and rsi14 < 30")),
    ("above 60k and below 70k", Where("close > 60000 and close < 70000")),
    ("near support", Where("near support")),
    ("close crosses above fib 0.618", Where("close crosses above fib 0.618")),
    # the rest
    ("funding above 0.05%", Funding("above", Decimal("0.0005"))),
    ("funding rate below -0.01%", Funding("below", Decimal("-0.0001"))),
    ("funding turns negative", Funding("below", -NEAR_ZERO)),
    ("drawdown above 10%", OfAccount("drawdown", Decimal("0.1"))),
    ("my drawdown exceeds 10% on swing", OfAccount("drawdown", Decimal("0.1"), "swing")),
    ("my equity falls 10%", OfAccount("drawdown", Decimal("0.1"))),
    ("liquidation within 5%", OfAccount("liquidation", Decimal("0.05"))),
    ("within 5% of my liquidation price", OfAccount("liquidation", Decimal("0.05"))),
    ("fill", OfAccount("fill")),
    ("any order is filled", OfAccount("fill")),
    ("full moon", Sky("full moon", 0)),
    ("full moon 1h before", Sky("full moon", HOUR)),
    ("1 day before the new moon", Sky("new moon", DAY)),
    ("mercury goes retrograde", Sky("mercury retrograde", 0)),
    ("the next solar eclipse", Sky("solar eclipse", 0)),
    ("signal breakout-4h", Signal("breakout-4h")),
)  # fmt: skip


@pytest.mark.parametrize(("text", "meant"), ONE)
def test_it_is_read_as_it_is_meant(text: str, meant: Matter) -> None:
    assert matters(text) == [meant]


@pytest.mark.parametrize("text", USUAL_WHENS)
def test_what_is_suggested_is_understood(text: str) -> None:
    assert matters(text)


@pytest.mark.parametrize(
    "before", ["alert me when ", "tell me if ", "please notify me once ", "When ", "let me know when the price "]
)
@pytest.mark.parametrize(("text", "meant"), ONE[:3])
def test_words_before_it_change_nothing(before: str, text: str, meant: Matter) -> None:
    assert matters(before + text) == [meant]


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("above 70000, 72000", [at(70_000, "above"), at(72_000, "above")]),
        ("above 70000,72000", [at(70_000, "above"), at(72_000, "above")]),
        ("above 70k and 72k", [at(70_000, "above"), at(72_000, "above")]),
        ("above 70k; below 60k", [at(70_000, "above"), at(60_000, "below")]),
        ("above 70k and below 60k", [at(70_000, "above"), at(60_000, "below")]),
        ("> 200 or < 100", [at(200, "above"), at(100, "below")]),
        ("70000, 72000.5", [at(70_000), at("72000.5")]),
        ("moves 10% in a day", [moves("rise", "0.1", DAY), moves("fall", "0.1", DAY)]),
        ("falls 5% in 1h, 4h", [moves("fall", "0.05", HOUR), moves("fall", "0.05", 4 * HOUR)]),
        ("drawdown above 5%, 10%", [OfAccount("drawdown", Decimal("0.05")), OfAccount("drawdown", Decimal("0.1"))]),
        ("touches fib 0.618, 0.786 on 4h", [LevelAt(0.618), LevelAt(0.786)]),
        ("rsi14 < 30 or full moon", [Where("rsi14 < 30"), Sky("full moon", 0)]),
        ("above 70k, above 70000", [at(70_000, "above")]),
    ],
)
def test_several_in_one_call(text: str, meant: list[Matter]) -> None:
    assert matters(text) == meant


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("btc above 70k", [("btc", None)]),
        ("BTC/USDT above 70k on 4h", [("BTC/USDT", "4h")]),
        ("when the price of bitcoin is above 70k", [("bitcoin", None)]),
        ("link above 20", [("link", None)]),
        ("rsi14 of eth < 30", [("eth", None)]),
        ("btc's rsi below 30 on the 4 hour chart", [("btc", "4hour")]),
        ("4h rsi14 < 30", [(None, "4h")]),
        ("doji on 1d", [(None, "1d")]),
        ("btc above 70k, eth above 4k", [("btc", None), ("eth", None)]),
        ("above 70k, 72k for btc", [("btc", None), ("btc", None)]),
        ("btc above 70k, below 60k", [("btc", None), ("btc", None)]),
        ("rsi14 < 30, rsi14 > 70 on 1h", [(None, "1h"), (None, "1h")]),
        ("falls 5% in 4h", [(None, None)]),
        ("within 500 of btc 70000", [("btc", None)]),
        ("eth/btc above 0.05", [("eth/btc", None)]),
    ],
)
def test_the_market_and_timeframe_are_those_named(text: str, named: list[tuple[str | None, str | None]]) -> None:
    assert [(wish.symbol, wish.timeframe) for wish in read_when(text).wishes] == named


def test_how_often_and_until_when_may_be_said_with_it() -> None:
    wanted = read_when("tell me every time eth falls below 2000 until friday")
    assert (wanted.wishes, wanted.always, wanted.until) == ((Wish(at(2_000, "below"), "eth"),), True, "friday")


def test_a_price_that_can_be_read_two_ways_keeps_both() -> None:
    assert matters("above 70,000") == [PriceAt((Decimal(70_000), Decimal("70.0")), "above")]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("pigs fly", "above 70000"),
        ("abov 70000", "did you mean above?"),
        ("above 0", "a price is above 0"),
        ("falls 100% in 1h", "less than 100 %"),
        ("rises 5% in 40d", "30 days"),
        ("fib 0.7", "0.618"),
        ("funding is high", "funding above 0.05%"),
        ("drawdown above 100%", "less than 100 %"),
        ("full moon 60d before", "30 days"),
        ("", "above 70000"),
    ],
)
def test_what_cannot_be_watched_for_is_told_with_what_can(text: str, told: str) -> None:
    with pytest.raises(BadAlert) as refused:
        read_when(text)
    error = refused.value
    assert told in f"{error.why} {error.right} {' '.join(error.examples)}"
    assert error.problems


def test_a_condition_that_is_wrong_is_told_with_its_place() -> None:
    with pytest.raises(BadCondition) as refused:
        read_when("rsi14 < fish")
    assert (refused.value.word, refused.value.place) == ("fish", 9)


@pytest.mark.parametrize("text", ["btc above 70k and eth above 4k"])
def test_two_markets_are_no_one_state(text: str) -> None:
    with pytest.raises(DeskError):
        read_when(text)


WORDS = [
    "is",
    "above",
    "below",
    "1",
    "1,5",
    "70k",
    "5%",
    "and",
    "or",
    ",",
    ";",
    "fib",
    "0.618",
    "the",
    "btc",
    "in",
    "1h",
    "before",
    "rises",
    "rsi14",
    "<",
    "(",
    "moon",
    "new",
    "high",
    "$",
]


@examples(300)
@given(st.one_of(st.text(max_size=300), st.lists(st.sampled_from(WORDS), max_size=60).map(" ".join)))
def test_any_text_is_read_or_refused_and_soon(text: str) -> None:
    started = perf_counter()
    with suppress(DeskError):
        assert read_when(text[:300]).wishes
    assert perf_counter() - started < 2.0


@pytest.mark.parametrize(
    "word",
    ["and ", "above ", "70000 and ", "1h ", "is ", "fib 0.618 ", "not ", "1,", "1 day and ", "1,000 and ", "1 000 or "],
)
def test_nor_does_one_that_is_made_to_take_long(word: str) -> None:
    started = perf_counter()
    with pytest.raises(DeskError):
        read_when((word * 300)[:300] + "!x")
    assert perf_counter() - started < 1.0


@pytest.mark.parametrize(
    ("text", "of"),
    [
        ("retrograde", "retrograde"),
        ("eclipse", "eclipse"),
        ("the next new moon", "new moon"),
        ("outer aspect", "outer aspect"),
        ("ingresses", "ingresses"),
        ("moon phases", None),
        ("sun enters aries", "sun enters aries"),
        ("mars square saturn", "mars square saturn"),
        ("mars conjunction saturn", "mars conjunct saturn"),
        ("spring equinox", "march equinox"),
        ("above 70000", None),
        ("", None),
    ],
)
def test_the_sky_is_named_in_one_form(text: str, of: str | None) -> None:
    assert read_sky(text) == of


@pytest.mark.parametrize(
    ("text", "timeframe", "where"),
    [
        ("btc is back above the 200 day moving average", "1d", "close > sma200"),
        ("btc crosses below the 50 day ema", "1d", "close crosses below ema50"),
        ("btc above the 20 week exponential moving average", "1w", "close > ema20"),
        ("eth closes above ma200 on 4h", "4h", "close > sma200"),
        ("btc hits a new 20 day high", "1d", "new high 20"),
        ("macd crosses up on eth 4h", "4h", "macd crosses above macd_signal"),
        ("bearish macd crossover on btc 1h", "1h", "macd crosses below macd_signal"),
        ("btc is above 70000 on the 1d close", "1d", "close > 70000"),
        ("btc below 60000 at the 4h candle close", "4h", "close < 60000"),
    ],
)
def test_what_traders_say_of_averages_and_closes_keeps_its_timeframe(text: str, timeframe: str, where: str) -> None:
    """200 days of candles of 4 h are 33, and a price that is reached within a day is no close of it."""
    (wish,) = read_when(text).wishes
    assert (wish.timeframe, wish.matter) == (timeframe, Where(where))


@pytest.mark.parametrize(("text", "share"), [("doge doubles", "1"), ("btc triples", "2"), ("eth halves", "-0.5")])
def test_a_price_may_be_a_multiple_of_now(text: str, share: str) -> None:
    assert matters(text) == [PriceFromHere(Decimal(share))]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("btc is above -5", "no price"),
        ("btc falls below −100", "no price"),
        ("btc is above", "names no price"),
        ("eth reaches", "names no price"),
        ("tomorrow at 9", "/schedule add"),
        ("every day at 9:30", "/schedule add"),
        ("in 10 minutes", "/schedule add"),
        ("sunday evening", "/schedule add"),
        ("at 9am", "/schedule add"),
    ],
)
def test_what_never_happens_to_a_price_is_refused_for_what_it_is(text: str, told: str) -> None:
    with pytest.raises(BadAlert) as refused:
        read_when(text)
    assert told in refused.value.problems[0]


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("btc abve 70000", "above"),
        ("btc is abov 70k", "above"),
        ("btc crosess 70k", "crosses"),
        ("eth beloww 2000", "below"),
    ],
)
def test_a_misspelt_word_is_named_with_the_one_that_is_meant(text: str, meant: str) -> None:
    with pytest.raises(BadAlert) as refused:
        read_when(text)
    assert f"did you mean {meant}?" in refused.value.problems[0]


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("btc reclaims 60k", at(60_000, "above")),
        ("btc loses 55k", at(55_000, "below")),
        ("btc is 5% above current price", PriceFromHere(Decimal("0.05"))),
    ],
)
def test_prices_that_are_won_and_lost(text: str, meant: Matter) -> None:
    assert matters(text) == [meant]
