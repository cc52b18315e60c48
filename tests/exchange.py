"""An exchange that speaks Bitget's public REST protocol on this machine, as slow and as broken as a test wants it.

Its prices are a function of time alone, so any two looks at the same bar agree. Perpetuals are a little dearer than
spot, and pay a rate of funding of their own every eight hours.
"""

import asyncio
import math
import re
import time
from types import TracebackType
from typing import Self

from aiohttp import web

from bot.playground.errors import Json

BASES = {"BTC": 40_000.0, "ETH": 2_200.0, "SOL": 90.0}
DEARER = 1.0005
"""How much a perpetual's price is of spot's."""
FUNDING_HOURS, FUNDING_RATE, NEXT_RATE = 8, "0.00012", "0.00023"
MS = {
    "m": 60_000,
    "min": 60_000,
    "h": 3_600_000,
    "d": 86_400_000,
    "day": 86_400_000,
    "w": 604_800_000,
    "week": 604_800_000,
}


def listed(base: str) -> dict[str, str]:
    """The pair of ``base`` with USDT, as the exchange lists it."""
    return {
        "symbol": f"{base}USDT",
        "baseCoin": base,
        "quoteCoin": "USDT",
        "minTradeAmount": "0",
        "maxTradeAmount": "900000000",
        "takerFeeRate": "0.002",
        "makerFeeRate": "0.002",
        "pricePrecision": "2",
        "quantityPrecision": "6",
        "quotePrecision": "8",
        "status": "online",
        "minTradeUSDT": "1",
        "areaSymbol": "no",
        "openTime": "1532454360000",
    }


def contract(base: str) -> dict[str, object]:
    """The perpetual of ``base`` with USDT, as the exchange lists it."""
    return {
        "symbol": f"{base}USDT",
        "baseCoin": base,
        "quoteCoin": "USDT",
        "makerFeeRate": "0.0002",
        "takerFeeRate": "0.0006",
        "supportMarginCoins": ["USDT"],
        "minTradeNum": "0.01",
        "priceEndStep": "1",
        "volumePlace": "2",
        "pricePlace": "1",
        "sizeMultiplier": "0.01",
        "symbolType": "perpetual",
        "minTradeUSDT": "5",
        "symbolStatus": "normal",
        "fundInterval": str(FUNDING_HOURS),
        "minLever": "1",
        "maxLever": "125",
    }


def tiers(symbol: str) -> list[dict[str, str]]:
    """The tiers of maintenance margin of a perpetual."""
    names = ("level", "startUnit", "endUnit", "leverage", "keepMarginRate")
    rows = (("1", "0", "150000", "125", "0.004"), ("2", "150000", "900000", "100", "0.005"))
    return [{"symbol": symbol, **dict(zip(names, row, strict=True))} for row in rows]


class Exchange:
    """``delay`` seconds before each answer, and no end of them where it is about one of the ``silent`` symbols, or at
    the end of one of the ``silent`` paths; ``status`` other than 200 answers nothing but that. Coins that are ``gone``
    are listed no more."""

    def __init__(self) -> None:
        self.delay = 0.0
        self.status = 200
        self.silent: set[str] = set()
        self.gone: set[str] = set()
        self.calls: list[str] = []
        app = web.Application()
        app.router.add_get("/api/v2/spot/public/symbols", self._symbols)
        app.router.add_get("/api/v2/margin/currencies", self._margin)
        app.router.add_get("/api/v2/spot/market/candles", self._candles)
        app.router.add_get("/api/v2/spot/market/history-candles", self._candles)
        app.router.add_get("/api/v2/spot/market/tickers", self._tickers)
        app.router.add_get("/api/v2/mix/market/contracts", self._contracts)
        app.router.add_get("/api/v2/mix/market/query-position-lever", self._tiers)
        app.router.add_get("/api/v2/mix/market/candles", self._candles)
        app.router.add_get("/api/v2/mix/market/history-candles", self._candles)
        app.router.add_get("/api/v2/mix/market/ticker", self._tickers)
        app.router.add_get("/api/v2/mix/market/tickers", self._tickers)
        app.router.add_get("/api/v2/mix/market/history-fund-rate", self._funding)
        app.router.add_get("/api/v2/mix/market/current-fund-rate", self._next_funding)
        app.router.add_get("/api/v2/spot/market/orderbook", self._book)
        app.router.add_get("/api/v2/mix/market/merge-depth", self._book)
        self._runner = web.AppRunner(app, shutdown_timeout=0.1)
        self.url = ""

    async def __aenter__(self) -> Self:
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._runner.cleanup()

    async def _reply(self, request: web.Request, data: Json | list[Json] | list[list[str]]) -> web.Response:
        self.calls.append(request.path_qs)
        about = {request.query.get("symbol"), request.path.rpartition("/")[2]}
        await asyncio.sleep(3_600 if about & self.silent else self.delay)
        if self.status != 200:
            return web.json_response({"code": "50000", "msg": "busy"}, status=self.status)
        return web.json_response({"code": "00000", "msg": "success", "requestTime": 0, "data": data})

    async def _symbols(self, request: web.Request) -> web.Response:
        return await self._reply(request, [listed(base) for base in BASES if base not in self.gone])

    async def _margin(self, request: web.Request) -> web.Response:
        return await self._reply(request, list[Json]())

    async def _candles(self, request: web.Request) -> web.Response:
        base = request.query["symbol"].removesuffix("USDT")
        found = re.match(r"(\d+)(min|m|h|day|d|week|w)", request.query["granularity"].lower())
        assert found is not None, request.query["granularity"]
        step = int(found[1]) * MS[found[2]]
        limit = int(request.query.get("limit", 100))
        end = int(request.query["endTime"])
        last = (end - 1) // step * step
        times = _priced(request)
        return await self._reply(
            request, [_bar(base, at, step, times) for at in range(last - (limit - 1) * step, end, step)]
        )

    async def _tickers(self, request: web.Request) -> web.Response:
        asked = request.query.get("symbol")
        every = [f"{base}USDT" for base in BASES if base not in self.gone]
        now, times = int(time.time() * 1000), _priced(request)
        return await self._reply(request, [_ticker(symbol, now, times) for symbol in ([asked] if asked else every)])

    async def _contracts(self, request: web.Request) -> web.Response:
        known = BASES if request.query["productType"] == "USDT-FUTURES" else ()
        return await self._reply(request, [contract(base) for base in known if base not in self.gone])

    async def _tiers(self, request: web.Request) -> web.Response:
        return await self._reply(request, list[Json](tiers(request.query["symbol"])))

    async def _funding(self, request: web.Request) -> web.Response:
        step = FUNDING_HOURS * MS["h"]
        last, size = int(time.time() * 1000) // step * step, int(request.query.get("pageSize", 20))
        page = int(request.query.get("pageNo", 1))
        settled = [last - step * n for n in range((page - 1) * size, page * size)]
        symbol = request.query["symbol"]
        paid = [{"symbol": symbol, "fundingRate": FUNDING_RATE, "fundingTime": str(at)} for at in settled]
        return await self._reply(request, list[Json](paid))

    async def _next_funding(self, request: web.Request) -> web.Response:
        step = FUNDING_HOURS * MS["h"]
        due = (int(time.time() * 1000) // step + 1) * step
        told = {"fundingRate": NEXT_RATE, "fundingRateInterval": str(FUNDING_HOURS), "nextUpdate": str(due)}
        return await self._reply(request, list[Json]([{"symbol": request.query["symbol"], **told}]))

    async def _book(self, request: web.Request) -> web.Response:
        """Bids and asks each hundredth of a per cent: twice as much is bid, most at 5 and at 8 of them."""
        now = int(time.time() * 1000)
        price = price_of(request.query["symbol"].removesuffix("USDT"), now) * _priced(request)
        rows = {
            side: [
                [f"{price * (1 + sign * step / 10_000):.2f}", "9" if step == wall else size] for step in range(1, 21)
            ]
            for side, sign, size, wall in (("bids", -1, "0.8", 5), ("asks", 1, "0.2", 8))
        }
        return await self._reply(request, {**rows, "ts": str(now)})


def _priced(request: web.Request) -> float:
    return DEARER if "/mix/" in request.path else 1.0


def price_of(base: str, at: float) -> float:
    """In USDT at ``at`` (UTC ms)."""
    days = at / 86_400_000
    return BASES[base] * (1 + 0.1 * math.sin(days / 5) + 0.03 * math.sin(days * 3) + 0.005 * math.sin(days * 50))


def _ticker(symbol: str, now: int, times: float) -> Json:
    price = price_of(symbol.removesuffix("USDT"), now) * times
    return {
        "symbol": symbol,
        "open": f"{price * 0.99:.2f}",
        "lastPr": f"{price:.2f}",
        "high24h": f"{price * 1.02:.2f}",
        "low24h": f"{price * 0.98:.2f}",
        "baseVolume": "1234.5",
        "quoteVolume": "50000000",
        "ts": str(now),
    }


def _bar(base: str, at: int, step: int, times: float) -> list[str]:
    path = [price_of(base, at + step * part / 8) * times for part in range(9)]
    numbers = (path[0], max(path) * 1.001, min(path) * 0.999, path[-1], 100 + 50 * math.sin(at / 7e6))
    return [str(at), *(f"{number:.4f}" for number in numbers), "0", "0"]
