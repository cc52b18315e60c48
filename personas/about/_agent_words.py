"""What cards of the agent's state have in common."""

from collections.abc import Mapping
from typing import Final

from markupsafe import Markup

from personas.escaping import escape
from personas.format import count, figure
from personas.phrasing import marked, sentence

BRAINS: Final[Mapping[str, str]] = {"claude": "Claude", "rules": "the rules"}
"""Who thinks, in a sentence."""


def thinker_called(name: str) -> Markup:
    """``Claude``, ``the rules``"""
    return escape(BRAINS.get(name, name))


def signed_r(multiple: float) -> Markup:
    """``+1.80 R``, ``−1.00 R``"""
    return marked(f"{'+' if multiple > 0 else ''}{figure(multiple)} R")


def reason_told(text: str) -> Markup:
    """A reason as a sentence."""
    return sentence(escape(text))


def of_all(part: int, whole: int) -> Markup:
    """``12 of 30``"""
    return marked(f"{count(part)} of {count(whole)}")
