"""Buttons of one message pressed one after another: what was pressed last is what stands there in the end."""

import asyncio
from pathlib import Path
from typing import Any

from aiohttp import web

from bot.playground import Playground
from bot.playground.person import Person
from tests.e2e.test_progress import becomes, live
from tests.exchange import Exchange
from tests.house import Bot

SLOW = 3.0
"""Seconds that days take: longer than a press is answered in one call."""


class SlowDays(Exchange):
    """An exchange that takes long for candles of a day, once ``slow``."""

    slow = False

    async def _reply(self, request: web.Request, data: Any) -> web.Response:
        if self.slow and "granularity=1d" in request.path_qs.lower():
            await asyncio.sleep(SLOW)
        return await super()._reply(request, data)


async def test_a_slow_answer_does_not_take_the_place_of_what_was_pressed_after_it(
    playground: Playground, tmp_path: Path
) -> None:
    async with (
        SlowDays() as exchange,
        Person(playground.url, "Ben") as ben,
        Bot(playground, tmp_path / "home", **live(exchange)) as bot,
    ):
        levels = await ben.slash("fib levels", symbol="btc", timeframe="1h")
        exchange.slow = True
        days = asyncio.create_task(ben.press(levels, "1d"))
        await asyncio.sleep(0.3)
        await ben.press(levels, "Chart")
        await asyncio.sleep(SLOW + 1.0)
        days.cancel()
        last = await becomes(ben, levels, lambda _: True)
        assert last.embeds[0]["title"].startswith("BTC/USDT 1h"), "the answer for a day came later and was let be"
        assert last.button("Fib levels") is not None, "it is the chart"

        again = await ben.press(last, "1d", timeout=30)
        assert again.embeds[0]["title"].startswith("BTC/USDT 1d"), "a later press is answered in the same place"
        assert "Traceback" not in bot.errors()
