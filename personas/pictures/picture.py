"""What a picture function returns, whatever draws it."""

from typing import Protocol

from personas.pictures.palette import Palette


class Picture(Protocol):
    """A picture that can be painted: a layout of shapes and labels."""

    @property
    def alt(self) -> str:
        """What it shows, for who does not see it: up to 1,024 characters."""

    def png(self, palette: Palette) -> bytes:
        """The picture as a PNG, 800 by 600 pixels. The same picture and palette give the same bytes."""
