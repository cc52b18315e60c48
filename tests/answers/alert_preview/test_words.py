"""Whoever reads a preview knows what would be told, how often it would have been, and that nothing is set yet."""

import pytest

from personas.pictures.geometry import Dot
from personas.render import Voices
from services.alerts.asking import AlertAdd, AlertSet
from services.alerts.facts import AlertHistory
from tests.answers._alerts import FIRINGS, KINDS, NEVER, draft, history
from tests.answers.alert_preview.sample import SAMPLES, preview
from tests.cards import text_of
from tests.faces import buttons, picture, picture_if_any

ASKED = AlertAdd(symbol="BTC/USDT", when="above 44000")


@pytest.mark.parametrize("sample", SAMPLES)
def test_every_voice_says_that_nothing_is_set_yet(voices: Voices, sample: str) -> None:
    for name in voices.names:
        assert "Nothing is set yet" in text_of(voices.render(SAMPLES[sample], name)), name


def test_the_first_line_says_what_and_how_often_it_would_have_fired(voices: Voices) -> None:
    for name in voices.names:
        assert voices.render(SAMPLES["above"], name).title == "BTC/USDT above 44,000.00: 4 times in 90 days"
        assert voices.render(SAMPLES["never"], name).title == "BTC/USDT above 44,000.00: never in 90 days"


@pytest.mark.parametrize(
    ("past", "told"),
    [
        (history(), "In the last 90 days it would have fired 4 times, the last 18 Dec 19:00 UTC"),
        (history(times=1), "would have fired once"),
        (NEVER, "In the last 90 days it would never have fired."),
        (history(times=None, why="no candles"), "How often it would have fired is not known: no candles."),
        (history(days=12.5), "In the last 12.5 days"),
    ],
)
def test_the_past_is_told_as_it_was(voices: Voices, past: AlertHistory, told: str) -> None:
    said = preview(draft(KINDS["above"], past))
    assert told in voices.render(said, "f").body


def test_near_duplicates_and_what_holds_already_are_said(voices: Voices) -> None:
    for name in voices.names:
        body = voices.render(SAMPLES["holds already, and nearly the same"], name).body
        assert "It holds already: it fires when it comes to hold again." in body
        assert "It is hardly different from your alerts 12 and 14." in body


def test_each_of_several_levels_is_told(voices: Voices) -> None:
    for name in voices.names:
        text = text_of(voices.render(SAMPLES["several levels"], name))
        assert all(f"above {price}" in text for price in ("43,000.00", "43,500.00", "44,000.00")), name


def test_what_was_asked_is_confirmed_edited_or_left() -> None:
    confirm, edit, cancel = buttons(SAMPLES["above"], ASKED)
    assert confirm.request == AlertSet(symbol="BTC/USDT", when="above 44000", token="a1b2c3")  # noqa: S106 (a press's)
    assert edit.request == ASKED
    assert edit.edits == ("when", "repeat", "cooldown", "expires", "note")
    assert (cancel.label, cancel.request.changes()) == ("Cancel", False)
    assert buttons(SAMPLES["above"]) == (), "nobody knows what would be confirmed"


def dots(sample: str) -> list[Dot]:
    return [dot for dot in picture(SAMPLES[sample]).dots if dot.ink == "mark"]


def test_the_picture_has_the_level_and_when_it_would_have_fired() -> None:
    layout = picture(SAMPLES["above"])
    assert len(dots("above")) == len(FIRINGS)
    assert {dot.y for dot in dots("above")} == {layout.scale.y(44_000.0)}
    assert [dot.x for dot in dots("above")] == sorted(dot.x for dot in dots("above"))
    assert not dots("never")
    assert "alert at 44,000.00" in layout.alt
    assert len({dot.y for dot in dots("a level of a swing")}) > 1, "it was at other prices then"
    assert picture_if_any(SAMPLES["no candles"]) is None


def test_the_price_and_how_far_it_is_away_are_said(voices: Voices) -> None:
    for name in voices.names:
        assert "The price is 42,156.37 now (+4.37% away)." in voices.render(SAMPLES["above"], name).body, name
        assert "The price is" not in voices.render(SAMPLES["rise"], name).body, name


def test_the_picture_of_several_levels_has_the_past_of_each_and_counts_none_for_all() -> None:
    levels = (43_000.0, 43_500.0, 44_000.0)
    layout = picture(SAMPLES["several levels"])
    assert {dot.y for dot in dots("several levels")} == {layout.scale.y(level) for level in levels}
    texts = [label.text for label in layout.labels]
    assert any("3 alerts" in text for text in texts), texts
    assert not any("times in" in text for text in texts), "each has its own past"
