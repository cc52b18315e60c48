"""What ``/levels`` may answer: usual and odd."""

from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
from hypothesis import strategies as st

from analytics.pivot_points import floor_pivots
from services.market.candles import Candles, Provenance
from services.studies.levels import (
    DayFacts,
    FloorPivot,
    LevelsAnswer,
    PriceZone,
    StructureBreak,
    StructureFacts,
    SwingTurn,
    TradedFacts,
)
from tests.answers._shared import HOSTILE_NAME as HOSTILE
from tests.answers._shared import NOW

PRICE = 42_411.11


ATR = 559.04


def zone(
    name: str, low: float, high: float, price: float = PRICE, *, atr: float | None = ATR, **changes: Any
) -> PriceZone:
    """A zone, its side and distances as the service would give them."""
    side = "support" if high < price else "resistance" if low > price else "straddling"
    away = high - price if side == "support" else low - price if side == "resistance" else 0.0
    usual: dict[str, Any] = {
        "name": name,
        "side": side,
        "low": low,
        "high": high,
        "middle": (low + high) / 2,
        "touches": 7,
        "bounces": 5,
        "breaks": 1,
        "bars_since_first": 158,
        "bars_since_last": 3,
        "volume_share": 0.0369,
        "strength": 0.4475,
        "distance": away / price,
        "distance_atr": None if atr is None else away / atr,
    }
    return PriceZone.model_validate(usual | changes)


def turn(name: str, price: float, bars_since: int) -> SwingTurn:
    kind = "high" if name in ("HH", "LH", "EH", "H") else "low"
    values = {"name": name, "kind": kind, "price": price, "time": NOW - timedelta(hours=4 * bars_since)}
    return SwingTurn.model_validate(values | {"bars_since": bars_since})


def broken(name: str, direction: str, level: float, bars_since: int) -> StructureBreak:
    time = NOW - timedelta(hours=4 * bars_since)
    values = {"name": name, "direction": direction, "level": level, "level_time": time - timedelta(hours=80)}
    return StructureBreak.model_validate(values | {"time": time, "bars_since": bars_since})


TURNS = (turn("LH", 43_802.32, 30), turn("LL", 41_637.6, 23), turn("EH", 43_787.57, 15), turn("LL", 41_300.0, 4))


FELL = broken("CHoCH", "down", 42_500.0, 24)


def structure(**changes: Any) -> StructureFacts:
    usual: dict[str, Any] = {
        "trend": "down",
        "order": "none",
        "swings": TURNS,
        "breaks": (broken("BOS", "up", 43_100.0, 50), FELL),
        "last_break": FELL,
        "last_change": FELL,
        "break_above": 43_787.57,
        "break_below": 41_300.0,
    }
    return StructureFacts.model_validate(usual | changes)


NO_STRUCTURE = structure(
    trend="none",
    order="none",
    swings=(),
    breaks=(),
    last_break=None,
    last_change=None,
    break_above=None,
    break_below=None,
)


ZONES = (
    zone("R2", 45_010.0, 45_210.5, touches=3, bounces=1, breaks=1),
    zone("R1", 43_720.0, 44_049.0, touches=4, bounces=4, breaks=0),
    zone("S1", 41_605.0, 41_811.1),
    zone("S2", 40_222.0, 40_555.0, touches=5, bounces=1, breaks=4),
)


HERE = zone("here", 42_410.99, 42_821.1, bounces=3, breaks=3)


def day(low: float = 41_300.0, high: float = 43_111.0) -> DayFacts:
    close = (low + high) / 2
    pivots = tuple(
        FloorPivot(name=f"floor {name}", price=price) for name, price in floor_pivots(high, low, close).items()
    )
    return DayFacts(time=datetime(2023, 12, 29, tzinfo=UTC), high=high, low=low, close=close, pivots=pivots)


def traded(poc: float = 43_759.5, low: float = 37_671.0, high: float = 44_700.0, price: float = PRICE) -> TradedFacts:
    return TradedFacts(
        poc=poc,
        distance=poc / price - 1,
        value_low=low,
        value_high=high,
        value_share=0.7,
        high_nodes=(poc,),
        low_nodes=(),
    )


def levels_answer(zones: tuple[PriceZone, ...] = ZONES, **changes: Any) -> LevelsAnswer:
    """An answer about ``zones``, of which it picks out the nearest as the service does."""
    flat = np.full(60, float(changes.get("price", PRICE)))
    candles = Candles("BTC/USDT", "4h", np.arange(60) * 14_400_000, *(flat.copy() for _ in range(5)))
    usual: dict[str, Any] = {
        "as_of": NOW,
        "symbol": "BTC/USDT",
        "provenance": Provenance(
            source="live", venue="bitget", as_of=NOW, asked_at=NOW + timedelta(minutes=3), stale=False
        ),
        "timeframe": "4h",
        "lookback": 300,
        "price": PRICE,
        "atr": ATR,
        "structure": structure(),
        "zones": zones,
        "inside": next((one for one in zones if one.side == "straddling"), None),
        "nearest_resistance": next((one for one in zones if one.name == "R1"), None),
        "nearest_support": next((one for one in zones if one.name == "S1"), None),
        "traded": traded(),
        "previous_day": day(),
        "candles": candles,
        "profile": None,
    }
    return LevelsAnswer.model_validate(usual | changes)


ROSE = broken("BOS", "up", 42_000.0, 0)
LOST = broken("BOS", "up", 42_600.0, 2)
REGAINED = broken("BOS", "down", 42_200.0, 1)


SAMPLES: dict[str, LevelsAnswer] = {
    "usual": levels_answer(),
    "inside a zone": levels_answer((*ZONES[:2], HERE, *ZONES[2:])),
    "inside the only zone": levels_answer((HERE,)),
    "above every zone": levels_answer(ZONES[2:]),
    "below every zone": levels_answer(ZONES[:2]),
    "no zones": levels_answer(()),
    "upwards": levels_answer(
        structure=structure(trend="up", order="up", last_break=ROSE, last_change=None, breaks=(ROSE,), break_above=None)
    ),
    "a break up given back": levels_answer(
        structure=structure(trend="up", last_break=LOST, last_change=None, breaks=(LOST,), break_above=None)
    ),
    "a break down given back": levels_answer(
        structure=structure(last_break=REGAINED, last_change=None, breaks=(REGAINED,), break_below=None)
    ),
    "right under resistance": levels_answer((zone("R1", 42_500.0, 42_600.0), *ZONES[2:])),
    "right over support": levels_answer((*ZONES[:2], zone("S1", 42_200.0, 42_300.0))),
    "turns against the breaks": levels_answer(structure=structure(order="up")),
    "turns with the breaks": levels_answer(structure=structure(order="down")),
    "broken before the window": levels_answer(
        structure=structure(trend="up", breaks=(), last_break=None, last_change=None, break_below=None)
    ),
    "one turn": levels_answer(structure=NO_STRUCTURE.model_copy(update={"swings": (turn("H", 43_000.0, 1),)})),
    "no structure": levels_answer(structure=NO_STRUCTURE),
    "no average true range": levels_answer(tuple(zone(z.name, z.low, z.high, atr=None) for z in ZONES), atr=None),
    "no volume": levels_answer(tuple(zone(z.name, z.low, z.high, volume_share=None) for z in ZONES), traded=None),
    "above the value area": levels_answer(traded=traded(39_000.0, 38_000.0, 40_000.0)),
    "below the value area": levels_answer(traded=traded(44_000.0, 43_000.0, 45_000.0)),
    "no day": levels_answer(previous_day=None),
    "nothing moved": levels_answer(
        (), structure=NO_STRUCTURE, price=5.0, atr=0.0, traded=None, previous_day=day(5.0, 5.0)
    ),
    "nothing known": levels_answer((), structure=NO_STRUCTURE, atr=None, traded=None, previous_day=None),
    "being tested": levels_answer((zone("S1", 41_605.0, 41_811.1, touches=2, bounces=0, breaks=0),)),
    "tiny": levels_answer(
        (zone("R1", 1.31e-8, 1.34e-8, 1.2e-8, atr=2e-10), zone("S1", 1.01e-8, 1.11e-8, 1.2e-8, atr=2e-10)),
        price=1.2e-8,
        atr=2e-10,
        structure=NO_STRUCTURE,
        traded=traded(1.1e-8, 1.0e-8, 1.3e-8, 1.2e-8),
        previous_day=day(1.0e-8, 1.3e-8),
    ),
    "hostile": levels_answer(symbol=HOSTILE[:40]),
}


prices = st.floats(1e-9, 1e7)


bars = st.integers(0, 1250)


counts = st.integers(0, 400)


@st.composite
def any_levels(draw: st.DrawFn) -> LevelsAnswer:
    """Levels of any size, with anything missing that can be."""
    price = draw(prices)
    levels = st.floats(0.01, 9).map(lambda part: part * price)
    atr = draw(st.none() | st.floats(1e-4, 0.3).map(lambda part: part * price))

    def a_zone(name: str, at: st.SearchStrategy[float]) -> PriceZone:
        ends = sorted((draw(at) * price, draw(at) * price))
        bounced, through = draw(counts), draw(counts)
        return zone(
            name,
            ends[0],
            ends[1],
            price,
            atr=atr,
            touches=bounced + through + draw(st.integers(0, 2)),
            bounces=bounced,
            breaks=through,
            volume_share=draw(st.none() | st.floats(0, 1)),
            strength=draw(st.floats(0, 1)),
        )

    above = [a_zone(f"R{k}", st.floats(1.0001, 9)) for k in range(draw(st.integers(0, 4)), 0, -1)]
    below = [a_zone(f"S{k + 1}", st.floats(0.01, 0.9999)) for k in range(draw(st.integers(0, 4)))]
    turns = tuple(
        turn(name, draw(levels), draw(bars))
        for name in draw(st.lists(st.sampled_from(["HH", "LH", "EH", "HL", "LL", "EL", "H", "L"]), max_size=5))
    )
    breaks = tuple(
        broken(name, draw(st.sampled_from(["up", "down"])), draw(levels), draw(bars))
        for name in draw(st.lists(st.sampled_from(["BOS", "CHoCH"]), max_size=3))
    )
    low = draw(levels)
    return levels_answer(
        (*above, *below),
        price=price,
        atr=atr,
        lookback=draw(st.integers(50, 1000)),
        structure=StructureFacts(
            trend=breaks[-1].direction if breaks else draw(st.sampled_from(["up", "down", "none"])),
            order=draw(st.sampled_from(["up", "down", "none"])),
            swings=turns,
            breaks=breaks,
            last_break=breaks[-1] if breaks else None,
            last_change=next((one for one in reversed(breaks) if one.name == "CHoCH"), None),
            break_above=draw(st.none() | levels),
            break_below=draw(st.none() | levels),
        ),
        traded=draw(st.none() | st.just(traded(low * 1.1, low, low * 1.3, price))),
        previous_day=draw(st.none() | st.just(day(low, low * 1.2))),
    )
