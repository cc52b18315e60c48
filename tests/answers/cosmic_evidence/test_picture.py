"""A picture that lets the sky weigh what it does not."""

import pytest

from services.cosmic.evidence import CosmicEvidenceAnswer
from tests.answers.cosmic_evidence.sample import SAMPLES
from tests.faces import picture


def drawn(answer: CosmicEvidenceAnswer) -> str:
    """All that is written in the picture, joined."""
    return " ".join(label.text for label in picture(answer).labels)


@pytest.mark.parametrize(
    ("label", "told"),
    [
        ("all", "weighs nothing"),
        ("all, one passes", "may weigh up to 18.3%"),
        ("all, exploring, one passes", "explores: weighs nothing"),
        ("all, one too short", "short: too short to tell"),
        ("all, one stood out", "once: not confirmed"),
        ("one", "21 spells: weighs nothing"),
        ("one", "random as far 41.7% all 22 tries 79.2%"),
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
    assert "0.00000001234" in [label.text for label in picture(SAMPLES["one, long words"]).labels]
