"""How it is explained why a decision of the agent came out so."""

from markupsafe import Markup

from personas.about import _agent
from personas.about._agent import confidence_told, to_look
from personas.about._agent_words import thinker_called
from personas.about._trading import in_account
from personas.escaping import quoted, shortened
from personas.face import Essential, Face
from personas.format import counted
from personas.phrasing import capital, marked
from services.brain.answers import ExplainAnswer
from services.brain.decisions import Explain
from services.brain.facts import DecisionFacts

LONGEST_REST = 320
LONGEST_REASON = 60
"""Characters of the first point, in the first line."""
MOST = 5
"""Points that are told of either side."""
LONGEST_POINT = 110
LONGEST_PROMPT = 160
LONGEST_REASONING = 1_300
"""As much as a brain may write, and some signs more: here it is told whole."""


def explained_so(said: ExplainAnswer) -> Markup:
    """``LONG BTC/USDT, for the trend is bullish; 4 points for it, 2 against``"""
    points = f"{counted(len(said.in_favour), 'point') if said.in_favour else 'nothing'} for it"
    told = f"; {points}, {len(said.against) or 'nothing'} against"
    why = f", for {shortened(said.in_favour[0], LONGEST_REASON)}" if said.in_favour else ""
    return marked(f"{_agent.action_told(said.decision.facts)}{why}{told}")


def points_told(points: tuple[str, ...]) -> list[Markup]:
    """Each, and how many more there are."""
    told = [marked(f"• {shortened(each, LONGEST_POINT)}") for each in points[:MOST]]
    rest = len(points) - MOST
    return [*told, marked(f"• … {len(points)} in all")] if rest > 0 else told


def wrote(said: ExplainAnswer) -> list[Markup]:
    """What the brain itself wrote of it, and what was learned, each in quotation marks."""
    told = said.decision
    whose = capital(thinker_called(told.facts.brain))
    lines = [marked(f"**{whose} wrote**: {quoted(told.reasoning, LONGEST_REASONING)}")]
    if text := quoted(told.invalidation, LONGEST_REST):
        lines.append(marked(f"**{whose} on what would prove it wrong**: {text}"))
    if said.lesson and (text := quoted(said.lesson, LONGEST_REST)):
        lines.append(marked(f"**Learned of it**: {text}"))
    return lines


def prompt_told(facts: DecisionFacts) -> Markup:
    """Which prompts it was asked by, each with its version, and the hash of them all."""
    return shortened(facts.prompt, LONGEST_PROMPT)


def not_known(said: ExplainAnswer) -> Markup:
    """What the context did not have."""
    return shortened("; ".join(said.decision.context.missing), LONGEST_REST)


def essentials(said: ExplainAnswer) -> list[Essential]:
    facts = said.decision.facts
    return [
        _agent.account_first(said),
        Essential("Explained", explained_so(said), first=True),
        Essential("How it stands", _agent.stood(facts, said.as_of)),
        *([] if facts.action == "wait" else [Essential("Confidence", confidence_told(facts))]),
        Essential("Brain", _agent.brain_told(facts)),
        Essential("Autonomy", _agent.at_level(facts)),
    ]


FACE = Face(
    ExplainAnswer,
    frame="list",
    essentials=essentials,
    mood=lambda _: "decision explained",
    tone=lambda said: _agent.tone(said.decision.facts, said.as_of),
    buttons=lambda said, _request: to_look(said, 0, Explain),
    words=(
        *(prompt_told, not_known, explained_so, points_told, wrote, in_account, confidence_told),
        *(_agent.stood, _agent.brain_told, _agent.at_level, _agent.checks_told, _agent.similar_told),
    ),
)
