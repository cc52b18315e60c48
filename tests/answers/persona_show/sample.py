"""What ``/persona show`` may answer: usual and odd."""

from services.house.voices import PersonaShowAnswer
from tests.answers._shared import NOW
from tests.answers.persona_list.sample import VOICES

SAMPLES: dict[str, PersonaShowAnswer] = {
    "current": PersonaShowAnswer(as_of=NOW, voice=VOICES[0], current=True),
    "other": PersonaShowAnswer(as_of=NOW, voice=VOICES[1], current=False),
}
