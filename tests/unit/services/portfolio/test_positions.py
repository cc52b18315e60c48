"""What a user would lose: a stop, a liquidation price or a gain that is not where the account has it."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from services.market.source import FundingRate
from services.portfolio.positions import Looked, in_order, positions
from services.portfolio.positions_facts import PositionFacts, PositionsAnswer
from services.studies.fib_levels import fib_levels
from services.studies.regime import regime_answer
from tests.answers._accounts import MAIN, PERPETUAL, SPOT, Journal, d, instrument, marks
from tests.answers._shared import NOW
from tests.answers.positions.sample import LONG, SAMPLES, SHORT, held, looked


def only(journal: Journal, price: str, symbol: str = SPOT) -> PositionFacts:
    (found,) = held(journal.seen, {symbol: price}).positions
    return found


def test_spot_gains_what_the_price_rose() -> None:
    one = only(Journal().traded(1, "buy", "0.1", "40000", "2.4", stop="39000"), "42156.37")
    assert (one.entry, one.cost, one.margin, one.notional) == (d("40000"), d("4000"), d("4000"), d("4215.637"))
    assert one.unrealised == d("215.637")
    assert one.gained_pct == pytest.approx(215.637 / 4000)
    assert one.r_multiple == pytest.approx((215.637 - 2.4) / 100)  # the stop would have lost 0.1 · 1000
    assert (one.liquidation, one.next_funding) == (None, None)


def test_a_long_with_leverage() -> None:
    """0.5 at 42000 with 5×: 4200 of margin, of which 2.1 of funding were paid. Liquidation, where margin and gain are
    what must be kept, 0.5 % and the fee of 0.06 %: (4197.9 − 21000) / (0.5 · (0.0056 − 1))."""
    one = only(LONG, "42156.37", PERPETUAL)
    assert (one.margin, one.funding, one.unrealised) == (d("4197.9"), d("2.1"), d("78.185"))
    assert one.margin_pct == pytest.approx(78.185 / 4197.9)
    assert one.liquidation is not None
    assert float(one.liquidation.price) == pytest.approx(33_793.4433, abs=0.01)
    assert one.liquidation.distance == pytest.approx(33_793.4433 / 42_156.37 - 1, abs=1e-6)
    assert one.r_multiple == pytest.approx((78.185 - 12.6 - 2.1) / 500)
    (stop,) = one.stops
    assert (stop.price, stop.amount, stop.pnl) == (d("41000"), d("0.3"), d("-300"))
    assert one.stopped < one.amount


def test_a_short_mirrors_it() -> None:
    one = only(SHORT, "41500", PERPETUAL)
    assert one.unrealised == d("250")
    assert one.liquidation is not None
    assert float(one.liquidation.price) == pytest.approx((7000 + 21000) / (0.5 * 1.0056), abs=0.01)
    assert [(stop.price, stop.pnl) for stop in one.stops] == [(d("43000"), d("-500"))]
    assert [(target.price, target.pnl) for target in one.targets] == [(d("39000"), d("1500"))]
    assert one.stopped == one.amount


def test_the_next_funding_is_at_the_last_rate_on_what_is_held_now() -> None:
    """Settled at 16:00 and every eight hours, so next at midnight; a short receives a positive rate."""
    for journal, side in ((LONG, 1), (SHORT, -1)):
        coming = only(journal, "42000", PERPETUAL).next_funding
        assert coming is not None
        assert coming.time == datetime(2023, 12, 31, tzinfo=UTC)
        assert coming.payment == side * d("0.5") * d("42000") * d("0.0001")


def test_nobody_receives_funding_at_a_rate_that_is_only_assumed() -> None:
    for journal, pays in ((LONG, d("2.1")), (SHORT, d("0"))):
        seen = looked(PERPETUAL, 42_000)
        assert seen.funding is not None
        assumed = replace(seen, funding=FundingRate(time=seen.funding.time, rate=seen.funding.rate, assumed=True))
        answer = positions(MAIN, journal.seen, marks({PERPETUAL: "42000"}), {PERPETUAL: assumed}, NOW)
        coming = answer.positions[0].next_funding
        assert coming is not None
        assert (coming.payment, coming.assumed) == (pays, True)


def test_what_one_could_do_without_a_stop() -> None:
    """Beyond the swing's low by a quarter of the range, and two ranges from the price, each on the worse tick."""
    one = only(Journal().traded(1, "buy", "0.1", "40000", "2.4"), "42156.37")
    assert one.reading is not None
    fib, atr = one.reading.fib, one.reading.fib.atr
    assert atr is not None
    swing, near = one.places
    assert (swing.by, near.by, near.level) == ("swing", "range", None)
    assert float(swing.level or 0) == pytest.approx(fib.swing.start.price)
    assert float(swing.price) == pytest.approx(fib.swing.start.price - 0.25 * atr, abs=0.01)
    assert float(near.price) == pytest.approx(42_156.37 - 2 * atr, abs=0.01)
    assert near.pnl == (near.price - d("40000")) * d("0.1")
    assert all(place.price % d("0.01") == 0 for place in one.places)


def test_a_short_is_invalidated_by_the_high() -> None:
    one = only(Journal().traded(1, "sell", "0.1", "42000", "0", PERPETUAL, leverage="2"), "42156.37", PERPETUAL)
    assert one.reading is not None
    swing, near = one.places
    assert float(swing.level or 0) == pytest.approx(one.reading.fib.swing.end.price)
    assert swing.level is not None
    assert swing.price > swing.level
    assert near.price > d("42156.37")


def test_no_stop_is_offered_that_would_stand_on_the_wrong_side() -> None:
    """A price that has left the swing behind: only the range is left to stand by."""
    long = Journal().traded(1, "buy", "0.1", "40000", "2.4")
    seen = looked(SPOT, 42_156.37)
    (one,) = positions(MAIN, long.seen, marks({SPOT: "20000"}), {SPOT: seen}, NOW).positions
    assert [place.by for place in one.places] == ["range"]


def test_the_market_is_read_by_the_studies_themselves() -> None:
    one = only(LONG, "42156.37", PERPETUAL)
    seen = looked(PERPETUAL, 42_156.37).seen
    assert seen is not None
    regime = regime_answer(seen, 300)
    assert one.reading is not None
    assert one.reading.fib.model_dump() == fib_levels(seen, 200).model_dump()
    assert (one.reading.regime, one.reading.trend) == (regime.regime, regime.trend)


def test_without_a_price_its_stops_are_told_all_the_same() -> None:
    (one,) = held(LONG.seen, {}).positions
    assert (one.price, one.unrealised, one.r_multiple, one.liquidation) == (None, None, None, None)
    assert [(stop.price, stop.distance, stop.pnl) for stop in one.stops] == [(d("41000"), None, d("-300"))]


def test_a_stop_behind_the_liquidation_is_none() -> None:
    late, early = SAMPLES["stop behind liquidation"].positions[0], SAMPLES["short"].positions[0]
    assert late.liquidated_first
    assert not early.liquidated_first


@pytest.mark.parametrize(("price", "near"), [("41900", False), ("40900", True), ("40300", True)])
def test_liquidation_is_near_within_a_few_bars(price: str, near: bool) -> None:
    """At 40124.70: 4.2 %, 1.9 % and 0.4 % away."""
    long = Journal().traded(1, "buy", "2", "42000", "50.4", PERPETUAL, leverage="20")
    looks = Looked(instrument(PERPETUAL))
    (one,) = positions(MAIN, long.seen, marks({PERPETUAL: price}), {PERPETUAL: looks}, NOW).positions
    assert one.liquidation is not None
    assert one.near_liquidation == (abs(one.liquidation.distance) < 0.05)
    assert near <= one.near_liquidation


def test_the_one_asked_for_is_first_and_then_the_largest() -> None:
    several = (
        Journal("50000")
        .traded(1, "buy", "0.1", "40000")
        .traded(2, "sell", "0.5", "42000", "0", PERPETUAL, leverage="3")
        .traded(3, "buy", "2", "2200", "0", "ETH/USDT")
    )
    told = marks({SPOT: "42000", PERPETUAL: "42000", "ETH/USDT": "2200"})
    assert in_order(several.account, told, None) == [PERPETUAL, "ETH/USDT", SPOT]
    assert in_order(several.account, told, SPOT) == [SPOT, PERPETUAL, "ETH/USDT"]


@pytest.mark.parametrize(
    ("label", "shown"),
    [("none", None), ("none of it", None), ("several", PERPETUAL), ("several, one asked for", "ETH/USDT")],
)
def test_which_one_is_shown_in_full(label: str, shown: str | None) -> None:
    said: PositionsAnswer = SAMPLES[label]
    assert (said.first.symbol if said.first else None) == shown
