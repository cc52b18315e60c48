"""What a reader would lose, whatever the answer: a label under another or cut off, a picture that cannot be drawn."""

import io
from itertools import combinations

import pytest
from PIL import Image

from personas.pictures import PALETTES, Palette
from personas.pictures.geometry import CANVAS
from personas.pictures.layout import Layout
from tests.faces import FACES, picture
from tests.samples import ANSWERS

WITHOUT = {
    *("PriceAnswer", "StatusAnswer", "HelpAnswer", "PersonaListAnswer", "PersonaShowAnswer", "PersonaUseAnswer"),
    *("CosmicPlaceAnswer", "NotifySetAnswer", "NotifyListAnswer"),
}
"""Answers that are words alone."""
DRAWN = {name: answer for name, answer in ANSWERS.items() if FACES.of(type(answer)).picture is not None}
LAID_OUT = {name: drawn for name, answer in DRAWN.items() if isinstance(drawn := picture(answer), Layout)}
MARKS = ("PAPER",)


def test_every_answer_about_markets_has_a_picture() -> None:
    answered = {type(answer).__name__ for answer in ANSWERS.values()}
    assert answered - WITHOUT == {type(answer).__name__ for answer in DRAWN.values()}


@pytest.mark.parametrize("marks", [(), ("PAPER",)], ids=["plain", "paper"])
def test_no_label_covers_another_or_leaves_the_canvas(marks: tuple[str, ...]) -> None:
    for name, layout in LAID_OUT.items():
        labels = (picture(DRAWN[name], marks) if marks else layout).labels
        for label in labels:
            assert label.box.within(CANVAS), (name, label.text)
        for one, other in combinations(labels, 2):
            assert not one.box.overlaps(other.box), (name, one.text, other.text)


def test_what_lies_on_the_candles_stays_in_the_plot() -> None:
    for name, layout in LAID_OUT.items():
        for curve in layout.curves:
            for x, y in curve.points:
                assert 0 <= x <= CANVAS.right, (name, curve)
                assert layout.plot.top - 2 <= y <= CANVAS.bottom, (name, curve)
        for band, _ in layout.bands:
            assert band.within(CANVAS), name


def drawn_well(name: str, palette: Palette) -> None:
    png = picture(DRAWN[name], MARKS).png(palette)
    assert Image.open(io.BytesIO(png)).size == (CANVAS.width, CANVAS.height), name
    assert len(png) < 400_000, name


def test_it_is_drawn_at_its_size_in_either_palette() -> None:
    """Every sample in one of them, every kind of answer in both."""
    of_kind: dict[type, int] = {}
    for name, answer in DRAWN.items():
        turn = of_kind[type(answer)] = of_kind.get(type(answer), -1) + 1
        drawn_well(name, tuple(PALETTES.values())[turn % len(PALETTES)])
    assert min(of_kind.values()) >= len(PALETTES) - 1


@pytest.mark.nightly
def test_every_sample_is_drawn_in_both_palettes() -> None:
    for name in DRAWN:
        for palette in PALETTES.values():
            drawn_well(name, palette)
