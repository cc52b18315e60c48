"""What cards of the agent's state have in common."""

from collections.abc import Callable, Mapping
from typing import Final

from markupsafe import Markup

from personas.escaping import escape
from personas.format import MINUS, count, points
from personas.phrasing import marked, sentence

BRAINS: Final[Mapping[str, str]] = {"claude": "Claude", "rules": "the rules"}
"""Who thinks, in a sentence."""


def thinker_called(name: str) -> Markup:
    """``Claude``, ``the rules``"""
    return escape(BRAINS.get(name, name))


def in_r(multiple: float, told: Callable[[float], Markup] = points) -> Markup:
    """A multiple of risk with its sign: ``+1.2 R``, ``−0.4 R``, ``0.0 R``"""
    text = told(multiple)
    return marked(f"{text if text.startswith(MINUS) or not text.strip('0.,') else f'+{text}'} R")


def reason_told(text: str) -> Markup:
    """A reason as a sentence."""
    return sentence(escape(text))


def of_all(part: int, whole: int) -> Markup:
    """``12 of 30``"""
    return marked(f"{count(part)} of {count(whole)}")
