"""What a trader would lose: a cluster drawn where it is not, unnamed, or under another."""

import numpy as np
from hypothesis import given

from personas.pictures.figures import decimals, price_text
from services.core.errors import NoSwing, TooFewTurns
from services.market.candles import Candles
from services.market.view import Snapshot
from services.studies.fib_confluence import Beside, FibConfluenceAnswer, fib_confluence
from tests.faces import picture
from tests.unit.personas.pictures.market import Scene, candles_of, provenance, scenes, walk
from tests.unit.personas.pictures.test_layout import (
    assert_curves_inside,
    assert_drawn_inside,
    assert_readable,
    thorough,
)


def seen(candles: Candles, price: float | None = None) -> Snapshot:
    return Snapshot(candles, price or float(candles.close[-1]), None, provenance(candles))


def confluence_of(candles: Candles, price: float | None = None) -> FibConfluenceAnswer:
    return fib_confluence(seen(candles, price), Beside(), len(candles))


def test_each_cluster_in_view_is_a_band_with_its_count_and_score() -> None:
    answer = confluence_of(candles_of(walk(800, seed=8)))
    layout = picture(answer)
    texts = [label.text for label in layout.labels]
    shown = [one for one in answer.clusters if layout.scale.low < one.low and one.high < layout.scale.high]
    assert shown
    assert len(layout.bands) == len(shown)
    for one, (band, _) in zip(shown, layout.bands, strict=True):
        assert f"{one.moves} · {one.score:.2f}" in texts
        assert price_text(one.middle, decimals(answer.price, layout.scale.span)) in texts
        assert band.top <= layout.scale.y(one.high) <= layout.scale.y(one.low) < band.bottom
        ticks = [line for line in layout.over if line.ink == "text" and band.top - 2 <= line.box.top <= band.bottom]
        assert len(ticks) >= min(len(one.members), 7)
    assert any(text.startswith("random levels do as well in ") for text in texts)


def test_without_clusters_the_picture_says_so() -> None:
    rising = np.linspace(100, 200, 61)
    table = np.column_stack([rising[:-1], rising[1:], rising[:-1], rising[1:], rising[1:]])
    layout = picture(confluence_of(candles_of(table)))
    assert layout.bands == ()
    assert "no cluster near the price" in [label.text for label in layout.labels]


@thorough
@given(scene=scenes())
def test_any_market_can_be_read(scene: Scene) -> None:
    try:
        answer = confluence_of(scene.candles, scene.price)
    except (NoSwing, TooFewTurns):
        return
    layout = picture(answer.model_copy(update={"provenance": scene.origin}), scene.marks)
    assert_readable(layout)
    assert_drawn_inside(layout)
    assert_curves_inside(layout)
