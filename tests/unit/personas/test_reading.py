"""What the voices call near, deep or busy must be so."""

import pytest

from personas.about._fibonacci import beside, part
from personas.about._one_market import stand, trend, turnout


@pytest.mark.parametrize(
    ("position", "word"),
    [
        (None, "unknown"),
        (-0.01, "below"),
        (0.0, "at the low"),
        (0.2, "low"),
        (0.5, "middle"),
        (0.7, "high"),
        (0.99, "at the high"),
        (1.01, "above"),
    ],
)
def test_stand(position: float | None, word: str) -> None:
    assert stand(position) == word


def test_words_for_changes_and_volumes() -> None:
    assert [trend(change) for change in (None, 0.0001, 0.01, -0.01)] == ["unknown", "flat", "up", "down"]
    assert [turnout(times) for times in (None, 0.5, 1.0, 1.5, 3.0)] == ["unknown", "thin", "usual", "busy", "heavy"]


def test_proportions_in_words() -> None:
    assert beside(1, 2) == "about half"
    assert beside(23, 61) == "more than a third of"
    assert beside(5, 0) == "many times"
    assert part(0.5) == "about half"
    assert part(0.0) == "almost nothing"
    assert part(1.2) == "more than all"
    assert part(None) == "an unknown part"
    assert (part(0.311), part(0.151), part(0.825)) == ("about a third", "less than a fifth", "more than three quarters")


TRUE_OF = {
    "almost nothing": (0, 0.03),
    "a small part": (0, 0.13),
    "less than a fifth": (0.12, 0.2),
    "about a fifth": (0.17, 0.23),
    "about a quarter": (0.21, 0.29),
    "about a third": (0.29, 0.375),
    "more than a third": (0.3334, 0.42),
    "almost half": (0.42, 0.46),
    "about half": (0.46, 0.54),
    "more than half": (0.5, 0.63),
    "about two thirds": (0.62, 0.715),
    "about three quarters": (0.71, 0.79),
    "more than three quarters": (0.75, 0.9),
    "almost all": (0.9, 1),
    "all": (0.9995, 1.0005),
    "more than all": (1.0005, 2),
}
"""What each phrase may be said of."""


def test_a_fraction_in_words_is_true_of_it() -> None:
    for mille in range(1201):
        low, high = TRUE_OF[part(mille / 1000)]
        assert low <= mille / 1000 <= high, mille
        if mille < 900:
            low, high = TRUE_OF[beside(mille, 1000).removesuffix(" of")] if mille >= 30 else (0, 0.13)
            assert low <= mille / 1000 <= high, mille
