"""How a decision of the agent is shown, whatever became of it: to be answered, ordered, turned down, over."""

from markupsafe import Markup

from personas.about import _agent
from personas.about._account import behind
from personas.about._agent import checks_told, decision_lines, to_answer, to_look
from personas.about._trading import in_account
from personas.face import Actions, Essential, Face
from personas.pictures.decision import draw_decision
from services.brain.answers import DecisionAnswer
from services.brain.decisions import DecisionShow
from services.core.request import AnyRequest


def decision_told(said: DecisionAnswer) -> Markup:
    """How it stands: ``waits for you: LONG BTC/USDT at 42,156.37``, ``approved and ordered: …``, ``the agent waits on
    BTC/USDT: Claude sees no trade``"""
    told = said.decision
    return _agent.stood(told.facts, said.as_of, told.plan, "you" if said.may_answer else "")


def waits(said: DecisionAnswer) -> bool:
    """Whether it can still be answered."""
    return _agent.in_time(said.decision.facts, said.as_of)


def essentials(said: DecisionAnswer) -> list[Essential]:
    return _agent.essentials(said, decision_told(said))


def buttons(said: DecisionAnswer, request: AnyRequest | None = None) -> Actions:
    del request
    facts = said.decision.facts
    answers = to_answer(facts, said.decision.plan) if said.may_answer and waits(said) else ()
    shown = () if said.candles is None else (DecisionShow,)
    return (*answers, *to_look(said, int(bool(answers)), *shown))


FACE = Face(
    DecisionAnswer,
    frame="list",
    essentials=essentials,
    mood=lambda said: _agent.mood(said.decision.facts, said.as_of),
    tone=lambda said: _agent.tone(said.decision.facts, said.as_of),
    buttons=buttons,
    picture=draw_decision,
    words=(waits, _agent.unless_told, decision_told, decision_lines, checks_told, in_account, behind),
)
