"""Marks that a terminal cannot show must not litter it, and escapes must give back what was meant."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from personas.escaping import escape, seen
from personas.markdown import Part, parts, plain


def test_parts() -> None:
    assert list(parts("a **b** *c* `d` \\*e\\*\n```\nf *g*\n```\n\nh")) == [
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
        Part("\n\nh", ""),
    ]


def test_plain() -> None:
    assert plain(r"**BTC\_1** `x`") == "BTC_1 x"
    assert plain("2 * 3 * 4 = 24") == "2 * 3 * 4 = 24"


@pytest.mark.parametrize(("mark", "style"), [("", ""), ("*", "italic"), ("**", "bold")])
@given(theirs=st.text("aB*_`\\~| -#", min_size=1, max_size=12))
def test_what_somebody_else_wrote_is_shown_as_it_is_whatever_stands_around_it(
    mark: str, style: str, theirs: str
) -> None:
    shown = seen(theirs)
    if shown:
        found = list(parts(f"x{mark}{escape(theirs)}{mark}y"))
        assert "".join(part.text for part in found) == f"x{shown}y"
        assert not mark or Part(shown, style) in found
