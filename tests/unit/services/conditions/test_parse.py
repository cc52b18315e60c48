"""A condition that is read otherwise than it was meant finds markets that nobody asked for."""

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from analytics.indicators.catalog import column
from services.conditions.names import PATTERNS
from services.conditions.parse import RATIOS, condition
from services.conditions.suggest import EXAMPLES, suggest_conditions
from services.conditions.syntax import (
    Arithmetic,
    Both,
    ColumnTerm,
    Comparison,
    Cross,
    Either,
    Extreme,
    InPocket,
    InRegime,
    Minus,
    Near,
    NearestZone,
    Negation,
    Number,
    Ratio,
    RegimeChanges,
    Shows,
    Truth,
    written,
)
from services.conditions.words import LONGEST_CONDITION
from services.core.errors import BadCondition
from tests.examples import examples


def read(name: str) -> ColumnTerm:
    found = column(name)
    return ColumnTerm(found.name, found)


RSI, CLOSE, EMA = read("rsi14"), read("close"), read("ema50")
LOW, HELD = Comparison(RSI, "<", Number(30)), Near(NearestZone("support"))


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("rsi14 < 30 and near fib 0.618", Both((LOW, Near(Ratio(0.618))))),
        ("RSI<30", LOW),
        ("close > 1.02 * ema50", Comparison(CLOSE, ">", Arithmetic(Number(1.02), "*", EMA))),
        ("price >= 42.000,5", Comparison(CLOSE, ">=", Number(42_000.5))),
        ("price >= $42k", Comparison(CLOSE, ">=", Number(42_000))),
        ("price >= 42 000\u202f000", Comparison(CLOSE, ">=", Number(42_000_000))),
        ("price >= 42e3", Comparison(CLOSE, ">=", Number(42_000))),
        ("price >= 1,5", Comparison(CLOSE, ">=", Number(1.5))),
        ("price >= 42,000.5", Comparison(CLOSE, ">=", Number(42_000.5))),
        ("rsi14 crosses above 30", Cross(RSI, "above", Number(30))),
        ("macd crosses below macd_signal", Cross(read("macd"), "below", read("macd_signal"))),
        ("near fib 0.618 within 0.3 atr", Near(Ratio(0.618), 0.3)),
        ("near support", Near(NearestZone("support"))),
        ("near ema50", Near(EMA)),
        ("in golden pocket", InPocket()),
        ("new low 20", Extreme("low", 20)),
        ("regime is trending up", InRegime("trending up")),
        ("regime changes", RegimeChanges()),
        ("close > fib 0.618", Comparison(CLOSE, ">", Ratio(0.618))),
        ("Fib 1.618 * 1.01 < close", Comparison(Arithmetic(Ratio(1.618), "*", Number(1.01)), "<", CLOSE)),
        ("close crosses below fib 0.5", Cross(CLOSE, "below", Ratio(0.5))),
        ("pattern three-line strike", Shows("three line strike")),
        ("pattern bearish engulfing or rsi<30", Either((Shows("bearish engulfing"), LOW))),
        ("change24 > 5%", Comparison(read("change24"), ">", Number(5, percent=True))),
        ("not rsi14 < 30 and near support", Both((Negation(LOW), HELD))),
        ("rsi14 < 30 or near support and new high 5", Either((LOW, Both((HELD, Extreme("high", 5)))))),
        ("(rsi14 < 30 or near support) and new high 5", Both((Either((LOW, HELD)), Extreme("high", 5)))),
        ("(close - open) / -close > 1%", Comparison(
            Arithmetic(Arithmetic(CLOSE, "-", read("open")), "/", Minus(CLOSE)), ">", Number(1, percent=True)
        )),
        ("close - open - low > 0", Comparison(
            Arithmetic(Arithmetic(CLOSE, "-", read("open")), "-", read("low")), ">", Number(0)
        )),
    ],
)  # fmt: skip
def test_it_is_read_as_it_is_meant(text: str, meant: Truth) -> None:
    assert condition(text) == meant


@pytest.mark.parametrize(
    ("text", "place", "word", "told"),
    [
        ("rs14 < 30", 1, "rs14", "rsi"),
        ("rsi14 < 30 adn close > 1", 12, "adn", "and"),
        ("rsi14 <", 8, "", "number"),
        ("rsi(14) < 30", 1, "rsi", "rsi14"),
        ("regime = ranging", 8, "=", "“is” or “changes” belongs here"),
        ("rsi14", 1, "rsi14", "compared"),
        ("(rsi14 < 30", 12, "", "not closed"),
        ("rsi14 < 30)", 11, ")", "not opened"),
        ("30 < rsi14 < 70", 12, "<", "two sides"),
        ("close > 1 and 3", 15, "3", "compared"),
        ("near fib 0.6", 10, "0.6", "0.618"),
        ("near fib", 9, "", "ratio"),
        ("close > fib 0.6", 13, "0.6", "0.618"),
        ("rsi14 > fib 0.618", 7, ">", "not alike"),
        ("fib 0.618", 1, "fib", "compared"),
        ("near support within 0 atr", 21, "0", "more than 0"),
        ("near support within 1 bars", 23, "bars", "atr"),
        ("pattern hamer", 9, "hamer", "hammer"),
        ("regime is calm", 11, "calm", "ranging"),
        ("new high 2.5", 10, "2.5", "whole"),
        ("new top 5", 5, "top", "high"),
        ("1 < 2", 3, "<", "column"),
        ("close ~ 3", 7, "~", "character"),
        ("close > 1x", 9, "1x", "no multiple: write 1"),
        ("close > 1e999", 9, "1e999", "at most 30 zeros"),
        ("close > 10,000", 9, "10,000", "10000 or as 10.0"),
        ("close > 10.000", 9, "10.000", "10000 or as 10.0"),
        ("volume > 1,500k", 10, "1,500k", "1500000 or as 1500"),
        ("ema900 > close", 1, "ema900", "5,000"),
        ("obv > 0", 1, "obv", "mfi14"),
        ("rsi14 < (close > 3)", 9, "(", "condition of its own"),
        ("not close", 5, "close", "compared"),
        ("", 1, "", "needed"),
    ],
)
def test_what_is_off_is_named_with_its_place(text: str, place: int, word: str, told: str) -> None:
    with pytest.raises(BadCondition) as refused:
        condition(text)
    error = refused.value
    assert (error.place, error.word) == (place, word)
    assert told in f"{error.reason} {' '.join(error.close_matches)}"


@pytest.mark.parametrize(
    "text",
    [
        "change24 > 5",
        "change24 > -5",
        "rsi14 < 30%",
        "close > volume",
        "close > rsi14",
        "close + 5% > ema50",
        "atr14 < 3%",
        "near volume",
        "rsi14 crosses above close",
        "change24 + 1 > 0%",
        "change24 > 2 + 3",
        "change24 > 6 / 2",
        "change24 > 5 * 1",
        "change24 > -(2 + 3)",
        "2 + 3 < change24",
        "2 * change24 > 5",
        "bb_width > 4 * 1",
        "change24 - 2 * 1 > 0%",
        "near 5%",
        "near macd",
        "near atr14",
        "near 2 * atr14",
        "near close - ema20",
        "near -close",
        "near close / ema20",
        "close > macd",
        "close crosses above macd_signal",
        "close < -open",
        "close - open > ema20",
        "close > atr14 - open",
    ],
)
def test_what_cannot_be_compared_is_refused_and_not_answered(text: str) -> None:
    """``change24 > 5`` would hold for no market, and whoever meant 5 % would believe it."""
    with pytest.raises(BadCondition):
        condition(text)


@pytest.mark.parametrize(
    "text",
    ["change24 > 0", "change24 > -0", "change24 > roc5", "change24 > 5% * 2", "change24 / roc5 > 2",
     "2 * change24 > 5%", "change24 > close / ema50 - 1", "close * (1 + 5%) < ema50", "bb_width > 2 * natr14",
     "macd > macd_signal", "close > ema50 + 2 * atr14", "close - atr14 > ema20", "0.02 * close > atr14",
     "ema20 - ema50 > macd", "close > 42000", "atr14 > 100", "near (high + low) / 2",
     "near ema20 + atr14", "near ema50 * 102%", "near 42000",
     "near 1.02 * ema50", "near ema50 - 5% * ema50", "close / ema50 - 1 > 2%", "5% * close < atr14",
     "close - open > 2 * atr14", "volume > 2 * volume", "rsi14 - rsi7 > 10", "high / low > 1.02", "macd_hist > 0"],
)  # fmt: skip
def test_what_can_be_compared_is(text: str) -> None:
    condition(text)


def test_it_is_neither_too_long_nor_too_deep() -> None:
    for text in ("(" * 199, "not " * 49 + "(", "-" * 200, "(" * 21 + "close > 1" + ")" * 21, "x" * 201, "1" * 190):
        with pytest.raises(BadCondition):
            condition(text)
    condition("(" * 20 + "close > 1" + ")" * 20)
    condition(" and ".join(["rsi14 < 3"] * 14))


LANGUAGE = st.sampled_from(
    ["rsi14", "close", "ema50", "change24", "volume", "<", ">=", "=", "+", "-", "*", "/", "%", "(", ")", "and", "or",
     "not", "near", "fib", "0.618", "within", "atr", "in", "golden", "pocket", "new", "high", "20", "regime", "is",
     "ranging", "pattern", "hammer", "crosses", "above", "30", "1,000", ".5", "support", "…", "\u00a0", "x"]
)  # fmt: skip


@examples(500)
@given(st.one_of(st.text(max_size=250), st.lists(LANGUAGE, max_size=30).map(" ".join)))
@example("\u212a > 1")
@example("new high ١")
@example("\x00")
def test_any_text_is_a_condition_or_a_typed_error_with_a_place_in_it(text: str) -> None:
    said = outcome(text)
    if isinstance(said, BadCondition):
        stands = text[said.place - 1 :].lower()
        assert 1 <= said.place <= len(text) + 1
        assert said.reason
        assert stands.startswith(said.word.lower()) or said.word in ("<=", ">=", "!=", "=", "-")
    else:
        assert condition(written(said)) == said


def outcome(text: str) -> Truth | BadCondition:
    try:
        return condition(text)
    except BadCondition as error:
        return error


NUMBERS = st.one_of(st.integers(0, 10**9).map(float), st.floats(1e-9, 1e9).map(lambda value: float(f"{value:.9f}")))
PRICES = st.recursive(
    st.sampled_from(["close", "ema50", "bb_upper", "prior_high20"]).map(read),
    lambda inner: st.one_of(
        st.builds(Arithmetic, inner, st.just("+"), inner),
        st.builds(Arithmetic, inner, st.sampled_from(["*", "/"]), NUMBERS.map(Number)),
    ),
    max_leaves=4,
)
LENGTHS = st.recursive(
    st.one_of(
        st.sampled_from(["macd", "atr14"]).map(read),
        PRICES.map(Minus),
        st.builds(Arithmetic, PRICES, st.just("-"), PRICES),
    ),
    lambda inner: st.one_of(
        inner.map(Minus),
        st.builds(Arithmetic, inner, st.sampled_from(["+", "-"]), inner),
        st.builds(Arithmetic, inner, st.sampled_from(["*", "/"]), NUMBERS.map(Number)),
    ),
    max_leaves=4,
)
PLACES = st.one_of(PRICES, st.builds(Arithmetic, PRICES, st.sampled_from(["+", "-"]), LENGTHS))
RATIO_OF_PRICES = st.builds(Arithmetic, PRICES, st.just("/"), PRICES)
LEVELS = st.sampled_from(RATIOS).map(Ratio)
COMPARISONS = st.sampled_from(["<", "<=", ">", ">=", "=", "!="])
TESTS = st.one_of(
    st.builds(Comparison, PLACES, COMPARISONS, PLACES),
    st.builds(Comparison, LENGTHS, COMPARISONS, LENGTHS),
    st.builds(Comparison, RATIO_OF_PRICES, COMPARISONS, NUMBERS.map(Number)),
    st.builds(Comparison, st.just(read("change24")), COMPARISONS, NUMBERS.map(lambda n: Number(n, percent=True))),
    st.builds(Cross, PRICES, st.sampled_from(["above", "below"]), st.one_of(PRICES, LEVELS)),
    st.builds(Comparison, PLACES, COMPARISONS, LEVELS),
    st.builds(Near, st.one_of(PLACES, LEVELS), st.sampled_from([0.5, 0.3, 20.0])),
    st.just(HELD),
    st.just(InPocket()),
    st.builds(Extreme, st.sampled_from(["high", "low"]), st.integers(1, 500)),
    st.sampled_from([InRegime("volatile"), RegimeChanges()]),
    st.sampled_from(sorted(PATTERNS)).map(Shows),
)  # fmt: skip


def flat(kind: type[Both] | type[Either], parts: list[Truth]) -> Truth:
    return kind(tuple(inner for part in parts for inner in (part.parts if isinstance(part, kind) else (part,))))


TRUTHS: st.SearchStrategy[Truth] = st.recursive(
    TESTS,
    lambda inner: st.one_of(
        inner.map(Negation),
        st.lists(inner, min_size=2, max_size=3).map(lambda parts: flat(Both, parts)),
        st.lists(inner, min_size=2, max_size=3).map(lambda parts: flat(Either, parts)),
    ),
    max_leaves=4,
)


@examples(300)
@given(TRUTHS)
def test_what_is_written_reads_the_same(said: Truth) -> None:
    text = written(said)
    if len(text) <= LONGEST_CONDITION:
        assert condition(text) == said
        assert written(condition(text)) == text


def test_examples_and_suggestions_are_conditions() -> None:
    for text in EXAMPLES:
        condition(text)
    assert suggest_conditions("") == list(EXAMPLES)
    assert "rsi14 < 30 and ema20" in suggest_conditions("rsi14 < 30 and em")
    assert "pattern hammer" in suggest_conditions("pattern ham")
    assert "close > 1 and regime is trending up" in suggest_conditions("close > 1 and regime is tr")


@given(st.text(max_size=120))
def test_suggesting_takes_any_text(text: str) -> None:
    assert len(suggest_conditions(text)) <= 25


def test_every_pattern_can_be_asked_for() -> None:
    for name, (kind, _) in PATTERNS.items():
        assert condition(f"pattern {name}") == Shows(name)
        assert condition(f"pattern {kind.name}") == Shows(kind.name.replace("-", " "))
        assert re.fullmatch(r"[a-z ]+", name)


@pytest.mark.parametrize("text", ['"rsi14 < 30"', "'rsi14 < 30'", " “rsi14 < 30 ” ", "`rsi14 < 30`"])
def test_quotation_marks_around_all_of_it_are_no_part_of_it(text: str) -> None:
    assert condition(text) == condition("rsi14 < 30")


@pytest.mark.parametrize(
    ("text", "place"), [('"rsi14 < 30', 1), ('rsi14 < "30"', 9), ('"rsi14 < banana"', 10), ('"""', 2)]
)
def test_a_place_within_quotation_marks_is_where_it_is_written(text: str, place: int) -> None:
    with pytest.raises(BadCondition) as refused:
        condition(text)
    assert refused.value.place == place
