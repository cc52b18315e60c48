"""How it is told what the agent saw, ordered by itself, or could not order."""

from markupsafe import Markup

from personas.about import _agent
from personas.about._agent import checks_told, decision_lines, to_look
from personas.about._trading import on_paper
from personas.face import Face
from services.brain.events import DecisionTold


def done_told(said: DecisionTold) -> Markup:
    """``ordered by itself: LONG BTC/USDT at 42,156.37``"""
    return _agent.stood(said.decision.facts, said.at, said.decision.plan)


FACE = Face(
    DecisionTold,
    frame="list",
    essentials=lambda said: _agent.essentials(said, done_told(said)),
    mood=lambda said: _agent.mood(said.decision.facts, said.at),
    tone=lambda said: _agent.tone(said.decision.facts, said.at),
    buttons=lambda said, _request: to_look(said, 0),
    words=(done_told, decision_lines, checks_told, on_paper),
)
