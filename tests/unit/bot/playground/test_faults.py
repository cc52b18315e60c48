"""Faults: a rule strikes where and as often as it was told, and one that never could is refused."""

from __future__ import annotations

from typing import Any

import pytest

from bot.playground.faults import REQUEST_KINDS, Faults


def test_a_rule_strikes_its_place_as_often_as_told() -> None:
    faults = Faults()
    faults.add("message", "500", times=2, code=503)
    assert faults.take("callback", REQUEST_KINDS) is None
    struck = [faults.take("message", REQUEST_KINDS) for _ in range(3)]
    assert [rule.code if rule else None for rule in struck] == [503, 503, None]
    assert not faults


def test_any_strikes_everywhere_but_only_with_its_kind() -> None:
    faults = Faults()
    faults.add("any", "delay", seconds=0.5)
    assert faults.take("gateway", frozenset({"drop"})) is None
    rule = faults.take("", REQUEST_KINDS)
    assert rule is not None
    assert rule.seconds == 0.5


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        ({"match": "moon", "kind": "500"}, "match is one of"),
        ({"match": "any", "kind": "rain"}, "kind is one of"),
        ({"match": "callback", "kind": "drop"}, "to cut a request's connection use reset"),
        ({"match": "any", "kind": "500", "times": 0}, "times is 1 or more"),
        ({"match": "any", "kind": "500", "times": "2"}, "whole numbers"),
        ({"match": "any", "kind": "500", "until": 3}, "unknown until"),
    ],
)
def test_a_rule_that_could_never_strike_is_refused(rule: dict[str, Any], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        Faults().add_json(rule)
