"""What a user would lose: a worth that is not what closing all would bring, or one that hides what is not known."""

from decimal import Decimal

import pytest

from services.portfolio.balance import BalanceAnswer, balance
from tests.answers._accounts import MAIN, PERPETUAL, SPOT, Journal, d, marks
from tests.answers._shared import NOW
from tests.answers.balance.sample import SAMPLES


def of(journal: Journal, **prices: str) -> BalanceAnswer:
    named = {"spot": SPOT, "perpetual": PERPETUAL, "eth": "ETH/USDT"}
    return balance(MAIN, journal.seen, marks({named[name]: price for name, price in prices.items()}), NOW)


def test_spot_is_worth_its_price() -> None:
    """10000 − 4000 − 2.4 in cash and 0.1 · 42156.37 in coins."""
    held = of(Journal().traded(1, "buy", "0.1", "40000", "2.4"), spot="42156.37")
    assert held.cash == d("5997.6")
    assert held.equity == d("5997.6") + d("4215.637")
    assert (held.margin, held.unrealised) == (d("4000"), d("215.637"))
    assert held.change == pytest.approx(0.0213237)
    assert held.leverage_ratio == pytest.approx(4215.637 / 10213.237)
    assert held.positions[0].equity_share == pytest.approx(4215.637 / 10213.237)


def test_a_short_gains_what_the_price_falls() -> None:
    """0.5 short at 42000 with 5× puts 4200 aside; a fall of 500 gains 250; funding of 2.1 was received."""
    short = Journal().traded(1, "sell", "0.5", "42000", "12.6", PERPETUAL, leverage="5").funded("-2.1")
    held = of(short, perpetual="41500")
    assert (held.margin, held.unrealised, held.funding) == (d("4200"), d("250"), d("-2.1"))
    assert held.equity == d("10000") - d("12.6") + d("2.1") + d("250")
    assert held.exposure == d("20750")


def test_a_position_is_never_worth_less_than_nothing() -> None:
    """0.5 long at 42000 with 10×: 2100 of margin are gone at 37800, and below it no more than that."""
    long = Journal().traded(1, "buy", "0.5", "42000", "0", PERPETUAL, leverage="10")
    for price in ("37800", "20000"):
        held = of(long, perpetual=price)
        assert (held.equity, held.unrealised) == (d("7900"), d("-2100"))


def test_what_has_no_price_is_in_it_at_cost_and_named() -> None:
    journal = Journal().traded(1, "buy", "0.1", "40000", "2.4").traded(2, "buy", "1", "2200", "0", "ETH/USDT")
    held = of(journal, spot="42156.37")
    assert held.unpriced == ("ETH/USDT",)
    assert held.equity == d("3797.6") + d("4215.637") + d("2200")
    unpriced = next(each for each in held.positions if each.symbol == "ETH/USDT")
    assert (unpriced.price, unpriced.unrealised, unpriced.worth) == (None, None, d("2200"))


def test_what_orders_keep_back_is_not_free() -> None:
    held = of(Journal().order(1, "buy", "0.1", type="limit", price="39000", reserve="39007.8"))
    assert (held.cash, held.reserved, held.free, held.equity) == (d("10000"), d("3900.78"), d("6099.22"), d("10000"))


@pytest.mark.parametrize("label", SAMPLES)
def test_what_went_in_and_out_is_what_is_there(label: str) -> None:
    said = SAMPLES[label]
    came = said.start + said.realised - said.fees - said.funding + said.unrealised
    assert came == said.equity
    assert said.cash + said.margin + said.unrealised == said.equity
    assert sum((each.worth for each in said.positions), Decimal(0)) == said.equity - said.cash
