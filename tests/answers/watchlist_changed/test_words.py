"""What a reader would lose: what is in the list now, and the way back."""

import pytest

from personas.render import Voices
from services.watchlists.changing import WatchlistAdd, WatchlistRemove
from tests.answers.watchlist_changed.sample import SAMPLES
from tests.cards import text_of
from tests.faces import buttons

TITLES = {
    "new": "BTC/USDT, ETH/USDT and SOL/USDT added to majors",
    "many": "20 markets added to majors",
    "moved": "BTC/USDT moved within majors",
    "as it was": "majors unchanged",
    "removed": "DOGE/USDT removed from majors",
    "deleted": "majors deleted",
}


@pytest.mark.parametrize("voice", ["biel", "f", "gemini", "xyko", "z"])
def test_what_was_done_and_what_is_in_it_now(voices: Voices, voice: str) -> None:
    for name, title in TITLES.items():
        card = voices.render(SAMPLES[name], voice)
        assert card.title.startswith(title), name
        assert all(symbol in text_of(card) for symbol in SAMPLES[name].symbols), name
    assert "XRP/USDT was not in it" in text_of(voices.render(SAMPLES["removed"], voice))
    assert "BTC/USDT was in it before" in text_of(voices.render(SAMPLES["as it was"], voice))
    assert "XRP/USDT and ADA/USDT were not in it" in text_of(voices.render(SAMPLES["none of them"], voice))


def test_what_was_done_can_be_undone() -> None:
    undo = {name: [each.request for each in buttons(said) if each.label == "Undo"] for name, said in SAMPLES.items()}
    assert undo["one more"] == [WatchlistRemove(symbols="SOL/USDT", list="majors")]
    assert undo["deleted"] == [WatchlistAdd(symbols="BTC/USDT,ETH/USDT,SOL/USDT", list="majors")]
    assert undo["of the server"] == [WatchlistRemove(symbols="SOL/USDT", list="majors", owner="server")]
    assert not undo["as it was"]
