"""Whoever is asked knows from the first line what, and from the card all that a yes would risk."""

import pytest
from discord.ui import View

from cogs._actions import encode, short_id, view_of
from personas.render import Voices
from tests.answers.approval_asked.sample import SAMPLES
from tests.cards import text_of
from tests.faces import FACES

VOICES = ("biel", "f", "gemini", "xyko", "z")


@pytest.mark.parametrize("voice", VOICES)
def test_the_first_line_says_who_is_asked_what(voices: Voices, voice: str) -> None:
    for label, first in (
        ("pending", "PAPER main: waits for you: LONG BTC/USDT at 42,156.37"),
        ("reminder", "PAPER main: ends soon, waits for you: LONG BTC/USDT at 42,156.37"),
        ("of the server", "PAPER server: approved by 1 of 2, waits for an approver: LONG BTC/USDT at 42,156.37"),
    ):
        assert voices.render(SAMPLES[label], voice).title.startswith(first), label


@pytest.mark.parametrize("voice", VOICES)
def test_all_that_a_yes_risks_is_told(voices: Voices, voice: str) -> None:
    card = text_of(voices.render(SAMPLES["pending"], voice))
    for fact in (
        *(
            "42,156.37",
            "0.05 BTC",
            "41,200.00, risks 49.70 USDT (0.20% of equity)",
            "brings 115.10 USDT (2.3 R after costs, 2.5 R by prices alone)",
        ),
        *("64.0%, which is how often", "7 of 10 similar went up", "Claude (claude-sonnet-5-5)", "level copilot"),
        *("0 of 1 approved", "30 Dec 2023 19:15 UTC", "“Price reclaimed", "“A close below 41,200"),
    ):
        assert fact in card, fact
    two = text_of(voices.render(SAMPLES["of the server"], voice))
    assert "unless 2 different people approve before it ends, and 1 of them has; then" in two


@pytest.mark.parametrize("voice", VOICES)
def test_a_made_up_market_is_told_to_be_one(voices: Voices, voice: str) -> None:
    assert "decision 3fa81c, SIMULATED" in text_of(voices.render(SAMPLES["tiny"], voice))
    assert "SIMULATED" not in text_of(voices.render(SAMPLES["pending"], voice))


def shown(label: str) -> View:
    said = SAMPLES[label]
    actions = FACES.of(type(said)).buttons(said, None)
    view = view_of(actions, frozenset(short_id(encode(each.request)) for each in actions))
    assert view is not None
    return view


async def test_discord_shows_the_four_answers_and_where_to_read_on() -> None:
    labels = [getattr(item, "label", None) for item in shown("pending").children]
    assert labels == ["Approve", "Reject", "Modify", "Skip", "In full", "Explain", "Chart", "Decisions"]
