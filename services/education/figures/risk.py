"""Figures of the track on risk: size, R and ruin."""

from decimal import Decimal

from analytics.position import Trade
from analytics.position import position_size as size_of
from services.education.figures import figure


@figure
def position_size(equity: float, risk_percent: float, entry: float, stop: float) -> float:
    """The amount that loses ``risk_percent`` of ``equity`` at the stop, before costs (``analytics.position``)."""
    trade = Trade(Decimal(str(entry)), Decimal(str(stop)))
    return float(size_of(Decimal(str(equity)), Decimal(str(risk_percent)) / 100, trade))
