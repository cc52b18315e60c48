"""A card, drawn for a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from personas.card import Card, Field
from personas.markdown import parts, plain

if TYPE_CHECKING:
    from rich.console import Console, RenderableType
    from rich.text import Text

WIDEST = 120
TITLE_FRAME = 6
"""Columns of the frame that a title in it cannot have."""
STYLES = {"bold": "bold", "italic": "italic", "code": "cyan", "block": ""}


def print_card(card: Card, console: Console) -> None:
    """Draw ``card`` on ``console``, as wide as it is, up to 120 columns; in colour on a terminal alone."""
    width = min(WIDEST, console.width)
    console.print(draw(card, width), width=width)


def draw(card: Card, width: int) -> RenderableType:
    """``card`` in a frame of its colour: the title, the body, the fields side by side where they fit, the footer."""
    from rich.console import Group
    from rich.panel import Panel
    from rich.rule import Rule
    from rich.text import Text

    rows: list[RenderableType] = [_text(card.body)] if card.body else []
    beside: list[Field] = []
    for field in (*card.fields, None):
        if field is not None and field.inline:
            beside.append(field)
            continue
        if beside:
            rows += ["", _columns(beside, width - 4)]
            beside = []
        if field is not None:
            rows += ["", Text.assemble((plain(field.name), "bold"), "\n", _text(field.value))]
    if card.footer:
        rows += [Rule(style="dim"), Text(card.footer, style="dim")]
    title: Text | None = Text(plain(card.title), style="bold")
    if title is not None and title.cell_len > width - TITLE_FRAME:  # it would be cut, and it is what answers
        rows, title = [title, "", *rows], None
    return Panel(Group(*rows), title=title, title_align="left", border_style=f"#{card.colour:06x}", padding=(0, 1))


def _text(markdown: str) -> Text:
    from rich.text import Text

    return Text.assemble(*((part.text, STYLES.get(part.style, "")) for part in parts(markdown)))


def _columns(fields: list[Field], width: int) -> RenderableType:
    """The fields in as many columns of equal width as have room, each with its name above its value."""
    from rich.cells import cell_len
    from rich.table import Table
    from rich.text import Text

    cells = [Text.assemble((plain(field.name), "dim"), "\n", _text(field.value)) for field in fields]
    widest = max(cell_len(line) for cell in cells for line in cell.plain.split("\n"))
    count = max(1, min(len(cells), width // (widest + 2)))
    table = Table.grid(expand=True, padding=(0, 2, 0, 0))
    for _ in range(count):
        table.add_column(ratio=1)
    for at in range(0, len(cells), count):
        table.add_row(*cells[at : at + count])
    return table
