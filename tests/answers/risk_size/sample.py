"""What ``/risk size`` may answer: usual and odd."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import numpy as np

from analytics.position import MarginTier
from services.market.candles import Candles
from services.market.terms import NO_TERMS, MarketTerms
from services.studies.risk_size import risk_size
from services.studies.risk_size_facts import RiskSize, RiskSizeAnswer
from tests.answers._shared import HOSTILE
from tests.answers._walks import flat, market, seen

TIERS = MarketTerms(
    taker=Decimal("0.0006"),
    tiers=(
        MarginTier(Decimal("0.004"), Decimal(20_000), Decimal(125)),
        MarginTier(Decimal("0.005"), Decimal(90_000), Decimal(100)),
        MarginTier(Decimal("0.01"), Decimal(1_200_000), Decimal(50)),
    ),
)


def size_answer(
    candles: Candles | None = None,
    *,
    origin: dict[str, Any] | None = None,
    terms: MarketTerms = NO_TERMS,
    **options: Any,
) -> RiskSizeAnswer:
    """The size as the service would give it."""
    found = candles if candles is not None else market(timeframe="4h")
    request = RiskSize.model_validate({"symbol": found.symbol, "equity": 10_000} | options)
    return risk_size(seen(found, **(origin or {})), request, terms)


SAMPLES: dict[str, RiskSizeAnswer] = {
    "long": size_answer(stop="41000"),
    "short, with everything": size_answer(
        stop="44100.5", entry="42500", leverage=10, fee="0.06", slippage="0.05", win_rate=55, payoff="1.4"
    ),
    "by average true range": size_answer(),
    "short by average true range": size_answer(side="short"),
    "liquidated first": size_answer(stop="38000", leverage=50),
    "by the venue's tiers": size_answer(stop="41000", leverage=20, risk=5, terms=TIERS),
    "limited by leverage": size_answer(stop="42000", risk=5, leverage=2),
    "needs leverage": size_answer(stop="42000", risk=5),
    "no edge": size_answer(stop="41000", win_rate=30, payoff=1),
    "targets below zero": size_answer(stop="70000"),
    "costs more than the first target": size_answer(stop="42150", fee=1, risk="0.5"),
    "every target loses": size_answer(stop="42115", fee="0.1", slippage="0.1"),
    "the first target loses": size_answer(stop="42000", fee="0.1", slippage="0.1", side="long"),
    "liquidated first, by its own leverage": size_answer(stop="42000", risk=45),
    "with all that can be asked": size_answer(
        stop="41000", win_rate=60, payoff=2, target_volatility=25, fee="0.1", leverage=3
    ),
    "young market": size_answer(market(9, timeframe="4h"), stop="41000"),
    "tiny price": size_answer(market(price=1.234e-8, timeframe="4h"), equity="312.5"),
    "tiny equity": size_answer(stop="41000", equity="3"),
    "flat": size_answer(flat(), stop="4.5"),
    "simulated": size_answer(origin={"source": "sim", "venue": "simulated", "stale": True}),
    "hostile": size_answer(market(symbol=HOSTILE[:40], timeframe="4h"), stop="41000"),
}


def random_sizes(count: int, seed: int = 7) -> Iterator[RiskSizeAnswer]:
    """Accounts of 10 to 10,000,000 in markets of prices from 0.00000001 to 1,000,000."""
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
            options |= {"win_rate": int(random.integers(1, 101)), "payoff": Decimal("1.7")}
        yield size_answer(candles, **options)
