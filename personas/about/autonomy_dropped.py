"""How it is told that the level of an account fell back by itself."""

from markupsafe import Markup

from personas.about._agent_words import reason_told
from personas.about._trading import in_account
from personas.escaping import escape
from personas.face import Essential, Face
from personas.phrasing import marked
from services.brain.events import AutonomyDropped


def dropped_told(said: AutonomyDropped) -> Markup:
    """``autonomy fell from autonomous to copilot``"""
    return marked(f"autonomy fell from {said.was} to {said.level}")


FACE = Face(
    AutonomyDropped,
    frame="notice",
    essentials=lambda said: [
        Essential("What happened", dropped_told(said), first=True),
        Essential("Why", escape(said.reason)),
    ],
    mood=lambda _: "autonomy lost",
    tone=lambda _: "warning",
    words=(in_account, reason_told, dropped_told),
)
