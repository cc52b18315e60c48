"""What a user would lose: a dot that stands where it was said and came, the diagonal, and how many it is of."""

import pytest

from personas.pictures import PALETTES
from personas.pictures.axes import Axes
from personas.pictures.layout import Drawing
from personas.pictures.reliability import COUNTS, EVEN, FITTED, PLOT
from tests.answers.scoreboard.sample import CURVE, SAMPLES, random_scoreboards
from tests.examples import NIGHTLY
from tests.faces import picture, picture_if_any

AXES = Axes(Drawing(), PLOT, (0.0, 1.0), (0.0, 1.0))


@pytest.mark.parametrize("label", ["usual", "corrected", "few", "one", "too sure"])
def test_each_bin_has_its_dot_its_bar_and_its_count(label: str) -> None:
    answer, layout = SAMPLES[label], picture(SAMPLES[label])
    assert {(dot.x, dot.y) for dot in layout.dots} == {(AXES.x(each.said), AXES.y(each.came)) for each in answer.bins}
    texts = [each.text for each in layout.labels]
    assert all(f"{each.count:,}" in texts for each in answer.bins)
    heights = [box.height for box, _ in layout.bands]
    counts = [each.count for each in answer.bins]
    assert heights.index(max(heights)) == counts.index(max(counts))
    assert all(box.bottom == COUNTS.bottom for box, _ in layout.bands)


def test_the_diagonal_is_there_and_the_correction_where_there_is_one() -> None:
    for label in ("usual", "corrected"):
        curves = {curve.ink: curve.points for curve in picture(SAMPLES[label]).curves}
        assert curves[EVEN[0]] == ((AXES.x(0), AXES.y(0)), (AXES.x(1), AXES.y(1)))
        assert (FITTED[0] in curves) == (label == "corrected")
    assert curves[FITTED[0]] == tuple((AXES.x(said), AXES.y(came)) for said, came in CURVE)


def test_few_have_a_wide_interval() -> None:
    def heights(label: str) -> list[int]:
        return [line.box.height for line in picture(SAMPLES[label]).over if line.box.width == 4]

    assert min(heights("few")) > max(heights("usual"))


def test_paper_and_simulated_stand_on_it() -> None:
    for label, answer in SAMPLES.items():
        layout = picture_if_any(answer)
        assert (layout is None) == (not answer.bins), label
        if layout is not None:
            texts = [each.text for each in layout.labels]
            assert "PAPER" in texts, label
            assert ("SIMULATED" in texts) == answer.simulated, label


def test_any_scoreboard_can_be_drawn() -> None:
    for answer in random_scoreboards(40 if NIGHTLY else 5, seed=3):
        drawn = picture_if_any(answer)
        assert drawn is None or drawn.png(PALETTES["colour-blind"])
