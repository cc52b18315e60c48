"""If these failed, a learner would be told that a right answer on futures or options is wrong."""

from math import erf, exp, pi, sqrt
from typing import Any

import pytest

from services.education.lesson import NumberQuestion
from services.education.posing import variant_of, variants
from tests.unit.services.education.recomputed import Bar, Recompute, check_answers, check_mistakes, check_stops, whole


def _d(side: str) -> int:
    return {"long": 1, "short": -1}[side]


def _liquidated(entry: float, leverage: float, percent: float, side: str) -> float:
    """Where margin + gain is ``percent`` of the value, found by halving."""
    low, high = entry / 10, entry * 10
    for _ in range(200):
        price = (low + high) / 2
        left = entry / leverage + _d(side) * (price - entry) - price * percent / 100
        if (left > 0) == (side == "long"):
            high = price
        else:
            low = price
    return price


def _pays(kind: str, strike: float, price: float) -> float:
    return max(price - strike, 0) if kind == "call" else max(strike - price, 0)


def _first(bars: list[Bar], start: int, holds: Any) -> int:
    return next(at for at in range(start + 1, len(bars)) if holds(bars[at]))


def _stop(bars: list[Bar], since: int, leverage: float, maintenance_percent: float, side: str) -> tuple[float, float]:
    price = _liquidated(bars[-1][3], leverage, maintenance_percent, side)
    if side == "long":
        return price, min(bar[2] for bar in bars[since:])
    return max(bar[1] for bar in bars[since:]), price


def _tiered(value: float) -> float:
    if value <= 50_000:
        return value * 0.005
    return 250 + (value - 50_000) * 0.01 if value <= 200_000 else 250 + 1_500 + (value - 200_000) * 0.02


def _at_the_money(price: float, volatility_percent: float, days: float) -> float:
    """Φ(s/2) − Φ(−s/2) of the price, with s the standard deviation until the end."""
    return price * erf(volatility_percent / 100 * sqrt(days / 365) / sqrt(8))


def _density(volatility_percent: float, days: float) -> float:
    """The normal density at half the standard deviation until the end."""
    half = volatility_percent / 100 * sqrt(days / 365) / 2
    return exp(-half * half / 2) / sqrt(2 * pi)


RIGHT: dict[str, Recompute] = {
    "futures-and-perpetuals/gain": lambda side, amount, entry, closed: (
        amount * (closed - entry) if side == "long" else amount * (entry - closed)
    ),
    "futures-and-perpetuals/basis": lambda days, future, spot: 100 * (future - spot) / spot / (days / 365),
    "futures-and-perpetuals/best-exit": lambda bars, entered: min(
        range(entered + 1, len(bars)), key=lambda at: bars[at][3]
    ),
    "funding-payments/payment": lambda side, amount, mark, rate_percent: _d(side) * amount * mark * rate_percent / 100,
    "funding-payments/year": lambda rate_percent, hours: rate_percent * (365 * 24 / hours),
    "funding-payments/of-margin": lambda leverage, rate_percent, hours, days: (
        (days * 24 / hours) * (rate_percent / 100) / (1 / leverage) * 100
    ),
    "funding-payments/who-pays": lambda bars, index, last: (
        "longs pay" if sum(bar[3] - index for bar in bars[-last:]) > 0 else "shorts pay"
    ),
    "liquidation-price/price": lambda side, entry, leverage, maintenance_percent: _liquidated(
        entry, leverage, maintenance_percent, side
    ),
    "liquidation-price/first-hit": lambda bars, entered, leverage, maintenance_percent: _first(
        bars,
        entered,
        lambda bar: bar[2] <= bars[entered][3] * (1 - 1 / leverage) / (1 - maintenance_percent / 100),
    ),
    "liquidation-price/stop": _stop,
    "margin-tiers/tiers": _tiered,
    "margin-tiers/ratio": lambda margin, gain, maintenance: 100 * maintenance / (margin + gain),
    "margin-tiers/leverage-now": lambda amount, mark, margin, gain: amount * mark / (margin + gain),
    "margin-tiers/stop-short": _stop,
    "option-basics/break-even": lambda kind, strike, premium: strike + premium if kind == "call" else strike - premium,
    "option-basics/worth": _pays,
    "option-basics/which-pays": lambda bars, call_strike, put_strike: {
        (True, True): "both",
        (True, False): "call",
        (False, True): "put",
        (False, False): "none",
    }[bars[-1][3] > call_strike, bars[-1][3] < put_strike],
    "option-payoffs/profit": lambda side, kind, amount, strike, premium, price: (
        _d(side) * amount * (_pays(kind, strike, price) - premium)
    ),
    "option-payoffs/covered": lambda bought, strike, premium, price: min(price, strike) - bought + premium,
    "option-payoffs/straddle": lambda bars, bought: max(
        range(bought + 1, len(bars)), key=lambda at: abs(bars[at][3] - bars[bought][3])
    ),
    "option-time-value/time-value": lambda kind, strike, price, premium: premium - _pays(kind, strike, price),
    "option-time-value/usual-move": lambda price, volatility_percent, days: (
        price * volatility_percent / 100 / sqrt(365 / days)
    ),
    "option-time-value/parity": lambda call, strike, price: call + strike - price,
    "option-time-value/beyond": lambda bars, start, volatility_percent, days: _first(
        bars,
        start,
        lambda bar: abs(bar[3] / bars[start][3] - 1) > volatility_percent / 100 * sqrt(days / 365),
    ),
    "option-time-value/at-the-money": _at_the_money,
    "option-time-value/melts": lambda days, left, volatility_percent: (
        100 * _at_the_money(1, volatility_percent, left) / _at_the_money(1, volatility_percent, days)
    ),
    "greeks/one-day": lambda price, volatility_percent, days: (
        price * volatility_percent / 100 * _density(volatility_percent, days) / (2 * sqrt(days * 365))
    ),
    "greeks/calmer": lambda price, days, points, volatility_percent: (
        points * price / 100 * sqrt(days / 365) * _density(volatility_percent, days)
    ),
    "greeks/delta": lambda amount, delta, move: amount * (delta * move),
    "greeks/hedge": lambda amount, delta: 0 - amount * delta,
    "greeks/together": lambda delta, gamma, theta, move, days: sum(
        (delta * move, gamma * move * move / 2, theta * days)
    ),
}

WRONG: dict[str, list[Recompute]] = {
    "futures-and-perpetuals/gain": [
        lambda side, amount, entry, closed: -_d(side) * amount * (closed - entry),  # the other side
        lambda side, amount, entry, closed: _d(side) * (closed - entry) if amount != 1 else None,  # of one coin
    ],
    "futures-and-perpetuals/basis": [
        lambda days, future, spot: 100 * (future / spot - 1),  # not of a year
        lambda days, future, spot: 100 * ((future / spot) ** (365 / days) - 1),  # compounded
        lambda days, future, spot: 100 * (future / spot - 1) * 365 / days / 100,  # a fraction
    ],
    "funding-payments/payment": [
        lambda side, amount, mark, rate_percent: -_d(side) * amount * mark * rate_percent / 100,  # the other side
        lambda side, amount, mark, rate_percent: _d(side) * amount * mark * rate_percent,  # per cent as a fraction
    ],
    "funding-payments/year": [
        lambda rate_percent, hours: rate_percent * 365,  # once a day
        lambda rate_percent, hours: rate_percent * hours * 365,
    ],
    "funding-payments/of-margin": [
        lambda leverage, rate_percent, hours, days: rate_percent * 24 / hours * days,  # of the position
        lambda leverage, rate_percent, hours, days: rate_percent * days * leverage,  # once a day
    ],
    "liquidation-price/price": [
        lambda side, entry, leverage, maintenance_percent: entry * (1 - _d(side) / leverage),  # nothing kept
        lambda side, entry, leverage, maintenance_percent: _liquidated(
            entry, leverage, maintenance_percent, "short" if side == "long" else "long"
        ),
    ],
    "margin-tiers/tiers": [
        lambda value: value * (0.01 if value <= 200_000 else 0.02),  # the highest rate for all of it
        lambda value: value * 0.005,
    ],
    "margin-tiers/ratio": [
        lambda margin, gain, maintenance: 100 * maintenance / margin,  # without the gain or loss
        lambda margin, gain, maintenance: 100 * maintenance / (margin - gain),
        lambda margin, gain, maintenance: maintenance / (margin + gain),
    ],
    "margin-tiers/leverage-now": [lambda amount, mark, margin, gain: amount * mark / margin],
    "option-basics/break-even": [
        lambda kind, strike, premium: strike,
        lambda kind, strike, premium: strike - premium if kind == "call" else strike + premium,
    ],
    "option-basics/worth": [
        lambda kind, strike, price: 0 if kind == "put" else price,
        lambda kind, strike, price: price - strike if kind == "put" else strike - price,
    ],
    "option-payoffs/profit": [
        lambda side, kind, amount, strike, premium, price: _d(side) * amount * _pays(kind, strike, price),
        lambda side, kind, amount, strike, premium, price: -_d(side) * amount * (_pays(kind, strike, price) - premium),
        lambda side, kind, amount, strike, premium, price: (
            _d(side) * (_pays(kind, strike, price) - premium) if amount != 1 else None
        ),
    ],
    "option-payoffs/covered": [
        lambda bought, strike, premium, price: min(price, strike) - bought,  # without the premium
        lambda bought, strike, premium, price: price - bought + premium if price > strike else None,
    ],
    "option-time-value/time-value": [
        lambda kind, strike, price, premium: premium if _pays(kind, strike, price) else 0,
        lambda kind, strike, price, premium: _pays(kind, strike, price),
    ],
    "option-time-value/usual-move": [
        lambda price, volatility_percent, days: price * volatility_percent / 100,  # of a year
        lambda price, volatility_percent, days: price * volatility_percent / 100 * days / 365,  # no root
        lambda price, volatility_percent, days: price * volatility_percent / 100 * sqrt(days / 252),  # days of shares
    ],
    "option-time-value/parity": [
        lambda call, strike, price: call,
        lambda call, strike, price: call + price - strike,
    ],
    "option-time-value/at-the-money": [
        lambda price, volatility_percent, days: price * volatility_percent / 100 * sqrt(days / 365),  # the usual move
        lambda price, volatility_percent, days: 0.4 * price * volatility_percent / 100 * days / 365,  # no root
    ],
    "option-time-value/melts": [
        lambda days, left, volatility_percent: 100 * left / days,  # as if it melted evenly
        lambda days, left, volatility_percent: 100 - 100 * sqrt(left / days),
        lambda days, left, volatility_percent: 100 * sqrt((days - left) / days),
    ],
    "greeks/one-day": [
        lambda price, volatility_percent, days: _at_the_money(price, volatility_percent, days) / days,
        lambda price, volatility_percent, days: _at_the_money(price, volatility_percent, days),
        lambda price, volatility_percent, days: -_at_the_money(price, volatility_percent, days) / 2 / days,
    ],
    "greeks/calmer": [
        lambda price, days, points, volatility_percent: 0.004 * price * sqrt(days / 365),  # one point
        lambda price, days, points, volatility_percent: 0.4 * price * points * sqrt(days / 365),
        lambda price, days, points, volatility_percent: 0.004 * price * points * days / 365,
    ],
    "greeks/delta": [
        lambda amount, delta, move: amount * move,
        lambda amount, delta, move: delta * move,
        lambda amount, delta, move: -amount * delta * move,
    ],
    "greeks/hedge": [lambda amount, delta: amount * delta, lambda amount, delta: -delta, lambda amount, delta: -amount],
    "greeks/together": [
        lambda delta, gamma, theta, move, days: delta * move + theta * days,  # no gamma
        lambda delta, gamma, theta, move, days: delta * move + gamma * move**2 + theta * days,  # not half of it
        lambda delta, gamma, theta, move, days: delta * move + gamma * move**2 / 2 + theta,  # one day
        lambda delta, gamma, theta, move, days: delta * move + gamma * move**2 / 2 - theta * days,
    ],
}


def test_every_answer_is_that_of_the_formula_written_here() -> None:
    check_answers("derivatives", RIGHT)


def test_usual_mistakes_are_wrong() -> None:
    check_mistakes("derivatives", WRONG)


def test_stops_can_be_met() -> None:
    check_stops("derivatives")


def test_the_rules_of_thumb_that_questions_name_are_near_enough() -> None:
    rules: dict[str, Recompute] = {
        "option-time-value/at-the-money": lambda price, volatility_percent, days: (
            0.4 * price * volatility_percent / 100 * sqrt(days / 365)
        ),
        "option-time-value/melts": lambda days, left, volatility_percent: 100 * sqrt(left / days),
        "greeks/one-day": lambda price, volatility_percent, days: (
            0.4 * price * volatility_percent / 100 * sqrt(days / 365) / (2 * days)
        ),
        "greeks/calmer": lambda price, days, points, volatility_percent: 0.004 * price * sqrt(days / 365) * points,
    }
    curriculum = whole("derivatives")
    for key, rule in rules.items():
        lesson, question = curriculum.find(key) or pytest.fail(key)
        assert isinstance(question, NumberQuestion)
        for turn in range(variants(question.given)):
            right = curriculum.right_of(lesson, question, turn)
            by_rule = rule(**variant_of(question.given, turn))
            assert by_rule == pytest.approx(right, rel=question.within / 2), (key, turn)
