"""Buttons under a chart's transits stay within the ephemeris, and with their date."""

from datetime import datetime

import pytest

from personas.card import Action
from services.cosmic.dates import FIRST, LAST
from services.cosmic.natal import CosmicNatal
from services.cosmic.now import CosmicNow
from tests.answers.cosmic_natal.sample import natal_answer
from tests.faces import buttons


@pytest.mark.parametrize(("at", "label"), [(FIRST, "A day earlier"), (LAST, "A day later")])
def test_no_button_leads_beyond_the_ephemeris(at: datetime, label: str) -> None:
    assert label not in [action.label for action in buttons(natal_answer(as_of=at), CosmicNatal())]


def test_neighbours_are_of_the_same_date() -> None:
    shown = buttons(natal_answer(), CosmicNatal(date="2024-03-20"))
    assert Action("Sky", CosmicNow(date="2024-03-20"), row=1) in shown
