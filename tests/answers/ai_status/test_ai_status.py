"""What a user would lose: to know what the agent looks at, who thinks, what it costs, and what holds it."""

from datetime import timedelta
from typing import Any

import pytest

from personas.render import Voices
from services.brain.answers import AiStatusAnswer
from services.brain.approvals import Approvals
from services.brain.asking import AiAsk
from services.brain.watches import AiOff, AiOn
from tests.answers._shared import HOSTILE, HOSTILE_NAME, NOW
from tests.cards import said_by_all, text_of
from tests.faces import buttons

WATCHES = tuple(
    {"symbol": symbol, "timeframe": timeframe, "next_at": NOW + timedelta(minutes=minutes)}
    for symbol, timeframe, minutes in (("BTC/USDT", "1h", 60), ("ETH/USDT", "4h", 60), ("SOL/USDT", "15m", 15))
)
LIMITS = (
    {"name": "trades a day", "used": "3", "allowed": "10", "reached": False},
    {"name": "daily loss", "used": "1.2%", "allowed": "5%", "reached": False},
    {"name": "losing streak", "used": "1", "allowed": "3", "reached": False},
    {"name": "review", "used": "2", "allowed": "5", "reached": False},
)
DUE = (*LIMITS[:3], LIMITS[3] | {"used": "5", "reached": True})


def status(**changes: Any) -> AiStatusAnswer:
    usual: dict[str, Any] = {
        "as_of": NOW,
        "simulated": False,
        "account": "main",
        "currency": "USDT",
        "level": "copilot",
        "watches": WATCHES[:1],
        "brain": "claude",
        "model": "claude-sonnet-5-5",
        "why": "",
        "spent": "0.12",
        "budget": "2",
        "tokens": 48_210,
        "token_budget": 2_000_000,
        "pending": 0,
        "decisions": 41,
        "situations": 1_204,
        "lessons": 7,
        "limits": LIMITS,
        "stopped": (),
    }
    return AiStatusAnswer.model_validate(usual | changes)


SAMPLES = {
    "at work": status(),
    "several, waiting": status(watches=WATCHES, pending=2),
    "nothing looked at": status(watches=(), brain="rules", model="", why="no key", spent="0", tokens=0),
    "off": status(level="none", watches=({**WATCHES[0], "next_at": None},)),
    "assistant": status(level="assistant"),
    "alone": status(level="autonomous"),
    "of the server": status(account="server"),
    "just on": status(changed="on BTC/USDT 1h"),
    "budget spent": status(brain="rules", why="over budget", spent="2", tokens=1_998_000),
    "model failing": status(brain="rules", why="it did not answer in time"),
    "held": status(limits=DUE, stopped=("kill switch",), pending=1),
    "fell back": status(reason="3 losses of its trades in a row"),
    "not known when": status(watches=({**WATCHES[0], "next_at": None},)),
    "hostile": status(
        account="swing",
        watches=({"symbol": HOSTILE_NAME, "timeframe": "1h", "next_at": None},),
        brain="rules",
        why=HOSTILE,
        model=HOSTILE,
        reason=HOSTILE,
        changed=HOSTILE,
        stopped=(HOSTILE,),
    ),
}


@pytest.mark.parametrize("name", SAMPLES)
def test_every_voice_says_it(voices: Voices, name: str) -> None:
    said_by_all(voices, SAMPLES[name], longest=1500)


def test_the_first_line_says_what_it_looks_at(voices: Voices) -> None:
    for voice in voices.names:
        assert "PAPER main: copilot, looks at BTC/USDT 1h" in voices.render(SAMPLES["at work"], voice).title
        assert "copilot, looks at 3 markets" in voices.render(SAMPLES["several, waiting"], voice).title
        assert "looks at nothing" in voices.render(SAMPLES["nothing looked at"], voice).title
        assert "on BTC/USDT 1h" in voices.render(SAMPLES["just on"], voice).title


def test_what_comes_of_it_and_where_that_is_told(voices: Voices) -> None:
    for voice in voices.names:
        for name, told in (
            ("just on", "What it suggests comes where your trades are told, with **Approve** and **Reject**"),
            ("of the server", "in the channels of `/notifications set subject:approvals`, with **Approve**"),
            ("assistant", "What it sees is told where your trades are told"),
            ("alone", "What it orders is told where your trades are told; where it is less sure it asks first"),
            ("nothing looked at", "`/ai on` has it look at a market on each closed bar"),
            ("off", "At this level it looks at nothing and cannot be asked; `/autonomy` sets another"),
        ):
            assert told in text_of(voices.render(SAMPLES[name], voice)), (voice, name)
        assert "none, looks at nothing" in voices.render(SAMPLES["off"], voice).title


def test_who_thinks_what_it_costs_and_what_holds_it(voices: Voices) -> None:
    for voice in voices.names:
        text = text_of(voices.render(SAMPLES["at work"], voice))
        for told in ("Claude (claude-sonnet-5-5) decides", "0.12 of 2.00 dollars", "48,210 of 2,000,000 tokens"):
            assert told in text, (voice, told)
        assert "**Trades a day**: 3 of 10" in text, voice
        idle = text_of(voices.render(SAMPLES["nothing looked at"], voice))
        assert "they suggest seldom, and of hourly candles alone" in idle, voice
        assert "no key for the model is set" in text_of(voices.render(SAMPLES["nothing looked at"], voice)), voice
        assert "the model is over its budget of today" in text_of(voices.render(SAMPLES["budget spent"], voice)), voice
        held = text_of(voices.render(SAMPLES["held"], voice))
        assert "the kill switch is on; a review is due" in held, voice
        assert "no entry now" in voices.render(SAMPLES["held"], voice).title


def test_a_press_switches_it_and_asks_it() -> None:
    asked = [action.request for action in buttons(SAMPLES["at work"])]
    assert AiAsk(symbol="BTC/USDT", timeframe="1h", account="main") in asked
    assert AiOff(account="main") in asked
    assert not any(isinstance(each, AiOn | Approvals) for each in asked)
    idle = [action.request for action in buttons(SAMPLES["nothing looked at"])]
    assert AiOn(symbol="BTC/USDT", account="main") in idle
    assert not any(isinstance(each, AiOff) for each in idle)
    assert Approvals() in [action.request for action in buttons(SAMPLES["held"])]
