"""What the colour of a card means."""

from functools import singledispatch

from personas.card import Tone
from personas.reading.risk import liquidated, verdict
from services.core.errors import DeskError
from services.core.request import Answer
from services.house.status import StatusAnswer
from services.studies.risk_size import RiskSizeAnswer
from services.studies.risk_var import RiskVarAnswer


@singledispatch
def tone_of(said: Answer | DeskError) -> Tone:
    """Up and down by the change that the card is about; a warning for what the asker can mend or wait out."""
    del said
    return "neutral"


@tone_of.register
def _(said: RiskSizeAnswer) -> Tone:
    return "warning" if liquidated(said) == "before" else "neutral"


@tone_of.register
def _(said: RiskVarAnswer) -> Tone:
    return "warning" if verdict(said.backtest) == "too often" else "neutral"


@tone_of.register
def _(said: StatusAnswer) -> Tone:
    return "neutral" if all(part.ok for part in said.parts) else "warning"
