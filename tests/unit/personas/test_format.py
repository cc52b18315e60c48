"""A number or a name that is written wrongly misleads whoever trades on it."""

import re
import unicodedata
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import StrictUndefined, TemplateRuntimeError, UndefinedError
from markupsafe import Markup

from personas import escaping, phrasing
from personas import format as written

NAN = float("nan")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (42_156.37, "42,156.37"),
        (1_234_567.8, "1,234,567.80"),
        (102.2, "102.20"),
        (14.873, "14.873"),
        (3.07123, "3.0712"),
        (0.5, "0.5000"),
        (0.00001234, "0.00001234"),
        (1e-11, "0.00000000001000"),
        (0.0, "0"),
        (None, "unknown"),
        (NAN, "unknown"),
        (float("inf"), "unknown"),
    ],
)
def test_price(value: float | None, text: str) -> None:
    assert written.price(value) == text


@pytest.mark.parametrize(
    ("value", "like", "text"),
    [(9.9411, 103.22, "9.94"), (0.00065, 0.0908, "0.00065"), (0.00003, 0.5, "0.000030"), (99.9, 102.0, "99.90")],
)
def test_a_price_beside_another_has_its_decimals(value: float, like: float, text: str) -> None:
    assert written.price(value, like) == text


@given(st.floats(min_value=1e-12, max_value=1e9))
def test_a_price_is_never_scientific_and_shows_four_digits(value: float) -> None:
    text = written.price(value)
    assert re.fullmatch(r"[\d,]+(\.\d+)?", text)
    assert float(text.replace(",", "")) == pytest.approx(value, rel=0.0006)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0213, "+2.13%"),
        (-0.124, "−12.4%"),
        (12.3, "+1,230%"),
        (0.0, "0.00%"),
        (-0.00001, "0.00%"),
        (None, "unknown"),
        (NAN, "unknown"),
    ],
)
def test_change(value: float | None, text: str) -> None:
    assert written.pct(value) == text


@pytest.mark.parametrize(
    ("filter_name", "value", "text"),
    [
        ("share", 0.618, "61.8%"),
        ("share", -0.0042, "0.42%"),
        ("amount", 845.4, "845"),
        ("amount", 12_400.0, "12.4K"),
        ("amount", 999_999.0, "1.00M"),
        ("amount", 3.2e13, "32.0T"),
        ("amount", 0.5, "0.5000"),
        ("times", 1.31, "1.3×"),
        ("times", 0.418, "0.42×"),
        ("atrs", -2.31, "2.3 ATR"),
        ("signed_atrs", 2.31, "+2.3 ATR"),
        ("signed_atrs", -0.04, "−0.04 ATR"),
        ("ratio", 0.618, "0.618"),
        ("ratio", 0.5, "0.5"),
        ("ratio", 2.0, "2"),
        ("ratio", -0.13, "−0.13"),
        ("duration", 0.0042, "4.2 ms"),
        ("duration", 0.9999, "999 ms"),
        ("duration", 59.9, "59 s"),
        ("duration", -3.0, "unknown"),
        ("duration", 7_500.0, "2 h 5 min"),
        ("duration", 273_742.5, "3 d 4 h"),
        ("wait", 0.1, "1 s"),
        ("wait", 3.2, "4 s"),
        ("wait", 61.0, "2 min"),
    ],
)
def test_other_facts(filter_name: str, value: float, text: str) -> None:
    assert written.FILTERS[filter_name](value) == text
    assert written.FILTERS[filter_name](None) == "unknown"
    assert written.FILTERS[filter_name](NAN) == "unknown"


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, "just now"),
        (40, "40 s old"),
        (185, "3 min old"),
        (7_100, "118 min old"),
        (7_300, "2 h old"),
        (1e6, "11 d old"),
    ],
)
def test_age(seconds: float, text: str) -> None:
    assert written.age(seconds) == text


def test_moments() -> None:
    now, night = datetime(2023, 12, 30, 19, 5, tzinfo=UTC), datetime(2022, 1, 3, tzinfo=UTC)
    assert written.time(now) == "30 Dec 2023 19:05 UTC"
    assert written.when(now, now) == "30 Dec 19:05 UTC"
    assert written.when(night, now) == "3 Jan 2022"


def test_names_of_a_market() -> None:
    assert (phrasing.base("BTC/USDT"), phrasing.quote("BTC/USDT:USDT")) == ("BTC", "USDT")
    assert (phrasing.base("gold"), phrasing.quote("gold")) == ("gold", "")


def test_lists() -> None:
    assert written.listed(["a_b", "c", "d"]) == r"a\_b, c and d"
    assert written.listed(["5m", "1h"], "or") == "5m or 1h"
    assert written.listed([]) == "unknown"


def test_counted() -> None:
    assert [written.counted(number, "day") for number in (0, 1, 30, 1200)] == [
        "0 days",
        "1 day",
        "30 days",
        "1,200 days",
    ]
    assert [written.counted(number, "entry", "entries") for number in (1, 2)] == ["1 entry", "2 entries"]


def test_sparkline() -> None:
    assert phrasing.sparkline([1.0, 2.0, 3.0, NAN, 2.0]) == "`▁▅█▅`"
    assert phrasing.sparkline([5.0, 5.0]) == "`▁▁`"
    assert phrasing.sparkline([5.0]) == ""


@pytest.mark.parametrize(
    ("text", "inert"),
    [
        ("BTC/USDT", "BTC/USDT"),
        ("BTC-USDT", "BTC-USDT"),
        ("a_b*c", r"a\_b\*c"),
        ("[a](http://b)", r"\[a\]\(http:" + "\u200b" + r"//b\)"),
        ("@everyone", "@\u200beveryone"),
        ("<@1>", "\\<@\u200b1\\>"),
        ("a\u200bb\u202e\nc\x1b[31m", r"a b c \[31m"),
        ("- a", r"\- a"),
        ("---", r"\---"),
    ],
)
def test_text_of_others_is_escaped(text: str, inert: str) -> None:
    assert escaping.escape(text) == inert


@given(st.text(max_size=60))
def test_no_text_gets_through_with_a_meaning(text: str) -> None:
    inert = escaping.escape(text)
    bare = re.sub(r"\\.", "", inert)
    assert not re.search(r"[`*_~|<>\[\]()#\n\r]", bare)
    assert not re.search(r"@(?!\u200b)|://", inert)
    own = inert.replace("@\u200b", "@").replace(":\u200b//", "://")
    assert not [letter for letter in own if unicodedata.category(letter) == "Cc"]
    assert "\u200b" not in own


def test_long_text_is_cut() -> None:
    assert len(escaping.escape("x" * 5_000)) == escaping.LONGEST_TEXT
    assert len(escaping.brief("x" * 5_000)) == escaping.LONGEST_IN_TITLE


@given(st.text(max_size=400), st.integers(2, 200))
def test_what_is_shortened_is_no_longer_than_it_may_be(text: str, longest: int) -> None:
    told = escaping.shortened(text, longest)
    assert len(told) <= longest
    assert told == escaping.escape(text, len(text) + 1) or told.endswith("…")


def test_what_is_shortened_ends_with_a_word() -> None:
    assert escaping.shortened("support at 41,650.25 holds", 22) == "support at 41,650.25…"
    assert escaping.shortened("support at 41,650.25 holds", 18) == "support at…"
    assert escaping.shortened("x" * 50, 10) == "x" * 9 + "…"


@given(st.text(max_size=200))
def test_nothing_in_a_quotation_ends_it(text: str) -> None:
    told = escaping.quoted(text)
    assert told.count("”") == told.count("“") == (1 if told else 0)
    assert not told or told.endswith("”")
    assert '"' not in told


def test_code_cannot_be_closed_from_within() -> None:
    assert escaping.code("a`b`") == "`aˋbˋ`"
    assert escaping.code("") == "` `"


def test_what_a_template_puts_out() -> None:
    assert written.finalize("a*b") == r"a\*b"
    assert written.finalize(Markup("**a**")) == "**a**"
    assert written.finalize(1_204) == "1,204"
    assert written.finalize(None) == "unknown"
    with pytest.raises(TemplateRuntimeError, match=r"0\.5 has no form"):
        written.finalize(0.5)
    with pytest.raises(UndefinedError, match="nothing"):
        written.finalize(StrictUndefined(name="nothing"))
