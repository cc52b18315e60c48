"""Whoever reads a card knows how far the agent may go in the account that it is about; a wrong level is never told."""

import pytest

from analytics.trading.agent_records import Level
from bot.app import App
from services.accounts.agenda import Agenda
from services.accounts.naming import AccountId
from services.brain.events import AutonomyDropped
from services.core.errors import StoreUnavailable
from services.core.principal import Principal
from services.house.heartbeat import PartSilent
from services.house.status import Status
from services.orders.events import Traded
from services.portfolio.balance import Balance
from services.store import keys
from services.studies.price import PriceNow
from tests.answers._shared import NOW
from tests.asks import BEN, new_id
from tests.samples import EVENTS

MAIN, SERVERS = f"paper:{BEN.id}", f"paper:server:{BEN.server}"


async def set_level(app: App, account: str, level: Level | None) -> None:
    agenda = Agenda(owner=AccountId.read(account).owner, level=level, fence=0, looks=(), waits=(), judge_at=None)
    await app.store.hash_set(keys.AGENTS, account, agenda.model_dump_json())
    app.presenter._levels.forget()


async def footer(app: App, request: object = None, who: Principal = BEN) -> str:
    asked = request or PriceNow(symbol="btc")
    return (await app.presenter.request(asked, new_id(), who)).card.footer  # type: ignore[arg-type]


async def test_every_card_says_it_before_the_voice(app: App) -> None:
    assert " · AI copilot · voice: " in await footer(app)
    await set_level(app, MAIN, "autonomous")
    assert " · AI autonomous · voice: " in await footer(app)
    assert "AI autonomous" in await footer(app, Status())
    refused = await app.presenter.request(PriceNow(symbol="no such market"), new_id(), BEN)
    assert not refused.answered
    assert refused.card.footer.startswith("AI autonomous · voice: ")
    assert "AI copilot" in await footer(app, who=BEN.model_copy(update={"id": "discord:8"}))


async def test_one_that_was_set_to_nothing_in_particular_is_as_configured(app: App) -> None:
    await set_level(app, MAIN, None)
    assert f"AI {app.settings.autonomy.level}" in await footer(app)


async def test_what_is_about_an_account_says_that_of_this_one(app: App) -> None:
    await set_level(app, MAIN, "assistant")
    await set_level(app, SERVERS, "agent")
    assert "AI assistant" in await footer(app, Balance())
    assert "AI agent" in await footer(app, Balance(account="server"))
    await app.store.hash_set(keys.accounts_of(BEN.id), "in use", "server")
    app.presenter._levels.forget()
    assert "AI agent" in await footer(app)


async def test_of_events_it_is_that_of_their_account(app: App) -> None:
    await set_level(app, MAIN, "none")
    await set_level(app, f"{MAIN}:swing", "copilot")
    dropped = AutonomyDropped(
        key="a", at=NOW, account="swing", person=BEN.id, server=None, level="copilot", was="agent", reason="drift"
    )
    assert "AI copilot" in (await app.presenter.event(dropped, BEN, "z")).card.footer
    traded = next(each for each in EVENTS.values() if isinstance(each, Traded)).model_copy(update={"account": MAIN})
    assert "AI none" in (await app.presenter.event(traded, BEN, "z")).card.footer
    silent = next(each for each in EVENTS.values() if isinstance(each, PartSilent))
    assert "AI" not in (await app.presenter.event(silent, BEN, "z")).card.footer


async def test_while_the_store_is_away_nothing_is_said_of_it(app: App, monkeypatch: pytest.MonkeyPatch) -> None:
    async def away(*_: object) -> list[str | None]:
        raise StoreUnavailable

    await footer(app)
    app.presenter._levels.forget()
    monkeypatch.setattr(app.store, "hash_get", away)
    assert "AI" not in await footer(app)


async def test_what_another_version_wrote_is_not_taken_for_the_usual_level(app: App) -> None:
    await app.store.hash_set(keys.AGENTS, MAIN, '{"level": "emperor"}')
    assert "AI" not in await footer(app)


async def test_a_level_is_read_once_a_second_at_most(app: App, monkeypatch: pytest.MonkeyPatch) -> None:
    read = app.store.hash_get
    asked: list[str] = []

    async def counted(key: str, fields: list[str]) -> list[str | None]:
        asked.append(key)
        return await read(key, fields)

    monkeypatch.setattr(app.store, "hash_get", counted)
    for _ in range(20):
        await footer(app)
    assert asked.count(keys.AGENTS) == 1
    assert asked.count(keys.accounts_of(BEN.id)) == 1
