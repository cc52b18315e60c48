"""A picture before it is painted: everything it shows, as shapes in pixels, and the rows and styles that all share."""

from dataclasses import dataclass, field

from personas.pictures.geometry import CANVAS, Bar, Curve, Dot, Label, Leader, Line, Patch, Rect, Shape, Sprite
from personas.pictures.paint import png
from personas.pictures.palette import Ink, Palette
from personas.pictures.scale import Scale

NO_PRICES = Scale(0.0, 1.0, CANVAS.top, CANVAS.bottom)
"""The scale of a plot without prices."""

Dash = tuple[int, int]
"""Pixels on, pixels off."""


@dataclass(frozen=True, slots=True)
class Layout:
    """Shapes by layer, the lowest layer first.

    ``ghost`` is the mark behind the plot, ``bands`` and ``shapes`` are filled zones, ``lines`` lie under the ``bars``,
    ``over`` and ``curves`` on them; of the ``labels`` none covers another. ``patches`` and ``sprites`` have
    colours of their own and come last. Prices of the ``plot`` are on ``scale``.
    """

    plot: Rect
    scale: Scale = NO_PRICES
    ghost: Label | None = None
    bands: tuple[tuple[Rect, Ink], ...] = ()
    shapes: tuple[Shape, ...] = ()
    lines: tuple[Line, ...] = ()
    bars: tuple[Bar, ...] = ()
    over: tuple[Line, ...] = ()
    curves: tuple[Curve, ...] = ()
    dots: tuple[Dot, ...] = ()
    leaders: tuple[Leader, ...] = ()
    labels: tuple[Label, ...] = ()
    patches: tuple[Patch, ...] = ()
    sprites: tuple[Sprite, ...] = ()
    alt: str = ""
    """What it shows, for who does not see it."""

    def png(self, palette: Palette) -> bytes:
        """The picture as a PNG. The same layout and palette give the same bytes."""
        return png(self, palette)


@dataclass
class Drawing:
    """A layout that still grows: see there what the layers are."""

    bands: list[tuple[Rect, Ink]] = field(default_factory=list)
    shapes: list[Shape] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    bars: list[Bar] = field(default_factory=list)
    over: list[Line] = field(default_factory=list)
    curves: list[Curve] = field(default_factory=list)
    dots: list[Dot] = field(default_factory=list)
    leaders: list[Leader] = field(default_factory=list)
    labels: list[Label] = field(default_factory=list)
    patches: list[Patch] = field(default_factory=list)
    sprites: list[Sprite] = field(default_factory=list)

    def done(self, plot: Rect, scale: Scale, ghost: Label | None, alt: str) -> Layout:
        return Layout(
            plot,
            scale,
            ghost,
            tuple(self.bands),
            tuple(self.shapes),
            tuple(self.lines),
            tuple(self.bars),
            tuple(self.over),
            tuple(self.curves),
            tuple(self.dots),
            tuple(self.leaders),
            tuple(self.labels),
            tuple(self.patches),
            tuple(self.sprites),
            alt,
        )
