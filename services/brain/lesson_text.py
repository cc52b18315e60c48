"""Lessons: what is written down of a judged decision.

A lesson is an account's own, and data: whoever reads it is told so. It is made of figures and fixed words, unless the
brain drew one of its own.
"""

from typing import Final

from analytics.trading.agent_records import Hit, Judged
from services.brain.proposal import Proposal
from services.brain.situation import told

_ENDS: Final[dict[Hit, str]] = {
    "target": "its target came before its stop",
    "stop": "its stop came before its target",
    "time": "neither its stop nor its target was reached in its time",
    "never": "its entry was never reached",
}


def story_of(proposal: Proposal, judged: Judged) -> str:
    """A decision and what came of it, in figures and fixed words."""
    decision = proposal.decision
    plan = ", ".join(
        f"{name} {value:f}"
        for name, value in (("entry", decision.entry), ("stop", decision.stop), ("target", decision.target))
        if value is not None
    )
    lines = [
        f"Situation: {told(proposal.context)}.",
        f"Decision of {proposal.at:%Y-%m-%d %H:%M} UTC: {decision.action}, {plan}, {decision.confidence:.0%} sure.",
        f"Of the plan: {_ENDS[judged.hit]}{_r(judged.r)}. The price moved {judged.moved:+.1f} R in its time.",
    ]
    if judged.pnl is not None:
        lines.append(f"Of the trade: {'a gain' if judged.pnl > 0 else 'a loss'} after costs{_r(judged.real_r)}.")
    return "\n".join(lines)


def lesson_of(proposal: Proposal, judged: Judged) -> str:
    """The same as a lesson in a line. What was not traded is told as what would have been."""
    came = judged.real_r if judged.real_r is not None else judged.r
    made, lost = ("made", "lost") if judged.pnl is not None else ("would have made", "would have lost")
    verb = "came to nothing" if not came else f"{made if came > 0 else lost} {abs(came):.1f} R"
    decision = proposal.decision
    return (
        f"{decision.action.capitalize()} at {decision.confidence:.0%} {verb}: {_ENDS[judged.hit]}. "
        f"{told(proposal.context)}."
    )


def _r(multiple: float | None) -> str:
    return "" if multiple is None else f", {multiple:+.1f} R"
