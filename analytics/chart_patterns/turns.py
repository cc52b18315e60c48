"""The turns that formations are made of."""

from dataclasses import dataclass

from analytics.bars import Bars, Floats
from analytics.swings import Pivot, zigzag
from analytics.volatility import atr


@dataclass(frozen=True, slots=True)
class Turns:
    """The pivots of one zigzag, in order of time, and the bars that they were made on; ``atr`` has shape (n,)."""

    bars: Bars
    atr: Floats
    pivots: tuple[Pivot, ...]

    def atr_at(self, bar: int) -> float:
        return float(self.atr[bar])


def turns(bars: Bars, reversal: float) -> Turns:
    """Turns that were left behind by ``reversal`` average true ranges."""
    pivots = zigzag(bars.high, bars.low, bars.close, reversal=reversal)
    return Turns(bars, atr(bars.high, bars.low, bars.close), tuple(pivots))
