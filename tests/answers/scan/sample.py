"""What ``/scan`` may answer: usual and odd."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import numpy as np

from analytics.indicators.catalog import FAMILIES
from services.conditions.parse import condition
from services.conditions.ranking import ranking
from services.market.candles import Candles, Gap, Provenance
from services.scan.facts import LISTED, ScanAnswer, ScanFailure, ScanPlace, ScanRow, ScanValue
from tests.answers._shared import NOW

SYMBOLS = ("BTC/USDT", "ETH/USDT", "SOL/USDT", "1INCH/USDT", "DOGE/USDT", "1000SATS/USDT", "ADA/USDT", "LTC/USDT")


COLUMNS = [family.column() for family in FAMILIES.values()]


def candles(symbol: str, timeframe: str, price: float, seed: int = 1, bars: int = 60, step: float = 0.01) -> Candles:
    """A random walk that ends at ``price``."""
    random = np.random.default_rng(seed)
    close = np.exp(np.cumsum(random.normal(0, step, bars)))
    close *= price / close[-1]
    open_ = np.concatenate((close[:1], close[:-1]))
    high, low = np.maximum(open_, close) * (1 + step / 3), np.minimum(open_, close) * (1 - step / 3)
    time = np.arange(bars, dtype=np.int64) * 14_400_000
    return Candles(symbol, timeframe, time, open_, high, low, close, random.lognormal(3, 1, bars))


def value(name: str, number: float) -> ScanValue:
    column = next(column for column in COLUMNS if column.name == name)
    percent = number / 100 if column.unit == "percent" else None
    return ScanValue(name=name, unit=column.unit, value=number, value_pct=percent)


def spot(name: str, price: float, low: float, high: float | None = None, atr: float | None = 0.01) -> ScanPlace:
    """A place; ``atr`` is the average true range as a fraction of the price."""
    high = low if high is None else high
    away = low - price if price < low else high - price if price > high else 0.0
    return ScanPlace(
        name=name,
        low=low,
        high=high,
        price=min(max(price, low), high),
        distance=away / price,
        distance_atr=None if atr is None else away / (price * atr),
    )


def row(symbol: str = "BTC/USDT", timeframe: str = "4h", price: float = 42_156.37, **changes: Any) -> ScanRow:
    usual: dict[str, Any] = {
        "name": f"{symbol} {timeframe}",
        "symbol": symbol,
        "timeframe": timeframe,
        "price": price,
        "priced_at": NOW,
        "close": changes.get("price", price),
        "closed_at": NOW,
        "sort_value": 28.43,
        "change_24h": 0.0213,
        "stale": False,
        "values": (value("rsi14", 28.43),),
        "places": (spot("0.618 retracement", price, price * 1.0012),),
        "candles": candles(symbol, timeframe, price),
    }
    return ScanRow.model_validate(usual | changes)


def scan_answer(*rows: ScanRow, **changes: Any) -> ScanAnswer:
    usual: dict[str, Any] = {
        "as_of": NOW,
        "symbols": tuple(dict.fromkeys(one.symbol for one in rows)),
        "provenance": Provenance(
            source="live", venue="bitget", as_of=NOW, asked_at=NOW + timedelta(minutes=3), stale=False
        ),
        "condition": "rsi14 < 30 and near fib 0.618",
        "sorted_by": "rsi14, lowest first",
        "timeframes": ("4h",),
        "markets": 200,
        "listed": 731,
        "scanned": 200,
        "matched": len(rows),
        "missed": 200 - len(rows),
        "not_known": 0,
        "rose": sum((one.change_24h or 0) > 0 for one in rows),
        "fell": sum((one.change_24h or 0) < 0 for one in rows),
        "failed": 0,
        "failures": (),
        "page": 1,
        "pages": 1,
        "rows": rows,
    }
    if "condition" in changes:
        changes = {"sorted_by": str(ranking(condition(changes["condition"])) or LISTED)} | changes
    return ScanAnswer.model_validate(usual | changes)


FULL = tuple(
    row(
        SYMBOLS[at % len(SYMBOLS)],
        ("1h", "4h")[at % 2],
        42_000.0 / 7**at,
        change_24h=0.01 * (-1) ** at * at,
        values=(value("rsi14", 20.0 + at), value("ema20", 41_000.0 / 7**at)),
        sort_value=20.0 + at,
    )
    for at in range(10)
)


UNITS = tuple(
    value(name, number)
    for name, number in (
        ("macd_hist", -12.5),
        ("natr14", 2.5),
        ("volume", 1.2e9),
        ("cci20", -141.3),
        ("volume_ratio20", 2.4),
        ("bb_position", 0.03),
        ("supertrend_direction", -1.0),
    )
)


SAMPLES: dict[str, ScanAnswer] = {
    "usual": scan_answer(*FULL[:4]),
    "none": scan_answer(),
    "none, and many not known": scan_answer(scanned=30, missed=0, not_known=30),
    "one": scan_answer(row()),
    "two": scan_answer(*FULL[:2]),
    "five": scan_answer(*FULL[:5]),
    "all but two": scan_answer(
        *FULL[:5], markets=7, listed=7, scanned=7, missed=2, misfits=("SOL/USDT 4h", "1INCH/USDT 4h")
    ),
    "all": scan_answer(*FULL[:3], markets=3, listed=3, scanned=3, missed=0),
    "some": scan_answer(*FULL[:4], scanned=12, missed=8),
    "most": scan_answer(*FULL[:4], scanned=6, missed=2),
    "one market": scan_answer(row(), markets=1, listed=1, scanned=1, missed=0),
    "a page of many": scan_answer(
        *FULL, timeframes=("1h", "4h"), scanned=400, matched=37, missed=355, rose=20, fell=17, page=2, pages=4
    ),
    "a market twice": scan_answer(
        row("BTC/USDT", "1h", 42_156.37, sort_value=21.4, values=(value("rsi14", 21.4),)),
        row("BTC/USDT", "4h", 42_156.37, close=41_870.5, closed_at=NOW - timedelta(hours=3)),
        timeframes=("1h", "4h"),
    ),
    "by their distance from an average": scan_answer(
        *(
            row(symbol, sort_value=0.05 - at / 30, sort_gap=0.05 - at / 30, places=(), values=())
            for at, symbol in enumerate(SYMBOLS[:3])
        ),
        condition="close > ema200",
    ),
    "failures": scan_answer(
        *FULL[:7],
        scanned=150,
        missed=140,
        not_known=3,
        failed=50,
        failures=(ScanFailure(name="rate limit", count=49), ScanFailure(name="broken candles", count=1)),
    ),
    "a value of each unit": scan_answer(*(row(values=(one,), places=()) for one in UNITS)),
    "all values in one": scan_answer(row(values=UNITS), condition=" and ".join(["rsi14 < 30"] * 13)),
    "nothing to tell": scan_answer(row(values=(), places=(), change_24h=None), condition="new high 20"),
    "no change": scan_answer(row(change_24h=0.0), condition="close > ema20"),
    "zones": scan_answer(
        row(places=(spot("support", 42_156.37, 42_000.0, 42_200.0),), values=()),
        row("ETH/USDT", price=2_300.0, places=(spot("resistance", 2_300.0, 2_310.0, 2_320.0, None),)),
        row("SOL/USDT", price=98.0, places=(spot("golden pocket", 98.0, 97.0, 99.0),), values=()),
        row("LTC/USDT", price=73.0, places=(spot("ema20", 73.0, 73.0),), values=()),
        condition="near support or near resistance",
    ),
    "tiny": scan_answer(row("PEPE/USDT", price=1.234e-8, values=(value("ema20", 1.2e-8), value("macd", -3e-11)))),
    "one price": scan_answer(
        row(candles=candles("BTC/USDT", "4h", 5.0, step=0.0), price=5.0, places=(spot("support", 5.0, 5.0),))
    ),
    "few bars": scan_answer(row(candles=candles("BTC/USDT", "4h", 5.0, bars=3), price=5.0)),
    "other quotes": scan_answer(row(), row("ETH/BTC", price=0.0541)),
    "simulated, stale, with holes": scan_answer(
        row(stale=True),
        provenance=Provenance(
            source="sim",
            venue="simulated",
            as_of=NOW,
            asked_at=NOW,
            stale=True,
            gaps=(Gap(start=NOW, end=NOW, bars=2),),
        ),
    ),
    "a regime": scan_answer(row(places=()), condition="regime is trending up"),
    "a pattern": scan_answer(row(places=()), condition="pattern bullish engulfing"),
    "a cross": scan_answer(row(places=()), condition="close crosses above vwap"),
    "volume": scan_answer(row(places=(), values=(value("volume_ratio20", 3.1),)), condition="volume_ratio20 > 3"),
    "hostile": scan_answer(
        row("@everyone `x` [a](http://b) **<@1>**", name="@everyone `x` [a](http://b) **<@1>** 4h"),
        row("币安人生/USDT"),
    ),
}


def random_scans(count: int, seed: int = 7) -> Iterator[ScanAnswer]:
    """``count`` scans of 0 to 10 matches, of prices from 0.00000001 to 1,000,000, with facts missing at random."""
    random = np.random.default_rng(seed)
    for _ in range(count):
        rows = []
        for _ in range(int(random.integers(0, 11))):
            price, symbol = float(10 ** random.uniform(-8, 6)), str(random.choice(SYMBOLS))
            low = price * random.uniform(0.7, 1.3)
            atr = None if random.random() < 0.1 else float(random.uniform(0.001, 0.1))
            name = str(random.choice(["0.618 retracement", "1.618 extension", "support", "golden pocket", "ema20"]))
            picked = random.choice(len(COLUMNS), int(random.integers(0, 4)), replace=False)
            values = []
            for at in picked.tolist():
                scale = price if COLUMNS[at].unit in ("price", "difference") else 10 ** random.uniform(-3, 3)
                values.append(value(COLUMNS[at].name, float(random.normal() * scale)))
            rows.append(
                row(
                    symbol,
                    str(random.choice(["15m", "1h", "4h", "1d"])),
                    price,
                    change_24h=None if random.random() < 0.1 else float(random.normal(0, 0.1)),
                    values=tuple(values),
                    places=(spot(name, price, low, low * random.uniform(1, 1.2), atr),) * int(random.integers(0, 2)),
                    candles=candles(
                        symbol, "4h", price, int(random.integers(1000)), step=random.choice([0, 0.01, 0.3])
                    ),
                )
            )
        scanned = len(rows) + int(random.integers(0, 2_000))
        failed = int(random.integers(0, 3)) * int(random.integers(0, 500))
        yield scan_answer(
            *rows,
            timeframes=tuple(random.choice(["1h", "4h", "1d"], int(random.integers(1, 4)), replace=False).tolist()),
            markets=max(1, scanned),
            listed=max(1, scanned),
            scanned=scanned,
            missed=scanned - len(rows),
            failed=failed,
            failures=(ScanFailure(name="timeout", count=failed),) if failed else (),
        )
