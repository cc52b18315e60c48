"""What a reader would lose: which regime was named when."""

from itertools import pairwise

import pytest
from hypothesis import given

from analytics.regime import LEAST_BARS, REGIMES, spells
from personas.pictures.layout import Layout
from personas.pictures.regime import GUISES, PANEL, RECENT_BARS, STRIP
from services.core.errors import NoSwing
from services.market.candles import Provenance
from services.market.view import Snapshot
from services.studies.regime import RegimeAnswer, regime_answer
from tests.examples import examples
from tests.faces import picture
from tests.unit.personas.pictures.market import Scene, candles_of, provenance, scenes, walk
from tests.unit.personas.pictures.test_layout import assert_drawn_inside, assert_readable


def answer_of(
    rows: object, lookback: int = 300, *, price: float | None = None, origin: Provenance | None = None
) -> RegimeAnswer:
    candles = candles_of(rows)  # type: ignore[arg-type] # rows of numbers
    seen = Snapshot(candles, price or float(candles.close[-1]), None, origin or provenance(candles))
    return regime_answer(seen, lookback)


def strip(layout: Layout) -> list[tuple[str, int, int]]:
    """Each piece of the strip: its ink, and how many rows it fills above and below the middle."""
    middle = sum(STRIP) // 2
    return [(ink, middle - box.top, box.bottom - middle) for box, ink in layout.bands]


@examples(60)
@given(scene=scenes())
def test_a_regime_of_any_market_can_be_read(scene: Scene) -> None:
    if len(scene.candles) < LEAST_BARS:
        return
    seen = Snapshot(scene.candles, scene.price, None, scene.origin)
    try:
        answer = regime_answer(seen, 300)
    except NoSwing:
        return
    layout = picture(answer, scene.marks)
    assert_readable(layout)
    assert_drawn_inside(layout)
    for box, _ in layout.bands:
        assert layout.plot.left - 6 <= box.left < box.right <= layout.plot.right
        assert STRIP[0] <= box.top < box.bottom <= STRIP[1]
    for shape in layout.shapes:
        assert all(PANEL[0] <= y <= PANEL[1] for _, y in shape.points)


@pytest.mark.parametrize("lookback", [100, 300, 1000])
def test_the_strip_shows_each_spell(lookback: int) -> None:
    answer = answer_of(walk(1500, seed=4), lookback)
    layout = picture(answer)
    runs = spells(answer.course.named[-RECENT_BARS:])
    assert [ink for ink, _, _ in strip(layout)] == [GUISES[run.name].ink for run in runs]
    boxes = [box for box, _ in layout.bands]
    assert all(one.right == other.left for one, other in pairwise(boxes))
    step = (boxes[-1].right - boxes[0].left) / sum(run.bars for run in runs)
    assert [box.width for box in boxes] == pytest.approx([run.bars * step for run in runs], abs=2)


def test_regimes_differ_by_more_than_hue() -> None:
    assert len({guise.rows for guise in GUISES.values()}) == len({guise.name for guise in GUISES.values()}) == 4


def test_the_probabilities_fill_the_panel_without_a_gap() -> None:
    layout = picture(answer_of(walk(900, seed=4)))
    layers = [list(shape.points) for shape in layout.shapes]
    assert len(layers) == 4
    half = len(layers[0]) // 2
    assert all(y == PANEL[0] for _, y in layers[0][:half])
    assert all(y == PANEL[1] for _, y in layers[-1][half:])
    for upper, lower in pairwise(layers):
        assert upper[half:][::-1] == lower[:half]


def test_the_newest_probabilities_are_named_at_the_right() -> None:
    answer = answer_of(walk(900, seed=4))
    texts = {label.text for label in picture(answer).labels}
    for one in answer.probabilities:
        shown = "<1%" if one.probability < 0.01 else f"{round(one.probability * 100)}%"
        assert f"{GUISES[one.name].name} {shown}" in texts


def test_many_candles_share_a_bar_and_still_sum_up() -> None:
    rows = walk(1500, seed=2)
    answer = answer_of(rows, 1000)
    assert len(picture(answer).bars) == RECENT_BARS
    assert [one.name for one in answer.probabilities] == list(REGIMES)


def test_simulated_and_stale_are_badges() -> None:
    candles = candles_of(walk(400))
    answer = answer_of(walk(400), origin=provenance(candles, source="sim", stale=True))
    badges = {label.text for label in picture(answer, ("PAPER",)).labels if label.ground != "background"}
    assert {"SIMULATED", "STALE", "PAPER"} <= badges
