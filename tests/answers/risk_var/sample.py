"""What ``/risk var`` may answer: usual and odd."""

from collections.abc import Iterator
from typing import Any

import numpy as np

from services.market.candles import Candles
from services.studies.risk_var import RiskVar, RiskVarAnswer, risk_var
from tests.answers._shared import HOSTILE
from tests.answers._walks import flat, market, seen


def var_answer(
    candles: Candles | None = None, *, origin: dict[str, Any] | None = None, **options: Any
) -> RiskVarAnswer:
    found = candles if candles is not None else market(900)
    request = RiskVar.model_validate({"symbol": found.symbol} | options)
    return risk_var(seen(found, **(origin or {})), request)


def calmer(bars: int) -> Candles:
    """A market whose newer half moves a fifth as much."""
    return moved(bars, 0.05, 0.01)


def agitated(bars: int) -> Candles:
    """A market whose newer half moves three times as much."""
    return moved(bars, 0.01, 0.03)


def rally(bars: int) -> Candles:
    """A market that hardly ever closes lower than a week before."""
    calm = market(bars, step=0.0005)
    rise = np.exp(0.01 * np.arange(bars))
    columns = {name: getattr(calm, name) * rise for name in ("open", "high", "low", "close")}
    return Candles(calm.symbol, "1d", calm.time.copy(), **columns, volume=np.ones(bars))


def moved(bars: int, before: float, after: float) -> Candles:
    """A market that moves otherwise in its newer half."""
    wild, calm = market(bars // 2, step=before), market(bars // 2, step=after)
    joined = {
        name: np.concatenate((getattr(wild, name) * calm.open[0] / wild.close[-1], getattr(calm, name)))
        for name in ("open", "high", "low", "close")
    }
    time = market(2 * (bars // 2)).time
    return Candles("BTC/USDT", "1d", time.copy(), **joined, volume=np.ones(len(time)))


SAMPLES: dict[str, RiskVarAnswer] = {
    "usual": var_answer(),
    "over a week": var_answer(market(1700), horizon=7, confidence=97.5),
    "the first short history": var_answer(market(120)),
    "half a history": var_answer(market(250)),
    "a rally": var_answer(rally(900), horizon=7),
    "beyond the domain": var_answer(market(900, seed=5, step=0.08)),
    "broken too seldom": var_answer(calmer(900), bars=365),
    "flat": var_answer(flat()),
    "far out": var_answer(agitated(900)),
    "untested": var_answer(market(56), confidence=90),
    "hostile": var_answer(market(900, symbol=HOSTILE[:40])),
}


def random_tails(count: int, seed: int = 7) -> Iterator[RiskVarAnswer]:
    random = np.random.default_rng(seed)
    for at in range(count):
        price, step = float(10 ** random.uniform(-8, 6)), float(10 ** random.uniform(-4, -1))
        history = market(int(random.integers(1050, 1400)), price, at, step=step)
        horizon, confidence = (int(random.integers(1, 11)), 95.0) if random.random() < 0.7 else (1, 99.5)
        yield var_answer(history, horizon=horizon, confidence=confidence)
