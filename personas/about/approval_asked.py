"""How somebody is asked to approve a decision of the agent."""

from markupsafe import Markup

from personas.about import _agent
from personas.about._agent import decision_lines, to_answer, to_look
from personas.about._trading import on_paper
from personas.face import Actions, Face
from personas.phrasing import marked
from services.brain.events import ApprovalAsked
from services.core.request import AnyRequest


def asked_told(said: ApprovalAsked) -> Markup:
    """``waits for you: LONG BTC/USDT at 42,156.37``; of a server's account ``waits for an approver: …``; reminded,
    ``ends soon, waits for you: …``"""
    whom, told = "you" if said.server is None else "an approver", said.decision
    stood = _agent.stood(told.facts, said.at, told.plan, whom)
    return marked(f"ends soon, {stood}") if said.reminder else stood


def buttons(said: ApprovalAsked, request: AnyRequest | None = None) -> Actions:
    del request
    return (*to_answer(said.decision.facts, said.decision.plan), *to_look(said, 1))


FACE = Face(
    ApprovalAsked,
    frame="list",
    essentials=lambda said: _agent.essentials(said, asked_told(said)),
    mood=lambda said: "decision still asked" if said.reminder else "decision asked",
    tone=lambda said: "warning" if said.reminder else _agent.tone(said.decision.facts, said.at),
    buttons=buttons,
    words=(_agent.unless_told, asked_told, decision_lines, on_paper),
)
