"""What a reader would lose: which regime was named when, or a matrix whose figures are not those of the answer."""

from dataclasses import replace

import numpy as np
import pytest

from personas.pictures import PALETTES, Palette
from services.studies.correlation import CorrelationAnswer
from tests.answers.correlation.sample import SAMPLES
from tests.faces import picture


@pytest.mark.parametrize("palette", PALETTES.values(), ids=PALETTES.keys())
@pytest.mark.parametrize("answer", SAMPLES.values(), ids=SAMPLES.keys())
def test_correlations_of_any_markets_can_be_drawn(answer: CorrelationAnswer, palette: Palette) -> None:
    drawn = picture(answer).png(palette)
    assert drawn.startswith(b"\x89PNG")
    assert picture(answer).png(palette) == drawn


def test_two_markets_without_a_course_have_a_matrix() -> None:
    answer = SAMPLES["two"]
    assert picture(answer).png(PALETTES["classic"]) != picture(answer.model_copy(update={"rolling": None})).png(
        PALETTES["classic"]
    )


def test_a_name_that_looks_like_mathematics_is_drawn_as_it_is() -> None:
    answer = SAMPLES["three strangers"]
    odd = answer.model_copy(update={"symbols": ("$A^_$/USDT", "\u5e01/USDT", "W" * 40 + "/USDT")})
    assert picture(odd).png(PALETTES["classic"]).startswith(b"\x89PNG")
    two = SAMPLES["two"].model_copy(update={"symbols": ("$A^_$/USDT", "$\\frac$/USDT")})
    assert picture(two).png(PALETTES["classic"]).startswith(b"\x89PNG")


def test_a_huge_spread_of_returns_is_drawn() -> None:
    two = SAMPLES["two"]
    wide = replace(two.shared, returns=two.shared.returns * np.array([300.0, 1e-7]))
    assert picture(two.model_copy(update={"shared": wide})).png(PALETTES["classic"]).startswith(b"\x89PNG")
