"""A situation as a vector: the figures of a context, each on a scale of its own, so that likeness is distance."""

from typing import Final

from services.brain.context import Context

DIMENSIONS: Final = 32


def vector_of(context: Context) -> tuple[float, ...]:
    """The situation, ``DIMENSIONS`` finite figures about −1 to 1, prices in ATRs from the market; what is not known is
    0. It has nothing of the account, nor of anybody."""
    raise NotImplementedError


def told(context: Context) -> str:
    """The situation in a line, made of figures and fixed words alone: ``BTC/USDT 1h, bullish, 0.52 retraced, …``."""
    raise NotImplementedError
