"""What the colour of a card means."""

from functools import singledispatch

from personas.card import Tone
from personas.reading import trend
from services.base import Answer
from services.errors import BrokenCandles, DeskError, Unexpected
from services.fibonacci.levels import FibLevelsAnswer
from services.market.chart import ChartAnswer
from services.market.price import PriceAnswer
from services.status import StatusAnswer


@singledispatch
def tone_of(said: Answer | DeskError) -> Tone:
    """Up and down by the change that the card is about; a warning for what the asker can mend or wait out."""
    del said
    return "neutral"


@tone_of.register
def _(said: PriceAnswer) -> Tone:
    return _of_change(said.change_24h)


@tone_of.register
def _(said: ChartAnswer) -> Tone:
    return _of_change(said.change)


@tone_of.register
def _(said: FibLevelsAnswer) -> Tone:
    return said.swing.direction


@tone_of.register
def _(said: StatusAnswer) -> Tone:
    return "neutral" if all(part.ok for part in said.parts) else "warning"


@tone_of.register(DeskError)
def _(said: DeskError) -> Tone:
    return "error" if isinstance(said, Unexpected | BrokenCandles) else "warning"


def _of_change(change: float | None) -> Tone:
    direction = trend(change)
    return direction if direction in ("up", "down") else "neutral"
