"""What a reader would lose, whatever the answer: a label under another or cut off, a picture that cannot be drawn."""

import io
from itertools import combinations

import pytest
from PIL import Image

from personas.pictures import PALETTES
from personas.pictures.geometry import CANVAS
from personas.pictures.layout import Layout
from tests.unit.personas.faces import FACES, picture
from tests.unit.personas.samples import ANSWERS

WITHOUT = {
    *("PriceAnswer", "StatusAnswer", "HelpAnswer", "PersonaListAnswer", "PersonaShowAnswer", "PersonaUseAnswer"),
    *("CosmicPlaceAnswer", "NotifySetAnswer", "NotifyListAnswer"),
}
"""Answers that are words alone."""
DRAWN = {name: answer for name, answer in ANSWERS.items() if FACES.of(type(answer)).picture is not None}
LAID_OUT = {name: answer for name, answer in DRAWN.items() if isinstance(picture(answer), Layout)}


def test_every_answer_about_markets_has_a_picture() -> None:
    answered = {type(answer).__name__ for answer in ANSWERS.values()}
    assert answered - WITHOUT == {type(answer).__name__ for answer in DRAWN.values()}


@pytest.mark.parametrize("name", LAID_OUT)
@pytest.mark.parametrize("marks", [(), ("PAPER",)], ids=["plain", "paper"])
def test_no_label_covers_another_or_leaves_the_canvas(name: str, marks: tuple[str, ...]) -> None:
    layout = picture(LAID_OUT[name], marks)
    for label in layout.labels:
        assert label.box.within(CANVAS), label.text
    for one, other in combinations(layout.labels, 2):
        assert not one.box.overlaps(other.box), (one.text, other.text)


@pytest.mark.parametrize("name", LAID_OUT)
def test_what_lies_on_the_candles_stays_in_the_plot(name: str) -> None:
    layout = picture(LAID_OUT[name])
    for curve in layout.curves:
        for x, y in curve.points:
            assert 0 <= x <= CANVAS.right and layout.plot.top - 2 <= y <= CANVAS.bottom, curve  # noqa: PT018
    for band, _ in layout.bands:
        assert band.within(CANVAS)


@pytest.mark.parametrize("name", DRAWN)
def test_it_is_drawn_at_its_size_in_both_palettes(name: str) -> None:
    for palette in PALETTES.values():
        png = picture(DRAWN[name]).png(palette)
        assert Image.open(io.BytesIO(png)).size == (CANVAS.width, CANVAS.height)
        assert len(png) < 400_000
