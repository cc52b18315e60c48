"""The sizes of all that pictures write, and the rows and edges that they share.

Discord shows a picture about 550 pixels wide on a desk and 330 on a phone. Nothing is written smaller than ``FIGURE``,
which is 9.9 pixels high on a phone, so that one picture serves both.
"""

from typing import Final

from personas.pictures.typeface import Style

FIGURE: Final = Style("Medium", 24)
FIGURE_BOLD: Final = Style("Bold", 24)
SUBTITLE: Final = Style("Medium", 26)
TITLE: Final = Style("Bold", 32)
LARGE: Final = Style("Bold", 44)
"""What a picture says in place of a plot."""
GHOST: Final = Style("Bold", 88)
"""SIMULATED behind a plot."""

EDGE: Final = 24
"""Free pixels at the left and right of the canvas."""
HEAD_ROW, NOTE_ROW, LAST_NOTE_ROW = 8, 50, 86
"""The top rows of the three lines of a header."""
PLOT_TOP, PLOT_BOTTOM = 122, 558
TIME_ROW: Final = 566
"""The top row of the time axis."""
