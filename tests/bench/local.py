"""What needs no wire: the chart, the words, the analysis, and starting from the shell."""

import asyncio
import statistics
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter
from typing import Any

from bot.app import open_app
from config.settings import load
from personas.pictures import PALETTES
from services.studies.chart import Chart
from services.studies.fib_levels import FibLevels, answer_fib_levels
from services.studies.price import PriceNow
from tests.asks import BEN, ask
from tests.faces import picture
from tests.house import omega

AT = datetime(2026, 3, 3, 12, tzinfo=UTC)


def median_ms(work: Callable[[], object], times: int) -> float:
    """The median time of ``work`` in ms, over ``times`` runs after three that are not counted."""
    for _ in range(3):
        work()
    taken = []
    for _ in range(times):
        started = perf_counter()
        work()
        taken.append(perf_counter() - started)
    return statistics.median(taken) * 1000


async def parts(home: Path) -> dict[str, float]:
    """Median times in ms of the parts of a reply, warm."""
    settings = load(home=home, market="sim", at=AT, rate={"burst": 10**6, "per_minute": 10**6})
    async with open_app(settings, watch=False) as app:
        price = await app.desk.ask(ask(PriceNow(symbol="btc")))
        chart = await app.desk.ask(ask(Chart(symbol="btc")))
        levels = await app.desk.ask(ask(FibLevels(symbol="btc")))
        palette = PALETTES["classic"]
        return {
            "chart picture, 120 bars": median_ms(lambda: picture(chart).png(palette), 30),
            "levels picture, 200 bars": median_ms(lambda: picture(levels).png(palette), 30),
            "words of a price": median_ms(lambda: app.voices.render(price, "xyko", BEN), 300),
            "words of levels": median_ms(lambda: app.voices.render(levels, "xyko", BEN), 300),
            "desk, price held": await _median_async(lambda: app.desk.ask(ask(PriceNow(symbol="btc"))), 300),
            "desk, levels computed": await _median_async(
                lambda: answer_fib_levels(FibLevels(symbol="btc"), app.market), 100
            ),
        }


async def shell(home: Path, runs: int = 5) -> float:
    """The median time in seconds of ``omega ask`` from start to end, the store's start and end included."""
    taken = []
    for _ in range(runs + 1):
        started = perf_counter()
        status, _, errors = await omega("ask", "/price symbol:btc", "--market", "sim", home=home)
        assert status == 0, errors
        taken.append(perf_counter() - started)
    return statistics.median(taken[1:])


async def _median_async(work: Callable[[], Any], times: int) -> float:
    taken = []
    for _ in range(times + 3):
        started = perf_counter()
        await work()
        taken.append(perf_counter() - started)
        await asyncio.sleep(0)
    return statistics.median(taken[3:]) * 1000
