"""What a reader would lose: that nothing protects a position, or what would end it, in whichever voice."""

import pytest

from personas.render import Voices
from services.orders.entry import Buy, Sell
from services.portfolio.positions_facts import Positions
from tests.answers._accounts import PERPETUAL, d
from tests.answers.positions.sample import SAMPLES
from tests.cards import text_of
from tests.faces import FACES, buttons, tone

VOICES = ("biel", "f", "gemini", "xyko", "z")


@pytest.mark.parametrize("voice", VOICES)
def test_the_first_line_says_which_account_and_what_it_comes_to(voices: Voices, voice: str) -> None:
    for label, told in (
        ("none", "PAPER main: no open position"),
        ("none of it", "PAPER main: no position in ETH/USDT"),
        ("short", "PAPER main: BTC/USDT:USDT short 0.5, +250.00 (+1.19%)"),
        ("several", "PAPER main: 3 positions, +351.64 USDT"),
        ("no price", "PAPER main: BTC/USDT:USDT long 0.5, no price"),
    ):
        assert voices.render(SAMPLES[label], voice).title == told


@pytest.mark.parametrize("voice", VOICES)
def test_what_closes_it_is_told(voices: Voices, voice: str) -> None:
    long = text_of(voices.render(SAMPLES["long, stop of a part"], voice))
    for told in ("41,000.00 for 0.3", "covers 0.3 of it alone", "33,793.44", "nothing closes by itself", "0.13 R"):
        assert told in long, told
    bare = text_of(voices.render(SAMPLES["spot, no stop"], voice))
    for told in ("**none**", "would stand at", "beyond the swing's low", "Nothing closes it by itself"):
        assert told in bare, told


@pytest.mark.parametrize("voice", VOICES)
def test_what_is_dangerous_is_said(voices: Voices, voice: str) -> None:
    assert "Liquidation is near" in text_of(voices.render(SAMPLES["near liquidation"], voice))
    late = text_of(voices.render(SAMPLES["stop behind liquidation"], voice))
    assert "Liquidation comes before its stop" in late
    assert "closed by its stop" not in late
    for label in ("near liquidation", "stop behind liquidation"):
        assert tone(SAMPLES[label]) == "warning"


@pytest.mark.parametrize("voice", VOICES)
def test_what_is_not_known_is_not_guessed(voices: Voices, voice: str) -> None:
    told = text_of(voices.render(SAMPLES["no price"], voice))
    assert "No price of BTC/USDT:USDT could be had" in told
    assert "what the market did since is not in it yet" in told
    assert "41,000.00" in told, "its stop is there all the same"


@pytest.mark.parametrize("voice", VOICES)
def test_every_position_has_a_line(voices: Voices, voice: str) -> None:
    told = text_of(voices.render(SAMPLES["several"], voice))
    for symbol in ("BTC/USDT:USDT short 0.5", "ETH/USDT long 2", "BTC/USDT long 0.1"):
        assert symbol in told
    assert "14 in all" in text_of(voices.render(SAMPLES["many"], voice))


def test_a_press_shows_what_closing_or_a_stop_would_come_to() -> None:
    short = {action.label: action.request for action in buttons(SAMPLES["short"])}
    assert short["Close …"] == Buy(symbol=PERPETUAL, amount="0.5", reduce_only=True, account="main")
    bare = buttons(SAMPLES["spot, no stop"])
    stops = [action.request for action in bare if action.label.startswith("Stop ")]
    places = SAMPLES["spot, no stop"].positions[0].places
    assert [order.trigger for order in stops if isinstance(order, Sell)] == [place.price for place in places]
    assert all(isinstance(order, Sell) and order.reduce_only and order.amount == "0.1" for order in stops)
    assert any(isinstance(action.request, Buy) for action in buttons(SAMPLES["none"]))


def test_each_of_several_can_be_chosen() -> None:
    (menu,) = FACES.of(type(SAMPLES["several"])).menus(SAMPLES["several"])
    asked = [choice.request.symbol for choice in menu.choices if isinstance(choice.request, Positions)]
    assert asked == [PERPETUAL, "ETH/USDT", "BTC/USDT"]
    assert d("0.1") == SAMPLES["several"].positions[2].amount
