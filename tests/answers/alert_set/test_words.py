"""Whoever set an alert is told what is watched for, how often it is told, until when, and where."""

from typing import Any

import pytest

from personas.render import Voices
from services.alerts.editing import AlertDelete, AlertEdit
from services.alerts.listing import AlertList
from tests.answers._alerts import KINDS, STATES, alert
from tests.answers.alert_set.sample import SAMPLES, done
from tests.cards import text_of
from tests.faces import buttons


@pytest.mark.parametrize(
    ("kind", "told"),
    [
        ("above", "Set: 12, BTC/USDT above 44,000.00"),
        ("a level of a swing", "Set: 12, BTC/USDT below 40,982.71 (0.618 retracement)"),
        ("tiny", "Set: 12, PEPE/USDT above 0.000012345"),
        ("rise", "Set: 12, BTC/USDT rises 5% within 1 h"),
        ("fall", "Set: 12, BTC/USDT falls 7.5% within 4 h"),
        ("funding below", "Set: 12, BTC/USDT funding below −0.05%"),
        ("drawdown", "Set: 12, drawdown of PAPER main above 10%"),
        ("liquidation", "Set: 12, PAPER swing2 within 5% of a liquidation"),
        ("condition", "Set: 12, BTC/USDT 4h: rsi14 \\< 30 and close \\> vwap"),
        ("fill", "Set: 12, an order filled in PAPER main"),
        ("sky, before", "Set: 12, full moon, 1 h before"),
        ("signal", "Set: 12, signal breakout"),
    ],
)
def test_the_first_line_says_what_is_watched_for(voices: Voices, kind: str, told: str) -> None:
    for name in voices.names:
        assert voices.render(done(KINDS[kind]), name).title == told, name


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({}, "told once, to you in private; ends 29 Dec 2024"),
        ({"expires": None, "to": "channel"}, "told once, in this channel"),
        (
            {"repeat": "always", "cooldown_seconds": 14_400.0, "expires": None},
            "told each time it comes to hold, at least 4 h apart, to you in private",
        ),
        (
            {"server": True, "mention": "1", "expires": None},
            "where this server's alerts are told, with a role mentioned",
        ),
    ],
)
def test_how_often_and_where_it_is_told(voices: Voices, changes: dict[str, Any], told: str) -> None:
    for name in voices.names:
        assert told in text_of(voices.render(done(alert(**changes)), name)), name


def test_what_holds_already_is_said_to_wait(voices: Voices) -> None:
    for name in voices.names:
        told = "It holds already: it fires when it comes to hold again."
        assert told in voices.render(SAMPLES["holds already"], name).body, name
        assert told not in voices.render(SAMPLES["above"], name).body, name


def test_all_of_several_are_there(voices: Voices) -> None:
    for name in voices.names:
        card = voices.render(SAMPLES["several"], name)
        assert card.title == "Set 3 alerts: 12, 13 and 14"
        assert all(price in card.body for price in ("43,000.00", "43,500.00", "44,000.00"))


def test_what_was_set_is_a_press_from_being_changed_or_gone() -> None:
    edit, delete, listed = buttons(SAMPLES["above"])
    assert edit.request == AlertEdit(which="12")
    assert edit.edits[0] == "level"
    assert delete.request == AlertDelete(which="12")
    assert listed.request == AlertList()
    assert [each.request for each in buttons(SAMPLES["several"])] == [AlertDelete(which="12,13,14"), AlertList()]
    shared = [each.request for each in buttons(done(STATES["of a server"]))]
    assert shared == [
        AlertEdit(which="17", owner="server"),
        AlertDelete(which="17", owner="server"),
        AlertList(owner="server"),
    ]
