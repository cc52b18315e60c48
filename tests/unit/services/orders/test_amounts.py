"""An amount is what its writer meant, or refused: nobody's money is guessed at."""

from decimal import Decimal

import pytest

from services.core.errors import BadOrder
from services.orders.amounts import Asked, read_amount, read_part


@pytest.mark.parametrize(
    ("written", "of", "number"),
    [
        ("0.5", "base", "0.5"),
        ("0,025", "base", "0.025"),
        ("0.5btc", "base", "0.5"),
        ("0.5 BTC", "base", "0.5"),
        ("1e-5", "base", "0.00001"),
        ("200usdt", "quote", "200"),
        ("200 USDT", "quote", "200"),
        ("$200", "quote", "200"),
        ("10k usdt", "quote", "10000"),
        ("1.250,50 usdt", "quote", "1250.50"),
        ("10%", "equity", "0.1"),
        ("2,5 %", "equity", "0.025"),
        ("risk 1%", "risk", "0.01"),
        ("Risk: 0.5%", "risk", "0.005"),
        ("1% risk", "risk", "0.01"),
        ("half", "held", "0.5"),
        ("ALL", "held", "1"),
    ],
)
def test_what_was_written_is_what_is_traded(written: str, of: str, number: str) -> None:
    assert read_amount(written, "BTC", "USDT") == Asked(of, Decimal(number))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("written", "right"),
    [
        ("0", "0.5, 200usdt, 10% or risk 1%"),
        ("-1", "0.5, 200usdt, 10% or risk 1%"),
        ("nan", "0.5, 200usdt, 10% or risk 1%"),
        ("inf", "0.5, 200usdt, 10% or risk 1%"),
        ("1e30", "0.5, 200usdt, 10% or risk 1%"),
        ("risk 0%", "0.5, 200usdt, 10% or risk 1%"),
        ("risk 101%", "0.5, 200usdt, 10% or risk 1%"),
        ("risk 1", "0.5, 200usdt, 10% or risk 1%"),
        ("0usdt", "0.5, 200usdt, 10% or risk 1%"),
        ("some", "0.5, 200usdt, 10% or risk 1%"),
        ("", "0.5, 200usdt, 10% or risk 1%"),
        ("10,000", "10000 or 10.0"),
        ("$1.125", "1125 or 1.1250"),
        ("200eur", "0.5btc or 200usdt"),
        ("€200", "0.5btc or 200usdt"),
        ("5x", "0.5, 200usdt, 10% or risk 1%"),
    ],
)
def test_what_can_be_no_amount_or_two_is_refused_with_what_would_do(written: str, right: str) -> None:
    with pytest.raises(BadOrder) as error:
        read_amount(written, "BTC", "USDT")
    assert (error.value.option, error.value.right) == ("amount", right)
    assert error.value.problems[0].startswith("amount ")


def test_a_part_is_of_what_is_held() -> None:
    assert read_part("50%", "BTC", "USDT") == read_part("half", "BTC", "USDT") == Asked("held", Decimal("0.5"))
    assert read_part("0.1", "BTC", "USDT") == Asked("base", Decimal("0.1"))
    for wrong in ("150%", "risk 1%", "0%"):
        with pytest.raises(BadOrder):
            read_part(wrong, "BTC", "USDT")
