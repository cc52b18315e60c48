"""A picture that lets the sky weigh what it does not."""

import pytest
from matplotlib.figure import Figure
from matplotlib.text import Text

from personas.pictures.palette import CLASSIC
from personas.pictures.sky_evidence import draw_sky_evidence
from personas.pictures.study import Look
from services.cosmic.evidence import CosmicEvidenceAnswer
from tests.answers.cosmic_evidence.sample import SAMPLES


def drawn(answer: CosmicEvidenceAnswer) -> str:
    """All that is written in the picture below its header, joined."""
    figure = Figure()
    draw_sky_evidence(answer, ()).plot(figure, Look(CLASSIC))
    return " | ".join(text.get_text() for text in figure.findobj(Text))


@pytest.mark.parametrize(
    ("label", "told"),
    [
        ("all", "weighs nothing"),
        ("all, one passes", "may weigh up to 18.3%"),
        ("all, exploring, one passes", "explores: weighs nothing"),
        ("all, one too short", "short: too short to tell"),
        ("all, one stood out", "once: not confirmed"),
        ("one", "21 spells: weighs nothing"),
        ("one", "41.7% of random calendars as far, all 22 tries counted 79.2%"),
        ("one, passes", "79 spells, found twice: may weigh up to 18.3%"),
        ("one, too short", "8 spells, too short to tell: weighs nothing"),
        ("one, stood out", "29 spells, not confirmed: weighs nothing"),
        ("one, exploring, passes", "79 spells, found twice: weighs nothing, only the trial on 5,000 days counts"),
        ("one, without a course", "21 spells: weighs nothing"),
    ],
)
def test_a_picture_says_what_is_weighed(label: str, told: str) -> None:
    assert told in drawn(SAMPLES[label])
    assert ("may weigh" in drawn(SAMPLES[label])) is bool(SAMPLES[label].weight)


def test_a_picture_shows_a_small_price() -> None:
    assert "0.00000001234" in [label.text for label in draw_sky_evidence(SAMPLES["one, long words"], ()).head]
