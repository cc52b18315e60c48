"""Whoever is told of an alert knows in the first line what happened, then when, and can go on from there."""

from datetime import timedelta

import pytest

from personas.render import Voices
from services.alerts.asking import AlertAdd
from services.alerts.editing import AlertDelete, AlertSnooze
from services.alerts.events import AlertFired
from services.alerts.listing import AlertList
from services.studies.chart import Chart
from tests.answers._alerts import alert
from tests.answers._shared import NOW
from tests.answers.alert_fired.sample import SAMPLES, fired
from tests.cards import text_of
from tests.faces import FACES

FACE = FACES.of(AlertFired)


@pytest.mark.parametrize(
    ("sample", "told"),
    [
        ("above", "BTC/USDT rose to 44,000.00"),
        ("below", "BTC/USDT fell to 40,000.00"),
        ("a level of a swing", "BTC/USDT fell to 40,982.71 (0.618 retracement)"),
        ("rise", "BTC/USDT rose 5% within 1 h"),
        ("fall", "BTC/USDT fell 7.5% within 4 h"),
        ("funding", "BTC/USDT funding is above 0.05%"),
        ("drawdown", "PAPER main is 10% or more under its highest"),
        ("liquidation", "PAPER swing2 is within 5% of a liquidation"),
        ("condition", "BTC/USDT 4h: rsi14 \\< 30 and close \\> vwap holds"),
        ("fill", "An order was filled in PAPER main"),
        ("sky", "Full moon now"),
        ("sky, before", "Full moon in 1 h"),
        ("signal", "Signal breakout came in"),
    ],
)
def test_the_first_line_says_what_happened(voices: Voices, sample: str, told: str) -> None:
    for name in voices.names:
        assert voices.render(SAMPLES[sample], name).title == told, name


@pytest.mark.parametrize(
    ("sample", "told"),
    [
        ("above", "44,012.50 at 30 Dec 19:00 UTC"),
        ("drawdown, told how far", "10.4% at 30 Dec 19:00 UTC"),
        ("rise", "44,264.10 at 30 Dec 19:00 UTC"),
        ("rise", "5.12%"),
        ("funding, told how far", "−0.06% at 30 Dec 19:00 UTC"),
        ("again and again", "“look at the book”"),
        ("fill, told which", "Bought 0.5 BTC/USDT"),
        ("late", "3 h late, from bars"),
        ("late, from a tick", "2 min late"),
    ],
)
def test_every_voice_says_when_and_what_it_was(voices: Voices, sample: str, told: str) -> None:
    for name in voices.names:
        assert told in text_of(voices.render(SAMPLES[sample], name)), name


def test_what_comes_in_time_is_not_called_late(voices: Voices) -> None:
    for name in voices.names:
        assert "late" not in text_of(voices.render(SAMPLES["above"], name)), name


def test_one_that_is_over_is_a_press_from_being_set_again() -> None:
    again, listed, chart = FACE.buttons(SAMPLES["above"], None)
    assert again.request == AlertAdd(symbol="BTC/USDT", when="above 44000")
    assert (listed.request, chart.request) == (AlertList(), Chart(symbol="BTC/USDT"))


def test_one_that_stays_is_a_press_from_rest_or_end() -> None:
    asked = [each.request for each in FACE.buttons(SAMPLES["of a server"], None)]
    assert asked[:3] == [
        AlertSnooze(which="17", owner="server", span="1h"),
        AlertDelete(which="17", owner="server"),
        AlertList(owner="server"),
    ]


def test_the_picture_has_the_level_and_the_moment() -> None:
    assert FACE.picture is not None
    layout = FACE.picture(SAMPLES["above"], ())
    assert layout is not None
    (dot,) = [dot for dot in layout.dots if dot.ink == "mark"]
    assert dot.y == layout.scale.y(44_012.5)
    assert "alert at 44,000.00" in layout.alt
    assert FACE.picture(SAMPLES["no candles"], ()) is None


def test_a_moment_before_the_candles_is_not_put_on_one_of_them() -> None:
    assert FACE.picture is not None
    layout = FACE.picture(fired(alert(), happened_at=NOW - timedelta(days=30), late_seconds=30 * 86_400.0), ())
    assert layout is not None
    assert not [dot for dot in layout.dots if dot.ink == "mark"]


def test_whence_its_candles_are_stands_below(voices: Voices) -> None:
    assert voices.render(SAMPLES["above"], "z").footer.startswith("bitget · 30 Dec 2023 19:00 UTC")
    made = SAMPLES["above"].chart
    assert made is not None
    random = made.model_copy(update={"provenance": made.provenance.model_copy(update={"source": "sim"})})
    footer = voices.render(SAMPLES["above"].model_copy(update={"chart": random}), "z").footer
    assert footer.startswith("SIMULATED · random market, not real prices")
