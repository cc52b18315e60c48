"""What a greeting or thanks may be answered: usual and odd."""

from typing import Any

from services.house.voices import VoiceFacts
from services.house.welcome import WelcomeAnswer
from tests.answers._shared import HOSTILE_NAME, NOW

VOICES = tuple(
    VoiceFacts(name=name, title=name.title(), style="Says it.", foregrounds="It.", sample="It.")
    for name in ("biel", "f", "gemini", "xyko", "z")
)


def welcome_answer(**changes: Any) -> WelcomeAnswer:
    usual: dict[str, Any] = {
        "as_of": NOW,
        "word": "hello",
        "among_others": False,
        "source": "live",
        "venue": "bitget",
        "symbols": ("BTC/USDT", "ETH/USDT", "SOL/USDT"),
        "voices": VOICES,
        "current": "biel",
        "roles_mapped": True,
    }
    return WelcomeAnswer.model_validate(usual | changes)


SAMPLES: dict[str, WelcomeAnswer] = {
    "in private": welcome_answer(),
    "in a server": welcome_answer(among_others=True, source="sim", venue="simulated"),
    "arrival, nobody has a role": welcome_answer(among_others=True, roles_mapped=False),
    "replay": welcome_answer(source="replay", venue=HOSTILE_NAME, symbols=("1000000MOG/USDT:USDT",)),
    "thanks": welcome_answer(word="thanks", symbols=()),
}
