"""Pictures of studies (distributions, matrices, courses side by side): the header is ours, the plot is matplotlib's.

Matplotlib is imported at the first of them.
"""

import gc
import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from io import BytesIO
from typing import TYPE_CHECKING, Any

from personas.pictures.geometry import CANVAS, Label, Line, Rect
from personas.pictures.layout import Layout
from personas.pictures.paint import COMPRESSION, paint
from personas.pictures.palette import Ink, Palette

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from PIL.Image import Image

STUDY = Rect(0, 104, CANVAS.right, CANVAS.bottom)
"""Where the figure stands, in pixels: 1200 by 571."""
DPI = 100
TEXT, SMALL = 17.0, 15.5
"""Sizes of text in points, at ``DPI``: 24 and 21 pixels. Smaller is not read on a phone."""

TYPEFACE = "Omega Inter"

_drawing = threading.Lock()
"""Matplotlib's settings and fonts serve one thread at a time."""


@dataclass(frozen=True, slots=True)
class Look:
    """The colours of a plot: what matplotlib takes wherever it wants a colour."""

    palette: Palette

    def __call__(self, ink: Ink) -> str:
        return f"#{getattr(self.palette, ink):06x}"


@dataclass(frozen=True, slots=True)
class Study:
    """What a study shows: the labels and lines of its header, and how to fill the figure below it.

    ``plot`` is called with an empty figure of ``STUDY``'s size, whose text, grid and background are in the palette's
    colours already.
    """

    head: tuple[Label, ...]
    samples: tuple[Line, ...]
    ghost: Label | None
    plot: "Callable[[Figure, Look], None]"

    def png(self, palette: Palette) -> bytes:
        """The picture as a PNG. The same study and palette give the same bytes."""
        image = paint(Layout(STUDY, lines=self.samples, labels=self.head), palette).convert("RGB")
        with _drawing, _settings(palette):
            image.paste(self._plotted(palette), (STUDY.left, STUDY.top))
            gc.collect(1)  # a figure is a cycle of thousands of objects and 3 MB of pixels: 3 ms, or it stays for long
        out = BytesIO()
        image.save(out, "PNG", compress_level=COMPRESSION)
        return out.getvalue()

    def _plotted(self, palette: Palette) -> "Image":
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.figure import Figure
        from PIL import Image

        figure = Figure(figsize=(STUDY.width / DPI, STUDY.height / DPI), dpi=DPI)
        canvas = FigureCanvasAgg(figure)
        if self.ghost is not None:
            mark = figure.text(0.5, 0.5, self.ghost.text, ha="center", va="center", zorder=-1)
            mark.set(fontsize=95, fontweight="bold", color=Look(palette)("watermark"))
        self.plot(figure, Look(palette))
        canvas.draw()  # type: ignore[no-untyped-call]
        pixels = canvas.buffer_rgba()  # type: ignore[no-untyped-call]
        drawn = Image.frombuffer("RGBA", (STUDY.width, STUDY.height), pixels, "raw", "RGBA", 0, 1)
        return drawn.convert("RGB")


def _settings(palette: Palette) -> AbstractContextManager[Any]:
    from matplotlib import rc_context

    look = Look(palette)
    return rc_context(
        {
            "font.family": _typeface(),
            "font.size": SMALL,
            "axes.titlesize": TEXT,
            "axes.labelsize": SMALL,
            "xtick.labelsize": SMALL,
            "ytick.labelsize": SMALL,
            "legend.fontsize": SMALL,
            "legend.frameon": False,
            "figure.facecolor": look("background"),
            "axes.facecolor": "none",
            "axes.edgecolor": look("grid"),
            "axes.grid": True,
            "axes.axisbelow": True,
            "grid.color": look("grid"),
            "grid.linewidth": 1.0,
            "text.color": look("text"),
            "axes.labelcolor": look("muted"),
            "xtick.color": look("muted"),
            "ytick.color": look("muted"),
            "axes.spines.top": False,
            "axes.spines.right": False,
            "axes.unicode_minus": True,
        }
    )


@lru_cache(maxsize=1)
def _typeface() -> str:
    """The name under which matplotlib has our typeface, whose usual weight is Medium."""
    from matplotlib.font_manager import FontEntry, fontManager

    for weight, file in ((400, "Inter-Medium.ttf"), (700, "Inter-Bold.ttf")):
        path = files("personas.pictures").joinpath("fonts", file)
        fontManager.ttflist.append(FontEntry(fname=str(path), name=TYPEFACE, weight=weight))
    return TYPEFACE
