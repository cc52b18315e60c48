"""The shell shows the same card: all of it, readable at any width, and no escape codes in a file."""

from io import StringIO

import pytest
from rich.cells import cell_len
from rich.console import Console

from personas.render import Voices
from personas.terminal import WIDEST, print_card
from tests.answers.fib_levels.sample import fib_answer
from tests.answers.price.sample import price_answer
from tests.samples import ANSWERS, ERRORS


def drawn(width: int, *, terminal: bool = False, label: str = "price: usual", voice: str = "xyko") -> str:
    out = StringIO()
    said = ANSWERS.get(label) or ERRORS[label]
    console = Console(file=out, width=width, force_terminal=terminal, color_system="truecolor" if terminal else None)
    print_card(Voices(strict=True).render(said, voice), console)
    return out.getvalue()


@pytest.mark.parametrize("width", [60, 80, 100, 120, 200])
@pytest.mark.parametrize(
    "label", ["price: usual", "fib levels: up, shallow", "help: viewer", "errors: symbol, hostile", "fib levels: tiny"]
)
def test_every_line_fits(width: int, label: str) -> None:
    for line in drawn(width, label=label).splitlines():
        assert cell_len(line) <= min(width, WIDEST)


def test_all_of_the_card_is_there() -> None:
    text = drawn(100)
    card = Voices(strict=True).render(price_answer(), "xyko")
    for field in card.fields:
        assert field.name in text
        assert field.value in text
    assert card.title in text
    assert card.footer in text
    assert "*" not in text
    assert "`" not in text


def test_levels_stay_in_columns() -> None:
    lines = [
        line
        for line in drawn(60, label="fib levels: up, shallow").splitlines()
        if "ATR" in line and ("+" in line or "−" in line)
    ]
    assert len(lines) == 7, "three on each side, and the swing's start"
    assert len({line.index(" ATR") for line in lines}) == 1


def test_colour_is_for_terminals_alone() -> None:
    assert "\x1b[" in drawn(80, terminal=True)
    assert "\x1b[" not in drawn(80)


def test_text_of_others_has_no_codes_for_the_terminal() -> None:
    card = Voices(strict=True).render(fib_answer(symbol="BTC\x1b[31m/USDT"), "f")
    assert "\x1b" not in card.title + card.body + card.footer


def test_a_title_that_its_frame_has_no_room_for_is_told_whole() -> None:
    title = Voices(strict=True).render(ANSWERS["define: usual"], "biel").title
    for width in (40, 60, 80):
        assert title in " ".join(drawn(width, label="define: usual", voice="biel").replace("│", " ").split())
