"""What a user would lose: an account that opens twice, resets by a slip, or by somebody who may not."""

import asyncio
from decimal import Decimal

import pytest

from bot.app import App
from services.accounts.new import AccountNew, AccountNewAnswer
from services.accounts.reset import AccountReset, AccountResetAnswer
from services.accounts.use import AccountUse
from services.core.errors import InvalidRequest, NotConfirmed, NotPermitted, UnknownAccount
from services.core.principal import Principal
from services.core.request import AnyRequest
from services.core.roles import Role
from services.portfolio.account_list import AccountList, AccountListAnswer
from services.portfolio.balance import Balance, BalanceAnswer
from tests.asks import ask

ANN = Principal(id="discord:1", name="Ann", role=Role.TRADER, server="discord:9")
BEN = Principal(id="discord:2", name="Ben", role=Role.ADMIN, server="discord:9")


async def said(app: App, request: AnyRequest, who: Principal = ANN) -> object:
    return await app.desk.ask(ask(request, who))


async def listed(app: App, who: Principal = ANN) -> dict[str, bool]:
    answer = await said(app, AccountList(), who)
    assert isinstance(answer, AccountListAnswer)
    return {each.account: each.in_use for each in answer.accounts}


async def test_everyone_has_an_account_that_looking_does_not_open(app: App) -> None:
    answer = await said(app, Balance())
    assert isinstance(answer, BalanceAnswer)
    assert (answer.account, answer.equity, answer.currency) == ("main", Decimal(10_000), "USDT")
    assert await listed(app) == {"main": True, "server": False}
    assert await app.store.keys_like("omega:journal:*") == []


async def test_a_new_one_has_its_own_balance_and_is_used_once_chosen(app: App) -> None:
    opened = await said(app, AccountNew(called=" Swing ", balance=5_000))
    assert isinstance(opened, AccountNewAnswer)
    assert (opened.account, opened.balance) == ("swing", Decimal(5_000))
    assert await listed(app) == {"main": True, "swing": False, "server": False}
    await said(app, AccountUse(account="swing"))
    answer = await said(app, Balance())
    assert isinstance(answer, BalanceAnswer)
    assert (answer.account, answer.equity) == ("swing", Decimal(5_000))
    assert await listed(app, BEN) == {"main": True, "server": False}


@pytest.mark.parametrize("name", ["main", "server", "default", "SWING", "in use", "ä", "a:b", "a_b", "-" * 21])
async def test_names_that_will_not_do(app: App, name: str) -> None:
    await said(app, AccountNew(called="swing"))
    with pytest.raises((InvalidRequest, ValueError)):
        await said(app, AccountNew(called=name))
    assert len(await listed(app)) == 3


async def test_no_more_than_the_house_allows(app: App) -> None:
    opened = await said(app, AccountNew(called="a0"))
    assert isinstance(opened, AccountNewAnswer)
    for number in range(opened.left):
        await said(app, AccountNew(called=f"b{number}"))
    with pytest.raises(InvalidRequest, match="as many as one may have"):
        await said(app, AccountNew(called="last"))


async def test_no_more_than_that_where_all_are_asked_for_at_once(app: App) -> None:
    asked = [said(app, AccountNew(called=f"a{number}")) for number in range(40)]
    got = await asyncio.gather(*asked, return_exceptions=True)
    opened = [each for each in got if isinstance(each, AccountNewAnswer)]
    assert sorted(each.left for each in opened) == list(range(len(opened)))
    assert {type(each) for each in got} == {AccountNewAnswer, InvalidRequest}
    assert len(await listed(app)) == len(opened) + 2


async def test_a_reset_wants_a_second_word_and_keeps_the_journal(app: App) -> None:
    await said(app, AccountNew(called="swing", balance=5_000))
    with pytest.raises(NotConfirmed) as asked:
        await said(app, AccountReset(account="swing"))
    assert asked.value.near == (AccountReset(account="swing", confirm=True),)
    before = await app.store.call(lambda client: client.xlen("omega:journal:{paper:discord:1:swing}"))
    answer = await said(app, asked.value.near[0])
    assert isinstance(answer, AccountResetAnswer)
    assert (answer.balance, answer.resets) == (Decimal(5_000), 1)
    after = await app.store.call(lambda client: client.xlen("omega:journal:{paper:discord:1:swing}"))
    assert after == before + 1


async def test_the_same_reset_is_made_once(app: App) -> None:
    one = ask(AccountReset(account="main", confirm=True), ANN)
    first, again = await app.desk.ask(one), await app.desk.ask(one)
    assert first == again
    assert isinstance(first, AccountResetAnswer)
    assert first.resets == 1


async def test_what_all_of_a_server_share_its_admins_reset(app: App) -> None:
    with pytest.raises(NotPermitted):
        await said(app, AccountReset(account="server", confirm=True))
    answer = await said(app, AccountReset(account="server", confirm=True), BEN)
    assert isinstance(answer, AccountResetAnswer)
    assert answer.account == "server"


async def test_nobody_uses_what_is_not_theirs(app: App) -> None:
    await said(app, AccountNew(called="swing"), BEN)
    for request in (AccountUse(account="swing"), Balance(account="swing"), AccountReset(account="swing", confirm=True)):
        with pytest.raises(UnknownAccount):
            await said(app, request)
