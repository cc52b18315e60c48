"""What a reader would lose: what the account is worth, and what of it they may still use, in whichever voice."""

import pytest

from personas.render import Voices
from services.orders.entry import Buy
from tests.answers.balance.sample import SAMPLES
from tests.cards import text_of
from tests.faces import buttons, tone

VOICES = ("biel", "f", "gemini", "xyko", "z")


@pytest.mark.parametrize("voice", VOICES)
def test_the_first_line_says_which_account_and_its_worth(voices: Voices, voice: str) -> None:
    for label, told in (
        ("untouched", "PAPER main: 10,000.00 USDT, nothing traded yet"),
        ("server's, untouched", "PAPER server: 10,000.00 USDT, nothing traded yet"),
        ("spot", "PAPER main: 10,213.24 USDT, +2.13% since it began"),
        ("all lost", "PAPER main: 0.00 USDT, −100.0% since it began"),
    ):
        assert voices.render(SAMPLES[label], voice).title == told


@pytest.mark.parametrize("voice", VOICES)
def test_all_of_it_is_told(voices: Voices, voice: str) -> None:
    mixed = text_of(voices.render(SAMPLES["mixed"], voice))
    for told in ("2,441.33", "780.16", "1,661.17", "7,598.95", "+343.14", "+50.00", "8.67", "1.05", "1.0×"):
        assert told in mixed, told


@pytest.mark.parametrize("voice", VOICES)
def test_what_is_not_known_is_said(voices: Voices, voice: str) -> None:
    assert "No price of ETH/USDT could be had" in text_of(voices.render(SAMPLES["one without a price"], voice))
    assert "what the market did since is not in it yet" in text_of(voices.render(SAMPLES["behind"], voice))


def test_the_footer_says_paper_and_what_is_simulated(voices: Voices) -> None:
    assert voices.render(SAMPLES["spot"], "z").footer.startswith("PAPER · bitget · ")
    assert voices.render(SAMPLES["simulated"], "z").footer.startswith("SIMULATED · PAPER · ")
    assert voices.render(SAMPLES["untouched"], "z").footer.startswith("PAPER · 30 Dec 2023 19:00 UTC")


def test_whoever_did_nothing_yet_is_shown_how() -> None:
    assert any(isinstance(action.request, Buy) for action in buttons(SAMPLES["untouched"]))
    assert not any(isinstance(action.request, Buy) for action in buttons(SAMPLES["spot"]))
    assert [tone(SAMPLES[label]) for label in ("untouched", "spot", "all lost")] == ["neutral", "up", "down"]
