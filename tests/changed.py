"""Other facts in a sample's place, with their units."""

from typing import TypeVar

from services.core.request import Frozen

F = TypeVar("F", bound=Frozen)


def changed(facts: F, **other: object) -> F:
    """``facts`` with ``other`` values, validated like any."""
    return type(facts)(**{**facts.__dict__, **other})
