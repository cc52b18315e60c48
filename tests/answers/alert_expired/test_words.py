"""Whoever waits for an alert is told when it ends without having fired."""

from personas.render import Voices
from services.alerts.asking import AlertAdd
from services.alerts.events import AlertExpired
from services.alerts.listing import AlertList
from tests.answers.alert_expired.sample import SAMPLES
from tests.cards import text_of
from tests.faces import FACES


def test_every_voice_says_which_and_whether_it_ever_fired(voices: Voices) -> None:
    for name in voices.names:
        assert voices.render(SAMPLES["above"], name).title.startswith("Expired: 12, BTC/USDT above 44,000.00"), name
        assert "never fired" in text_of(voices.render(SAMPLES["above"], name)), name
        assert "has not fired again" in text_of(voices.render(SAMPLES["fired before"], name)), name


def test_the_same_can_be_set_again() -> None:
    again, listed = FACES.of(AlertExpired).buttons(SAMPLES["rise"], None)
    assert again.request == AlertAdd(symbol="BTC/USDT", when="rises 5% in 1h")
    assert listed.request == AlertList()
