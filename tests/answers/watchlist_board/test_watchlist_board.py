"""What a reader would lose: that a board stands here, how to end it, and that one has ended, and why."""

import pytest

from personas.about.watchlist_board import LOST
from personas.face import Said
from personas.render import Voices
from services.watchlists.boards import BoardEnded, WatchlistBoard
from services.watchlists.facts import WatchlistBoardAnswer
from tests.answers._shared import NOW
from tests.cards import text_of
from tests.faces import buttons


def board(*, on: bool, was_on: bool) -> WatchlistBoardAnswer:
    symbols = ("BTC/USDT", "ETH/USDT")
    return WatchlistBoardAnswer(as_of=NOW, called="majors", symbols=symbols, on=on, was_on=was_on)


UP, DOWN = board(on=True, was_on=False), board(on=False, was_on=True)
SAMPLES: dict[str, Said] = {
    "up": UP,
    "up again": board(on=True, was_on=True),
    "down": DOWN,
    "down again": board(on=False, was_on=False),
    **{
        f"ended: {lost}": BoardEnded(
            key="board:1", at=NOW, server="discord:1", channel="discord:2", name="majors", lost=lost
        )
        for lost in LOST
    },
}


@pytest.mark.parametrize("voice", ["biel", "f", "gemini", "xyko", "z"])
def test_what_stands_and_why_one_ended(voices: Voices, voice: str) -> None:
    assert voices.render(UP, voice).title.startswith("majors stands in this channel")
    assert voices.render(DOWN, voice).title.startswith("majors no longer stands in this channel")
    for lost, why in LOST.items():
        assert why in text_of(voices.render(SAMPLES[f"ended: {lost}"], voice)), lost


def test_it_is_told_where_it_stood() -> None:
    ended = SAMPLES["ended: message"]
    assert isinstance(ended, BoardEnded)
    assert (ended.server, ended.for_channel) == ("discord:1", "discord:2")


def test_it_can_be_taken_away_and_put_up_again() -> None:
    assert WatchlistBoard(list="majors", on=False) in [each.request for each in buttons(UP)]
    assert WatchlistBoard(list="majors") in [each.request for each in buttons(DOWN)]
