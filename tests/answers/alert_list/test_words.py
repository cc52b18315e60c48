"""Whoever asks for their alerts sees of each what it is on, how far away, and how it stands."""

from datetime import timedelta

import pytest

from personas.about._alerts import alert_line, alert_terms
from personas.render import Voices
from services.alerts.asking import AlertAdd
from services.alerts.editing import AlertDelete
from services.alerts.listing import AlertList
from tests.answers._alerts import alert
from tests.answers._shared import NOW
from tests.answers.alert_list.sample import SAMPLES
from tests.cards import text_of
from tests.faces import FACES, buttons


@pytest.mark.parametrize(
    "line",
    [
        "**13** BTC/USDT above 44,000.00 (+4.37% away), holds, armed once it no longer does · fired twice",
        "**14** BTC/USDT above 44,000.00 (+4.37% away), rests until 30 Dec 19:30 UTC · fired twice · repeats",
        "**15** BTC/USDT above 44,000.00 (+4.37% away), snoozed until 30 Dec 23:00 UTC · “look”",
        "**16** BTC/USDT above 44,000.00 (+4.37% away), paused",
    ],
)
def test_each_line_says_how_it_stands(voices: Voices, line: str) -> None:
    for name in voices.names:
        assert line in voices.render(SAMPLES["each state"], name).body, name


def test_the_first_line_counts_them(voices: Voices) -> None:
    for name in voices.names:
        assert voices.render(SAMPLES["none"], name).title.startswith("You have no alerts"), name
        assert "You have 1 alert" in voices.render(SAMPLES["one"], name).title, name
        assert "This server has 1 alert" in voices.render(SAMPLES["of a server"], name).title, name
        assert "page 2 of 10" in voices.render(SAMPLES["a page of many"], name).title, name


def test_how_many_there_may_be_is_said(voices: Voices) -> None:
    for name in voices.names:
        assert "In use: 100 of 100 alerts." in text_of(voices.render(SAMPLES["a page of many"], name)), name


def test_pages_turn_and_a_full_list_takes_no_more() -> None:
    assert [each.request for each in buttons(SAMPLES["a page of many"])] == [AlertList(page=1), AlertList(page=3)]
    (new,) = buttons(SAMPLES["one"])
    assert isinstance(new.request, AlertAdd)
    assert new.edits == ("symbol", "when", "note")


def test_one_can_be_deleted_from_the_list() -> None:
    (menu,) = FACES.of(type(SAMPLES["of a server"])).menus(SAMPLES["of a server"])
    assert [each.request for each in menu.choices] == [AlertDelete(which="17", owner="server")]
    assert FACES.of(type(SAMPLES["none"])).menus(SAMPLES["none"]) == ()


def test_that_one_ends_is_said_where_that_is_soon() -> None:
    """Most end after a year, which each line would repeat."""
    soon, late = (alert(expires=NOW + timedelta(days=days)) for days in (30, 365))
    assert alert_line(soon, NOW).endswith("ends 29 Jan 2024")
    assert "ends" not in alert_line(late, NOW)


def test_one_that_ends_within_days_tells_the_hour() -> None:
    """Whoever writes 5h would read a day."""
    hours, through = alert(expires=NOW + timedelta(hours=5)), alert(expires=NOW.replace(day=31, hour=23, minute=59))
    assert alert_line(hours, NOW).endswith("ends 31 Dec 2023 00:00 UTC")
    assert alert_terms(hours, NOW).endswith("ends 31 Dec 2023 00:00 UTC")
    assert alert_line(through, NOW).endswith("ends 31 Dec 2023")
