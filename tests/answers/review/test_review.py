"""What a user would lose: to see what the agent did before they sign it, and to know what a signature lifts."""

from datetime import timedelta
from typing import Any

import pytest

from personas.render import Voices
from services.brain.answers import ReviewAnswer
from services.brain.facts import DecisionFacts
from services.brain.review import ReviewSign
from tests.answers._agent import LOST, WON, facts, outcome, votes
from tests.answers._shared import HOSTILE, NOW
from tests.cards import said_by_all, text_of
from tests.faces import buttons


def decision(number: int, **changes: Any) -> DecisionFacts:
    """One that was ordered. Its id begins with ``number``, in six digits."""
    of = f"{number:06x}"
    return facts(
        **({"id": of.ljust(32, "0"), "short": of, "state": "ordered", "votes": votes("Ann approve")} | changes)
    )


DECISIONS = (
    decision(0x3FA81C, outcome=WON),
    decision(0x77AA01, symbol="ETH/USDT", outcome=LOST),
    decision(0x5C0B11, action="short", state="rejected", votes=votes("Ann reject"), outcome=outcome("never")),
    decision(0x91D2E0, state="pending", votes=()),
)


def review(**changes: Any) -> ReviewAnswer:
    usual: dict[str, Any] = {
        "as_of": NOW,
        "simulated": False,
        "account": "main",
        "currency": "USDT",
        "since": NOW - timedelta(days=3),
        "decisions": DECISIONS,
        "entries": 2,
        "allowed": 5,
        "due": False,
        "pnl": "44.30",
        "won": 1,
        "lost": 1,
        "signed": False,
        "token": "a1b2",
    }
    return ReviewAnswer.model_validate(usual | changes)


SAMPLES = {
    "open": review(),
    "due": review(due=True, entries=5),
    "one": review(decisions=DECISIONS[1:2], entries=1, won=0, lost=1, pnl="-50.20"),
    "signed": review(signed=True, entries=0),
    "nothing done": review(since=None, decisions=(), entries=0, pnl="0", won=0, lost=0),
    "many": review(decisions=tuple(decision(number, outcome=WON) for number in range(40)), due=True, entries=5),
    "hostile": review(account="swing", decisions=(decision(0, symbol=HOSTILE),)),
}


@pytest.mark.parametrize("name", SAMPLES)
def test_every_voice_says_it(voices: Voices, name: str) -> None:
    said_by_all(voices, SAMPLES[name], longest=2500)


def test_the_first_line_says_whether_it_is_due_and_the_card_what_was_done(voices: Voices) -> None:
    for voice in voices.names:
        assert "PAPER main: review due, 5 of 5 entries" in voices.render(SAMPLES["due"], voice).title
        assert "2 of 5 entries until a review is due" in voices.render(SAMPLES["open"], voice).title
        assert "review signed" in voices.render(SAMPLES["signed"], voice).title
        text = text_of(voices.render(SAMPLES["due"], voice))
        assert "No entry of the agent passes until somebody signs" in text, voice
        assert "**3fa81c** 30 Dec 19:00 approved and ordered, ended at +2.3 R: LONG BTC/USDT at 42,156.37" in text, (
            voice
        )
        assert "the target was reached, +112.40 USDT, +2.3 R" in text, voice
        assert "**5c0b11** 30 Dec 19:00 rejected: SHORT BTC/USDT" in text, voice
        assert "1 won, 1 lost, +44.30 USDT" in text, voice
        assert "The newest of 40" in text_of(voices.render(SAMPLES["many"], voice)), voice


def test_what_is_shown_is_what_a_press_signs() -> None:
    assert ReviewSign(token=SAMPLES["due"].token, account="main") in [
        action.request for action in buttons(SAMPLES["due"])
    ]
    for label in ("signed", "nothing done"):
        assert not any(isinstance(action.request, ReviewSign) for action in buttons(SAMPLES[label])), label
