"""What a reader would lose: which lists there are, whose they are, and what stands as a board."""

import pytest

from personas.render import Voices
from services.watchlists.changing import WatchlistAdd
from services.watchlists.facts import BoardFacts, ListFacts, WatchlistListAnswer
from services.watchlists.showing import WatchlistShow
from tests.answers._shared import HOSTILE_NAME, NOW
from tests.cards import text_of
from tests.faces import buttons

MAIN = ListFacts(name="main", owner="me", symbols=("BTC/USDT", "ETH/USDT"), coded=False)
DEFI = ListFacts(name="defi", owner="me", symbols=tuple(f"DEFI{n}/USDT" for n in range(12)), coded=True)
SERVER = ListFacts(name="majors", owner="server", symbols=("BTC/USDT",), coded=False)
HERE = BoardFacts(name="majors", channel="discord:2", here=True)
ELSEWHERE = BoardFacts(name="majors", channel="discord:3", here=False)


def listed(*lists: ListFacts, boards: tuple[BoardFacts, ...] = (), left: int = 8) -> WatchlistListAnswer:
    return WatchlistListAnswer(as_of=NOW, lists=lists, boards=boards, left=left)


SAMPLES: dict[str, WatchlistListAnswer] = {
    "several": listed(MAIN, DEFI, SERVER, boards=(HERE, ELSEWHERE)),
    "one": listed(MAIN, left=9),
    "server alone": listed(SERVER, left=10),
    "none": listed(left=10),
    "as many as may be": listed(*(MAIN.model_copy(update={"name": f"list {n}"}) for n in range(10)), left=0),
    "hostile": listed(ListFacts(name="top 10", owner="me", symbols=(HOSTILE_NAME,), coded=False)),
}


@pytest.mark.parametrize("voice", ["biel", "f", "gemini", "xyko", "z"])
def test_each_list_and_each_board(voices: Voices, voice: str) -> None:
    card = voices.render(SAMPLES["several"], voice)
    assert card.title.startswith("2 watchlists of yours, 1 list of the server")
    assert all(told in text_of(card) for told in ("main", "defi", "12", "majors in this channel and majors in another"))
    assert voices.render(SAMPLES["none"], voice).title.startswith("No watchlist of yours")


def test_each_is_a_press_away_and_so_is_a_first_one() -> None:
    asked = [action.request for action in buttons(SAMPLES["several"])]
    assert asked[0] == WatchlistShow(list="main", owner="me")
    assert asked[2] == WatchlistShow(list="majors", owner="server")
    assert [type(action.request) for action in buttons(SAMPLES["none"])] == [WatchlistAdd]
