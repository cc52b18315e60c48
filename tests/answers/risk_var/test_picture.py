"""What a reader would lose: a line that does not stand at its return, or a tail that is not the tail."""

import numpy as np
import pytest
from matplotlib.figure import Figure

from personas.pictures import PALETTES
from personas.pictures.study import DPI, STUDY, Look, _settings
from personas.pictures.tails import LINES
from services.core.request import Answer
from tests.answers.risk_var.sample import SAMPLES, random_tails
from tests.examples import NIGHTLY
from tests.faces import picture


def drawn(answer: Answer) -> Figure:
    """The plot of ``answer``, laid out as it is drawn."""
    palette = PALETTES["classic"]
    with _settings(palette):
        figure = Figure(figsize=(STUDY.width / DPI, STUDY.height / DPI), dpi=DPI)
        picture(answer).plot(figure, Look(palette))
        figure.canvas.draw()
    return figure


def test_each_method_is_named_with_its_numbers() -> None:
    for label, answer in SAMPLES.items():
        figure = drawn(answer)
        legend = figure.axes[0].get_legend()
        assert legend is not None, label
        texts = [text.get_text() for text in legend.get_texts()]
        assert [text.partition(":")[0] for text in texts] == list(LINES), label
        assert len({dash for _, dash in LINES.values()}) == len(LINES), "each has a dash of its own"


def test_the_bars_are_all_the_returns_and_the_hatched_ones_the_tail() -> None:
    answer = SAMPLES["usual"]
    rest, tail = drawn(answer).axes[0].containers[:2]
    heights = [sum(patch.get_height() for patch in part) for part in (rest, tail)]
    assert sum(heights) == answer.returns
    assert heights[1] == answer.beyond


@pytest.mark.parametrize("label", ["usual", "over a week", "beyond the domain"])
def test_no_hatched_bar_reaches_beyond_the_line(label: str) -> None:
    answer = SAMPLES[label]
    line = answer.methods[0].var_pct
    assert line is not None
    rest, tail = drawn(answer).axes[0].containers[:2]
    assert all(bar.get_x() + bar.get_width() <= line + 1e-12 for bar in tail if bar.get_height())
    assert all(bar.get_x() >= line for bar in rest if bar.get_height())


def test_each_line_of_a_method_stands_at_its_return() -> None:
    answer = SAMPLES["usual"]
    lines = [float(np.asarray(line.get_xdata())[0]) for line in drawn(answer).axes[0].lines]
    for method in answer.methods:
        assert method.var_pct in lines
        assert method.es_pct in lines


def test_the_same_answer_gives_the_same_picture() -> None:
    for palette in PALETTES.values():
        assert picture(SAMPLES["usual"]).png(palette) == picture(SAMPLES["usual"]).png(palette)


def test_any_market_has_its_picture() -> None:
    for answer in random_tails(12 if NIGHTLY else 4, seed=3):
        assert picture(answer).png(PALETTES["colour-blind"])
