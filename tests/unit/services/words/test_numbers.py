"""A number is taken as it was meant, to its last digit, or refused: never guessed."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from services.words.numbers import Number, exact, percent

number: TypeAdapter[Decimal] = TypeAdapter(Number)
D = Decimal


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("1500", D(1500)),
        ("10,000", D(10_000)),
        ("1,234,567.89", D("1234567.89")),
        (" 2.5 % ", D("2.5")),
        ("-0.1", D("-0.1")),
        ("1e3", D(1000)),
        (0.1, D("0.1")),
        (7, D(7)),
        (D("0.30"), D("0.30")),
    ],
)
def test_it_is_understood(written: object, meant: Decimal) -> None:
    assert number.validate_python(written) == meant


@pytest.mark.parametrize(
    "written", ["", "1,5", "10,00", "1.000.000", "ten", "nan", "inf", "0x10", "1 000", None, True, []]
)
def test_what_might_mean_two_things_is_refused(written: object) -> None:
    """``1,5`` is one and a half to some, and would be fifteen if its comma were dropped."""
    with pytest.raises(ValidationError):
        number.validate_python(written)


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_float_is_its_shortest_decimal(value: float) -> None:
    assert float(exact(value)) == value
    assert exact(value) == D(repr(value))


def test_a_percent_is_a_hundredth() -> None:
    assert percent(D("0.5")) == D("0.005")
