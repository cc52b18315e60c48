"""What a reader would lose: the code, and who sees the list from now on."""

from typing import Any

import pytest

from personas.render import Voices
from services.watchlists.boards import WatchlistBoard
from services.watchlists.facts import WatchlistShareAnswer
from services.watchlists.sharing import WatchlistShare
from tests.answers._shared import NOW
from tests.cards import text_of
from tests.faces import buttons


def shared(to: str, code: str | None = None, **changes: Any) -> WatchlistShareAnswer:
    usual = {"as_of": NOW, "called": "majors", "to": to, "code": code, "symbols": ("BTC/USDT",), "was_so": False}
    return WatchlistShareAnswer.model_validate(usual | changes)


SAMPLES: dict[str, WatchlistShareAnswer] = {
    "code": shared("code", "3fa81c77aa01"),
    "code again": shared("code", "3fa81c77aa01", was_so=True),
    "server": shared("server", symbols=("BTC/USDT", "ETH/USDT")),
    "nobody": shared("nobody"),
    "nobody again": shared("nobody", was_so=True),
    "digits": shared("code", "000000000001", called="top 10"),
}


@pytest.mark.parametrize("voice", ["biel", "f", "gemini", "xyko", "z"])
def test_who_sees_it_and_how(voices: Voices, voice: str) -> None:
    assert "/watchlist show list:3fa81c77aa01" in text_of(voices.render(SAMPLES["code"], voice))
    assert voices.render(SAMPLES["server"], voice).title.startswith("majors is the server's too")
    assert voices.render(SAMPLES["nobody"], voice).title.startswith("majors is shared by no code")


def test_it_can_be_taken_back_or_put_up() -> None:
    assert WatchlistShare(list="majors", to="nobody") in [each.request for each in buttons(SAMPLES["code"])]
    assert WatchlistBoard(list="majors") in [each.request for each in buttons(SAMPLES["server"])]
