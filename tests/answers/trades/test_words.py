"""What a reader would lose: what a trade brought, or what all of them did, in whichever voice."""

import pytest

from personas.render import Voices
from services.portfolio.trades import Trades
from tests.answers.trades.sample import SAMPLES
from tests.cards import text_of
from tests.faces import buttons

VOICES = ("biel", "f", "gemini", "xyko", "z")


@pytest.mark.parametrize("voice", VOICES)
def test_the_first_line_says_what_they_brought(voices: Voices, voice: str) -> None:
    for label, told in (
        ("won and lost", "PAPER main: 3 trades, +90.54 USDT after costs"),
        ("one market", "PAPER main: 1 trade in BTC/USDT:USDT, −69.28 USDT after costs"),
        ("none", "PAPER main: no closed trade yet"),
    ):
        assert voices.render(SAMPLES[label], voice).title == told


@pytest.mark.parametrize("voice", VOICES)
def test_each_is_told_with_its_costs(voices: Voices, voice: str) -> None:
    told = text_of(voices.render(SAMPLES["won and lost"], voice))
    for part in ("+145.11", "1.45 R", "40,000.00 → 41,500.00 in 2 h", "fees 4.89", "funding received 0.8400"):
        assert part in told, part
    assert "liquidated" in text_of(voices.render(SAMPLES["liquidated"], voice))


def test_more_are_shown_where_there_are_more() -> None:
    (more,) = [action for action in buttons(SAMPLES["ten of many"]) if action.label == "More"]
    assert more.request == Trades(account="main", count=25)
    assert not [action for action in buttons(SAMPLES["many"]) if action.label == "More"]
