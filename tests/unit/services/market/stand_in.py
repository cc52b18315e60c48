"""A stand-in for exchanges: real HTTP on this machine, answering with what the exchanges themselves once answered."""

import asyncio
import csv
import gzip
import json
from bisect import bisect_right
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from aiohttp import web
from aiohttp.test_utils import TestServer

MINUTES = {"1min": 1, "5min": 5, "15min": 15, "30min": 30, "1h": 60, "4h": 240, "12Hutc": 720, "1Dutc": 1440}
MINUTES |= {"1m": 1, "5m": 5, "15m": 15, "1H": 60, "4H": 240}
TIER = ("symbol", "level", "startUnit", "endUnit", "leverage", "keepMarginRate")
TIERS: list[dict[str, str | None]] = [
    dict(zip(TIER, row, strict=True))
    for row in (
        ("BTCUSDT", "1", "0", "150000", "125", "0.004"),
        ("BTCUSDT", "2", "150000", "900000", "100", "0.005"),
    )
]
DEARER = 10
"""By how much the perpetual is dearer than spot."""
Answer = Callable[[web.Request], web.StreamResponse]


def ok(data: Any) -> dict[str, Any]:
    """Bitget's envelope."""
    return {"code": "00000", "msg": "success", "requestTime": 1703762176184, "data": data}


@dataclass
class StandIn:
    """Answers by path. ``fault`` replaces the answer to every path that ``faulty`` names; ``slow`` holds all back."""

    answers: dict[str, Callable[[web.Request], Any]]
    slow: float = 0.0
    fault: Answer | None = None
    faulty: str = ""
    asked: list[str] = field(default_factory=list)
    url: str = ""

    async def answer(self, request: web.Request) -> web.StreamResponse:
        self.asked.append(request.path_qs)
        await asyncio.sleep(self.slow)
        if self.fault is not None and self.faulty in request.path:
            return self.fault(request)
        if request.path not in self.answers:
            return web.json_response({"code": "40404", "msg": "Request URL NOT FOUND"}, status=404)
        return web.json_response(self.answers[request.path](request))

    def times(self, part: str) -> int:
        return sum(part in path for path in self.asked)


@asynccontextmanager
async def serving(stand_in: StandIn) -> AsyncIterator[StandIn]:
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", stand_in.answer)
    async with TestServer(app, host="127.0.0.1") as server:
        stand_in.url = str(server.make_url("")).rstrip("/")
        yield stand_in


def recorded(data: Path, exchange: str, name: str) -> dict[str, Any]:
    """A recorded response of ``exchange`` with what ccxt parsed it to."""
    loaded: dict[str, Any] = json.loads((data / "exchange" / "responses" / exchange / f"{name}.json").read_text())
    return loaded


def recorded_bitget(data: Path, method: str, description: str) -> dict[str, Any]:
    calls = json.loads((data / "exchange" / "ccxt" / "response" / "bitget.json").read_text())["methods"][method]
    found: dict[str, Any] = next(call for call in calls if call["description"] == description)
    return found


@cache
def _hours(data: Path) -> list[list[str]]:
    with gzip.open(data / "candles" / "BTC-USDT_1h.csv.gz", "rt") as file:
        return list(csv.reader(file))[1:]


def bitget(data: Path) -> StandIn:
    """Bitget, listing what it listed, with its recorded spot ticker, and hours of BTC/USDT from a file: the newest
    ``limit`` before ``endTime``, never more than 200, as its history does. The perpetual is a little dearer."""
    listed = json.loads((data / "exchange" / "ccxt" / "markets" / "bitget.json").read_text())
    symbols = [market["info"] for market in listed.values() if market["spot"]]
    symbols.append({**symbols[0], "symbol": "GONEUSDT", "baseCoin": "GONE", "status": "offline"})
    ticker = recorded_bitget(data, "fetchTicker", "public spot ticker")["httpResponse"]
    hours = _hours(data)

    def candles(request: web.Request) -> Any:
        step = MINUTES[request.query["granularity"]] * 60_000
        end, limit = int(request.query["endTime"]), min(200, int(request.query["limit"]))
        if step != 3_600_000:
            return ok([])
        past = bisect_right(hours, end, key=lambda row: int(row[0]))
        dearer = DEARER if "mix" in request.path else 0
        return ok(
            [
                [time, *(str(float(price) + dearer) for price in prices), volume, "0", "0"]
                for time, *prices, volume in hours[max(0, past - limit) : past]
            ]
        )

    def contracts(request: web.Request) -> Any:
        listed_as = [market["info"] for market in listed.values() if market["swap"] and market["linear"]]
        return ok(listed_as if request.query["productType"] == "USDT-FUTURES" else [])

    def dearer(_: web.Request) -> Any:
        spot = ticker["data"][0]
        return ok([{**spot, "lastPr": str(float(spot["lastPr"]) + DEARER)}])

    return StandIn(
        {
            "/api/v2/spot/public/symbols": lambda _: ok(symbols),
            "/api/v2/margin/currencies": lambda _: ok([]),
            "/api/v2/spot/market/tickers": lambda _: ticker,
            "/api/v2/spot/market/candles": candles,
            "/api/v2/spot/market/history-candles": candles,
            "/api/v2/mix/market/contracts": contracts,
            "/api/v2/mix/market/query-position-lever": lambda _: ok(TIERS),
            "/api/v2/mix/market/ticker": dearer,
            "/api/v2/mix/market/candles": candles,
            "/api/v2/mix/market/history-candles": candles,
            "/api/v2/mix/market/history-fund-rate": lambda _: ok([]),
        }
    )
