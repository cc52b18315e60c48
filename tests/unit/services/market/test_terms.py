"""If these failed, an order would be rounded to steps that its venue does not have, or charged another fee."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from analytics.position import MarginTier
from services.market.candles import Candles
from services.market.ccxt_terms import (
    DECIMAL_PLACES,
    SIGNIFICANT_DIGITS,
    TICK_SIZE,
    decimals_of,
    exact,
    hours_in,
    terms_of,
)
from services.market.terms import NO_TERMS, MarketTerms, instrument_of, pair_of, tick_of
from tests.unit.services.market.parts import plain

SWAP: dict[str, Any] = {
    "symbol": "BTC/USDT:USDT",
    "contract": True,
    "linear": True,
    "contractSize": 0.01,
    "precision": {"amount": 0.1, "price": 0.1},
    "limits": {"amount": {"min": 0.1}, "cost": {"min": None}, "leverage": {"max": 100}},
    "maker": 0.0002,
    "taker": 0.0005,
}


@pytest.fixture
def bitget(shared_data: Path) -> dict[str, Any]:
    listed: dict[str, Any] = json.loads((shared_data / "exchange" / "ccxt" / "markets" / "bitget.json").read_text())
    return listed


def test_a_spot_market_as_ccxt_lists_it(bitget: dict[str, Any]) -> None:
    terms, problems = terms_of(bitget["ADA/USDT"])
    instrument = instrument_of("ADA/USDT", terms)
    assert not problems
    assert (instrument.base, instrument.quote, instrument.kind) == ("ADA", "USDT", "spot")
    assert (instrument.tick, instrument.lot) == (Decimal("0.0001"), Decimal("0.001"))
    assert (instrument.least_amount, instrument.least_notional) == (Decimal("0.001"), Decimal(1)), (
        "a least of 0 is one lot"
    )
    assert (instrument.maker, instrument.taker, instrument.most_leverage) == (
        Decimal("0.001"),
        Decimal("0.001"),
        Decimal(1),
    )


def test_a_perpetual_as_ccxt_lists_it(bitget: dict[str, Any]) -> None:
    for symbol, tick, lot, least, most in (
        ("BTC/USDT:USDT", "0.1", "0.001", "0.001", 125),
        ("ETH/USDT:USDT", "0.01", "0.01", "0.01", 100),
        ("DOGE/USDT:USDT", "0.00001", "1", "1", 75),
    ):
        instrument = instrument_of(symbol, terms_of(bitget[symbol])[0])
        assert (instrument.kind, instrument.quote) == ("perpetual", "USDT")
        assert (instrument.tick, instrument.lot, instrument.least_amount) == (
            Decimal(tick),
            Decimal(lot),
            Decimal(least),
        )
        assert (instrument.least_notional, instrument.most_leverage) == (Decimal(5), Decimal(most))
        assert (instrument.maker, instrument.taker, instrument.funding_hours) == (
            Decimal("0.0002"),
            Decimal("0.0006"),
            8,
        )


def test_every_recorded_market_can_be_read(bitget: dict[str, Any]) -> None:
    for symbol, market in bitget.items():
        terms, problems = terms_of(market)
        assert not problems
        assert terms.tick is not None, symbol
        assert terms.lot is not None, symbol


def test_contracts_are_told_in_base_currency() -> None:
    instrument = instrument_of("BTC/USDT:USDT", terms_of(SWAP)[0])
    assert (instrument.lot, instrument.least_amount) == (Decimal("0.001"), Decimal("0.001"))
    big = terms_of({**SWAP, "contractSize": 1000, "precision": {"amount": 1, "price": 1e-8}})[0]
    assert (big.lot, big.tick, big.least_amount) == (Decimal(1000), Decimal("1e-8"), Decimal("100.0"))


@pytest.mark.parametrize(
    ("mode", "precision", "price", "tick", "lot", "decimals"),
    [
        (TICK_SIZE, {"price": 0.5, "amount": 1e-06}, None, "0.5", "0.000001", 1),
        (TICK_SIZE, {"price": "0.00000001", "amount": 10}, None, "1e-8", "10", 8),
        (DECIMAL_PLACES, {"price": 2, "amount": 6}, None, "0.01", "0.000001", 2),
        (DECIMAL_PLACES, {"price": 0, "amount": -1}, None, "1", "10", 0),
        (SIGNIFICANT_DIGITS, {"price": 5, "amount": 8}, "42411.11", "1", "1e-8", None),
        (SIGNIFICANT_DIGITS, {"price": 5, "amount": 8}, "0.6257", "0.00001", "1e-8", None),
        (SIGNIFICANT_DIGITS, {"price": 5, "amount": 8}, "123456", "10", "1e-8", None),
    ],
)
def test_precisions_of_every_mode(
    mode: int, precision: dict[str, Any], price: str | None, tick: str, lot: str, decimals: int | None
) -> None:
    market = {"precision": precision}
    terms, problems = terms_of(market, mode, None if price is None else Decimal(price))
    assert not problems
    assert (terms.tick, terms.lot) == (Decimal(tick), Decimal(lot))
    assert decimals_of(market, mode) == decimals


def test_numbers_are_taken_as_they_are_written() -> None:
    assert exact(0.1) == Decimal("0.1")
    assert (exact(1e-8), exact("0.10"), exact(3)) == (Decimal("1e-8"), Decimal("0.10"), Decimal(3))
    nothing: list[object] = [None, True, "", "abc", float("nan"), float("inf"), "Infinity", [], {}]
    assert not [value for value in nothing if exact(value) is not None]


@pytest.mark.parametrize(
    ("info", "hours"),
    [
        ({"fundInterval": "8"}, 8),
        ({"fundInterval": "4"}, 4),
        ({"fundingInterval": "480"}, 8),
        ({"fundingInterval": 28_800}, None),
        ({"fundingInterval": "2000-01-01T08:00:00.000Z"}, None),
        ({"fundInterval": ""}, None),
        ([], None),
        (None, None),
    ],
)
def test_how_often_funding_is_paid(info: object, hours: int | None) -> None:
    assert terms_of({**SWAP, "info": info})[0].funding_hours == hours


def test_hours_in_words() -> None:
    assert [hours_in(text) for text in ("8h", "1h", "8", "0h", "xh", None)] == [8, 1, None, None, None, None]


def test_what_is_not_said_is_the_usual() -> None:
    spot, perpetual = instrument_of("A/EUR", NO_TERMS), instrument_of("A/EUR:EUR", NO_TERMS)
    assert plain(spot.maker, spot.taker, spot.most_leverage) == ["0.001", "0.001", "1"]
    assert plain(perpetual.maker, perpetual.taker, perpetual.most_leverage) == ["0.0002", "0.0006", "125"]
    for instrument in (spot, perpetual):
        assert (instrument.base, instrument.quote) == ("A", "EUR")
        assert instrument.tick == instrument.lot == instrument.least_amount == Decimal("1e-8")
        assert instrument.least_notional == 0
    assert perpetual.tiers[0].rate == Decimal("0.005")


def test_most_leverage_is_that_of_the_tiers_where_the_market_says_none() -> None:
    tiers = (
        MarginTier(Decimal("0.01"), Decimal(1000), Decimal(50)),
        MarginTier(Decimal("0.02"), Decimal(5000), Decimal(20)),
    )
    assert instrument_of("A/B:B", MarketTerms(tiers=tiers)).most_leverage == 50
    assert instrument_of("A/B:B", MarketTerms(tiers=tiers, most_leverage=Decimal(40))).most_leverage == 40


def test_a_fee_of_nothing_and_a_rebate_are_fees() -> None:
    terms, problems = terms_of({"maker": -0.0001, "taker": 0})
    assert not problems
    assert plain(instrument_of("A/B", terms).maker, instrument_of("A/B", terms).taker) == ["-0.0001", "0"]


def test_the_pair_of_a_perpetual() -> None:
    assert pair_of("BTC/USDT:USDT") == "BTC/USDT"
    for other in ("BTC/USDT", "BTC/USD:BTC", "BTC/USDT:USDT-261225", "BTC:USDT", ":", ""):
        assert pair_of(other) is None


@pytest.mark.parametrize(
    ("prices", "tick"),
    [
        ([83499.18, 83288.9, 83000.0], "0.01"),
        ([100.0, 95.0, 110.0], "0.01"),
        ([0.6257, 0.6273, 0.63], "0.0001"),
        ([0.5, 0.6], "0.0001"),
        ([1.0521, 1.05214, 1.05], "0.00001"),
        ([0.00001051, 0.0000105], "1e-8"),
        ([312.4, 0.1 + 0.2], "0.0001"),
        ([71.00000000000001, 72.5], "0.01"),
    ],
)
def test_the_step_of_prices_by_their_decimals(prices: list[float], tick: str) -> None:
    opens = np.arange(len(prices)) * 3_600_000
    column = np.array(prices)
    candles = Candles("A/B", "1h", opens, column, column, column, column, np.ones(len(prices)))
    assert tick_of(candles) == Decimal(tick)
    assert tick_of(Candles.none("A/B", "1h")) is None
