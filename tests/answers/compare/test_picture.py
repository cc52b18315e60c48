"""What a reader would lose: a market without its label, one line taken for another, or an axis that is not what it
seems."""

from itertools import pairwise

from personas.pictures import PALETTES
from personas.pictures.axes import LOG_SCALE
from personas.pictures.compare import DASHES, INKS, LOG_BEYOND
from personas.pictures.figures import percent_text
from tests.answers.compare.sample import SAMPLES, random_comparisons
from tests.examples import NIGHTLY
from tests.faces import picture


def texts(name: str) -> list[str]:
    return [label.text for label in picture(SAMPLES[name]).labels]


def test_each_market_has_its_change() -> None:
    for name, answer in SAMPLES.items():
        told = texts(name)
        for row in answer.rows:
            assert percent_text(row.change) in told, name


def test_a_logarithmic_axis_says_so_and_no_other_does() -> None:
    kinds = set()
    for name, answer in SAMPLES.items():
        index = answer.courses.index
        wide = bool(index.max() > LOG_BEYOND * index.min())
        kinds.add(wide)
        assert (LOG_SCALE in texts(name)) is wide, name
        assert (LOG_SCALE in picture(answer).alt) is wide, name
    assert kinds == {True, False}


def test_no_two_of_twelve_lines_look_alike() -> None:
    looks = [(INKS[k % len(INKS)], DASHES[k % len(DASHES)]) for k in range(12)]
    assert len(set(looks)) == 12
    assert all(one[0] != other[0] and one[1] != other[1] for one, other in pairwise(looks))


def test_no_line_has_a_colour_that_means_up_or_down() -> None:
    assert not {"up", "down", "alert"} & set(INKS)


def test_of_many_lines_the_first_and_the_last_stand_out() -> None:
    answer = SAMPLES["over a year"]
    curves = picture(answer).curves
    assert len(curves) == len(answer.rows)
    thick = max(curve.width for curve in curves)
    assert sum(curve.width == thick for curve in curves) == 2


def test_any_market_has_its_picture() -> None:
    for answer in random_comparisons(12 if NIGHTLY else 4, seed=3):
        assert picture(answer).png(PALETTES["colour-blind"])
