"""A decision without the model's own time: from a bar that closed to its record on disk, by the loop, the rules, the
checks, the stream and the executor."""

import asyncio
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import perf_counter

from analytics.trading.agent_records import Watching
from bot.app import App, open_app
from bot.lines import happen
from config.settings import load
from services.accounts.opening import opened_records
from services.core.clock import SteppedClock
from services.market.timeframes import to_ms

BEGIN = datetime(2026, 11, 1, tzinfo=UTC)
MARKET = "BTC/USDT"
ROUNDS = 200
MANY = 20
MOST_MS = 100.0


def rows(folder: Path, scale: float) -> Iterable[tuple[str, list[float], float | None]]:
    rounds = max(20, int(ROUNDS * scale))
    yield (
        "a decision without the model, from the bar's close to disk",
        asyncio.run(_decided(folder, 1, rounds)),
        MOST_MS,
    )
    many = asyncio.run(_decided(folder, MANY, rounds // 10))
    yield f"each of {MANY} accounts that look at the same market", [each / MANY for each in many], MOST_MS


async def _decided(folder: Path, accounts: int, rounds: int) -> list[float]:
    """Milliseconds that each of so many ``rounds`` took, the first one apart, which reads the market."""
    clock_at = BEGIN
    async with open_app(
        load(home=folder / f"thinking-{accounts}", market="sim", at=BEGIN), roles=frozenset(), watch=False
    ) as app:
        for number in range(accounts):
            await _watch(app, f"paper:discord:{number}")
        taken = []
        for _ in range(rounds + 1):
            clock_at += timedelta(hours=1)
            assert isinstance(app.clock, SteppedClock)
            app.clock.step(clock_at)
            began = perf_counter()
            await happen(app)
            taken.append((perf_counter() - began) * 1000)
        kept = [len((await app.trading.books.look(f"paper:discord:{n}")).agency.decisions) for n in range(accounts)]
        if kept != [rounds + 1] * accounts:
            raise AssertionError(f"{kept} decisions are kept, not {rounds + 1} each")
    return taken[1:]


async def _watch(app: App, account: str) -> None:
    now = app.clock.now()
    async with app.trading.books.writing(account) as book:
        watching = Watching(to_ms(now), "bench", True, MARKET, "1h", "bench")
        await book.write([*opened_records(book.account, app.settings.paper.terms, now), watching])
