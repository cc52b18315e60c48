"""The form of a voice's template: a card, as plain text.

The first line is the title.

Then comes the body. Lines run on as in Markdown, so a sentence may be
wrapped anywhere; an empty line begins a new paragraph.
| A line that begins with a bar stands on its own,
|   and keeps its spaces.
---
After three dashes come the fields: a name and its value
Price: 42,156.37
Levels:
| a value may go on, a bar before each line
| of it
"""

from personas.card import Field

FIELDS = "\n---\n"
OWN_LINE = "|"
LONGEST_INLINE = 40
"""A longer value, or one of several lines, has the full width to itself."""


def lay_out(text: str) -> tuple[str, str, tuple[Field, ...]]:
    """Title, body and fields of a rendered template."""
    head, _, fields = f"{text}\n".partition(FIELDS)
    title, _, body = head.strip().partition("\n")
    return title.strip(), _body(body), _fields(fields)


def _body(text: str) -> str:
    paragraphs: list[str] = []
    lines: list[str] = []
    running = False
    for line in text.split("\n"):
        if line.startswith(OWN_LINE):
            lines.append(_own(line))
            running = False
        elif words := line.strip():
            if running:
                lines[-1] += " " + words
            else:
                lines.append(words)
            running = True
        elif lines:
            paragraphs.append("\n".join(lines))
            lines, running = [], False
    if lines:
        paragraphs.append("\n".join(lines))
    return "\n\n".join(paragraphs)


def _fields(text: str) -> tuple[Field, ...]:
    fields: list[tuple[str, list[str]]] = []
    for line in text.split("\n"):
        if line.startswith(OWN_LINE) and fields:
            fields[-1][1].append(_own(line))
        elif line.strip():
            name, _, value = line.partition(":")
            fields.append((name.strip(), [value.strip()] if value.strip() else []))
    return tuple(_field(name, lines) for name, lines in fields if lines)


def _own(line: str) -> str:
    return line.removeprefix(OWN_LINE).removeprefix(" ").rstrip()


def _field(name: str, lines: list[str]) -> Field:
    return Field(name, "\n".join(lines), inline=len(lines) == 1 and len(lines[0]) <= LONGEST_INLINE)
