"""Every factor of the sky tried on one run of candles, and whether that is the run that counts.

A q-value counts what was tried together, and not what else could have been: whoever may choose the timeframe and the
bars has as many chances as there are choices. So a market has one standing trial: of its days, the newest
``STANDING_BARS``, with all factors and both measures. It alone may earn a weight. Every other run explores: the same
numbers and verdicts, and no weight.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from analytics.factor_judgement import Halves, Judgement, halves, judge
from analytics.sky.events import SkyEvent
from services.cosmic.factors import FACTORS
from services.market.candles import Candles
from services.market.timeframes import parse_timeframe

STANDING_TIMEFRAME: Final = "1d"
STANDING_BARS: Final = 5000


@dataclass(frozen=True, slots=True, eq=False)
class Trial:
    """All factors held against chance on the newest ``asked`` of ``candles``, which are fewer where the market is
    younger; ``events`` reach a year beyond them on either side.

    What is found is worked out here and cannot be handed in. It takes a second or two for 5,000 bars, some for 60,000.
    """

    candles: Candles
    asked: int
    events: Sequence[SkyEvent]
    halves: Mapping[str, Halves] = field(init=False)
    judgement: Judgement = field(init=False)

    def __post_init__(self) -> None:
        candles = self.candles.last(self.asked)
        length = parse_timeframe(candles.timeframe).ms
        studied: dict[str, Halves] = {
            factor.name: halves(candles.time, candles.close, length, factor.inside(self.events, candles.time, length))
            for factor in FACTORS
        }
        for name, value in (("candles", candles), ("halves", studied), ("judgement", judge(studied))):
            object.__setattr__(self, name, value)

    @property
    def standing(self) -> bool:
        """Whether this is the trial by which a factor may earn a weight."""
        return self.candles.timeframe == STANDING_TIMEFRAME and self.asked == STANDING_BARS
