"""What ``/persona list`` may answer: usual and odd."""

from services.house.voices import PersonaListAnswer, VoiceFacts
from tests.answers._shared import NOW

VOICES = tuple(
    VoiceFacts(name=name, title=name.title(), style="Plain.", foregrounds="The price.", sample="A price is a price.")
    for name in ("biel", "f", "z")
)


SAMPLES: dict[str, PersonaListAnswer] = {
    "default": PersonaListAnswer(as_of=NOW, voices=VOICES, current="f", because="default"),
    "own": PersonaListAnswer(as_of=NOW, voices=VOICES, current="z", because="me"),
    "channel": PersonaListAnswer(as_of=NOW, voices=VOICES, current="biel", because="channel"),
}
