"""A market of files for tests of feeds: minutes of a random walk with a crash in it."""

from pathlib import Path

import numpy as np

from analytics.bars import Floats
from services.market.timeframes import MINUTE, to_ms
from tests.unit.services.market.parts import utc

START = to_ms(utc("2024-06-01T00:00"))


class Walk:
    """Minutes from ``START`` on, shape (n,) each; ``hole``: the minutes from one to another are missing."""

    def __init__(self, minutes: int, seed: int, hole: tuple[int, int] = (0, 0)) -> None:
        noise = np.random.default_rng(seed)
        steps = noise.normal(0, 0.001, (minutes, 8))
        steps[minutes // 2 : minutes // 2 + 60] -= 0.0004  # a crash of a fifth within an hour
        path = np.round(100 * np.exp(np.cumsum(steps.ravel())).reshape(minutes, 8), 4)
        kept = np.ones(minutes, bool)
        kept[hole[0] : hole[1]] = False
        self.time = (START + np.arange(minutes) * MINUTE)[kept]
        self.open, self.close = path[kept, 0], path[kept, -1]
        self.high, self.low = path[kept].max(axis=1), path[kept].min(axis=1)

    def write(self, folder: Path, symbol: str) -> None:
        lines = ["timestamp_ms,open,high,low,close,volume"]
        columns = (self.time, self.open, self.high, self.low, self.close)
        lines += [f"{int(t)},{o},{h},{low},{c},1" for t, o, h, low, c in zip(*columns, strict=True)]
        (folder / f"{symbol.replace('/', '-')}_1m.csv").write_text("\n".join(lines) + "\n")

    def hours(self) -> tuple[list[int], Floats, Floats, Floats]:
        """Closes of whole hours (UTC ms), with the high, low and close of each."""
        hour = 60 * MINUTE
        of = self.time // hour
        ends = [int(each + 1) * hour for each in np.unique(of)]
        groups = [of == each for each in np.unique(of)]
        high = np.array([self.high[group].max() for group in groups])
        low = np.array([self.low[group].min() for group in groups])
        return ends, high, low, np.array([self.close[group][-1] for group in groups])
