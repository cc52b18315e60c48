"""Whoever changed an alert is told how it stands now, and can take it back."""

import pytest

from personas.render import Voices
from services.alerts.editing import AlertResume
from services.alerts.facts import Changed
from tests.answers.alert_changed.sample import SAMPLES
from tests.cards import text_of
from tests.faces import buttons


@pytest.mark.parametrize(
    ("done", "told"),
    [
        ("edited", "12** BTC/USDT above 45,000.00"),
        ("paused", "16** BTC/USDT above 44,000.00 (+4.37% away), paused"),
        ("resumed", "What happened meanwhile does not count."),
        ("snoozed", "snoozed until 30 Dec 23:00 UTC"),
        ("deleted", "It is watched for no more."),
    ],
)
def test_every_voice_says_how_it_stands_now(voices: Voices, done: Changed, told: str) -> None:
    for name in voices.names:
        card = voices.render(SAMPLES[done], name)
        assert card.title.startswith(f"{done.capitalize()}: 1"), name
        assert told in text_of(card), name


@pytest.mark.parametrize(
    ("done", "labels"),
    [
        ("edited", ["Edit", "Delete", "Alerts"]),
        ("paused", ["Resume", "Delete", "Alerts"]),
        ("snoozed", ["Resume", "Delete", "Alerts"]),
        ("resumed", ["Snooze 1h", "Pause", "Delete", "Alerts"]),
        ("deleted", ["Alerts"]),
    ],
)
def test_what_was_done_can_be_taken_back(done: str, labels: list[str]) -> None:
    assert [each.label for each in buttons(SAMPLES[done])] == labels


def test_buttons_mean_all_of_several_and_none_where_they_are_too_many_to_name() -> None:
    assert buttons(SAMPLES["paused, several"])[0].request == AlertResume(which="16,19,20")
    assert [each.label for each in buttons(SAMPLES["paused, many"])] == ["Alerts"]


def test_of_many_the_first_line_names_some(voices: Voices) -> None:
    title = voices.render(SAMPLES["deleted, many"], "xyko").title
    assert title == "Deleted 30 alerts: 101, 102, 103, 104, 105, 106, 107, 108 and more"
