"""What ``/fib extensions`` may answer: usual and odd."""

from collections.abc import Iterator
from typing import Any, Literal

from analytics.fibonacci import Swing, extensions, projections
from services.studies.fib_extensions import ExtensionKind, ExtensionLevel, FibExtensionsAnswer, Limit, State, Turn
from services.studies.fib_levels import SwingPoint
from tests.answers._shared import BAR, CANDLES, HOSTILE, NOW, ORIGIN, Chance


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


DOWN = (300.0, 200.0, 250.0)


SAMPLES: dict[str, FibExtensionsAnswer] = {
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


def random_extensions(count: int, seed: int = 11) -> Iterator[FibExtensionsAnswer]:
    chance = Chance(seed)
    random = chance.random
    for _ in range(count):
        size = chance.price()
        a, b, c, price = (float(value) for value in size * random.uniform(0.5, 1.5, 4))
        state: State = ("holds", "beyond c", "beyond a")[int(random.integers(0, 3))]
        spans = (int(random.integers(1, 200)), int(random.integers(1, 200)), int(random.integers(1, 200)))
        atr = chance.maybe(size * random.uniform(0.001, 0.1))
        yield extensions_answer(a, b, c, price, atr=atr, state=state, bars=spans)
