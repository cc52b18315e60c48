"""/ai on, /ai off and /ai status: whose account, at which level, and that it can always be ended."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from analytics.trading.agent_records import Level, Levelled
from bot.app import App
from services.accounts.opening import opened_records
from services.brain.answers import AiStatusAnswer
from services.brain.watches import MOST_WATCHED, AiOff, AiOn, AiStatus
from services.core.errors import (
    ExchangeUnavailable,
    InvalidRequest,
    LevelForbids,
    NotPermitted,
    UnknownAccount,
    UnknownSymbol,
    UnknownTimeframe,
)
from services.core.principal import Principal
from services.core.request import AnyRequest
from services.core.roles import Role
from services.market.source import Market
from services.market.timeframes import to_ms
from services.orders.stop import KillSwitch
from tests.asks import ask

ANN = Principal(id="discord:1", name="Ann", role=Role.TRADER, server="discord:9")
BEN = Principal(id="discord:2", name="Ben", role=Role.TRADER, server="discord:9")
EVE = Principal(id="discord:4", name="Eve", role=Role.VIEWER, server="discord:9")
ACCOUNT = "paper:discord:1"


async def said(app: App, request: AnyRequest, who: Principal = ANN, ask_id: str | None = None) -> AiStatusAnswer:
    answer = await app.desk.ask(ask(request, who, ask_id))
    assert isinstance(answer, AiStatusAnswer)
    return answer


async def at_level(app: App, level: Level, account: str = ACCOUNT) -> None:
    async with app.trading.books.writing(account) as book:
        opened = opened_records(book.account, app.settings.paper.terms, app.clock.now())
        await book.write([*opened, Levelled(to_ms(app.clock.now()), level, level, "copilot", "ann")])


def watched(answer: AiStatusAnswer) -> list[tuple[str, str]]:
    return [(each.symbol, each.timeframe) for each in answer.watches]


async def test_it_looks_at_what_it_was_switched_on_for_until_it_is_switched_off(app: App) -> None:
    answer = await said(app, AiOn(symbol="btc", timeframe="60"))
    assert (answer.account, answer.changed, watched(answer)) == ("main", "on BTC/USDT 1h", [("BTC/USDT", "1h")])
    assert answer.watches[0].next_at == app.clock.now() + timedelta(hours=1)
    await said(app, AiOn(symbol="eth", timeframe="4h"))
    answer = await said(app, AiOn(symbol="btc", timeframe="15m"))
    assert watched(answer) == [("BTC/USDT", "15m"), ("ETH/USDT", "4h")]
    answer = await said(app, AiOff(symbol="BTC"))
    assert (answer.changed, watched(answer)) == ("off BTC/USDT", [("ETH/USDT", "4h")])
    answer = await said(app, AiOff())
    assert (answer.changed, watched(answer)) == ("off everything", [])
    assert (await app.trading.books.agents()) == {}


async def test_what_is_so_already_is_written_no_second_time(app: App) -> None:
    await said(app, AiOn(symbol="btc"), ask_id="one")
    for again in (await said(app, AiOn(symbol="btc")), await said(app, AiOff(symbol="eth"))):
        assert again.changed == ""
    assert (await app.trading.books.look(ACCOUNT)).records == 2


async def test_the_journal_says_who_asked_and_where(app: App) -> None:
    await said(app, AiOn(symbol="btc"))
    await said(app, AiOn(symbol="btc", account="server"), BEN)
    agendas = await app.trading.books.agents()
    (own,), (shared,) = agendas[ACCOUNT].looks, agendas["paper:server:discord:9"].looks
    assert (own.by, own.place) == (ANN.id, "discord:9")
    assert BEN.id not in shared.by


@pytest.mark.parametrize(
    ("request_", "who", "error"),
    [
        (AiOn(symbol="btc"), EVE, NotPermitted),
        (AiOff(), EVE, NotPermitted),
        (AiOn(symbol="btc", account="swing"), ANN, UnknownAccount),
        (AiOn(symbol="nosuchcoin"), ANN, UnknownSymbol),
        (AiOn(symbol="btc", timeframe="7h"), ANN, UnknownTimeframe),
        (AiOff(symbol="nosuchcoin"), ANN, UnknownSymbol),
    ],
)
async def test_who_may_not_and_what_is_not_there_is_refused(
    app: App, request_: AnyRequest, who: Principal, error: type[Exception]
) -> None:
    with pytest.raises(error):
        await said(app, request_, who)
    assert await app.trading.books.agents() == {}


async def test_at_level_none_it_is_not_switched_on_and_what_was_on_can_be_ended(app: App) -> None:
    await said(app, AiOn(symbol="btc"))
    await at_level(app, "none")
    with pytest.raises(LevelForbids) as refused:
        await said(app, AiOn(symbol="eth"))
    assert (refused.value.level, refused.value.wanted) == ("none", "assistant")
    assert watched(await said(app, AiOff())) == []


async def test_an_account_has_so_many_markets_looked_at_and_no_more(app: App, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("services.brain.watches.MOST_WATCHED", 2)
    assert MOST_WATCHED > 2
    await said(app, AiOn(symbol="btc"))
    await said(app, AiOn(symbol="eth"))
    with pytest.raises(InvalidRequest) as refused:
        await said(app, AiOn(symbol="sol"))
    assert "/ai off" in refused.value.problems[0]
    assert len((await said(app, AiOn(symbol="eth", timeframe="4h"))).watches) == 2


async def test_it_can_be_ended_under_the_kill_switch_with_the_market_hanging(
    app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    await said(app, AiOn(symbol="btc"))
    await said(app, AiOn(symbol="eth"))
    await app.desk.ask(ask(KillSwitch(reason="news"), ANN))
    assert (await said(app, AiStatus())).stopped == ("kill switch",)

    async def hang(*_: Any, **__: Any) -> tuple[Market, ...]:
        raise ExchangeUnavailable(venue="sim", reason="timeout")

    monkeypatch.setattr(app.source, "markets", hang)
    monkeypatch.setattr(app.source, "ticker", hang)
    async with asyncio.timeout(2):
        assert watched(await said(app, AiOff(symbol="btc"))) == [("ETH/USDT", "1h")]
        assert watched(await said(app, AiOff())) == []
    assert AiOff.stops


async def test_the_status_of_an_account_that_was_never_opened_opens_none(app: App) -> None:
    answer = await said(app, AiStatus(), EVE)
    assert (answer.level, answer.brain, answer.pending, answer.decisions) == ("copilot", "rules", 0, 0)
    assert [(each.name, each.used, each.reached) for each in answer.limits][:3] == [
        ("trades a day", "0", False),
        ("losing streak", "0", False),
        ("review", "0", False),
    ]
    assert await app.store.keys_like("omega:journal:*") == []
