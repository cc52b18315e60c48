"""What is told by itself is read by somebody who asked nothing: it must say what, since when, and what that means."""

from datetime import UTC, datetime, timedelta

import pytest

from personas.render import Voices
from services.core.events import read_event
from services.core.serialisation import to_json
from services.core.units import Duration
from services.house.heartbeat import PartBack, PartSilent
from tests.contract.cards import PHONE, text_of

SINCE = datetime(2023, 12, 30, 19, 4, tzinfo=UTC)
PARTS = ("store", "market", "gateway")


@pytest.mark.parametrize("part", PARTS)
def test_each_voice_tells_a_silence_and_its_end(voices: Voices, part: str) -> None:
    back = SINCE + timedelta(minutes=7)
    silent = PartSilent(key="1", at=SINCE, part=part, detail="timeout")
    over = PartBack(key="2", at=back, part=part, since=SINCE, silent_seconds=Duration(420.0))
    said = set[str]()
    for name in voices.names:
        for event, word in ((silent, "silent"), (over, "back")):
            card = voices.render(read_event(to_json(event)), name)
            text = text_of(card)
            assert card.voice == name
            assert part in card.title
            assert word in text
            assert "19:04" in text
            assert "None" not in text
            assert len(card.body) <= PHONE
            said.add(card.body)
        assert "19:11" in text
    assert len(said) == 2 * len(voices.names), "each in its own words"
