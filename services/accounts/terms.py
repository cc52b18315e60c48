"""How paper accounts are kept, as configured."""

from dataclasses import dataclass
from decimal import Decimal

from analytics.trading.matching import Friction


@dataclass(frozen=True, slots=True)
class PaperTerms:
    """A new account has ``balance`` of ``currency``. An order reaches the market ``latency`` seconds after it was
    placed; one is refused whose market moved more than ``moved`` (a fraction) since its preview, which lasts
    ``preview`` seconds. One person may have ``names`` accounts."""

    currency: str
    balance: Decimal
    latency: float
    friction: Friction
    moved: Decimal
    preview: float
    names: int
