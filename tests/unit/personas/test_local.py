"""A card by its reader's own clock and as long as they want it: the same facts, and no essential is lost."""

from datetime import UTC, datetime

import pytest

from personas.format import time, zone
from personas.local import by_clock
from personas.render import Voices
from services.core.preferences import Preferences
from services.core.request import Answer
from services.core.zones import zone_of
from services.signals.events import SignalReceived
from tests.cards import text_of
from tests.faces import FACES
from tests.samples import ANSWERS, SAMPLES

CLOCKS = (("biel", "Asia/Kolkata"), ("xyko", "UTC-09:30"), ("z", "America/Argentina/Buenos_Aires"))


def sample(kind: str) -> Answer:
    return next(said for label, said in ANSWERS.items() if label.startswith(f"{kind}:"))


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("UTC", "30 Dec 2023 19:00 UTC"),
        ("Europe/Vienna", "30 Dec 2023 20:00 Vienna time"),
        ("Asia/Kolkata", "31 Dec 2023 00:30 Kolkata time"),
        ("America/New_York", "30 Dec 2023 14:00 New York time"),
        ("UTC+05:30", "31 Dec 2023 00:30 UTC+0530"),
        ("UTC-09:00", "30 Dec 2023 10:00 UTC-09"),
        ("EST", "30 Dec 2023 14:00 EST"),
    ],
)
def test_a_time_names_its_clock(name: str, told: str) -> None:
    assert time(datetime(2023, 12, 30, 19, tzinfo=UTC).astimezone(zone_of(name))) == told


@pytest.mark.parametrize(("name", "own"), CLOCKS)
def test_every_answer_is_told_by_the_readers_clock(voices: Voices, name: str, own: str) -> None:
    """The voices are strict: a number or a time that is none of the facts, as the reader's clock has them, raises."""
    for label, said in SAMPLES.items():
        card = voices.render(said, name, own=Preferences(time_zone=own))
        plain = voices.render(said, name)
        assert card.asks == plain.asks, label
        told = str(zone(datetime(2024, 1, 1, tzinfo=zone_of(own))))
        if isinstance(said, Answer):
            assert f" {told} ·" in card.footer, label
        if not label.startswith(("cosmic hours", "cosmic place", "settings", "privacy", "notifications")):
            days = getattr(said, "timeframe", "4h") in ("1d", "1w", "3d")
            assert days or not isinstance(said, Answer) or " UTC" not in text_of(card).replace(told, ""), label


def test_bars_of_a_day_stay_days_of_utc(voices: Voices) -> None:
    said = sample("fib levels")
    daily = said.model_copy(update={"timeframe": "1d"})
    assert by_clock(daily, zone_of("Asia/Kolkata")) is daily
    assert by_clock(said, zone_of("Asia/Kolkata")) == said  # the same instants
    assert "Kolkata time" in voices.render(daily, "f", own=Preferences(time_zone="Asia/Kolkata")).footer


def test_the_hours_of_a_place_stay_by_its_own_clock(voices: Voices) -> None:
    said = sample("cosmic hours")
    plain, own = (voices.render(said, "xyko", own=Preferences(time_zone=each)) for each in (None, "Asia/Kolkata"))
    assert plain.body == own.body


LONG = 400
"""Signs of a card in which there is something to leave out."""


@pytest.mark.parametrize("name", ["biel", "f", "gemini", "xyko", "z"])
def test_a_short_card_keeps_the_headline_the_essentials_and_the_buttons(voices: Voices, name: str) -> None:
    shorter = []
    for label, said in SAMPLES.items():
        full, short = (voices.render(said, name, own=Preferences(length=length)) for length in ("full", "short"))
        assert (short.title, short.footer, short.asks) == (full.title, full.footer, full.asks), label
        assert len(text_of(short)) <= len(text_of(full)) + 200, label
        for essential in FACES.of(type(said)).essentials(said):
            assert essential.text in text_of(short), (label, essential)
        if len(text_of(full)) > LONG:
            shorter.append(len(text_of(short)) < len(text_of(full)))
    assert sum(shorter) > len(shorter) / 2


@pytest.mark.parametrize("timeframe", ["", "60", "D", "each tick"])
def test_whatever_timeframe_a_signal_says_it_is_told_by_the_readers_clock(voices: Voices, timeframe: str) -> None:
    said = SAMPLES["signal received: usual"]
    assert isinstance(said, SignalReceived)
    said = said.model_copy(update={"timeframe": timeframe})
    assert voices.render(said, "z", own=Preferences(time_zone="Asia/Kolkata")).title
