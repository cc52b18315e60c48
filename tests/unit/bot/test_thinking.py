"""The wiring of the agent."""

from datetime import datetime
from pathlib import Path

import pytest

from analytics.trading.agent_records import Watching
from bot.app import open_app
from bot.thinking import EXCHANGE_LEASE, LOOP_LEASE
from config.settings import load
from services.accounts.opening import opened_records
from services.market.timeframes import to_ms
from services.store import keys
from services.store.leases import Leases
from tests.conftest import eventually

ANN = "paper:discord:1"


@pytest.mark.parametrize("taken", [False, True])
async def test_while_nobody_takes_proposals_none_is_thought_of(tmp_path: Path, now: datetime, taken: bool) -> None:
    """Else a worker without a gateway pays for each bar, and fills the store."""
    settings = load(home=tmp_path / "home", market="sim", at=now, speed=3_600)
    async with open_app(settings, roles=frozenset(), watch=False) as app:
        async with app.trading.books.writing(ANN) as book:
            opened = opened_records(book.account, settings.paper.terms, now)
            await book.write([*opened, Watching(to_ms(now), "on", True, "BTC/USDT", "1h", "ann")])
        leases = Leases(app.store)
        await leases.hold(LOOP_LEASE, app.presence.name, 60)
        if taken:
            await leases.hold(EXCHANGE_LEASE, "a gateway", 60)

        async def sent() -> bool:
            await app.thinking.loop.step()
            return await app.store.call(lambda client: client.exists(keys.PROPOSALS)) == 1

        if taken:
            await eventually(sent, 20)
        else:
            with pytest.raises(TimeoutError):
                await eventually(sent, 4)
