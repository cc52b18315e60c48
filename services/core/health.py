"""How a part of the desk is."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Health:
    """``ok``, or what is wrong, in words that an operator understands."""

    ok: bool
    detail: str = ""
