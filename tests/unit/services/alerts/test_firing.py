"""When an alert fires, and when not: to the last tick, whatever comes twice, late or out of order."""

from math import nan
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.alerts.firing import Outcome, comes_of
from services.alerts.reach import Closed, Reach
from services.alerts.record import Alert
from services.alerts.trigger import Condition, Happening, Side, Threshold

BTC = "price BTC/USDT"


def _alert(side: Side = "above", value: float = 100.0, **rest: object) -> Alert:
    trigger = Threshold(series=BTC, side=side, value=value)
    return Alert.model_validate({"owner": "discord:1", "number": 7, "trigger": trigger, "since": 1_000, **rest})


def _tick(at: int, price: float) -> Reach:
    return Reach(BTC, at, at, price, price, price)


def _fires(alert: Alert, *happened: Reach | Closed) -> list[tuple[int, float | None]]:
    """When and where it fired."""
    fired = []
    for each in happened:
        outcome = comes_of(alert, each)
        alert = outcome.alert
        if outcome.firing is not None:
            fired.append((outcome.firing.at, outcome.firing.value))
        if outcome.ended:
            break
    return fired


@pytest.mark.parametrize(
    ("side", "price", "fires"),
    [("above", 100.0, True), ("above", 99.999, False), ("below", 100.0, True), ("below", 100.001, False)],
)
def test_it_fires_at_its_value_and_beyond(side: Side, price: float, fires: bool) -> None:
    outcome = comes_of(_alert(side), _tick(1_000, price))
    assert (outcome.firing is not None, outcome.ended) == (fires, fires)
    if fires:
        assert (outcome.alert.fired, outcome.alert.fired_at) == (1, 1_000)


@pytest.mark.parametrize(
    ("kept", "at"),
    [
        ({}, 999),
        ({"paused": True}, 2_000),
        ({"expires": 2_000}, 2_000),
        ({"since": 5_000}, 4_999),
        ({"spent": True}, 2_000),
    ],
)
def test_what_does_not_count_changes_nothing(kept: dict[str, object], at: int) -> None:
    alert = _alert().model_copy(update=kept)
    assert comes_of(alert, _tick(at, 101.0)).alert is alert


def test_a_value_that_is_none_fires_nothing() -> None:
    assert comes_of(_alert(), _tick(2_000, nan)).firing is None
    assert comes_of(_alert("below"), _tick(2_000, nan)).firing is None


def test_one_that_repeats_fires_again_once_it_was_back_after_its_cool_down() -> None:
    alert = _alert(repeat="always", cooldown=60)
    assert _fires(
        alert,
        _tick(2_000, 101.0),
        _tick(2_000, 101.0),  # twice
        _tick(30_000, 99.0),  # within the cool-down: is not back
        _tick(31_000, 101.0),
        _tick(62_000, 101.0),  # over, but never back
        _tick(63_000, 99.0),
        _tick(62_500, 101.0),  # late, of before it was back
        _tick(64_000, 102.0),
        _tick(64_000, 102.0),
    ) == [(2_000, 101.0), (64_000, 102.0)]


def test_what_holds_when_it_is_set_fires_when_it_comes_to_hold_again() -> None:
    assert _fires(_alert(spent=True), _tick(2_000, 101.0), _tick(3_000, 99.0), _tick(4_000, 101.0)) == [(4_000, 101.0)]


def test_a_bar_counts_whole_where_it_began_later_and_else_by_its_end() -> None:
    assert _fires(_alert(), Reach(BTC, 1_000, 2_000, 90.0, 105.0, 95.0)) == [(2_000, 105.0)]
    assert _fires(_alert(), Reach(BTC, 999, 2_000, 90.0, 105.0, 95.0)) == []
    assert _fires(_alert(), Reach(BTC, 999, 2_000, 90.0, 105.0, 101.0)) == [(2_000, 101.0)]
    assert _fires(_alert("below"), Reach(BTC, 1_000, 2_000, 95.0, 105.0, 101.0)) == [(2_000, 95.0)]


def test_a_bar_with_both_sides_arms_a_spent_alert_and_fires_it_only_where_it_must_have_come_back() -> None:
    assert _fires(_alert(spent=True), Reach(BTC, 1_000, 2_000, 95.0, 105.0, 103.0)) == [(2_000, 105.0)]
    armed = comes_of(_alert(spent=True), Reach(BTC, 1_000, 2_000, 95.0, 105.0, 97.0))
    assert (armed.firing, armed.alert.spent) == (None, False)
    assert _fires(armed.alert, _tick(2_000, 101.0)) == [(2_000, 101.0)]


def test_a_bar_that_is_told_twice_comes_to_the_same_as_told_once() -> None:
    alert = _alert(repeat="always")
    for last in (95.0, 103.0):
        bar = Reach(BTC, 1_000, 2_000, 95.0, 105.0, last)
        fired = comes_of(alert, bar).alert
        assert comes_of(fired, bar) == Outcome(fired)
        assert fired.spent == (last == 103.0)


CONDITION = Condition(symbol="BTC/USDT", timeframe="1h", where="rsi14 < 30")


def _close(at: int, key: str = "") -> Closed:
    return Closed(CONDITION.under, at, key or str(at), 50.0, "")


def test_a_condition_fires_at_each_close_that_is_told_but_once() -> None:
    alert = _alert().model_copy(update={"trigger": CONDITION, "repeat": "always", "cooldown": 10})
    closes = (_close(999), _close(1_001), _close(1_001), _close(11_000), _close(11_001), _close(5_000))
    assert _fires(alert, *closes) == [(1_001, 50.0), (11_001, 50.0)]


def test_a_bar_that_ended_when_it_was_set_does_not_count_but_one_does_that_ends_with_the_cool_down() -> None:
    """Whoever sets an alert has seen it; else it would hang on who else waits for the same whether it fires at once."""
    ended = Reach(BTC, 0, 1_000, 90.0, 105.0, 101.0)
    assert _fires(_alert(), ended) == []
    assert _fires(_alert(), ended, Reach(BTC, 1_000, 2_000, 90.0, 105.0, 101.0)) == [(2_000, 105.0)]
    assert _fires(_alert().model_copy(update={"trigger": CONDITION}), _close(1_000)) == []
    repeats = _alert(repeat="always", cooldown=60)
    bars = [Reach(BTC, end - 50_000, end, 90.0, 105.0, last) for end, last in [(60_000, 101.0), (120_000, 102.0)]]
    assert _fires(repeats, bars[0], _tick(119_000, 99.0), bars[1]) == [(60_000, 105.0)]
    back = Reach(BTC, 70_000, 120_000, 90.0, 105.0, 99.0)
    assert _fires(repeats, bars[0], back, _tick(121_000, 100.0)) == [(60_000, 105.0), (121_000, 100.0)]
    fill = Happening(what="fill", of="paper:discord:1")
    assert _fires(_alert().model_copy(update={"trigger": fill}), Closed(fill.under, 1_000, "a")) == [(1_000, None)]


def test_things_that_happen_at_one_moment_are_each_told_once() -> None:
    trigger = Happening(what="fill", of="paper:discord:1")
    alert = _alert().model_copy(update={"trigger": trigger, "repeat": "always"})
    fills = [Closed(trigger.under, at, key) for at, key in [(2_000, "a"), (2_000, "b"), (2_000, "a"), (2_001, "c")]]
    assert [at for at, _ in _fires(alert, *fills, *fills)] == [2_000, 2_000, 2_001]


ticks = st.lists(st.builds(_tick, st.integers(0, 50).map(lambda n: n * 100), st.floats(95, 105)), max_size=40)


@given(ticks, st.randoms())
def test_one_that_fires_once_does_so_whatever_the_order(told: list[Reach], random: Random) -> None:
    due = any(tick.end >= 1_000 and tick.high >= 100 for tick in told)
    shuffled = random.sample(told, len(told))
    assert len(_fires(_alert(), *told)) == len(_fires(_alert(), *shuffled)) == due


@given(ticks, st.sampled_from((0, 1, 3)))
def test_all_told_twice_fires_nothing_more(told: list[Reach], cooldown: int) -> None:
    alert = _alert(repeat="always", cooldown=cooldown)
    in_order = sorted(told, key=lambda tick: tick.end)
    once = _fires(alert, *in_order)
    assert _fires(alert, *(again for tick in in_order for again in (tick, tick))) == once


def test_nothing_comes_of_what_is_of_another_kind() -> None:
    alert = _alert()
    assert comes_of(alert, _close(2_000)) == Outcome(alert)
    listed = alert.model_copy(update={"trigger": CONDITION})
    assert comes_of(listed, _tick(2_000, 101.0)) == Outcome(listed)
