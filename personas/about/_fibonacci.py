"""What the readings of swings share: proportions in words."""

from collections.abc import Iterable


def beside(part: float, whole: float) -> str:
    """``part`` beside ``whole``, in words: ``about half``, ``about a third of``… to be followed by a noun."""
    return _words(part / whole, _PROPORTIONS, "many times") if whole else "many times"


def part(fraction: float | None) -> str:
    """A fraction of a whole in plain words: ``about half``, ``almost all``."""
    return "an unknown part" if fraction is None else _words(fraction, _PARTS, "more than all")


def _words(fraction: float, table: Iterable[tuple[float, str]], beyond: str) -> str:
    return next((words for below, words in table if fraction < below), beyond)


_SMALLER = (
    (0.13, "a small part"),
    (0.18, "less than a fifth"),
    (0.22, "about a fifth"),
    (0.29, "about a quarter"),
    (0.375, "about a third"),
    (0.42, "more than a third"),
    (0.46, "almost half"),
    (0.54, "about half"),
    (0.62, "more than half"),
    (0.71, "about two thirds"),
    (0.79, "about three quarters"),
    (0.9, "more than three quarters"),
)
"""Fractions below each number, in words that are true of all of them: ``about`` is within five hundredths."""
_PARTS = ((0.03, "almost nothing"), *_SMALLER, (0.9995, "almost all"), (1.0005, "all"))
_PROPORTIONS = (
    *((below, words if words.endswith("half") else f"{words} of") for below, words in _SMALLER),
    (1.1, "about the same as"),
    (1.85, "more than"),
    (2.2, "about twice"),
    (3.0, "more than twice"),
    (5.0, "several times"),
)
