"""A channel, or a person, hears who stopped trading, what that means there, and why."""

import pytest

from personas.render import Voices
from services.core.events import Event
from services.orders.events import TradingSwitched
from tests.answers._shared import HOSTILE, NOW
from tests.cards import text_of

SAMPLES: dict[str, Event] = {
    **{
        f"{switch}, {'on' if on else 'off'}, {'server' if server else 'person'}": TradingSwitched(
            key=f"{switch}{on}{server}",
            at=NOW,
            switch="kill" if switch == "kill" else "pause",
            on=on,
            person=None if server else "discord:12",
            server="discord:9" if server else None,
            by="Ann",
            reason="the feed looks wrong" if on else "",
        )
        for switch in ("kill", "pause")
        for on in (True, False)
        for server in (True, False)
    },
    "hostile": TradingSwitched(
        key="h", at=NOW, switch="kill", on=True, person=None, server="discord:9", by=HOSTILE, reason=HOSTILE
    ),
}


@pytest.mark.parametrize("voice", ["biel", "f", "gemini", "xyko", "z"])
def test_who_did_what_and_what_follows(voices: Voices, voice: str) -> None:
    killed = voices.render(SAMPLES["kill, on, server"], voice)
    assert killed.title == "PAPER: Ann pulled the kill switch"
    assert "the feed looks wrong" in text_of(killed)
    assert "in this server" in text_of(killed)
    resumed = voices.render(SAMPLES["pause, off, person"], voice)
    assert resumed.title == "PAPER: Ann ended the pause of new entries"
    assert "all your accounts" in text_of(resumed)
    assert "@everyone" not in text_of(voices.render(SAMPLES["hostile"], voice))
