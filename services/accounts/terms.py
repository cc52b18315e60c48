"""How paper accounts are kept, as configured."""

from dataclasses import dataclass
from decimal import Decimal

from analytics.trading.matching import Friction


@dataclass(frozen=True, slots=True)
class PaperTerms:
    """A new account has ``balance`` of ``currency``. An order reaches the market ``latency`` seconds after it was
    placed; one is refused whose market moved more than ``moved`` (a fraction) since its preview, or whose price is
    older than ``stale`` seconds; a preview lasts ``preview`` seconds."""

    currency: str
    balance: Decimal
    latency: float
    friction: Friction
    moved: Decimal
    stale: float
    preview: float
    names: int
    """Accounts that one person may have."""
