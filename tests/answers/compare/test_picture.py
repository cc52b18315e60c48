"""What a reader would lose: a market without its label, or one line taken for another."""

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from matplotlib.figure import Figure

from personas.pictures import PALETTES
from personas.pictures.compare import DASHES, INKS
from personas.pictures.study import DPI, STUDY, Look, _settings
from services.core.request import Answer
from tests.answers.compare.sample import SAMPLES, random_comparisons
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


def boxes(figure: Figure) -> Iterator[Any]:
    yield from (text.get_window_extent() for text in figure.texts)


def test_each_market_has_a_label_that_covers_no_other() -> None:
    for label, answer in SAMPLES.items():
        figure = drawn(answer)
        places = list(boxes(figure))
        assert len(places) == 2 * len(answer.rows), label
        for at, one in enumerate(places):
            assert one.x1 <= STUDY.width, label
            assert one.y0 >= 0, label
            assert one.y1 <= STUDY.height, label
            assert not any(one.overlaps(other) for other in places[at + 1 :]), label


def test_no_two_of_twelve_lines_look_alike() -> None:
    looks = [(INKS[k % len(INKS)], DASHES[k % len(DASHES)]) for k in range(12)]
    assert len(set(looks)) == 12
    assert all(one[0] != other[0] and one[1] != other[1] for one, other in pairwise(looks))


def test_of_many_lines_the_first_and_the_last_stand_out() -> None:
    widths = [line.get_linewidth() for line in drawn(SAMPLES["over a year"]).axes[0].lines[1:]]
    assert len(widths) == 12
    assert min(widths[0], widths[-1]) > max(widths[1:-1])


def test_the_same_answer_gives_the_same_picture() -> None:
    for palette in PALETTES.values():
        assert picture(SAMPLES["usual"]).png(palette) == picture(SAMPLES["usual"]).png(palette)


def test_any_market_has_its_picture() -> None:
    for answer in random_comparisons(12 if NIGHTLY else 4, seed=3):
        assert picture(answer).png(PALETTES["colour-blind"])
