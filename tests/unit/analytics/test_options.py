"""What options are worth at their end, and by the model before it."""

from math import erfc, exp, log, sqrt

import numpy as np
import pytest

from analytics.options import Leg, Option, black_scholes, put_from_call, usual_move


@pytest.mark.parametrize(
    ("kind", "price", "worth", "profit"),
    [("call", 130, 30, 22), ("call", 100, 0, -8), ("call", 108, 8, 0), ("put", 70, 30, 22), ("put", 92, 8, 0)],
)
def test_what_an_option_pays_at_its_end_and_what_its_buyer_earns(
    kind: str, price: float, worth: float, profit: float
) -> None:
    option = Option(kind, 100)  # type: ignore[arg-type]
    assert option.worth_at_end(price) == worth
    assert Leg(option, "long", 8).profit_at_end(price) == profit
    assert Leg(option, "short", 8).profit_at_end(price) == -profit
    assert Leg(option, "short", 8, 3).profit_at_end(price) == -3 * profit


def test_nobody_has_gained_at_the_break_even() -> None:
    for option in (Option("call", 100), Option("put", 100)):
        assert Leg(option, "long", 8).profit_at_end(option.break_even(8)) == 0


def test_time_value_is_what_is_paid_beyond_an_exercise_now() -> None:
    assert Option("call", 100).time_value(104, 7) == 3
    assert Option("put", 100).time_value(104, 7) == 7


def test_a_textbook_case_of_black_and_scholes() -> None:
    """Hull, Options, Futures, and Other Derivatives: S 42, K 40, r 10 %, σ 20 %, half a year: 4.76 and 0.81."""
    assert black_scholes(Option("call", 40), 42, 0.5, 0.2, 0.1).value == pytest.approx(4.7594, abs=5e-5)
    assert black_scholes(Option("put", 40), 42, 0.5, 0.2, 0.1).value == pytest.approx(0.8086, abs=5e-5)


@pytest.mark.parametrize("kind", ["call", "put"])
@pytest.mark.parametrize("rate", [0.0, 0.07])
def test_the_greeks_are_the_slopes_of_the_value(kind: str, rate: float) -> None:
    option = Option(kind, 95)  # type: ignore[arg-type]

    def value(price: float = 100.0, years: float = 0.3, volatility: float = 0.6) -> float:
        return black_scholes(option, price, years, volatility, rate).value

    found = black_scholes(option, 100.0, 0.3, 0.6, rate)
    h = 1e-3
    assert found.delta == pytest.approx((value(100 + h) - value(100 - h)) / (2 * h), rel=1e-6)
    assert found.gamma == pytest.approx((value(100 + h) - 2 * value() + value(100 - h)) / h**2, rel=1e-3)
    assert found.theta == pytest.approx((value(years=0.3 - 1e-5) - value(years=0.3 + 1e-5)) / 2e-5 / 365, rel=1e-6)
    assert found.vega == pytest.approx((value(volatility=0.6 + 1e-5) - value(volatility=0.6 - 1e-5)) / 2e-3, rel=1e-6)


def test_the_value_is_the_mean_of_what_it_pays_where_the_price_wanders() -> None:
    """Without interest: the mean over the quantiles of a lognormal price."""
    z = np.linspace(-8, 8, 200_001)
    weight = np.exp(-(z**2) / 2)
    end = 100 * np.exp(0.6 * sqrt(0.25) * z - 0.6**2 * 0.25 / 2)
    mean = float(np.average(np.maximum(end - 110, 0), weights=weight))
    assert black_scholes(Option("call", 110), 100, 0.25, 0.6).value == pytest.approx(mean, rel=1e-6)


def test_the_delta_of_the_week_of_a_put() -> None:
    """K 57,000 of 60,000 at 60 %, seven days: delta −0.255, worth 796.41 (worked out elsewhere with erfc)."""
    found = black_scholes(Option("put", 57_000), 60_000, 7 / 365, 0.6)
    spread = 0.6 * sqrt(7 / 365)
    d1 = (log(60_000 / 57_000) + spread**2 / 2) / spread
    assert found.delta == pytest.approx(-erfc(d1 / sqrt(2)) / 2, rel=1e-9)
    assert found.value == pytest.approx(796.41, abs=0.005)


def test_a_put_from_a_call_is_what_the_model_says_of_it() -> None:
    call = black_scholes(Option("call", 95), 100, 0.3, 0.6, 0.07).value
    put = black_scholes(Option("put", 95), 100, 0.3, 0.6, 0.07).value
    assert put_from_call(call, 95, 100, 0.3, 0.07) == pytest.approx(put, rel=1e-9)
    assert put_from_call(8, 95, 100) == 3
    assert put == pytest.approx(call - 100 + 95 * exp(-0.021), rel=1e-9)


def test_the_usual_move_grows_with_the_root_of_time() -> None:
    assert usual_move(100, 0.73, 365) == pytest.approx(73)
    assert usual_move(100, 0.8, 28) == pytest.approx(2 * usual_move(100, 0.8, 7))


@pytest.mark.parametrize("bad", [0.0, -1.0, float("nan")])
def test_the_model_wants_numbers_above_zero(bad: float) -> None:
    with pytest.raises(ValueError, match="above zero"):
        black_scholes(Option("call", 100), bad, 1, 0.5)
    with pytest.raises(ValueError, match="above zero"):
        black_scholes(Option("call", 100), 100, bad, 0.5)
