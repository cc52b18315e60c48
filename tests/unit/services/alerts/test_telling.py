"""What is told of an alert: its level, how far the price is from it, and how it stands."""

from datetime import UTC, datetime

import pytest

from services.alerts.record import Alert
from services.alerts.telling import facts_of
from services.alerts.trigger import Condition, Follows, Happening, Threshold, Trigger
from services.core.units import Duration, Price, Proportion, Share
from services.market.timeframes import to_ms

NOW = datetime(2026, 11, 1, 12, 0, tzinfo=UTC)
AT = to_ms(NOW)
HOUR = 3_600_000


def _alert(trigger: Trigger, **rest: object) -> Alert:
    return Alert.model_validate({"owner": "discord:1", "number": 7, "trigger": trigger, "since": AT - HOUR, **rest})


def test_a_price_alert_tells_its_level_and_how_far_it_is() -> None:
    follows = Follows(timeframe="4h", ratio=0.618)
    trigger = Threshold(series="price BTC/USDT", side="above", value=70_000.0, follows=follows)
    facts = facts_of(_alert(trigger, label="0.618 retracement"), 50_000.0, NOW)
    assert (facts.kind, facts.of, facts.side) == ("price", "BTC/USDT", "above")
    assert (facts.price, facts.share) == (Price(70_000.0), None)
    assert facts.distance == pytest.approx(0.4)
    assert facts.now == 50_000.0
    assert (facts.follows, facts.timeframe, facts.label) == (True, "4h", "0.618 retracement")
    assert facts.ratio == Proportion(0.618)
    assert facts_of(_alert(trigger), None, NOW).distance is None


def test_a_share_is_no_price() -> None:
    facts = facts_of(_alert(Threshold(series="rise BTC/USDT 3600", side="above", value=0.05)), 50_000.0, NOW)
    assert (facts.kind, facts.of) == ("rise", "BTC/USDT")
    assert (facts.price, facts.share, facts.window_seconds) == (None, Share(0.05), Duration(3_600.0))
    assert facts.distance is None


def test_an_event_of_the_sky_says_how_long_before() -> None:
    assert facts_of(_alert(Happening(what="sky", of="full moon", lead=3600)), None, NOW).window_seconds == 3_600.0
    assert facts_of(_alert(Happening(what="sky", of="full moon")), None, NOW).window_seconds is None


@pytest.mark.parametrize(
    ("trigger", "kind", "of"),
    [
        (Threshold(series="drawdown paper:discord:1:swing", side="above", value=0.1), "drawdown", "swing"),
        (Threshold(series="liquidation paper:server:discord:9", side="below", value=0.05), "liquidation", "server"),
        (Condition(symbol="ETH/USDT", timeframe="1h", where="rsi14 < 30"), "condition", "ETH/USDT"),
        (Happening(what="fill", of="paper:discord:1"), "fill", "main"),
        (Happening(what="sky", of="full_moon", lead=3600), "sky", "full_moon"),
        (Happening(what="signal", of="breakout"), "signal", "breakout"),
    ],
)
def test_what_it_is_about_is_called_as_people_call_it(trigger: Trigger, kind: str, of: str) -> None:
    facts = facts_of(_alert(trigger), None, NOW)
    assert (facts.kind, facts.of) == (kind, of)


@pytest.mark.parametrize(
    ("state", "kept"),
    [
        ("armed", {}),
        ("waiting", {"spent": True}),
        ("paused", {"paused": True, "since": AT + HOUR}),
        ("snoozed", {"since": AT + HOUR, "fired_at": AT - HOUR, "cooldown": 60}),
        ("cooling", {"since": AT + HOUR, "fired_at": AT - HOUR, "cooldown": 7_200, "spent": True}),
    ],
)
def test_how_it_stands(state: str, kept: dict[str, object]) -> None:
    facts = facts_of(_alert(Happening(what="signal", of="x"), **kept), None, NOW)
    assert facts.state == state
    assert (facts.until is not None) == (state in ("snoozed", "cooling"))
