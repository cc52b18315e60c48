"""What ``/persona use`` may answer: usual and odd."""

from services.house.voices import PersonaUseAnswer
from tests.answers._shared import NOW
from tests.answers.persona_list.sample import VOICES

BIEL, F, Z = VOICES
SAMPLES: dict[str, PersonaUseAnswer] = {
    "first": PersonaUseAnswer(as_of=NOW, voice=Z, scope="me", previous=None),
    "instead": PersonaUseAnswer(as_of=NOW, voice=Z, scope="me", previous=BIEL),
    "again": PersonaUseAnswer(as_of=NOW, voice=Z, scope="me", previous=Z),
    "server": PersonaUseAnswer(as_of=NOW, voice=F, scope="server", previous=None),
    "taken back": PersonaUseAnswer(as_of=NOW, voice=BIEL, scope="me", previous=F, instead="channel"),
    "taken back, none before": PersonaUseAnswer(as_of=NOW, voice=F, scope="me", previous=None, instead="default"),
    "taken back, channel": PersonaUseAnswer(as_of=NOW, voice=Z, scope="channel", previous=Z, instead="server"),
}
