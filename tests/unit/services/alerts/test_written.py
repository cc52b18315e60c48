"""Whoever presses Again under an alert gets the same one, and not something like it."""

from decimal import Decimal

import pytest

from services.alerts.facts import AlertFacts
from services.alerts.when import read_when
from services.alerts.wishes import Funding, LevelAt, Matter, Move, OfAccount, PriceAt, Signal, Sky, Where
from services.alerts.written import asked_again, written
from tests.answers._alerts import KINDS, alert, other

D = Decimal
SAME: dict[str, Matter] = {
    "above": PriceAt((D(44_000),), "above"),
    "below": PriceAt((D(40_000),), "below"),
    "a level of a swing": LevelAt(0.618, side="below"),
    "tiny": PriceAt((D("0.000012345"),), "above"),
    "rise": Move("rise", D("0.05"), 3_600),
    "fall": Move("fall", D("0.075"), 14_400),
    "funding": Funding("above", D("0.0005")),
    "funding below": Funding("below", D("-0.0005")),
    "drawdown": OfAccount("drawdown", D("0.1"), "main"),
    "liquidation": OfAccount("liquidation", D("0.05"), "swing2"),
    "condition": Where("rsi14 < 30 and close > vwap"),
    "fill": OfAccount("fill", None, "main"),
    "sky": Sky("full moon", 0),
    "sky, before": Sky("full moon", 3_600),
    "signal": Signal("breakout"),
}


@pytest.mark.parametrize("kind", SAME)
def test_what_is_written_is_read_as_the_same(kind: str) -> None:
    (wish,) = read_when(written(KINDS[kind])).wishes
    assert wish.matter == SAME[kind]


@pytest.mark.parametrize("price", [1e-8, 0.1 + 0.2, 61_803.39887498949, 1e7, 123_456_789.5])
def test_a_price_is_written_to_its_last_digit(price: float) -> None:
    (wish,) = read_when(written(alert(price=price))).wishes
    assert isinstance(wish.matter, PriceAt)
    assert float(wish.matter.readings[0]) == price


@pytest.mark.parametrize(
    ("of", "told"),
    [
        (alert(), {"symbol": "BTC/USDT", "when": "above 44000"}),
        (
            alert(repeat="always", cooldown_seconds=5_400.0, note="look", to="channel"),
            {"symbol": "BTC/USDT", "when": "above 44000", "repeat": "always", "cooldown": "90m", "note": "look"}
            | {"to": "channel"},
        ),
        (
            other(kind="condition", where="rsi14 < 30", timeframe="4h", server=True),
            {"symbol": "BTC/USDT", "when": "rsi14 < 30", "timeframe": "4h", "owner": "server"},
        ),
        (other(kind="fill", of="swing2"), {"when": "fill in swing2"}),
    ],
)
def test_it_is_asked_for_as_it_was(of: AlertFacts, told: dict[str, object]) -> None:
    assert asked_again(of).model_dump(exclude_defaults=True) == told
