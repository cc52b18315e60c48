"""Whoever writes a voice writes a card as text; what they meant must come out."""

from personas.card import Field
from personas.layout import lay_out


def test_a_whole_card() -> None:
    title, body, fields = lay_out(
        "\nThe title\n\nA sentence that\nruns on.\n| its own line\n|   indented\n\nA new paragraph.\n"
        "---\nPrice: 42: a half\n\nLevels:\n| one\n|  two\nEmpty:\n"
    )
    assert title == "The title"
    assert body == "A sentence that runs on.\nits own line\n  indented\n\nA new paragraph."
    assert fields == (Field("Price", "42: a half"), Field("Levels", "one\n two", inline=False))


def test_text_after_an_own_line_begins_a_line() -> None:
    assert lay_out("t\n| a\nb\nc")[1] == "a\nb c"


def test_without_fields_or_body() -> None:
    assert lay_out("t") == ("t", "", ())
    assert lay_out("t\n\nb\n---\n") == ("t", "b", ())


def test_a_long_value_has_the_full_width() -> None:
    (short, long) = lay_out(f"t\n---\na: {'x' * 40}\nb: {'x' * 41}")[2]
    assert short.inline
    assert not long.inline


def test_only_the_first_three_dashes_part() -> None:
    assert lay_out("t\n\nb\n---\na: b\n---\nc: d")[1] == "b"
