"""What ``/price`` may answer: usual and odd."""

from collections.abc import Iterator
from typing import Any

from services.market.candles import Gap
from services.studies.price import PriceAnswer
from tests.answers._shared import HOSTILE, NOW, Chance, provenance


def price_answer(**changes: Any) -> PriceAnswer:
    usual: dict[str, Any] = {
        "as_of": NOW,
        "symbol": "BTC/USDT",
        "provenance": provenance(),
        "price": 42_156.37,
        "change_24h": 0.0213,
        "high_24h": 42_400.1,
        "low_24h": 41_207.8,
        "position_24h": 0.7955,
        "volume_24h": 12_431.7,
        "volume_ratio": 1.37,
        "change_7d": -0.0342,
        "high_7d": 43_946.0,
        "low_7d": 40_615.3,
        "position_7d": 0.4627,
        "retraced_7d": 0.4627,
        "atr_1h": 163.29,
        "atr_1h_pct": 0.003873,
        "closes_24h": tuple(41_300.0 + 37.21 * hour for hour in range(24)),
    }
    return PriceAnswer.model_validate(usual | changes)


UNKNOWN_PRICE = price_answer(
    **dict.fromkeys(name for name, field in PriceAnswer.model_fields.items() if field.annotation == float | None),
    closes_24h=(),
)


SAMPLES: dict[str, PriceAnswer] = {
    "usual": price_answer(),
    "nothing known": UNKNOWN_PRICE,
    "falling on thin volume": price_answer(change_24h=-0.0412, change_7d=-0.11, volume_ratio=0.41, position_24h=0.11),
    "rising on heavy volume": price_answer(change_24h=0.0412, change_7d=0.11, volume_ratio=2.6, position_24h=0.96),
    "at the day's high": price_answer(price=42_400.1, position_24h=1.0),
    "at the day's low": price_answer(price=41_207.8, position_24h=0.0, change_24h=-0.02, change_7d=0.01),
    "above the day": price_answer(price=42_500.0, position_24h=1.08),
    "beyond the week": price_answer(price=44_000.0, position_24h=1.6, retraced_7d=-0.0162),
    "back from the week's low": price_answer(retraced_7d=0.4627, price=42_156.37, high_7d=43_946.0, low_7d=40_615.3),
    "through the week's older end": price_answer(price=40_000.0, position_24h=-1.0, retraced_7d=1.1847),
    "in the week's pocket": price_answer(price=41_854.0, retraced_7d=0.6281),
    "flat": price_answer(change_24h=0.0, change_7d=0.0001, position_24h=0.5, volume_ratio=1.0),
    "one price for a week": price_answer(
        **dict.fromkeys(("price", "high_24h", "low_24h", "high_7d", "low_7d"), 10.0),
        **dict.fromkeys(("change_24h", "change_7d", "atr_1h", "atr_1h_pct"), 0.0),
        position_24h=None,
        retraced_7d=None,
    ),
    "no volume": price_answer(volume_24h=0.0, volume_ratio=0.0),
    "tiny": price_answer(
        symbol="PEPE/USDT",
        price=1.234e-5,
        high_24h=1.301e-5,
        low_24h=1.11e-5,
        high_7d=1.4e-5,
        low_7d=1e-5,
        atr_1h=1.2e-7,
        volume_24h=8.1e12,
    ),
    "a name with digits": price_answer(symbol="1INCH/USDT", price=0.4021, low_24h=0.391, high_24h=0.4113),
    "simulated, stale, with holes": price_answer(
        provenance=provenance(
            source="sim",
            venue="simulated",
            stale=True,
            gaps=(Gap(start=NOW, end=NOW, bars=2), Gap(start=NOW, end=NOW, bars=1)),
        )
    ),
    "hostile": price_answer(symbol=HOSTILE[:40], provenance=provenance(venue=HOSTILE)),
}


def random_prices(count: int, seed: int = 7) -> Iterator[PriceAnswer]:
    chance = Chance(seed)
    random, maybe = chance.random, chance.maybe
    for _ in range(count):
        price = chance.price()
        low, high = price * random.uniform(0.7, 1.0), price * random.uniform(1.0, 1.5)
        yield price_answer(
            price=price,
            change_24h=maybe(random.normal(0, 0.05)),
            high_24h=high,
            low_24h=low,
            position_24h=maybe((price - low) / (high - low)),
            volume_24h=maybe(10 ** random.uniform(-3, 14)),
            volume_ratio=maybe(random.lognormal(0, 1)),
            change_7d=maybe(random.normal(0, 0.2)),
            high_7d=maybe(high * random.uniform(1, 2)),
            low_7d=maybe(low * random.uniform(0.5, 1)),
            retraced_7d=maybe(random.uniform(-0.1, 1.1)),
            atr_1h=maybe(price * random.uniform(0, 0.1)),
            atr_1h_pct=maybe(random.uniform(0, 0.1)),
            closes_24h=tuple(float(close) for close in price * random.uniform(0.9, 1.1, 24)),
        )
