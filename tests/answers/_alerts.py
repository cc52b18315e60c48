"""Alerts of every kind, and the candles they are shown on."""

from datetime import timedelta
from typing import Any

import numpy as np

from services.alerts.facts import AlertChart, AlertDraft, AlertFacts, AlertHistory
from services.market.candles import Candles
from tests.answers._shared import HOSTILE, HOSTILE_NAME, NOW, provenance

DAY = 86_400.0


def alert(number: int = 12, **more: Any) -> AlertFacts:
    usual: dict[str, Any] = {
        "number": number,
        "kind": "price",
        "of": "BTC/USDT",
        "side": "above",
        "price": 44_000.0,
        "share": None,
        "window_seconds": None,
        "where": "",
        "timeframe": None,
        "label": "",
        "follows": False,
        "ratio": None,
        "now": 42_156.37,
        "distance": 44_000.0 / 42_156.37 - 1,
        "state": "armed",
        "since": NOW - timedelta(days=2),
        "until": None,
        "expires": NOW + timedelta(days=365),
        "repeat": "once",
        "cooldown_seconds": 3600.0,
        "note": "",
        "mention": "",
        "to": "me",
        "server": False,
        "fired": 0,
        "fired_at": None,
    }
    return AlertFacts.model_validate(usual | more)


def other(number: int = 12, **more: Any) -> AlertFacts:
    """One on something else than a price."""
    return alert(number, **{"side": None, "price": None, "distance": None, **more})


AGAIN: dict[str, Any] = {"repeat": "always", "fired": 2, "fired_at": NOW - timedelta(hours=30)}
KINDS: dict[str, AlertFacts] = {
    "above": alert(),
    "below": alert(side="below", price=40_000.0, distance=40_000.0 / 42_156.37 - 1),
    "a level of a swing": alert(
        side="below",
        price=40_982.71384615,
        label="0.618 retracement",
        timeframe="4h",
        follows=True,
        ratio=0.618,
        distance=-0.02784,
    ),
    "tiny": alert(of="PEPE/USDT", price=0.000012345, now=0.00001201, distance=0.0279),
    "rise": other(kind="rise", side="above", share=0.05, window_seconds=3600.0),
    "fall": other(kind="fall", side="above", share=0.075, window_seconds=4 * 3600.0),
    "funding": other(kind="funding", side="above", share=0.0005),
    "funding below": other(kind="funding", side="below", share=-0.0005),
    "drawdown": other(kind="drawdown", of="main", side="above", share=0.1, now=None),
    "liquidation": other(kind="liquidation", of="swing2", side="below", share=0.05, now=None),
    "condition": other(kind="condition", where="rsi14 < 30 and close > vwap", timeframe="4h"),
    "fill": other(kind="fill", of="main", now=None),
    "sky": other(kind="sky", of="full moon", now=None),
    "sky, before": other(kind="sky", of="full moon", window_seconds=3600.0, now=None),
    "signal": other(kind="signal", of="breakout", now=None),
    "hostile": other(kind="signal", of=HOSTILE, note=HOSTILE, now=None),
    "hostile level": alert(label=HOSTILE_NAME, note=HOSTILE, mention="123"),
    "hostile condition": other(kind="condition", where=HOSTILE_NAME, timeframe="1h"),
}
STATES: dict[str, AlertFacts] = {
    "waiting": alert(13, state="waiting", **AGAIN),
    "cooling": alert(14, state="cooling", until=NOW + timedelta(minutes=30), **AGAIN),
    "snoozed": alert(15, state="snoozed", until=NOW + timedelta(hours=4), note="look"),
    "paused": alert(16, state="paused", expires=None),
    "of a server": alert(17, server=True, mention="123456", **AGAIN),
    "in a channel": alert(18, to="channel"),
}


def candles(count: int = 90, timeframe: str = "1d", step_ms: int = 86_400_000, price: float = 42_156.37) -> Candles:
    """A walk that ends at ``price``."""
    random = np.random.default_rng(5)
    close = price * np.exp(np.cumsum(random.normal(0, 0.012, count))[::-1])
    close *= price / close[-1]
    before = np.concatenate(([close[0]], close[:-1]))
    high, low = np.maximum(close, before) * 1.004, np.minimum(close, before) * 0.996
    end = int(NOW.timestamp() * 1000)
    time = end - step_ms * np.arange(count, 0, -1, dtype=np.int64)
    return Candles("BTC/USDT", timeframe, time, before, high, low, close, np.ones(count))


def chart(shown: Candles | None = None, **more: Any) -> AlertChart:
    found = candles() if shown is None else shown
    usual: dict[str, Any] = {
        "symbol": found.symbol,
        "timeframe": found.timeframe,
        "price": float(found.close[-1]),
        "provenance": provenance(),
        "candles": found,
    }
    return AlertChart.model_validate(usual | more)


FIRINGS = tuple(NOW - timedelta(days=days) for days in (80, 61, 33, 12))


def history(**more: Any) -> AlertHistory:
    usual: dict[str, Any] = {
        "times": 4,
        "days": 90.0,
        "bars": 2160,
        "timeframe": "1h",
        "last_at": FIRINGS[-1],
        "in_between": 21 * DAY,
        "firings": FIRINGS,
    }
    return AlertHistory.model_validate(usual | more)


NEVER = history(times=0, last_at=None, in_between=None, firings=())
ONCE = history(times=1, in_between=None, firings=FIRINGS[-1:])
UNKNOWN = history(
    times=None,
    bars=0,
    timeframe=None,
    last_at=None,
    in_between=None,
    firings=(),
    why="fills of accounts are not replayed",
)


def draft(of: AlertFacts, past: AlertHistory | None = None, **more: Any) -> AlertDraft:
    unset = of.model_copy(update={"number": 0, "state": "armed", "until": None, "fired": 0, "fired_at": None})
    usual: dict[str, Any] = {"alert": unset, "history": past or history(), "near": (), "holds": False}
    return AlertDraft.model_validate(usual | more)
