"""Marks that a terminal cannot show must not litter it, and escapes must give back what was meant."""

from personas.markdown import Part, parts, plain


def test_parts() -> None:
    assert list(parts("a **b** *c* `d` \\*e\\*\n```\nf *g*\n```")) == [
        Part("a ", ""),
        Part("b", "bold"),
        Part(" ", ""),
        Part("c", "italic"),
        Part(" ", ""),
        Part("d", "code"),
        Part(" ", ""),
        Part("*", ""),
        Part("e", ""),
        Part("*", ""),
        Part("\n", ""),
        Part("f *g*", "block"),
    ]


def test_plain() -> None:
    assert plain(r"**BTC\_1** `x`") == "BTC_1 x"
    assert plain("2 * 3 = 6") == "2 * 3 = 6"
