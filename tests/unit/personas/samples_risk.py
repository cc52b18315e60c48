"""Answers of risk and comparison to put into words: usual ones, odd ones, and as many random ones as a test wants."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import numpy as np
from numpy.typing import NDArray

from services.core.request import Answer
from services.market.candles import Candles, Provenance
from services.market.view import Snapshot
from services.studies.compare import CompareAnswer, compare
from services.studies.risk_size import RiskSize, RiskSizeAnswer, risk_size
from services.studies.risk_var import RiskVar, RiskVarAnswer, risk_var

NOW = datetime(2023, 12, 30, 19, tzinfo=UTC)
HOSTILE = "@everyone `x` [a](http://b) **<@1>**\u200b\u202e\n---\n| # hi"
LENGTHS = {"4h": 14_400_000, "1d": 86_400_000}


def provenance(**changes: Any) -> Provenance:
    usual = {"source": "live", "venue": "bitget", "as_of": NOW, "asked_at": NOW + timedelta(minutes=3), "stale": False}
    return Provenance.model_validate(usual | changes)


def market(
    bars: int = 400,
    price: float = 42_156.37,
    seed: int = 1,
    *,
    step: float = 0.02,
    symbol: str = "BTC/USDT",
    timeframe: str = "1d",
) -> Candles:
    """A random walk that ends at ``price``."""
    random = np.random.default_rng(seed)
    path: NDArray[np.float64] = np.exp(np.cumsum(random.standard_t(4, bars + 1) * step).clip(-30, 30))
    path *= price / path[-1]
    open_, close = path[:-1], path[1:]
    reach = 1 + np.abs(random.normal(0, step, bars))
    length = LENGTHS[timeframe]
    end = round(NOW.timestamp() * 1000) // length * length
    time = end - np.arange(bars, 0, -1, dtype=np.int64) * length
    high, low = np.maximum(open_, close) * reach, np.minimum(open_, close) / reach
    return Candles(symbol, timeframe, time, open_, high, low, close, random.exponential(50, bars))


def seen(candles: Candles, **origin: Any) -> Snapshot:
    return Snapshot(candles, float(candles.close[-1]), None, provenance(**origin))


def size_answer(
    candles: Candles | None = None, *, origin: dict[str, Any] | None = None, **options: Any
) -> RiskSizeAnswer:
    """The size as the service would give it."""
    found = candles if candles is not None else market(timeframe="4h")
    request = RiskSize.model_validate({"symbol": found.symbol, "equity": 10_000} | options)
    return risk_size(seen(found, **(origin or {})), request)


def var_answer(
    candles: Candles | None = None, *, origin: dict[str, Any] | None = None, **options: Any
) -> RiskVarAnswer:
    found = candles if candles is not None else market(900)
    request = RiskVar.model_validate({"symbol": found.symbol} | options)
    return risk_var(seen(found, **(origin or {})), request)


def compare_answer(*markets: Candles, **origin: Any) -> CompareAnswer:
    return compare([(candles, provenance(as_of=NOW, **origin)) for candles in markets])


def calmer(bars: int) -> Candles:
    """A market whose newer half moves a fifth as much."""
    return changed(bars, 0.05, 0.01)


def agitated(bars: int) -> Candles:
    """A market whose newer half moves three times as much."""
    return changed(bars, 0.01, 0.03)


def rally(bars: int) -> Candles:
    """A market that hardly ever closes lower than a week before."""
    calm = market(bars, step=0.0005)
    rise = np.exp(0.01 * np.arange(bars))
    columns = {name: getattr(calm, name) * rise for name in ("open", "high", "low", "close")}
    return Candles(calm.symbol, "1d", calm.time.copy(), **columns, volume=np.ones(bars))


def changed(bars: int, before: float, after: float) -> Candles:
    """A market that moves otherwise in its newer half."""
    wild, calm = market(bars // 2, step=before), market(bars // 2, step=after)
    joined = {
        name: np.concatenate((getattr(wild, name) * calm.open[0] / wild.close[-1], getattr(calm, name)))
        for name in ("open", "high", "low", "close")
    }
    time = market(2 * (bars // 2)).time
    return Candles("BTC/USDT", "1d", time.copy(), **joined, volume=np.ones(len(time)))


def flat(bars: int = 400, symbol: str = "USDC/USDT") -> Candles:
    column = np.full(bars, 5.0)
    time = market(bars).time
    return Candles(symbol, "1d", time.copy(), *(column.copy() for _ in range(5)))


FIVE = [
    market(91, price, seed, symbol=f"{name}/USDT")
    for seed, (name, price) in enumerate(
        {"BTC": 42_156.37, "ETH": 2290.1, "SOL": 101.2, "XRP": 0.6213, "DOGE": 0.09013}.items()
    )
]

ANSWERS: dict[str, Answer] = {
    "risk size: long": size_answer(stop="41000"),
    "risk size: short, with everything": size_answer(
        stop="44100.5", entry="42500", leverage=10, fee="0.06", slippage="0.05", win_rate=55, payoff="1.4"
    ),
    "risk size: by average true range": size_answer(),
    "risk size: short by average true range": size_answer(side="short"),
    "risk size: liquidated first": size_answer(stop="38000", leverage=50),
    "risk size: limited by leverage": size_answer(stop="42000", risk=5, leverage=2),
    "risk size: needs leverage": size_answer(stop="42000", risk=5),
    "risk size: no edge": size_answer(stop="41000", win_rate=30, payoff=1),
    "risk size: targets below zero": size_answer(stop="70000"),
    "risk size: costs more than the first target": size_answer(stop="42150", fee=1, risk="0.5"),
    "risk size: every target loses": size_answer(stop="42115", fee="0.1", slippage="0.1"),
    "risk size: the first target loses": size_answer(stop="42000", fee="0.1", slippage="0.1", side="long"),
    "risk size: liquidated first, by its own leverage": size_answer(stop="42000", risk=45),
    "risk size: with all that can be asked": size_answer(
        stop="41000", win_rate=60, payoff=2, target_volatility=25, fee="0.1", leverage=3
    ),
    "risk size: young market": size_answer(market(9, timeframe="4h"), stop="41000"),
    "risk size: tiny price": size_answer(market(price=1.234e-8, timeframe="4h"), equity="312.5"),
    "risk size: tiny equity": size_answer(stop="41000", equity="3"),
    "risk size: flat": size_answer(flat(), stop="4.5"),
    "risk size: simulated": size_answer(origin={"source": "sim", "venue": "simulated", "stale": True}),
    "risk size: hostile": size_answer(market(symbol=HOSTILE[:40], timeframe="4h"), stop="41000"),
    "risk var: usual": var_answer(),
    "risk var: over a week": var_answer(market(1700), horizon=7, confidence=97.5),
    "risk var: the first short history": var_answer(market(120)),
    "risk var: half a history": var_answer(market(250)),
    "risk var: a rally": var_answer(rally(900), horizon=7),
    "risk var: beyond the domain": var_answer(market(900, seed=5, step=0.08)),
    "risk var: broken too seldom": var_answer(calmer(900), bars=365),
    "risk var: flat": var_answer(flat()),
    "risk var: far out": var_answer(agitated(900)),
    "risk var: untested": var_answer(market(56), confidence=90),
    "risk var: hostile": var_answer(market(900, symbol=HOSTILE[:40])),
    "compare: usual": compare_answer(*FIVE),
    "compare: two": compare_answer(*FIVE[:2]),
    "compare: a wilder road": compare_answer(
        market(91, seed=3, step=0.04), market(91, 2290.1, 11, step=0.01, symbol="ETH/USDT")
    ),
    "compare: over a year": compare_answer(*(market(500, seed=seed, symbol=f"A{seed}/USDT") for seed in range(12))),
    "compare: one stands still": compare_answer(flat(91), FIVE[0]),
    "compare: none moves": compare_answer(flat(91), flat(91, "TUSD/USDT")),
    "compare: hostile": compare_answer(market(91, symbol=HOSTILE[:40]), FIVE[1]),
}


def random_risk(count: int, seed: int = 7) -> Iterator[Answer]:
    """``count`` answers of each kind, of prices from 0.00000001 to 1,000,000."""
    random = np.random.default_rng(seed)
    for at in range(count):
        price, step = float(10 ** random.uniform(-8, 6)), float(10 ** random.uniform(-4, -1))
        candles = market(int(random.integers(110, 300)), price, at, step=step)
        options: dict[str, Any] = {"equity": Decimal(f"{10 ** random.uniform(1, 7):.2f}")}
        if random.random() < 0.7:
            options["stop"] = Decimal(f"{price * random.choice([0.8, 0.95, 1.04, 1.5]):.15f}")
        else:
            options["side"] = str(random.choice(["long", "short"]))
        if random.random() < 0.5:
            options |= {"leverage": int(random.integers(1, 60)), "fee": Decimal("0.06")}
        if random.random() < 0.5:
            options |= {"win_rate": int(random.integers(0, 101)), "payoff": Decimal("1.7")}
        yield size_answer(candles, **options)
        history = market(int(random.integers(1050, 1400)), price, at, step=step)
        horizon, confidence = (int(random.integers(1, 11)), 95.0) if random.random() < 0.7 else (1, 99.5)
        yield var_answer(history, horizon=horizon, confidence=confidence)
        yield compare_answer(*(market(60, price, at + k, step=step, symbol=f"C{k}/USDT") for k in range(2, 7)))
