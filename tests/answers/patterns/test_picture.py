"""Whatever patterns a market shows, a picture of them can be read."""

from hypothesis import given

from services.studies.patterns import PatternsAnswer
from tests.answers.patterns.sample import any_patterns
from tests.examples import examples
from tests.faces import picture
from tests.unit.personas.pictures.test_layout import assert_drawn_inside, assert_readable


@examples(60)
@given(answer=any_patterns())
def test_any_picture_can_be_read(answer: PatternsAnswer) -> None:
    layout = picture(answer)
    assert_readable(layout)
    assert_drawn_inside(layout)
    for curve in layout.curves:
        for x, y in curve.points:
            assert 0 <= x <= layout.plot.right
            assert layout.plot.top <= y < layout.plot.bottom
