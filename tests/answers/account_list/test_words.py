"""What a reader would lose: which account is meant where they name none."""

import pytest

from personas.render import Voices
from services.accounts.use import AccountUse
from tests.answers.account_list.sample import SAMPLES
from tests.cards import text_of
from tests.faces import buttons


@pytest.mark.parametrize("voice", ["biel", "f", "gemini", "xyko", "z"])
def test_which_is_in_use_and_what_each_is_worth(voices: Voices, voice: str) -> None:
    card = voices.render(SAMPLES["several"], voice)
    assert card.title == "PAPER main in use, of 3 accounts"
    assert all(told in text_of(card) for told in ("10,234.56", "+2.35%", "swing", "4,801.20", "−3.98%"))
    assert card.footer.startswith("PAPER")


def test_the_others_are_a_press_away() -> None:
    asked = [action.request for action in buttons(SAMPLES["several"]) if isinstance(action.request, AccountUse)]
    assert asked == [AccountUse(account="swing"), AccountUse(account="server")]
