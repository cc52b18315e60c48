"""What a reader would lose: a market's price or change, that one could not be had, or the way from a list to more."""

import pytest

from personas.format import pct, price
from personas.render import Voices
from services.alerts.asking import AlertAdd
from services.scan.facts import Scan
from services.studies.compare import Compare
from services.watchlists.changing import WatchlistAdd
from services.watchlists.showing import WatchlistShow
from tests.answers.watchlist.sample import SAMPLES
from tests.cards import text_of
from tests.faces import FACES, buttons


@pytest.mark.parametrize("voice", ["biel", "f", "gemini", "xyko", "z"])
def test_every_market_has_its_price_and_change(voices: Voices, voice: str) -> None:
    card = voices.render(SAMPLES["usual"], voice)
    assert card.title.startswith("majors: 2 of 5 markets up in 24 h")
    for row in SAMPLES["usual"].rows:
        assert str(price(row.price)) in text_of(card)
        assert str(pct(row.change_24h)) in text_of(card)


@pytest.mark.parametrize("voice", ["biel", "f", "gemini", "xyko", "z"])
def test_what_could_not_be_had_and_what_is_old_is_said(voices: Voices, voice: str) -> None:
    told = text_of(voices.render(SAMPLES["missing and old"], voice))
    assert "LUNA/USDT" in told
    assert "old" in told
    assert "3fa81c77aa01" in text_of(voices.render(SAMPLES["shared by a code"], voice))


def test_the_ends_of_the_day_are_one_choice_away_as_an_alert() -> None:
    charts, alerts = FACES.of(type(SAMPLES["usual"])).menus(SAMPLES["usual"])
    assert [choice.label for choice in charts.choices] == [row.name for row in SAMPLES["usual"].rows]
    first = alerts.choices[0].request
    assert first == AlertAdd(symbol="BTC/USDT", when="crosses 42704.40, 41397.56")
    assert len(FACES.of(type(SAMPLES["nothing known"])).menus(SAMPLES["nothing known"])) == 1, "nothing to alert at"


def test_a_list_is_shown_again_compared_and_kept() -> None:
    asked = [action.request for action in buttons(SAMPLES["usual"])]
    assert WatchlistShow(list="majors", owner="me") in asked
    assert any(isinstance(each, Compare) for each in asked)
    many = [action.request for action in buttons(SAMPLES["as many as may be"])]
    assert not any(isinstance(each, Compare) for each in many), "more than can be compared"
    kept = [each.request for each in buttons(SAMPLES["somebody else's"])]
    assert WatchlistAdd(symbols="BTC/USDT,ETH/USDT", list="majors") in kept


def test_a_board_does_not_say_how_long_ago_it_was(voices: Voices) -> None:
    """It is read long after it was written; an answer is read at once."""
    assert "old" in voices.render(SAMPLES["usual"], "f").footer
    board = voices.render(SAMPLES["board"], "f").footer
    assert "30 Dec 2023 19:00 UTC" in board
    assert "old" not in board
    assert "now" not in board


def test_a_list_is_searched_by_a_form() -> None:
    scan = next(action for action in buttons(SAMPLES["usual"]) if isinstance(action.request, Scan))
    assert scan.edits == ("where",)
    assert scan.request == Scan(where="rsi14 < 30", universe="BTC/USDT,ETH/USDT,SOL/USDT,XRP/USDT,DOGE/USDT")


def test_no_button_is_called_like_the_one_that_posts_the_card() -> None:
    """Two that say Share, of which one makes a code and one tells a channel, are one too many."""
    for said in SAMPLES.values():
        assert "Share" not in [action.label for action in buttons(said)]
    assert "Share by code" in [action.label for action in buttons(SAMPLES["usual"])]
