"""Fibonacci extensions, times and clusters to put into words: usual ones, odd ones, and random ones."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

import numpy as np

from analytics.fib_time import fan, time_spans, time_zones
from analytics.fibonacci import Swing, extensions, projections
from services.core.request import Answer
from services.market.candles import Candles, Provenance
from services.studies.fib_confluence import (
    ClusterMember,
    FibCluster,
    FibConfluenceAnswer,
    TimeframeLeftOut,
    TimeframeUsed,
)
from services.studies.fib_extensions import ExtensionKind, ExtensionLevel, FibExtensionsAnswer, Limit, State, Turn
from services.studies.fib_levels import SwingFacts, SwingPoint
from services.studies.fib_time import Fan, FibTimeAnswer, TimeMark

NOW = datetime(2023, 12, 30, 19, tzinfo=UTC)
BAR = timedelta(hours=4)
HOSTILE = "@everyone `x` [a](http://b) **<@1>**\u200b\u202e\n---\n| # hi"
ORIGIN = Provenance(source="live", venue="bitget", as_of=NOW, asked_at=NOW + timedelta(minutes=3), stale=False)
CANDLES = Candles("BTC/USDT", "4h", np.arange(20, dtype=np.int64) * 14_400_000, *(np.full(20, 9.0) for _ in range(5)))


def extensions_answer(
    a: float = 41_637.6,
    b: float = 43_787.57,
    c: float = 42_300.0,
    price: float = 42_956.37,
    reach: float | None = None,
    *,
    atr: float | None = 559.05,
    state: State = "holds",
    bars: tuple[int, int, int] = (8, 11, 4),
    **changes: Any,
) -> FibExtensionsAnswer:
    """The projections of A to B from C; the price has been as far as ``reach`` since."""
    swing = Swing(a, b, 0, 1)
    sign = 1 if b > a else -1
    far = max(sign * price, sign * (c if reach is None else reach), sign * c) * sign
    measured: list[tuple[ExtensionKind, float, float]] = [
        ("projection", level.ratio, level.price) for level in projections(swing, c)
    ]
    measured += [("extension", level.ratio, level.price) for level in extensions(swing)]
    levels = tuple(
        ExtensionLevel(
            name=f"{ratio:g} {kind}",
            kind=kind,
            ratio=ratio,
            price=at,
            reached=sign * far >= sign * at,
            distance=at / price - 1,
            distance_atr=None if atr is None else (at - price) / atr,
        )
        for kind, ratio, at in sorted(measured, key=lambda level: -level[2])
        if at > 0
    )
    order = sorted(levels, key=lambda level: sign * level.price)
    ahead, passed = [lv for lv in order if not lv.reached], [lv for lv in order if lv.reached]
    ab, bc, since = bars
    times = [NOW - back * BAR for back in (ab + bc + since, bc + since, since)]
    usual: dict[str, Any] = {
        "as_of": NOW,
        "symbol": "BTC/USDT",
        "provenance": ORIGIN,
        "timeframe": "4h",
        "lookback": 200,
        "price": price,
        "atr": atr,
        "direction": "up" if sign > 0 else "down",
        "a": Turn(name="A", price=a, time=times[0], known=times[0] + 3 * BAR),
        "b": Turn(name="B", price=b, time=times[1], known=times[1] + 3 * BAR),
        "c": Turn(name="C", price=c, time=times[2], known=times[2] + 3 * BAR),
        "change_ab": b / a - 1,
        "size_atr": None if atr is None else abs(b - a) / atr,
        "bars_ab": ab,
        "bars_bc": bc,
        "bars_since": since,
        "retraced_by_c": (b - c) / (b - a),
        "reach": SwingPoint(price=far, time=NOW - BAR),
        "reach_ratio": (far - c) / (b - a),
        "state": state,
        "levels": levels,
        "next_target": ahead[0] if ahead and state == "holds" else None,
        "last_reached": passed[-1] if passed else None,
        "reached": len(passed),
        "limit": _limit("C", c, price, atr),
        "void": _limit("A", a, price, atr),
        "candles": CANDLES,
    }
    return FibExtensionsAnswer.model_validate(usual | changes)


def _limit(name: Literal["A", "C"], at: float, price: float, atr: float | None) -> Limit:
    return Limit(name=name, price=at, distance=at / price - 1, distance_atr=None if atr is None else (at - price) / atr)


def over(answer: FibTimeAnswer) -> FibTimeAnswer:
    """The same with none of its marks ahead."""
    past = tuple(mark for mark in answer.marks if mark.past)
    return answer.model_copy(update={"marks": past, "next_zone": None, "next_proportion": None})


def time_answer(
    start: float = 36_707.0,
    end: float = 44_700.0,
    price: float = 42_411.11,
    *,
    atr: float | None = 559.05,
    bars: int = 67,
    since: int = 130,
    **changes: Any,
) -> FibTimeAnswer:
    """Times and fan of the swing from ``start`` to ``end``."""
    turned = NOW - since * BAR
    counted: list[tuple[int, float | None]] = [(zone, None) for zone in time_zones(since)]
    counted += [(span.bars, span.ratio) for span in time_spans(bars)]
    marks = tuple(
        TimeMark(
            name=f"zone {at}" if ratio is None else f"{ratio:g} of the swing",
            kind="zone" if ratio is None else "proportion",
            ratio=ratio,
            bars=at,
            time=turned + at * BAR,
            past=at <= since,
            bars_away=abs(at - since),
        )
        for at, ratio in sorted(counted, key=lambda mark: (mark[0], mark[1] or 0.0))
    )
    past, ahead = [mark for mark in marks if mark.past], [mark for mark in marks if not mark.past]
    lines = tuple(
        Fan(
            name=f"{line.ratio:g} fan",
            ratio=line.ratio,
            price=line.price,
            slope_per_bar=line.slope,
            distance=line.price / price - 1,
            distance_atr=None if atr is None else (line.price - price) / atr,
        )
        for line in sorted(fan(Swing(start, end, 0, bars), bars + since), key=lambda line: -line.price)
    )
    usual: dict[str, Any] = {
        "as_of": NOW,
        "symbol": "BTC/USDT",
        "provenance": ORIGIN,
        "timeframe": "4h",
        "lookback": 200,
        "price": price,
        "atr": atr,
        "swing": SwingFacts(
            direction="up" if end > start else "down",
            start=SwingPoint(price=start, time=turned - bars * BAR),
            end=SwingPoint(price=end, time=turned),
            bars=bars,
            bars_since=since,
            change=end / start - 1,
            size_atr=None if atr is None else abs(end - start) / atr,
        ),
        "marks": marks,
        "past": len(past),
        "last_mark": past[-1] if past else None,
        "next_zone": next((mark for mark in ahead if mark.kind == "zone"), None),
        "next_proportion": next((mark for mark in ahead if mark.kind == "proportion"), None),
        "together": tuple(m for m in ahead if any(o.bars == m.bars and o.kind != m.kind for o in ahead)),
        "fan": lines,
        "fan_above": next((line for line in reversed(lines) if line.price > price), None),
        "fan_below": next((line for line in lines if line.price < price), None),
        "candles": CANDLES,
    }
    return FibTimeAnswer.model_validate(usual | changes)


def cluster(
    rank: int, middle: float, price: float, atr: float, *, moves: int = 4, score: float = 0.5, chance: float = 0.62
) -> FibCluster:
    """A cluster a tenth of an average true range wide."""
    low, high = middle - atr / 20, middle + atr / 20
    away = low - price if price < low else high - price if price > high else 0.0
    member = ClusterMember(
        name="0.618 retracement",
        kind="retracement",
        ratio=0.618,
        price=middle,
        timeframe="1d",
        start=SwingPoint(price=middle * 0.9, time=NOW - 30 * BAR),
        end=SwingPoint(price=middle * 1.06, time=NOW - 9 * BAR),
        origin=None,
    )
    return FibCluster(
        name=f"cluster {rank}",
        low=low,
        middle=middle,
        high=high,
        score=score,
        moves=moves,
        chance_share=chance,
        inside=low <= price <= high,
        distance=away / price,
        distance_atr=away / atr,
        timeframes=("4h", "1d"),
        members=(member,) * moves,
    )


def confluence_answer(
    away: tuple[float, ...] = (2.1, 0.8, -0.4, -3.3),
    price: float = 42_411.11,
    *,
    atr: float = 559.05,
    chance: float = 0.623,
    **changes: Any,
) -> FibConfluenceAnswer:
    """Clusters ``away`` from the price in average true ranges, the first of them the strongest."""
    several = [
        cluster(
            rank,
            price + far * atr,
            price,
            atr,
            moves=3 + len(away) - rank,
            score=0.7 / rank,
            chance=min(1.0, chance * rank),
        )
        for rank, far in enumerate(away, start=1)
    ]
    ordered = tuple(sorted(several, key=lambda one: -one.middle))
    usual: dict[str, Any] = {
        "as_of": NOW,
        "symbol": "BTC/USDT",
        "provenance": ORIGIN,
        "timeframe": "4h",
        "lookback": 200,
        "price": price,
        "atr": atr,
        "tolerance": atr / 4,
        "reach_low": max(0.0, price - 10 * atr),
        "reach_high": price + 10 * atr,
        "timeframes": (
            TimeframeUsed(name="4h", bars=200, moves=6, move_weight=1.0),
            TimeframeUsed(name="1d", bars=200, moves=4, move_weight=1.5),
            TimeframeUsed(name="1w", bars=155, moves=7, move_weight=2.0),
        ),
        "left_out": (),
        "moves": 17,
        "level_count": 100,
        "found": len(away),
        "chance_draws": 1000,
        "clusters": ordered,
        "strongest": several[0] if several else None,
        "nearest_above": next((one for one in reversed(ordered) if one.low > price), None),
        "nearest_below": next((one for one in ordered if one.high < price), None),
        "at_price": next((one for one in ordered if one.inside), None),
        "candles": CANDLES,
    }
    return FibConfluenceAnswer.model_validate(usual | changes)


DOWN = (300.0, 200.0, 250.0)

EXTENSIONS: dict[str, FibExtensionsAnswer] = {
    "usual": extensions_answer(),
    "nothing reached": extensions_answer(price=42_400.0),
    "one reached and left": extensions_answer(price=43_000.0, reach=43_700.0),
    "equal": extensions_answer(price=44_449.97),
    "everything reached": extensions_answer(price=48_000.0),
    "beyond c": extensions_answer(price=42_250.0, state="beyond c"),
    "beyond a": extensions_answer(price=41_000.0, state="beyond a"),
    "c beyond a": extensions_answer(c=41_300.0, price=42_000.0),
    "c beyond a, broken": extensions_answer(c=41_300.0, price=41_000.0, state="beyond a"),
    "down": extensions_answer(*DOWN, price=230.0, atr=12.0),
    "down, everything reached": extensions_answer(200.0, 180.0, 190.0, price=100.0, atr=4.0),
    "down, beyond c": extensions_answer(*DOWN, price=260.0, atr=12.0, state="beyond c"),
    "down, no level above zero left": extensions_answer(100.0, 10.0, 40.0, price=12.0, atr=4.0, bars=(1, 1, 1)),
    "no average true range": extensions_answer(atr=None),
    "one bar each": extensions_answer(bars=(1, 1, 1)),
    "tiny": extensions_answer(1.1e-8, 1.9e-8, 1.4e-8, 1.62e-8, atr=3.1e-10),
    "hostile": extensions_answer(symbol=HOSTILE[:40]),
}

TIMES: dict[str, FibTimeAnswer] = {
    "usual": time_answer(),
    "fresh end": time_answer(since=0),
    "one bar old": time_answer(bars=1, since=1),
    "one bar that holds both": time_answer(bars=0, since=5),
    "one bar that holds both, just now": time_answer(bars=0, since=0),
    "two counts on one bar": time_answer(bars=13, since=7),
    "long past": time_answer(bars=30, since=900),
    "every date over": over(time_answer(since=900)),
    "down": time_answer(300.0, 200.0, 215.0, atr=4.1, bars=20, since=9),
    "down, the fan at zero": time_answer(300.0, 20.0, 60.0, atr=4.1, bars=20, since=400),
    "above its fan": time_answer(price=90_000.0),
    "below its fan": time_answer(price=36_710.0),
    "no average true range": time_answer(atr=None),
    "tiny": time_answer(1.1e-8, 1.9e-8, 1.4e-8, atr=3.1e-10),
    "hostile": time_answer(symbol=HOSTILE[:40]),
}

CLUSTERS: dict[str, FibConfluenceAnswer] = {
    "usual": confluence_answer(),
    "none": confluence_answer(()),
    "one above": confluence_answer((1.3,)),
    "one below": confluence_answer((-1.3,)),
    "at the price": confluence_answer((0.02, 3.0, -3.0)),
    "at the price alone": confluence_answer((0.0,)),
    "rare": confluence_answer(chance=0.004),
    "uncommon": confluence_answer(chance=0.11),
    "many": confluence_answer((4.0, 3.0, 2.0, 1.0, -1.0, -2.0, -3.0, -4.0), found=19),
    "alone": confluence_answer(
        timeframes=(TimeframeUsed(name="4h", bars=200, moves=6, move_weight=1.0),),
        left_out=(
            TimeframeLeftOut(name="1d", because="too few bars"),
            TimeframeLeftOut(name="1w", because="no answer"),
        ),
    ),
    "tiny": confluence_answer(price=1.4e-8, atr=3.1e-10),
    "hostile": confluence_answer(symbol=HOSTILE[:40]),
}

ANSWERS: dict[str, Answer] = {
    **{f"fib extensions: {name}": answer for name, answer in EXTENSIONS.items()},
    **{f"fib time: {name}": answer for name, answer in TIMES.items()},
    **{f"fib confluence: {name}": answer for name, answer in CLUSTERS.items()},
}


def random_fib(count: int, seed: int = 11) -> Iterator[Answer]:
    """``count`` answers of each kind, of prices from 0.00000001 to 1,000,000."""
    random = np.random.default_rng(seed)
    for _ in range(count):
        size = float(10 ** random.uniform(-8, 6))
        a, b, c, price = (float(value) for value in size * random.uniform(0.5, 1.5, 4))
        atr = None if random.random() < 0.1 else size * float(random.uniform(0.001, 0.1))
        state: State = ("holds", "beyond c", "beyond a")[int(random.integers(0, 3))]
        spans = (int(random.integers(1, 200)), int(random.integers(1, 200)), int(random.integers(1, 200)))
        yield extensions_answer(a, b, c, price, atr=atr, state=state, bars=spans)
        yield time_answer(a, b, price, atr=atr, bars=int(random.integers(0, 400)), since=int(random.integers(0, 999)))
        away = tuple(float(far) for far in random.uniform(-9, 9, int(random.integers(0, 9))))
        yield confluence_answer(away, price, atr=atr or size / 50, chance=float(random.uniform(0.001, 1)))
