"""What a user would lose: to know that trading is stopped, and who lets it go on."""

from datetime import timedelta

import pytest

from personas.render import Voices
from services.orders.flatten import Flatten
from services.orders.stop import KillSwitch, Pause, SwitchAnswer
from tests.answers._shared import HOSTILE, NOW
from tests.cards import said_by_all, text_of
from tests.faces import buttons


def switched(**changes: object) -> SwitchAnswer:
    usual: dict[str, object] = {
        "as_of": NOW,
        "switch": "kill",
        "on": True,
        "was_on": False,
        "scope": "server",
        "since": NOW,
        "cancelled": 3,
        "accounts": 2,
    }
    return SwitchAnswer.model_validate(usual | changes)


SAMPLES = {
    "killed": switched(reason="orders that nobody made"),
    "killed, one in use": switched(cancelled=1, accounts=1, waiting=1),
    "killed already": switched(was_on=True, since=NOW - timedelta(hours=3), cancelled=0, accounts=0, reason="news"),
    "paused in the shell": switched(switch="pause", scope="shell", cancelled=0, accounts=0),
    "paused in private": switched(switch="pause", scope="you", killed=True),
    "paused for somebody": switched(switch="pause", scope="person", whose="<@7>"),
    "let go on": switched(on=False, was_on=True, cancelled=0, accounts=0),
    "let go on, killed still": switched(switch="pause", on=False, was_on=True, killed=True, cancelled=0, accounts=0),
    "off already": switched(on=False, cancelled=0, accounts=0),
    "hostile": switched(reason=HOSTILE),
}


@pytest.mark.parametrize("name", SAMPLES)
def test_every_voice_says_it(voices: Voices, name: str) -> None:
    said_by_all(voices, SAMPLES[name], longest=900)


def test_the_first_line_says_what_and_who_resumes(voices: Voices) -> None:
    for voice in voices.names:
        card = voices.render(SAMPLES["killed"], voice)
        assert "PAPER" in card.title
        assert "kill switch on for this server; only an admin resumes" in card.title
        text = text_of(card)
        assert "3 entry orders in 2 accounts were cancelled" in text
        assert "/killswitch on:no" in text
        assert "orders that nobody made" in text


def test_what_could_not_be_reached_is_told(voices: Voices) -> None:
    for voice in voices.names:
        text = text_of(voices.render(SAMPLES["killed, one in use"], voice))
        assert "1 account in use" in text


def test_its_buttons_close_and_resume() -> None:
    asked = [action.request for action in buttons(SAMPLES["paused for somebody"])]
    assert asked == [Flatten(), KillSwitch(), Pause(on=False, whose="<@7>")]
    assert [action.request for action in buttons(SAMPLES["killed"])] == [Flatten(), KillSwitch(on=False)]
