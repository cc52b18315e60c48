"""What a reader would lose: a stop, a target or the liquidation price that the picture hides or misplaces."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from personas.pictures import PALETTES, Palette
from personas.pictures.layout import Layout
from services.core.errors import InvalidRequest, TooFewBars
from services.market.view import Snapshot
from services.studies.risk_size import risk_size
from services.studies.risk_size_facts import RiskSize
from tests.answers.risk_size.sample import SAMPLES, random_sizes, size_answer
from tests.examples import examples
from tests.faces import picture
from tests.unit.personas.pictures.market import Scene, scenes
from tests.unit.personas.pictures.test_layout import assert_drawn_inside, assert_readable

BOTH = pytest.mark.parametrize("palette", PALETTES.values(), ids=PALETTES.keys())


def names(layout: Layout) -> set[str]:
    plain = {label.text for label in layout.labels if label.box.left > layout.plot.right}
    return plain | {label.before[0] for label in layout.labels if label.before}


def test_every_position_can_be_read() -> None:
    for label, answer in SAMPLES.items():
        layout = picture(answer, ("PAPER",))
        assert_readable(layout)
        assert_drawn_inside(layout)
        assert {"entry", "stop"} <= names(layout), label


@examples(100)
@given(
    scene=scenes(),
    stop=st.sampled_from([None, 0.3, 0.9, 0.999, 1.001, 1.2, 3.0]),
    entry=st.sampled_from([None, 0.97, 1.05, 1.9]),
    leverage=st.sampled_from([None, 1, 5, 90]),
)
def test_a_position_in_any_market_can_be_read(
    scene: Scene, stop: float | None, entry: float | None, leverage: int | None
) -> None:
    def at(factor: float | None) -> Decimal | None:
        return None if factor is None else Decimal(f"{scene.price * factor:.15f}")

    request = RiskSize.model_construct(
        symbol="btc",
        equity=Decimal(10_000),
        stop=at(stop),
        entry=at(entry),
        leverage=None if leverage is None else Decimal(leverage),
    )
    try:
        answer = risk_size(Snapshot(scene.candles, scene.price, None, scene.origin), request)
    except (InvalidRequest, TooFewBars):
        return
    layout = picture(answer, scene.marks)
    assert_readable(layout)
    assert_drawn_inside(layout)


def test_lines_stand_at_their_prices() -> None:
    answer = SAMPLES["short, with everything"]
    layout = picture(answer)
    rows = {line.box.top + 1 for line in layout.lines}
    for price in (answer.entry, answer.stop.price, answer.targets[0].price):
        assert layout.scale.y(float(price)) in rows


def test_loss_and_gain_meet_at_the_entry() -> None:
    answer = SAMPLES["long"]
    layout = picture(answer)
    (loss, lost), (gain, gained) = layout.bands
    entry, stop = layout.scale.y(float(answer.entry)), layout.scale.y(float(answer.stop.price))
    assert (lost, gained) == ("down_volume", "up_volume")
    assert (loss.top, loss.bottom - 1) == (entry, stop)
    assert gain.bottom - 1 == entry
    assert loss.left == gain.left > max(bar.body.right for bar in layout.bars), "no candle lies under them"


def test_lines_differ_by_more_than_hue() -> None:
    layout = picture(SAMPLES["liquidated first"])
    lines = {line.ink: line.dash for line in (*layout.lines, *layout.over) if line.ink != "grid"}
    assert len({lines["text"], lines["down"], lines["up"], lines["alert"]}) == 4


def test_a_stop_that_comes_too_late_is_said_in_the_header() -> None:
    layout = picture(SAMPLES["liquidated first"])
    assert "liquidated before the stop" in {label.text for label in layout.labels}
    assert "liq." in names(layout)


def test_a_target_out_of_view_is_told_by_an_arrow() -> None:
    layout = picture(size_answer(stop="30000"))
    assert "▲" in {label.text for label in layout.labels}


@BOTH
def test_it_is_drawn_the_same_each_time(palette: Palette) -> None:
    answer = SAMPLES["long"]
    assert picture(answer).png(palette) == picture(answer).png(palette)


def test_any_market_has_its_picture() -> None:
    for answer in random_sizes(12, seed=3):
        assert picture(answer).png(PALETTES["colour-blind"])
