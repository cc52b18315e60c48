"""A long answer says how far it is, where it will stand; the answer comes whatever happens in between."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

from aiohttp import web

from bot.playground import Playground
from bot.playground.person import Person
from bot.playground.reply import Reply
from tests.conftest import eventually
from tests.exchange import Exchange
from tests.house import Bot

SLOW = 5.5
"""Seconds that one of three markets takes: longer than until progress is shown, and than a scan's patience is not."""
WHERE = "close > 0"


class Uneven(Exchange):
    """An exchange that takes ``laggard`` seconds longer for one of its markets."""

    laggard = 0.0

    async def _reply(self, request: web.Request, data: Any) -> web.Response:
        if "ETHUSDT" in request.path_qs:
            await asyncio.sleep(self.laggard)
        return await super()._reply(request, data)


def live(exchange: Exchange) -> dict[str, str]:
    return {"OMEGA_MARKET": "live", "OMEGA_EXCHANGE_URL": exchange.url}


async def becomes(person: Person, reply: Reply, like: Callable[[Reply], bool]) -> Reply:
    """``reply`` once it is ``like`` that."""
    found: list[Reply] = []

    async def so() -> bool:
        found[:] = [told for told in await person.history("desk") if told.id == reply.id and like(told)]
        return bool(found)

    await eventually(so, 30)
    return found[0]


def is_progress(reply: Reply) -> bool:
    return bool(reply.message["content"].startswith("Scanning: 2 of 3\n"))


def is_answer(reply: Reply) -> bool:
    return bool(reply.attachments) and not reply.message["content"] and "SOL/USDT" in str(reply.buttons)


async def test_a_slow_scan_shows_how_far_it_is_and_then_the_answer(playground: Playground, tmp_path: Path) -> None:
    async with (
        Uneven() as exchange,
        Person(playground.url, "Ben") as ben,
        Bot(playground, tmp_path / "home", **live(exchange)) as bot,
    ):
        await ben.slash("price", symbol="btc")
        before = len(await ben.history("desk"))
        exchange.laggard = SLOW
        progress = await ben.slash("scan", where=WHERE, timeout=30)
        assert is_progress(progress)
        assert not progress.embeds
        await becomes(ben, progress, is_answer)
        assert len(await ben.history("desk")) == before + 1, "the answer stands where the progress stood"
        assert "Traceback" not in bot.errors()


async def test_a_scan_that_is_cut_off_by_kill_9_is_answered_after_the_start(
    playground: Playground, tmp_path: Path
) -> None:
    async with (
        Uneven() as exchange,
        Person(playground.url, "Ben") as ben,
        Bot(playground, tmp_path / "home", **live(exchange)) as bot,
    ):
        await ben.slash("price", symbol="btc")
        exchange.laggard = SLOW
        progress = await ben.slash("scan", where=WHERE, timeout=30)
        assert is_progress(progress)
        await bot.kill()
        exchange.laggard = 0.0
        await bot.start()
        await becomes(ben, progress, is_answer)


async def test_a_pressed_button_shows_progress_above_the_picture_that_was_there(
    playground: Playground, tmp_path: Path
) -> None:
    async with (
        Uneven() as exchange,
        Person(playground.url, "Ben") as ben,
        Bot(playground, tmp_path / "home", **live(exchange)),
    ):
        scan = await ben.slash("scan", where=WHERE, timeframes="4h")
        assert is_answer(scan)
        exchange.laggard = SLOW
        progress = await ben.press(scan, "1h", timeout=30)
        assert progress.id == scan.id
        assert is_progress(progress)
        assert progress.embeds == scan.embeds, "what was there stays until the answer is"
        assert progress.attachments
        answer = await becomes(ben, scan, is_answer)
        assert "SOL/USDT 1h" in str(answer.buttons)


async def test_an_error_wipes_the_progress_and_leaves_the_picture(playground: Playground, tmp_path: Path) -> None:
    async with (
        Uneven() as exchange,
        Person(playground.url, "Ben") as ben,
        Bot(playground, tmp_path / "home", **live(exchange)),
    ):
        scan = await ben.slash("scan", where=WHERE, timeframes="4h")
        exchange.laggard, exchange.status = SLOW, 500
        assert is_progress(await ben.press(scan, "1h", timeout=30))
        told = await ben.next_message(timeout=30)
        assert told.ephemeral
        assert "bitget" in str(told.embeds[0])
        after = await becomes(ben, scan, lambda reply: not reply.message["content"])
        assert after.embeds == scan.embeds
        assert after.attachments


async def test_a_long_condition_has_buttons_that_work_after_a_restart(playground: Playground, tmp_path: Path) -> None:
    where = "close > 0 and (rsi14 < 101 or near fib 0.618 within 0.3 atr or near support within 0.3 atr)"
    async with Bot(playground, tmp_path / "home") as bot, Person(playground.url, "Ben") as ben:
        first = await ben.slash("scan", where=where, timeframes="1h,4h", timeout=30)
        labels = [button.label for button in first.buttons]
        assert {"15m", "1h", "4h", "Next »", "Refresh"} <= set(labels)
        await bot.kill()
        await bot.start()
        following = await ben.press(first, "Next »", timeout=30)
        assert following.id == first.id
        assert "« Prev" in [button.label for button in following.buttons]
        assert following.embeds[0]["fields"] != first.embeds[0]["fields"]
