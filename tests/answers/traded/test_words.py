"""Whoever reads only the first line knows in which account what happened, and what it came to."""

import pytest

from personas.render import Voices
from services.orders.events import Traded
from tests.answers.traded.sample import SAMPLES
from tests.cards import text_of

VOICES = ("biel", "f", "gemini", "xyko", "z")


@pytest.mark.parametrize("voice", VOICES)
@pytest.mark.parametrize(
    ("label", "first"),
    [
        ("filled", "PAPER main: bought 0.5 BTC"),
        ("filled, and over", "PAPER main: sold 0.5 BTC, +812.40 USDT (+1.6 R)"),
        ("stopped", "PAPER main: stopped out of BTC/USDT, −52.10 USDT (−1.0 R)"),
        ("stopped, no risk known", "PAPER main: stopped out of BTC/USDT, −0.003400 USDT"),
        ("stopped in part", "PAPER main: stop sold 0.5 BTC"),
        ("short stopped", "PAPER main: stopped out of BTC/USDT:USDT, −7.00 USDT (0.0 R)"),
        ("target", "PAPER main: target reached, sold 0.5 BTC, +1,204.50 USDT (+3.0 R)"),
        ("even", "PAPER main: sold 0.5 BTC, 0.00 USDT (0.0 R)"),
        ("liquidated", "PAPER swing2: ETH/USDT:USDT liquidated, −150.25 USDT"),
        ("refused", "PAPER main: order to buy 0.5 BTC refused"),
        ("expired", "PAPER main: order to buy 0.5 BTC cancelled"),
        ("of the server", "PAPER server: sold 0.5 BTC"),
    ],
)
def test_the_first_line_tells_it(voices: Voices, voice: str, label: str, first: str) -> None:
    assert voices.render(SAMPLES[label], voice).title == first


@pytest.mark.parametrize("voice", VOICES)
def test_price_rest_and_reason_are_told(voices: Voices, voice: str) -> None:
    assert "42,156.37" in text_of(voices.render(SAMPLES["partly"], voice))
    assert "1.25" in text_of(voices.render(SAMPLES["partly"], voice))
    assert "did not pay for it" in text_of(voices.render(SAMPLES["refused"], voice))
    assert "its day is over" in text_of(voices.render(SAMPLES["expired"], voice))


def test_a_gain_is_green_and_a_loss_is_not(voices: Voices) -> None:
    tones = {label: voices.render(said, "biel").tone for label, said in SAMPLES.items() if isinstance(said, Traded)}
    assert (tones["target"], tones["stopped"], tones["filled"]) == ("up", "down", "neutral")
    assert (tones["liquidated"], tones["refused"]) == ("error", "warning")
