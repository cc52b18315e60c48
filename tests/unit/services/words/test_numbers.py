"""A number is taken as it was meant, to its last digit, or refused: never guessed."""

from contextlib import suppress
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.core.options import Measure
from services.words.numbers import NotANumber, exact, is_number, percent, read_number

D = Decimal


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("1500", D(1500)),
        ("0,025", D("0.025")),
        ("0,001", D("0.001")),
        ("1,5", D("1.5")),
        ("10,00", D(10)),
        ("1,2345", D("1.2345")),
        ("12345,678", D("12345.678")),
        ("1.125", D("1.125")),
        ("1,234,567", D(1_234_567)),
        ("1.234.567", D(1_234_567)),
        ("1,234,567.89", D("1234567.89")),
        ("1,234.567", D("1234.567")),
        ("10,000.50", D("10000.5")),
        ("10.000,50", D("10000.5")),
        ("1.234.567,89", D("1234567.89")),
        ("1 234 567", D(1_234_567)),
        ("1\u2009234\u00a0567\u202f890", D(1_234_567_890)),
        ("1 234,567", D("1234.567")),
        ("1'234'567.5", D("1234567.5")),
        ("1’234’567", D(1_234_567)),
        ("10_000", D(10_000)),
        ("0,000", D(0)),
        (".5", D("0.5")),
        (",5", D("0.5")),
        ("10k", D(10_000)),
        ("1,5 k", D(1500)),
        ("1.5m", D(1_500_000)),
        ("2 mio", D(2_000_000)),
        ("3B", D(3_000_000_000)),
        ("$10k", D(10_000)),
        ("10k$", D(10_000)),
        ("10 k usdt", D(10_000)),
        ("€ 1.250,75", D("1250.75")),
        ("10 000 USDT", D(10_000)),
        ("+5", D(5)),
        ("-0.1", D("-0.1")),
        ("−5", D(-5)),
        ("-$5", D(-5)),
        ("$-5", D(-5)),
        ("１０．５", D("10.5")),
        ("1e3", D(1000)),
        ("2,5e-3", D("0.0025")),
        ("1234567890123456789012345678901.5", D("1234567890123456789012345678901.5")),
    ],
)
def test_it_is_understood(written: str, meant: Decimal) -> None:
    assert read_number(written, "quote") == meant
    assert is_number(written)


@pytest.mark.parametrize(
    ("written", "one", "other"),
    [
        ("10,000", "10000", "10.0"),
        ("1,500", "1500", "1.5"),
        ("-1,125", "-1125", "-1.125"),
        ("10.000", "10000", "10.0"),
        ("1,500k", "1500000", "1500"),
        ("$999,999", "999999", "999.999"),
    ],
)
def test_what_can_be_read_two_ways_is_refused_with_both(written: str, one: str, other: str) -> None:
    with pytest.raises(NotANumber) as refused:
        read_number(written, "quote")
    assert refused.value.readings == (one, other)
    assert f"{one} or as {other}" in str(refused.value)
    assert [str(read_number(way)) for way in refused.value.readings] == [one, other]


@pytest.mark.parametrize(
    ("written", "one", "other"),
    [
        ("12.500", "12500", "12.5"),
        ("1.125", "1125", "1.1250"),
        ("$1,125", "1125", "1.1250"),
        ("2.250k", "2250000", "2250"),
    ],
)
def test_of_cash_a_point_may_part_thousands_too(written: str, one: str, other: str) -> None:
    with pytest.raises(NotANumber) as refused:
        read_number(written, "cash")
    assert refused.value.readings == (one, other)
    assert [str(read_number(way, "cash").normalize()) for way in (one, other)] == [
        str(D(way).normalize()) for way in (one, other)
    ]
    assert read_number(written if "," not in written else "1.125", "quote") < 10_000


@pytest.mark.parametrize(("written", "meant"), [("0.125", "0.125"), ("1250.125", "1250.125"), ("€ 12.50", "12.5")])
def test_other_cash_is_read_as_it_is(written: str, meant: str) -> None:
    assert read_number(written, "cash") == D(meant)


@pytest.mark.parametrize(
    "written",
    [
        *("", "ten", "nan", "inf", "-Infinity", "0x10", "1 5", "1,00,000", "1.23.456", "1 234'567", "0 500", "+-5"),
        *("10²", "½", "5kk", "k", "$", "%", "--5", "1e", "e5", "1_0", "9" * 41, "1.5.5", "1 000 00"),
    ],
)
def test_what_is_no_number_is_refused(written: str) -> None:
    with pytest.raises(NotANumber, match="must be a number"):
        read_number(written, "quote")
    assert not is_number(written)


@pytest.mark.parametrize("written", ["1e999999999", "1e-999999999", "1e31", f"1e{'9' * 30}"])
def test_no_number_is_made_of_a_billion_digits(written: str) -> None:
    with pytest.raises(NotANumber, match="at most 30 zeros"):
        read_number(written)


@pytest.mark.parametrize(
    ("written", "measure", "meant"),
    [(" 2,5 % ", "percent", "2.5"), ("1 percent", "percent", "1"), ("10x", "times", "10"), ("1k", "plain", "1000")],
)
def test_the_unit_of_the_option_may_be_written(written: str, measure: Measure, meant: str) -> None:
    assert read_number(written, measure) == D(meant)


@pytest.mark.parametrize(
    ("written", "measure", "told"),
    [
        ("10%", "quote", "is no percentage: write 10, not “10%”"),
        ("10 %", "plain", "is no percentage"),
        ("1k", "percent", "takes no k: write 1"),
        ("$5", "percent", "is no amount of money"),
        ("5 usdt", "plain", "is no amount of money"),
        ("5x", "quote", "is no multiple"),
    ],
)
def test_the_unit_of_another_is_refused(written: str, measure: Measure, told: str) -> None:
    with pytest.raises(NotANumber, match=told):
        read_number(written, measure)


WRITTEN = st.text(alphabet="0123456789.,'_ kmb%$€x+-−e\u00a0\u2009", max_size=45)


@given(WRITTEN, st.sampled_from(["plain", "quote", "percent"]))
def test_whatever_is_written_is_read_one_way_or_refused(written: str, measure: Measure) -> None:
    with suppress(NotANumber):
        number = read_number(written, measure)
        assert number.is_finite()
        assert read_number(f"{number:f}") == number


@given(st.integers(1, 10**12), st.integers(0, 99), st.sampled_from([",.", ".,", " .", " ,", "'.", "_."]))
def test_thousands_with_decimals_are_read_alike_the_world_over(whole: int, part: int, signs: str) -> None:
    written = f"{whole:,}".replace(",", signs[0]) + f"{signs[1]}{part:02}"
    assert read_number(written) == D(f"{whole}.{part:02}")


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_float_is_its_shortest_decimal(value: float) -> None:
    assert float(exact(value)) == value
    assert exact(value) == D(repr(value))


def test_a_percent_is_a_hundredth() -> None:
    assert percent(D("0.5")) == D("0.005")
