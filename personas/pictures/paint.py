"""From a layout to a PNG. Pillow is imported at the first picture.

The canvas holds palette indices, one byte a pixel, so that it compresses fast and small. Text stays smooth: each pair
of an ink and the ground it stands on has a ramp of colours in the palette.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from typing import TYPE_CHECKING, get_args

import numpy as np
from numpy.typing import NDArray

from personas.pictures.geometry import CANVAS, Bar, Curve, Label, Leader, Line, Rect
from personas.pictures.palette import Ink, Palette, contrast
from personas.pictures.typeface import Style, mask

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageDraw import ImageDraw

    from personas.pictures.layout import Layout

COMPRESSION = 4
"""zlib's level: 6 takes a millisecond more for 5 KB less."""
STEPS = 12
"""Colours between an ink and its ground."""
INKS: tuple[Ink, ...] = get_args(Ink)
PLATES: tuple[Ink, ...] = ("last", "mark", "alert")
PAIRS: tuple[tuple[Ink, Ink], ...] = (
    *((ink, "background") for ink in INKS if ink not in {"background", "grid", "pocket", "up_volume", "down_volume"}),
    *(("background", plate) for plate in PLATES),
)
"""The inks that are drawn smoothly, each with its ground."""
FINE = 8
"""How much larger round and slanted shapes are drawn before they are scaled down."""
SMOOTH = 4
"""The same for curves, which are larger."""
FAINT = 140
"""How much of its ink a faint line has, of 255."""
CORNER = 6
"""The radius of a plate's corners."""


@dataclass(frozen=True, slots=True)
class Colours:
    """A palette as PNG wants it: the ``table`` of colours, and what coverage from 0 to 255 is in it for each pair."""

    table: bytes
    index: dict[Ink, int]
    ramp: dict[tuple[Ink, Ink], bytes]


def png(layout: "Layout", palette: Palette) -> bytes:
    """``layout`` as a PNG. The same layout and palette give the same bytes."""
    out = BytesIO()
    paint(layout, palette).save(out, "PNG", compress_level=COMPRESSION)
    return out.getvalue()


def paint(layout: "Layout", palette: Palette) -> "Image":
    """``layout`` as a picture whose pixels are indices of the palette's colours."""
    from PIL import Image, ImageDraw

    index = colours(palette).index
    image = Image.new("L", (CANVAS.width, CANVAS.height), index["background"])
    draw = ImageDraw.Draw(image)
    if layout.ghost:
        _label(image, layout.ghost, palette)
    for box, ink in layout.bands:
        _fill(draw, box, index[ink])
    for shape in layout.shapes:
        draw.polygon(shape.points, fill=index[shape.ink])
    for line in layout.lines:
        _line(draw, line, palette)
    _bars(draw, layout.bars, palette)
    for line in layout.over:
        _line(draw, line, palette)
    for curve in layout.curves:
        _curve(image, curve, palette)
    for dot in layout.dots:
        sprite, solid = _disc(dot.size, dot.ink, palette)
        image.paste(sprite, (dot.x - dot.size // 2, dot.y - dot.size // 2), solid)
    for leader in layout.leaders:
        _leader(image, leader, palette)
    for label in layout.labels:
        _label(image, label, palette)
    image.putpalette(colours(palette).table)
    return _in_full_colour(image, layout, palette) if layout.patches or layout.sprites else image


def _in_full_colour(image: "Image", layout: "Layout", palette: Palette) -> "Image":
    """``image`` with its patches and sprites, of any colour."""
    from PIL import Image

    full = image.convert("RGB")
    for sprite in layout.sprites:
        pixels = Image.fromarray(sprite.pixels(palette), "RGBA")
        full.paste(pixels, (sprite.left, sprite.top), pixels)
    for patch in layout.patches:
        fill = mixed(palette, patch.ink, patch.strong)
        full.paste(fill, patch.box.edges)
        if patch.label is not None:
            inks: tuple[Ink, ...] = ("text", "background")
            ink = max((palette.rgb(ink) for ink in inks), key=lambda rgb: contrast(rgb, fill))
            box, cover = patch.label.box, mask(patch.label.text, patch.label.style)
            full.paste(ink, (patch.label.text_left, box.top + (box.height - patch.label.style.height) // 2), cover)
    return full


def mixed(palette: Palette, ink: Ink, strong: float) -> tuple[int, int, int]:
    """Between the background (0) and ``ink`` (1)."""
    over, under = palette.rgb(ink), palette.rgb("background")
    red, green, blue = (round(u + (o - u) * strong) for o, u in zip(over, under, strict=True))
    return red, green, blue


@lru_cache(maxsize=8)
def colours(palette: Palette) -> Colours:
    table = [palette.rgb(ink) for ink in INKS]
    index: dict[Ink, int] = {ink: i for i, ink in enumerate(INKS)}
    ramp: dict[tuple[Ink, Ink], bytes] = {}
    for ink, ground in PAIRS:
        first = len(table)
        over, under = palette.rgb(ink), palette.rgb(ground)
        for step in range(1, STEPS + 1):
            share = step / (STEPS + 1)
            red, green, blue = (round(u + (o - u) * share) for o, u in zip(over, under, strict=True))
            table.append((red, green, blue))
        stops = [index[ground], *range(first, first + STEPS), index[ink]]
        ramp[ink, ground] = bytes(stops[round(cover / 255 * (STEPS + 1))] for cover in range(256))
    return Colours(bytes(value for rgb in table for value in rgb), index, ramp)


def _fill(draw: "ImageDraw", box: Rect, colour: int) -> None:
    draw.rectangle((box.left, box.top, box.right - 1, box.bottom - 1), fill=colour)


def _line(draw: "ImageDraw", line: Line, palette: Palette) -> None:
    box = line.box
    known = colours(palette)
    colour = known.ramp[line.ink, "background"][FAINT] if line.faint else known.index[line.ink]
    if line.dash is None:
        _fill(draw, box, colour)
        return
    on, off = line.dash
    if box.width >= box.height:
        for left in range(box.left, box.right, on + off):
            _fill(draw, Rect(left, box.top, min(left + on, box.right), box.bottom), colour)
    else:
        for top in range(box.top, box.bottom, on + off):
            _fill(draw, Rect(box.left, top, box.right, min(top + on, box.bottom)), colour)


def _bars(draw: "ImageDraw", bars: Sequence[Bar], palette: Palette) -> None:
    index = colours(palette).index
    for bar in bars:
        body, wick = bar.body, bar.wick
        colour = index["up" if bar.up else "down"]
        hollow = palette.hollow_up and bar.up and body.width > 2 and body.height > 2
        if wick.top < body.top:
            _fill(draw, Rect(wick.left, wick.top, wick.right, body.top), colour)
        if wick.bottom > body.bottom:
            _fill(draw, Rect(wick.left, body.bottom, wick.right, wick.bottom), colour)
        draw.rectangle(
            (body.left, body.top, body.right - 1, body.bottom - 1),
            fill=index["background"] if hollow else colour,
            outline=colour,
        )


def _label(image: "Image", label: Label, palette: Palette) -> None:
    box = label.box
    if label.ground != "background":
        image.paste(_plate(box.width, box.height, label.ground, palette), (box.left, box.top))
    texts = [(label.text, label.text_left)] + ([label.before] if label.before else [])
    for text, left in texts:
        sprite = _text(text, label.style, label.ink, label.ground, palette)
        image.paste(sprite, (left, box.top + (box.height - label.style.height) // 2))


def _leader(image: "Image", leader: Leader, palette: Palette) -> None:
    from PIL import Image, ImageDraw

    (x0, y0), (x1, y1) = leader.start, leader.end
    left, top = x0, min(y0, y1) - 2
    size = (x1 - x0, abs(y1 - y0) + 4)
    large = Image.new("L", (size[0] * FINE, size[1] * FINE))
    ends = [((x - left) * FINE, (y - top) * FINE + FINE // 2) for x, y in (leader.start, leader.end)]
    ImageDraw.Draw(large).line([ends[0], ends[1]], fill=255, width=FINE * 2)
    cover = large.reduce(FINE)
    ramp = colours(palette).ramp[leader.ink, "background"]
    image.paste(cover.point(ramp), (left, top), cover.point(lambda v: 255 if v else 0))


def _curve(image: "Image", curve: Curve, palette: Palette) -> None:
    from PIL import Image, ImageDraw

    points = np.array(curve.points, dtype=np.float64).reshape(-1, 2)
    if len(points) < 2:
        return
    left, top = points.min(axis=0).astype(int) - curve.width - 1
    right, bottom = points.max(axis=0).astype(int) + curve.width + 2
    large = Image.new("L", (int(right - left) * SMOOTH, int(bottom - top) * SMOOTH))
    draw = ImageDraw.Draw(large)
    scaled = (points - (left, top)) * SMOOTH + SMOOTH / 2
    for piece in [scaled] if curve.dash is None else _dashes(scaled, *(SMOOTH * part for part in curve.dash)):
        draw.line([(float(x), float(y)) for x, y in piece], fill=255, width=curve.width * SMOOTH, joint="curve")
    cover = large.reduce(SMOOTH)
    ramp = colours(palette).ramp[curve.ink, "background"]
    image.paste(cover.point(ramp), (int(left), int(top)), cover.point(lambda v: 255 if v >= 32 else 0))


def _dashes(points: NDArray[np.float64], on: int, off: int) -> Iterator[NDArray[np.float64]]:
    """Pieces of the line through ``points`` (n, 2): ``on`` pixels of it, then none for ``off``, and so on."""
    way = np.concatenate(([0.0], np.cumsum(np.hypot(*np.diff(points, axis=0).T))))
    for start in np.arange(0.0, way[-1], on + off):
        end = min(start + on, way[-1])
        within = way[(way > start) & (way < end)]
        at = np.concatenate(([start], within, [end]))
        yield np.column_stack([np.interp(at, way, points[:, axis]) for axis in (0, 1)])


@lru_cache(maxsize=512)
def _text(text: str, style: Style, ink: Ink, ground: Ink, palette: Palette) -> "Image":
    return mask(text, style).point(colours(palette).ramp[ink, ground])


@lru_cache(maxsize=64)
def _plate(width: int, height: int, ink: Ink, palette: Palette) -> "Image":
    from PIL import Image, ImageDraw

    large = Image.new("L", (width * FINE, height * FINE))
    ImageDraw.Draw(large).rounded_rectangle((0, 0, width * FINE - 1, height * FINE - 1), CORNER * FINE, fill=255)
    return large.reduce(FINE).point(colours(palette).ramp[ink, "background"])


@lru_cache(maxsize=64)
def _disc(size: int, ink: Ink, palette: Palette) -> tuple["Image", "Image"]:
    """A circle, and where it covers anything."""
    from PIL import Image, ImageDraw

    large = Image.new("L", (size * FINE, size * FINE))
    ImageDraw.Draw(large).ellipse((0, 0, size * FINE - 1, size * FINE - 1), fill=255)
    cover = large.reduce(FINE)
    solid = cover.point(lambda v: 255 if v >= 64 else 0)
    return cover.point(colours(palette).ramp[ink, "background"]), solid
