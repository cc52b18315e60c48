"""What a reader would lose: a matrix whose figures are not those of the answer, or no picture at all."""

from dataclasses import replace
from itertools import product

import numpy as np

from personas.pictures import PALETTES
from tests.answers.correlation.sample import SAMPLES
from tests.examples import NIGHTLY
from tests.faces import picture


def test_the_same_answer_gives_the_same_picture() -> None:
    for (name, answer), palette in product(SAMPLES.items(), PALETTES.values()):
        if NIGHTLY or name in ("usual", "two"):
            assert picture(answer).png(palette) == picture(answer).png(palette), name


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
