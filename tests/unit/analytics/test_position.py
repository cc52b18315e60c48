"""If these failed, a person would lose more than they had agreed to."""

from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from analytics.position import (
    MarginTier,
    Side,
    Trade,
    capped_kelly,
    kelly,
    liquidation_price,
    maintenance_margin,
    position_size,
    rounded_down,
    tier_of,
    volatility_size,
)

D = Decimal
prices = st.decimals("0.00001", "1000000", places=5)
rates = st.decimals("0", "0.05", places=4)


def test_a_size_by_hand() -> None:
    trade = Trade(entry=D(40_000), stop=D(39_000))
    assert trade.side == "long"
    assert position_size(D(10_000), D("0.01"), trade) == D("0.1")
    assert [trade.target(r) for r in (1, 2, 3)] == [D(41_000), D(42_000), D(43_000)]
    short = Trade(entry=D(40_000), stop=D(41_000))
    assert short.side == "short"
    assert position_size(D(10_000), D("0.01"), short) == D("0.1")
    assert short.target(2) == D(38_000)
    assert Trade(entry=D(10), stop=D(15)).target(2) is None


def test_costs_by_hand() -> None:
    """Bought at 100 it costs 101, stopped at 90 it brings 89.1; 0.1 % of both is 0.1901: 12.0901 a unit."""
    trade = Trade(entry=D(100), stop=D(90), fee=D("0.001"), slippage=D("0.01"))
    assert trade.risk == D("12.0901")
    assert trade.fees(trade.stop) == D("0.1901")
    assert trade.earned(D(120)) == D("118.8") - D(101) - D("0.2198")
    short = Trade(entry=D(100), stop=D(110), fee=D("0.001"), slippage=D("0.01"))
    assert short.risk == D("111.1") - D(99) + D("0.2101")


@given(prices, prices, rates, rates, st.decimals("1", "1000000", places=2), st.decimals("0.0001", "1", places=4))
def test_at_the_stop_the_share_is_lost_and_no_more(
    entry: Decimal, stop: Decimal, fee: Decimal, slippage: Decimal, equity: Decimal, share: Decimal
) -> None:
    assume(entry != stop)
    trade = Trade(entry, stop, fee, slippage)
    assert trade.risk > 0
    amount = position_size(equity, share, trade)
    assert float(-trade.earned(stop) * amount) == pytest.approx(float(equity * share))
    cut = rounded_down(amount, 6, 8)
    assert -trade.earned(stop) * cut <= equity * share
    assert amount - cut <= max(amount * D("0.00001"), D("0.00000001"))


@given(prices, prices, st.decimals("0.001", "1000", places=3))
def test_the_unit_of_price_does_not_matter(entry: Decimal, stop: Decimal, unit: Decimal) -> None:
    assume(entry != stop)
    one = position_size(D(1000), D("0.01"), Trade(entry, stop)) * entry
    other = position_size(D(1000), D("0.01"), Trade(entry * unit, stop * unit)) * entry * unit
    assert float(one) == pytest.approx(float(other))


def test_without_a_distance_there_is_no_size() -> None:
    with pytest.raises(ValueError, match="distance"):
        Trade(D(5), D("5.0"))
    with pytest.raises(ValueError, match="move"):
        volatility_size(D(1), D(1), D(0), D(5))


def test_kelly_by_hand() -> None:
    assert kelly(D("0.6"), D(1)) == D("0.2")
    assert kelly(D("0.5"), D(2)) == D("0.25")
    assert kelly(D("0.4"), D("1.5")) == 0
    assert kelly(D("0.3"), D(1)) == 0
    assert capped_kelly(D("0.25"), D("0.25"), D("0.05")) == D("0.05")
    assert capped_kelly(D("0.1"), D("0.25"), D("0.05")) == D("0.025")


@given(st.decimals("0.01", "0.99", places=2), st.decimals("0.1", "20", places=1))
def test_no_other_share_grows_faster_than_kellys(win_rate: Decimal, payoff: Decimal) -> None:
    from math import log

    p, b, full = float(win_rate), float(payoff), float(kelly(win_rate, payoff))

    def growth(share: float) -> float:
        return p * log(1 + share * b) + (1 - p) * log(1 - share)

    for other in (0.0, full / 2, (full + 1) / 2, min(0.999, full + 0.01)):
        assert growth(full) >= growth(other) - 1e-12


TIERED = (
    MarginTier(D("0.004"), D(150_000)),
    MarginTier(D("0.005"), D(900_000)),
    MarginTier(D("0.01"), D(12_000_000)),
    MarginTier(D("0.015"), D(70_000_000)),
)


def flat(rate: str) -> tuple[MarginTier, ...]:
    return (MarginTier(D(rate)),)


def test_liquidation_by_hand() -> None:
    """Ten times, half a percent: a long of 100 has 10 of margin; at 90.4523 it has lost 9.5477 and 0.4523 is left."""
    kept = flat("0.005")
    assert float(liquidation_price(D(100), D(3), D(10), "long", kept, D(0)) or 0) == pytest.approx(90.452_261_3)
    assert float(liquidation_price(D(100), D(3), D(10), "short", kept, D(0)) or 0) == pytest.approx(109.452_736_3)
    assert liquidation_price(D(100), D(3), D(1), "long", kept, D(0)) is None, "what is paid in full cannot be called"
    with pytest.raises(ValueError, match="maintenance"):
        liquidation_price(D(100), D(3), D(200), "long", kept, D(0))


def test_the_fee_of_closing_brings_the_liquidation_nearer() -> None:
    """38,000 at 50 times: 760 of margin a unit; (760 − 38,000) / (0.5 % + 0.06 % − 1) = 37,449.718."""
    fee = D("0.0006")
    long = liquidation_price(D(38_000), D(2), D(50), "long", flat("0.005"), fee)
    short = liquidation_price(D(38_000), D(2), D(50), "short", flat("0.005"), fee)
    assert float(long or 0) == pytest.approx(37_449.718_4, abs=1e-4)
    assert float(short or 0) == pytest.approx((760 + 38_000) / 1.0056)
    with pytest.raises(ValueError, match="maintenance"):  # 0.5 % alone would carry 190 times
        liquidation_price(D(38_000), D(2), D(190), "long", flat("0.005"), fee)


def test_margin_of_tiers_by_hand() -> None:
    """Of 1,000,000: 0.4 % of 150,000, 0.5 % of 750,000, 1 % of 100,000, and 0.06 % of all."""
    assert maintenance_margin(D(1_000_000), TIERED, D("0.0006")) == 600 + 3_750 + 1_000 + 600
    assert maintenance_margin(D(150_000), TIERED, D(0)) == 600
    assert maintenance_margin(D(80_000_000), TIERED, D(0)) == 600 + 3_750 + 111_000 + 68_000_000 * D("0.015")
    assert [tier_of(D(value), TIERED).rate for value in (150_000, 150_001, 99_000_000)] == [
        D("0.004"),
        D("0.005"),
        D("0.015"),
    ]


def test_a_liquidation_across_tiers_by_hand() -> None:
    """A long of 10 from 100,000 at 20 times has 50,000 of margin. It ends worth about 955,000, in the third tier, where
    the lower tiers ask for 150,000 × 0.6 % and 750,000 × 0.5 % less."""
    offset = 150_000 * D("0.001") + 900_000 * D("0.005")
    found = liquidation_price(D(100_000), D(10), D(20), "long", TIERED, D("0.0006"))
    assert found == (D(50_000) + offset - D(1_000_000)) / (10 * (D("0.01") + D("0.0006") - 1))
    assert D(900_000) < 10 * (found or 0) < D(1_000_000)


@given(
    prices,
    st.decimals("1", "100", places=1),
    st.lists(st.decimals("0.001", "0.009", places=3), min_size=1, max_size=4).map(sorted),
    st.sampled_from(["long", "short"]),
    st.decimals("0.001", "1000", places=3),
    st.decimals("0", "0.0009", places=4),
)
def test_at_liquidation_what_is_left_is_the_maintenance_margin(
    entry: Decimal, leverage: Decimal, rates: list[Decimal], side: Side, amount: Decimal, taker: Decimal
) -> None:
    worth = amount * entry
    ends = [worth * part for part in (D("0.5"), D("0.98"), D("1.04"))]
    tiers = tuple(MarginTier(rate, upper) for rate, upper in zip(rates, [*ends[: len(rates) - 1], D("Infinity")]))  # noqa: B905
    price = liquidation_price(entry, amount, leverage, side, tiers, taker)
    if price is None:
        assert side == "long"
        assert leverage < 2
        return
    gain = amount * (price - entry) * (1 if side == "long" else -1)
    left = worth / leverage + gain
    assert float(left) == pytest.approx(float(maintenance_margin(amount * price, tiers, taker)), rel=1e-9)
    assert (price < entry) == (side == "long")


@pytest.mark.parametrize(
    ("amount", "cut"),
    [
        ("0.123456789", "0.123456"),
        ("1234.56789", "1234.56"),
        ("98765432.1", "98765400"),
        ("0.000000019", "0.00000001"),
        ("0.000000001", "0.00000000"),
        ("0", "0"),
    ],
)
def test_amounts_are_cut_and_never_rounded_up(amount: str, cut: str) -> None:
    assert f"{rounded_down(D(amount), 6, 8):f}" == cut
