"""Pictures of answers, 800 by 600 pixels, as PNG.

Candles and what lies on them (``candle_chart``) and timelines are laid out by us and painted by Pillow; other studies
are plotted by matplotlib. A picture function takes the answer and the marks to show (``PAPER``) and returns what has
``png(palette)``; SIMULATED and STALE come from the answer itself, and the same answer gives the same bytes. Several
threads may draw at once. Both libraries are imported at the first picture that wants them, not with this module.
"""

from personas.pictures.palette import PALETTES, Palette

__all__ = ["PALETTES", "Palette"]
