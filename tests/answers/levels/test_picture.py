"""What a trader would lose: a zone at the wrong price, a support that looks like a resistance, a label on another."""

import numpy as np
import pytest
from hypothesis import given

from personas.pictures import PALETTES, Palette
from personas.pictures.geometry import Label
from personas.pictures.layout import Layout
from personas.pictures.levels import RECENT_BARS, SIDES
from services.market.candles import Candles
from services.market.view import Snapshot
from services.studies.levels import LevelsAnswer, levels_of
from tests.examples import examples
from tests.faces import picture
from tests.unit.personas.pictures.market import Scene, candles_of, provenance, scenes, walk
from tests.unit.personas.pictures.test_layout import assert_drawn_inside, assert_readable


def answer_of(candles: Candles, price: float | None = None, day: Candles | None = None) -> LevelsAnswer:
    seen = Snapshot(candles, price or float(candles.close[-1]), None, provenance(candles))
    return levels_of(seen, 300, day)


def yesterday(candles: Candles) -> Candles:
    at = (int(candles.time[-1]) // 86_400_000 - 1) * 86_400_000
    high, low, close = candles.high[-48:].max(), candles.low[-48:].min(), candles.close[-2]
    column = np.array([close])
    return Candles("BTC/USDT", "1d", np.array([at]), column, np.array([high]), np.array([low]), column.copy(), column)


USUAL = candles_of(walk(500, price=42_000, seed=3))


def label(layout: Layout, text: str) -> Label:
    (found,) = (one for one in layout.labels if one.text == text and one.box.left > layout.plot.right)
    return found


@examples(150)
@given(scene=scenes())
def test_levels_of_any_market_can_be_read(scene: Scene) -> None:
    seen = Snapshot(scene.candles, scene.price, None, scene.origin)
    layout = picture(levels_of(seen, 300, yesterday(scene.candles)), scene.marks)
    assert_readable(layout)
    assert_drawn_inside(layout)
    for box, _ in layout.bands:
        assert box.within(layout.plot)
        assert box.width > 0
        assert box.height > 0


def test_each_zone_in_view_is_a_band_at_its_prices_with_its_name_and_middle() -> None:
    answer = answer_of(USUAL)
    layout = picture(answer)
    bands = {(box.top, box.bottom) for box, ink in layout.bands if box.right == layout.plot.right}
    shown = [zone for zone in answer.zones if layout.scale.low <= zone.middle <= layout.scale.high]
    assert len(shown) >= 3
    for zone in shown:
        top, bottom = layout.scale.y(zone.high), layout.scale.y(zone.low) + 1
        assert (min(top, bottom - 3), bottom) in bands
        name = label(layout, zone.name)
        price = label(layout, f"{zone.middle:,.2f}")
        assert name.box.top == price.box.top
        assert abs((name.box.top + name.box.bottom) / 2 - layout.scale.y(zone.middle)) <= 3 or any(
            leader.start[1] == layout.scale.y(zone.middle) for leader in layout.leaders
        )


def test_support_and_resistance_differ_by_more_than_colour() -> None:
    assert len({dash for _, dash in SIDES.values()}) == len(SIDES) == 3
    layout = picture(answer_of(USUAL))
    assert {"resistance", "support"} <= {one.text for one in layout.labels}


def test_the_nearest_zones_are_in_view_and_bold() -> None:
    answer = answer_of(USUAL)
    layout = picture(answer)
    for zone in (answer.nearest_resistance, answer.nearest_support):
        assert zone is not None
        assert label(layout, zone.name).style.weight == "Bold"


def test_turns_are_dotted_at_their_price_and_named() -> None:
    answer = answer_of(USUAL)
    layout = picture(answer)
    rows = {dot.y for dot in layout.dots}
    seen = [turn for turn in answer.structure.swings if turn.bars_since < RECENT_BARS]
    assert rows == {layout.scale.y(turn.price) for turn in seen}
    named = [one.text for one in layout.labels if one.text in {"HH", "LH", "EH", "HL", "LL", "EL"}]
    assert len(named) >= 0.6 * len(seen)


def test_the_newest_break_is_named_on_its_level() -> None:
    answer = answer_of(USUAL)
    last = answer.structure.last_break
    assert last is not None
    layout = picture(answer)
    (name,) = (one for one in layout.labels if one.text.startswith(last.name) and one.style.weight == "Bold")
    assert name.text.endswith("▲" if last.direction == "up" else "▼")
    assert layout.scale.y(last.level) in {line.box.top for line in layout.lines if line.dash == (3, 3)}


def test_the_fullest_column_is_the_point_of_control() -> None:
    answer = answer_of(USUAL)
    assert answer.traded is not None
    layout = picture(answer)
    ((widest, _),) = ((box, ink) for box, ink in layout.bands if ink == "pocket_name")
    assert widest.top <= layout.scale.y(answer.traded.poc) <= widest.bottom
    columns = [box for box, ink in layout.bands if box.right < layout.plot.right]
    assert widest.width == max(box.width for box in columns)
    assert label(layout, "POC").ink == "pocket_name"


def test_the_day_before_is_drawn_where_it_is_known() -> None:
    assert not {"PDH", "PDL"} & {one.text for one in picture(answer_of(USUAL)).labels}
    layout = picture(answer_of(USUAL, day=yesterday(USUAL)))
    told = {one.text for one in layout.labels}
    assert "previous day" in told
    assert {"PDH", "PDL"} & told, "one of them at least has room"


def test_no_turns_label_covers_a_candle() -> None:
    layout = picture(answer_of(USUAL))
    for one in layout.labels:
        if one.box.within(layout.plot):
            assert not any(bar.wick.overlaps(one.box) for bar in layout.bars), one.text


@pytest.mark.parametrize("palette", PALETTES.values(), ids=PALETTES.keys())
def test_it_is_drawn_the_same_each_time(palette: Palette) -> None:
    answer = answer_of(USUAL)
    assert picture(answer).png(palette) == picture(answer).png(palette)
    assert len(picture(answer).png(palette)) < 120_000
