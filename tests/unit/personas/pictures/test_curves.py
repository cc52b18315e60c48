"""What a reader would lose: an indicator's line that is not where its values are."""

import io
from dataclasses import replace

import numpy as np
from PIL import Image

from personas.pictures import PALETTES
from personas.pictures.geometry import Curve, Shape
from personas.pictures.layout import Layout
from personas.pictures.paint import png
from tests.faces import picture
from tests.unit.personas.pictures.market import candles_of, chart_of, walk

PALETTE = PALETTES["classic"]


def empty() -> Layout:
    layout: Layout = picture(chart_of(candles_of(walk(60))))
    return replace(layout, lines=(), bars=(), over=(), labels=())


def ink(layout: Layout, of: tuple[int, int, int]) -> np.ndarray[tuple[int, int], np.dtype[np.bool_]]:
    painted = np.asarray(Image.open(io.BytesIO(png(layout, PALETTE))).convert("RGB"))
    same: np.ndarray[tuple[int, int], np.dtype[np.bool_]] = np.all(painted == np.array(of, dtype=np.uint8), axis=2)
    return same


def test_a_curve_goes_through_its_points() -> None:
    points = ((100, 300), (200, 200), (300, 400), (400, 400))
    drawn = ink(replace(empty(), curves=(Curve(points, "extension", 3),)), PALETTE.rgb("extension"))
    for x, y in (*points[1:-1], (150, 250), (250, 300), (350, 400)):
        assert drawn[y - 1 : y + 2, x - 1 : x + 2].any(), (x, y)
    rows, columns = np.nonzero(drawn)
    assert (columns.min(), columns.max()) >= (99, 399)
    assert 197 <= rows.min() <= 202
    assert 398 <= rows.max() <= 402


def test_a_dashed_curve_has_its_share_of_ink() -> None:
    line = Curve(((100, 300), (500, 300)), "extension", 3)
    whole = ink(replace(empty(), curves=(line,)), PALETTE.rgb("extension")).sum()
    dashed = ink(replace(empty(), curves=(replace(line, dash=(10, 10)),)), PALETTE.rgb("extension")).sum()
    assert 0.4 < dashed / whole < 0.6


def test_curves_of_one_point_or_none_draw_nothing() -> None:
    for points in ((), ((100, 100),)):
        assert not ink(replace(empty(), curves=(Curve(points, "extension"),)), PALETTE.rgb("extension")).any()


def test_a_shape_is_filled_and_lies_under_the_candles() -> None:
    bars = picture(chart_of(candles_of(walk(60)))).bars
    plot = empty().plot
    corners = ((plot.left, plot.top), (plot.right, plot.top), (plot.right, plot.bottom), (plot.left, plot.bottom))
    filled = ink(replace(empty(), bars=bars, shapes=(Shape(corners, "pocket"),)), PALETTE.rgb("pocket"))
    assert filled[plot.top : plot.bottom, plot.left : plot.right].mean() > 0.6
    body = max(bars, key=lambda bar: bar.body.height).body
    assert not filled[body.top : body.bottom, body.left : body.right].any()
