"""What a reader would lose: an open order, where it acts, or why one is open no more, in whichever voice."""

from typing import get_args

import pytest

from analytics.trading.records import CancelReason
from personas.about._trading import ENDED
from personas.render import Voices
from services.orders.cancel import Cancel
from tests.answers.orders.sample import SAMPLES
from tests.cards import text_of
from tests.faces import buttons

VOICES = ("biel", "f", "gemini", "xyko", "z")


@pytest.mark.parametrize("voice", VOICES)
def test_each_order_is_told_in_its_own_terms(voices: Voices, voice: str) -> None:
    every = text_of(voices.render(SAMPLES["every type"], voice))
    for told in (
        "buy 0.1 BTC/USDT at 41,000.00, limit (−2.74% from the price); post-only",
        "at 43,000.00, then 43,100.00, stop-limit (+2.00% from the price); until the day ends (UTC)",
        "trailing stop (−2.77% from the price); trails by 2.00%; only reduces",
        "1 filled at 1,900.00, then cancelled",
        "14,418.65",
    ):
        assert told in every, told
    bracket = text_of(voices.render(SAMPLES["bracket"], voice))
    for told in ("0.15 of 0.2 left", "brings stop 41,000.00, target 44,000.00", "stop of a1b2c3", "target of a1b2c3"):
        assert told in bracket, told


@pytest.mark.parametrize("voice", VOICES)
def test_the_first_line_counts_them(voices: Voices, voice: str) -> None:
    assert voices.render(SAMPLES["many"], voice).title == "PAPER main: 40 open orders"
    assert voices.render(SAMPLES["none"], voice).title == "PAPER main: no open order"
    assert "40 in all" in text_of(voices.render(SAMPLES["many"], voice))


def test_every_reason_has_words() -> None:
    assert set(get_args(CancelReason)) <= ENDED.keys()


def test_each_of_the_first_is_cancelled_by_a_press_and_several_at_once() -> None:
    asked = [action.request for action in buttons(SAMPLES["bracket"]) if isinstance(action.request, Cancel)]
    assert [one.order for one in asked] == ["a1b2c3", "000051", "000052"]
    assert {one.account for one in asked} == {"main"}
    many = [action for action in buttons(SAMPLES["many"]) if isinstance(action.request, Cancel)]
    assert (len(many), many[-1].label) == (15, "Cancel all")


@pytest.mark.parametrize("name", VOICES)
def test_a_stop_order_is_named_whole(voices: Voices, name: str) -> None:
    text = text_of(voices.render(SAMPLES["bracket"], name))
    assert ", stop order (" in text
    assert ", take-profit (" in text
