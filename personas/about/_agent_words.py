"""What cards of the agent have in common."""

from collections.abc import Mapping
from typing import Final

from markupsafe import Markup

from analytics.trading.agency import State
from analytics.trading.agent_records import Level
from personas.escaping import escape
from personas.format import count, figure, share
from personas.phrasing import marked, sentence
from services.brain.facts import DecisionFacts

NAMED: Final[Mapping[Level, str]] = {
    "none": "off",
    "assistant": "assistant",
    "copilot": "copilot",
    "autonomous": "autonomous",
    "agent": "agent",
}
"""Levels, as they stand where ``none`` alone would say nothing."""
BRAINS: Final[Mapping[str, str]] = {"claude": "Claude", "rules": "the rules"}
"""Who thinks, in a sentence."""
STATES: Final[Mapping[State, str]] = {
    "noted": "noted",
    "pending": "waits",
    "ordered": "ordered",
    "rejected": "rejected",
    "skipped": "skipped",
    "lapsed": "lapsed",
}


def thinker_called(name: str) -> Markup:
    """``Claude``, ``the rules``"""
    return escape(BRAINS.get(name, name))


def decision_line(decision: DecisionFacts) -> Markup:
    """``3fa81c long BTC/USDT 1h, 78.0% sure: ordered, +1.80 R``"""
    told = f"`{escape(decision.short)}` {decision.action} {escape(decision.symbol)} {escape(decision.timeframe)}"
    told += f", {share(decision.corrected)} sure: {STATES[decision.state]}"
    came = decision.outcome
    multiple = None if came is None else came.r if came.real_r is None else came.real_r
    return marked(told if multiple is None else f"{told}, {signed_r(multiple)}")


def signed_r(multiple: float) -> Markup:
    """``+1.80 R``, ``−1.00 R``"""
    return marked(f"{'+' if multiple > 0 else ''}{figure(multiple)} R")


def reason_told(text: str) -> Markup:
    """A reason as a sentence."""
    return sentence(escape(text))


def of_all(part: int, whole: int) -> Markup:
    """``12 of 30``"""
    return marked(f"{count(part)} of {count(whole)}")
