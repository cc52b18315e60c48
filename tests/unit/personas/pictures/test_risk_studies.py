"""What a reader would lose: a line without a name, a market without its label, or no picture at all."""

import io
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from matplotlib.figure import Figure
from PIL import Image

from personas.pictures import PALETTES, Palette
from personas.pictures.compare import DASHES, INKS
from personas.pictures.geometry import CANVAS
from personas.pictures.study import DPI, STUDY, Look, _settings
from personas.pictures.tails import LINES
from services.core.request import Answer
from services.studies.compare import CompareAnswer
from services.studies.risk_var import RiskVarAnswer
from tests.unit.personas.faces import picture
from tests.unit.personas.samples_risk import ANSWERS, random_risk

STUDIED: dict[str, Answer] = {
    label: answer for label, answer in ANSWERS.items() if isinstance(answer, RiskVarAnswer | CompareAnswer)
}
BOTH = pytest.mark.parametrize("palette", PALETTES.values(), ids=PALETTES.keys())


def drawn(answer: Answer) -> Figure:
    """The plot of ``answer``, laid out as it is drawn."""
    palette = PALETTES["classic"]
    with _settings(palette):
        figure = Figure(figsize=(STUDY.width / DPI, STUDY.height / DPI), dpi=DPI)
        picture(answer).plot(figure, Look(palette))
        figure.canvas.draw()
    return figure


def boxes(figure: Figure) -> Iterator[Any]:
    yield from (text.get_window_extent() for text in figure.texts)


@pytest.mark.parametrize("label", STUDIED)
def test_every_study_has_a_picture(label: str) -> None:
    image = Image.open(io.BytesIO(picture(STUDIED[label], ("PAPER",)).png(PALETTES["classic"])))
    assert image.size == (CANVAS.width, CANVAS.height)


@BOTH
def test_pictures_are_the_same_each_time(palette: Palette) -> None:
    for label in ("risk var: usual", "compare: usual"):
        assert picture(STUDIED[label]).png(palette) == picture(STUDIED[label]).png(palette)


@pytest.mark.parametrize("label", [label for label in STUDIED if label.startswith("risk var")])
def test_each_method_is_named_with_its_numbers(label: str) -> None:
    figure = drawn(STUDIED[label])
    legend = figure.axes[0].get_legend()
    assert legend is not None
    texts = [text.get_text() for text in legend.get_texts()]
    assert [text.partition(":")[0] for text in texts] == list(LINES)
    assert len({dash for _, dash in LINES.values()}) == len(LINES), "each has a dash of its own"


def test_the_bars_are_all_the_returns_and_the_hatched_ones_the_tail() -> None:
    answer = STUDIED["risk var: usual"]
    assert isinstance(answer, RiskVarAnswer)
    rest, tail = drawn(answer).axes[0].containers[:2]
    heights = [sum(patch.get_height() for patch in part) for part in (rest, tail)]
    assert sum(heights) == answer.returns
    assert heights[1] == answer.beyond


@pytest.mark.parametrize("label", ["risk var: usual", "risk var: over a week", "risk var: beyond the domain"])
def test_no_hatched_bar_reaches_beyond_the_line(label: str) -> None:
    answer = STUDIED[label]
    assert isinstance(answer, RiskVarAnswer)
    line = answer.methods[0].var_pct
    assert line is not None
    rest, tail = drawn(answer).axes[0].containers[:2]
    assert all(bar.get_x() + bar.get_width() <= line + 1e-12 for bar in tail if bar.get_height())
    assert all(bar.get_x() >= line for bar in rest if bar.get_height())


def test_each_line_of_a_method_stands_at_its_return() -> None:
    answer = STUDIED["risk var: usual"]
    assert isinstance(answer, RiskVarAnswer)
    lines = [float(np.asarray(line.get_xdata())[0]) for line in drawn(answer).axes[0].lines]
    for method in answer.methods:
        assert method.var_pct in lines
        assert method.es_pct in lines


@pytest.mark.parametrize("label", [label for label in STUDIED if label.startswith("compare")])
def test_each_market_has_a_label_that_covers_no_other(label: str) -> None:
    answer = STUDIED[label]
    assert isinstance(answer, CompareAnswer)
    figure = drawn(answer)
    places = list(boxes(figure))
    assert len(places) == 2 * len(answer.rows)
    for at, one in enumerate(places):
        assert one.x1 <= STUDY.width
        assert one.y0 >= 0
        assert one.y1 <= STUDY.height
        assert not any(one.overlaps(other) for other in places[at + 1 :])


def test_no_two_of_twelve_lines_look_alike() -> None:
    looks = [(INKS[k % len(INKS)], DASHES[k % len(DASHES)]) for k in range(12)]
    assert len(set(looks)) == 12
    assert all(one[0] != other[0] and one[1] != other[1] for one, other in pairwise(looks))


def test_of_many_lines_the_first_and_the_last_stand_out() -> None:
    widths = [line.get_linewidth() for line in drawn(STUDIED["compare: over a year"]).axes[0].lines[1:]]
    assert len(widths) == 12
    assert min(widths[0], widths[-1]) > max(widths[1:-1])


def test_any_market_has_its_pictures() -> None:
    for answer in random_risk(12, seed=3):
        assert picture(answer).png(PALETTES["colour-blind"])
