"""What a guesser would lose: what is asked, what the score is worth, or that the chart is no market's."""

import pytest

from cogs._actions import fits, id_of
from personas.render import Voices
from services.education.bars import BarsReply
from tests.answers.bars.sample import SAMPLES, TWENTY
from tests.cards import text_of
from tests.faces import buttons, picture

VOICES = ("biel", "f", "gemini", "xyko", "z")


@pytest.mark.parametrize("voice", VOICES)
def test_the_score_is_told_beside_chance_and_always_long(voices: Voices, voice: str) -> None:
    told = text_of(voices.render(SAMPLES["after twenty"], voice))
    for part in ("12 of 20 guesses right", "60.0%", "38.7% to 78.1%", "25.2%", "55.0%"):
        assert part in told, part
    assert TWENTY.chance == pytest.approx(0.2517, abs=1e-4)


@pytest.mark.parametrize("voice", VOICES)
def test_a_random_market_is_said_to_be_one(voices: Voices, voice: str) -> None:
    card = voices.render(SAMPLES["simulated"], voice)
    assert card.title.startswith("A simulated chart")
    assert card.footer.startswith("SIMULATED")
    assert "SIMULATED" in picture(SAMPLES["simulated"]).alt
    real = voices.render(SAMPLES["the first"], voice)
    assert real.title.startswith("A real chart")
    assert "SIMULATED" not in real.footer


def test_both_guesses_are_buttons_that_differ_in_the_way_alone() -> None:
    up, down = buttons(SAMPLES["after twenty"])
    assert up.request == BarsReply(number=22, day=19_721, chart="0123456789ab", way="up")
    assert down.request == BarsReply(number=22, day=19_721, chart="0123456789ab", way="down")
    assert all(fits(id_of(each)) for each in (up, down))
