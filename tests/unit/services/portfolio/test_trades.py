"""What a user would lose: a trade whose figures are not what its fills came to."""

from datetime import timedelta

import pytest

from services.portfolio.trades import TradesAnswer, trades
from tests.answers._accounts import BEGAN, MAIN, PERPETUAL, Journal, d
from tests.answers._shared import NOW
from tests.answers.trades.sample import LIQUIDATED, MANY, SAMPLES, WON_AND_LOST


def of(journal: Journal, symbol: str | None = None, count: int = 10) -> TradesAnswer:
    return trades(MAIN, journal.seen, NOW, symbol=symbol, count=count)


def test_the_newest_is_first_and_after_costs() -> None:
    """Short 0.2 from 42000 to 42300: −60, fees 5.04 + 5.076, funding of 0.84 received; its stop would have lost 100."""
    _, short, first = of(WON_AND_LOST).trades
    assert (short.symbol, short.side, short.amount) == (PERPETUAL, "short", d("0.2"))
    assert short.pnl == d("-60") - d("10.116") + d("0.84")
    assert short.r_multiple == pytest.approx(-0.69276)
    assert short.held == timedelta(hours=3).total_seconds()
    assert (first.entry, first.exit, first.pnl) == (d("40000"), d("41500"), d("150") - d("4.89"))
    assert first.change == pytest.approx(145.11 / 4000)


def test_the_totals_are_of_all_and_not_of_those_shown() -> None:
    shown = of(MANY, count=3)
    assert len(shown.trades) == 3
    assert shown.totals.trades == 40
    assert shown.totals.pnl == sum(d(-50 + 5 * number) - d("4.8") for number in range(40))
    assert (shown.totals.won, shown.totals.lost) == (29, 11)


def test_one_market_alone_has_its_own_totals() -> None:
    only = of(WON_AND_LOST, "ETH/USDT")
    assert (only.totals.trades, only.totals.won, only.totals.measured, only.totals.r_sum) == (1, 1, 0, None)
    assert of(WON_AND_LOST, "SOL/USDT").totals.trades == 0


def test_a_liquidated_trade_lost_its_margin() -> None:
    (lost,) = of(LIQUIDATED).trades
    assert lost.liquidated
    assert lost.pnl == d("-420") - d("2.52")


def test_a_reset_begins_the_list_anew() -> None:
    again = of(Journal().traded(1, "buy", "0.1", "40000").traded(2, "sell", "0.1", "41000").reset())
    assert (again.trades, again.totals.trades) == ((), 0)
    assert again.since > BEGAN


@pytest.mark.parametrize("label", SAMPLES)
def test_all_together_is_the_sum(label: str) -> None:
    said = SAMPLES[label]
    if said.totals.trades == len(said.trades):
        assert said.totals.pnl == sum(each.pnl for each in said.trades)
        assert said.totals.fees == sum(each.fees for each in said.trades)
