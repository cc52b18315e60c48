"""What a terminal cannot show is written plainer: a sign that is lost makes another number of it."""

import sys
from io import BytesIO, TextIOWrapper

import pytest

from bot.terminal import typed, write_anywhere


@pytest.mark.parametrize(
    ("encoding", "text", "shown"),
    [
        ("ascii", "−2.5 % … “Zürich” → 3–4 °", '-2.5 % ... "Zurich" -> 3-4  deg'),
        ("ascii", "月 ░█▲▼", "? .#^v"),
        ("latin-1", "−2.5 · ½ Zürich", "-2.5 · ½ Zürich"),
        ("cp1252", "−2.5 … Zürich ▲", "-2.5 … Zürich ^"),
        ("utf-8", "−2.5 月", "−2.5 月"),
    ],
)
def test_every_terminal_is_written_to(monkeypatch: pytest.MonkeyPatch, encoding: str, text: str, shown: str) -> None:
    raw = BytesIO()
    monkeypatch.setattr(sys, "stdout", TextIOWrapper(raw, encoding=encoding, errors="strict"))
    write_anywhere()
    sys.stdout.write(text)
    sys.stdout.flush()
    assert raw.getvalue().decode(encoding) == shown


def test_words_of_a_command_line_that_python_could_not_read_are_utf_8() -> None:
    assert typed("Z\udcc3\udcbcrich") == "Zürich"
    assert typed("Zürich") == "Zürich"
    assert typed("\udcff") == "�"
