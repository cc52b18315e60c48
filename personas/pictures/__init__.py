"""Pictures of answers, 800 by 600 pixels, as PNG.

A picture function takes the answer and the marks to show (``PAPER``) and returns a ``Layout``: shapes and labels in
pixels, and what it shows in words (``alt``). ``png(palette)`` paints it with Pillow, which is imported at the first
picture and not with this module. SIMULATED and STALE come from the answer itself, the same answer gives the same bytes,
and several threads may draw at once. The sizes of letters are in ``styles``.
"""

from personas.pictures.palette import PALETTES, Palette

__all__ = ["PALETTES", "Palette"]
