"""What a trader would lose: a level at the wrong price, unnamed, or mistaken for another."""

import itertools
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given

from personas.pictures.fib import DASHES
from personas.pictures.geometry import Rect
from personas.pictures.layout import Layout
from services.market.candles import Candles
from services.studies.fib_levels import FibLevelsAnswer
from tests.examples import examples
from tests.faces import picture
from tests.unit.personas.pictures.market import Scene, candles_of, chart_of, fib_of, scenes, walk


def answer_of(candles: Candles, price: float | None = None) -> FibLevelsAnswer:
    answer = fib_of(candles, price=price)
    assert answer is not None
    return answer


def zigzag(*turns: float, bars: int = 40) -> Candles:
    """Straight moves from turn to turn, ``bars`` long each."""
    path = np.concatenate([np.linspace(a, b, bars, endpoint=False) for a, b in itertools.pairwise(turns)])
    closes = np.append(path[1:], turns[-1])
    return candles_of(np.column_stack([path, np.maximum(path, closes), np.minimum(path, closes), closes, path]))


def rows_of_labels(layout: Layout) -> list[tuple[str, str, Rect]]:
    """Ratio, price and place of each level's label, from the top."""
    right = [lb for lb in layout.labels if lb.box.left > layout.plot.right and lb.box.top >= layout.plot.top]
    plain = [lb for lb in right if lb.ground == "background" and lb.text not in "▲▼"]
    ratios = [lb for lb in plain if any(o.box.top == lb.box.top and o.box.left > lb.box.left for o in plain)]
    pairs = [
        (ratio, next(o for o in plain if o.box.top == ratio.box.top and o.box.left > ratio.box.left))
        for ratio in ratios
    ]
    return sorted(((a.text, b.text, b.box) for a, b in pairs), key=lambda row: row[2].top)


UP = zigzag(150.0, 100.0, 200.0, 160.0)


def test_levels_in_view_are_named_with_ratio_and_price() -> None:
    shown = [(ratio, price) for ratio, price, _ in rows_of_labels(picture(answer_of(UP)))]
    assert shown == [
        ("1.618", "261.80"),
        ("1.414", "241.40"),
        ("1.272", "227.20"),
        ("0", "200.00"),
        ("0.236", "176.40"),
        ("0.382", "161.80"),
        ("0.5", "150.00"),
        ("0.618", "138.20"),
        ("0.786", "121.40"),
        ("1", "100.00"),
        ("1.272", "72.80"),
    ]


def test_the_nearest_level_out_of_view_is_told_by_an_arrow() -> None:
    layout = picture(answer_of(UP))
    arrows = {label.text: label for label in layout.labels if label.text in {"▲", "▼"}}
    first, *_, last = rows_of_labels(layout)
    assert arrows["▲"].box.top == first[2].top
    assert arrows["▼"].box.top == last[2].top


def test_each_level_has_a_line_at_its_price_from_the_swing_on() -> None:
    answer = answer_of(UP)
    layout = picture(answer)
    lines = {line.box.top + 1: line for line in layout.lines if line.ink in DASHES and line.box.top > layout.plot.top}
    left = layout.dots[0].x
    for level in answer.levels:
        if level.kind == "retracement":
            line = lines[layout.scale.y(level.price)]
            assert (line.box.left, line.dash) == (left, None)
            assert line.box.right >= layout.plot.right


def test_kinds_of_levels_differ_by_more_than_hue() -> None:
    assert len(set(DASHES.values())) == len(DASHES) == 3


def test_the_legend_names_the_kinds_in_view() -> None:
    layout = picture(answer_of(UP))
    kinds = {line.ink for line in layout.lines if line.box.top > layout.plot.top and line.ink in DASHES}
    assert kinds == {"retracement", "extension"}
    assert kinds == {label.text for label in layout.labels if label.text in DASHES}


def test_the_levels_that_the_price_is_between_stand_out() -> None:
    answer = answer_of(UP, price=155.0)
    layout = picture(answer)
    bold = {label.text for label in layout.labels if label.style.weight == "Bold" and label.ground == "background"}
    assert {"161.80", "150.00", "0.382", "0.5"} <= bold
    assert "138.20" not in bold
    strong = {line.box.top + 1 for line in layout.lines if line.ink == "retracement" and not line.faint}
    assert {layout.scale.y(161.8), layout.scale.y(150.0)} <= strong


def test_the_tag_tells_the_price_and_its_own_ratio() -> None:
    (tag,) = (label for label in picture(answer_of(UP, price=155.0)).labels if label.ground == "last")
    assert tag.text == "155.00"
    assert tag.before is not None
    assert tag.before[0] == "0.450"


@pytest.mark.parametrize("price", [161.8, 161.81, 150.0, 200.0, 100.0, 110.0])
def test_the_tag_keeps_its_place_and_labels_give_way(price: float) -> None:
    layout = picture(answer_of(UP, price=price))
    (tag,) = (label for label in layout.labels if label.ground == "last")
    assert (tag.box.top + tag.box.bottom) / 2 == pytest.approx(layout.scale.y(price), abs=1.6)


@pytest.mark.parametrize("price", [161.8, 205.0, 250.0, 60.0, 58.7])
def test_what_had_to_move_aside_has_a_leader_from_its_line(price: float) -> None:
    answer = answer_of(UP, price=price)
    layout = picture(answer)
    led = {leader.start: leader.end[1] for leader in layout.leaders}
    (tag,) = (label for label in layout.labels if label.ground == "last")
    for label, row in [(tag, layout.scale.y(price))] + [
        (label, layout.scale.y(level.price))
        for level in answer.levels
        for label in layout.labels
        if label.text == f"{level.price:,.2f}" and label.box.top >= layout.plot.top and level.kind == "retracement"
    ]:
        middle = (label.box.top + label.box.bottom) / 2
        assert abs(middle - row) <= 3 or led[layout.plot.right, row] == pytest.approx(middle, abs=1)


def test_the_swing_runs_from_dot_to_dot() -> None:
    layout = picture(answer_of(UP))
    start, end = layout.dots[0], layout.dots[-1]
    assert start.size == end.size > layout.dots[1].size
    assert (start.y, end.y) == (layout.scale.y(100.0), layout.scale.y(200.0))
    lowest = max(layout.bars, key=lambda bar: bar.wick.bottom)
    highest = min(layout.bars, key=lambda bar: bar.wick.top)
    assert lowest.body.left <= start.x < lowest.body.right or lowest.body.right <= start.x
    assert highest.wick.top == end.y


def test_the_golden_pocket_is_a_named_band_that_hides_no_candle() -> None:
    layout = picture(answer_of(UP))
    ((band, ink),) = layout.bands
    assert ink == "pocket"
    assert (band.top, band.bottom - 1) == (layout.scale.y(138.2), layout.scale.y(135.0))
    (name,) = (label for label in layout.labels if label.text == "golden pocket")
    assert name.box.bottom <= band.top or name.box.top >= band.bottom
    assert not any(bar.wick.overlaps(name.box) for bar in layout.bars)


@examples(80)
@given(scene=scenes())
def test_the_pockets_name_covers_no_candle_and_is_never_left_out(scene: Scene) -> None:
    answer = fib_of(scene.candles, origin=scene.origin, price=scene.price)
    if answer is None or scene.origin.simulated or scene.origin.stale or scene.marks:
        return
    layout = picture(answer)
    (name,) = (label for label in layout.labels if label.text == "golden pocket")
    assert not any(bar.wick.overlaps(name.box) for bar in layout.bars)


@pytest.mark.parametrize("bars", [60, 200, 300, 1000])
def test_the_whole_swing_is_in_view(bars: int) -> None:
    candles = zigzag(150.0, 100.0, 200.0, bars=bars // 2)
    layout = picture(answer_of(candles))
    assert min(bar.wick.top for bar in layout.bars) == layout.scale.y(200.0)
    assert max(bar.wick.bottom - 1 for bar in layout.bars) == layout.scale.y(100.0)


def test_an_old_market_shows_what_is_recent() -> None:
    rows = [*walk(140, price=100.0, step=0.0005), [100.0, 120.0, 80.0, 110.0, 5.0], *walk(20, price=110.0, step=0.001)]
    layout = picture(answer_of(candles_of(walk(400, price=100.0, step=0.0005) + rows)))
    assert len(layout.bars) == 100


def test_real_markets_have_all_their_retracements_named(shared_data: Path) -> None:
    for name in ("BTC", "DOGE", "SOL"):
        table = np.loadtxt(shared_data / "candles" / f"{name}-USDT_1h.csv.gz", delimiter=",", skiprows=1)[-4000:]
        for end in range(400, len(table) + 1, 400):
            answer = answer_of(candles_of(table[end - 200 : end, 1:], symbol=f"{name}/USDT"))
            ratios = [ratio for ratio, _, _ in rows_of_labels(picture(answer))]
            assert {"0", "0.236", "0.382", "0.5", "0.618", "0.786", "1"} <= set(ratios)
            assert picture(chart_of(answer.candles)).bars
