"""Lists have what was put into them, in its order; nobody sees one that was not shared with them."""

import asyncio
from typing import TypeVar

import pytest

from bot.app import App
from bot.suggestions import AppSuggestions
from services.core.errors import InvalidRequest, NotPermitted, UnknownSymbol, UnknownWatchlist
from services.core.principal import Principal
from services.core.request import Answer, Request
from services.core.roles import Role
from services.house.privacy import ForgetMe, Privacy
from services.store import keys
from services.watchlists.boards import WatchlistBoard
from services.watchlists.book import MOST_LISTS, MOST_MARKETS, Watchlist
from services.watchlists.changing import WatchlistAdd, WatchlistRemove
from services.watchlists.sharing import WatchlistShare
from services.watchlists.showing import WatchlistList, WatchlistShow
from tests.asks import ask

A = TypeVar("A", bound=Answer)
ANN = Principal(id="discord:11", name="Ann", role=Role.VIEWER, server="discord:1", channel="discord:2")
BEN = ANN.model_copy(update={"id": "discord:22", "name": "Ben"})
ADA = ANN.model_copy(update={"id": "discord:33", "name": "Ada", "role": Role.ADMIN})
FAR = ANN.model_copy(update={"id": "discord:44", "server": "discord:9"})
ALONE = ANN.model_copy(update={"server": None})
THREE = ("BTC/USDT", "ETH/USDT", "SOL/USDT")


async def asked(app: App, request: Request[A], principal: Principal = ANN) -> A:
    answer = await app.desk.ask(ask(request, principal))
    assert isinstance(answer, request.answer_type())
    return answer  # type: ignore[return-value]


async def test_a_list_is_made_and_keeps_its_order(app: App) -> None:
    made = await asked(app, WatchlistAdd(symbols="btc eth"))
    assert (made.called, made.symbols, made.added) == ("main", THREE[:2], THREE[:2])
    more = await asked(app, WatchlistAdd(symbols="sol, BTC/USDT"))
    assert (more.symbols, more.added, more.kept) == (THREE, ("SOL/USDT",), ("BTC/USDT",))
    front = await asked(app, WatchlistAdd(symbols="sol", at="front"))
    assert (front.symbols, front.moved, front.kept) == (("SOL/USDT", "BTC/USDT", "ETH/USDT"), ("SOL/USDT",), ())
    again = await asked(app, WatchlistAdd(symbols="sol", at="front"))
    assert (again.symbols, again.moved, again.kept) == (front.symbols, (), ("SOL/USDT",)), "it stood there"
    shown = await asked(app, WatchlistShow())
    assert shown.symbols == front.symbols
    assert all(row.price > 0 and len(row.closes) == 26 and row.closes[-1] == row.price for row in shown.rows)


async def test_what_is_taken_out_is_gone_and_the_last_ends_the_list(app: App) -> None:
    await asked(app, WatchlistAdd(symbols="btc eth sol", list="Majors  2"))
    less = await asked(app, WatchlistRemove(symbols="eth, doge", list="majors 2"))
    assert (less.symbols, less.removed, less.kept) == (("BTC/USDT", "SOL/USDT"), ("ETH/USDT",), ("DOGE/USDT",))
    gone = await asked(app, WatchlistRemove(symbols="all", list="majors 2"))
    assert (gone.symbols, gone.removed) == ((), ("BTC/USDT", "SOL/USDT"))
    with pytest.raises(UnknownWatchlist):
        await asked(app, WatchlistShow(list="majors 2"))


async def test_a_market_that_was_delisted_can_be_taken_out_and_keeps_no_other_from_being_shown(app: App) -> None:
    await asked(app, WatchlistAdd(symbols="btc"))
    await app.store.hash_set(keys.watchlists(ANN.id), "main", '{"symbols":["BTC/USDT","FTT/USDT"]}')
    shown = await asked(app, WatchlistShow())
    assert (shown.symbols, shown.missing) == (("BTC/USDT",), ("FTT/USDT",))
    assert (await asked(app, WatchlistRemove(symbols="ftt"))).symbols == ("BTC/USDT",)


async def test_the_best_change_comes_first_where_that_is_asked_for(app: App) -> None:
    await asked(app, WatchlistAdd(symbols="btc eth sol xrp doge"))
    answer = await asked(app, WatchlistShow(sort="change"))
    changes = [row.change_24h for row in answer.rows]
    assert changes == sorted(changes, key=lambda change: -(change or 0))
    assert (answer.best, answer.worst) == (answer.rows[0].name, answer.rows[-1].name)


async def test_nobody_sees_anothers_list_but_by_its_code_while_that_holds(app: App) -> None:
    await asked(app, WatchlistAdd(symbols="btc", list="secret"))
    with pytest.raises(UnknownWatchlist) as unknown:
        await asked(app, WatchlistShow(list="secret"), BEN)
    assert unknown.value.known == ()
    code = (await asked(app, WatchlistShare(list="secret"))).code
    assert code is not None
    assert (await asked(app, WatchlistShare(list="secret"))).code == code, "a list has one code"
    await asked(app, WatchlistAdd(symbols="eth", list="secret"))
    seen = await asked(app, WatchlistShow(list=code), FAR)
    assert (seen.called, seen.whose, seen.code, seen.symbols) == ("secret", "shared", None, THREE[:2])
    await asked(app, WatchlistShare(list="secret", to="nobody"))
    with pytest.raises(UnknownWatchlist):
        await asked(app, WatchlistShow(list=code), FAR)


async def test_a_code_ends_with_its_list_and_with_who_made_it(app: App) -> None:
    for end in (WatchlistRemove(symbols="all"), ForgetMe(confirm=True)):
        await asked(app, WatchlistAdd(symbols="btc"))
        code = (await asked(app, WatchlistShare())).code
        assert code is not None
        await app.desk.ask(ask(end, ANN))
        with pytest.raises(UnknownWatchlist):
            await asked(app, WatchlistShow(list=code), BEN)
        assert not await app.store.hash_all(keys.WATCHLIST_CODES)


async def test_a_servers_list_is_an_admins_to_change_and_everybodys_there_to_see(app: App) -> None:
    with pytest.raises(NotPermitted):
        await asked(app, WatchlistAdd(symbols="btc", owner="server"))
    await asked(app, WatchlistAdd(symbols="btc eth", list="majors", owner="server"), ADA)
    assert (await asked(app, WatchlistShow(list="majors"), BEN)).whose == "server"
    await asked(app, WatchlistAdd(symbols="sol", list="majors"), BEN)
    assert (await asked(app, WatchlistShow(list="majors"), BEN)).symbols == ("SOL/USDT",), "one's own is meant first"
    assert (await asked(app, WatchlistShow(list="majors", owner="server"), BEN)).symbols == THREE[:2]
    for elsewhere in (FAR, ALONE):
        with pytest.raises(UnknownWatchlist):
            await asked(app, WatchlistShow(list="majors"), elsewhere)
    with pytest.raises(InvalidRequest):
        await asked(app, WatchlistShow(owner="server"), ALONE)


async def test_a_copy_for_the_server_is_its_own(app: App) -> None:
    await asked(app, WatchlistAdd(symbols="btc", list="picks"), ADA)
    with pytest.raises(NotPermitted):
        await asked(app, WatchlistShare(list="picks", to="server"), BEN)
    await asked(app, WatchlistShare(list="picks", to="server"), ADA)
    await asked(app, WatchlistAdd(symbols="eth", list="picks"), ADA)
    assert (await asked(app, WatchlistShow(list="picks"), BEN)).symbols == ("BTC/USDT",)


async def test_there_is_an_end_to_lists_and_markets(app: App) -> None:
    for number in range(MOST_LISTS):
        await asked(app, WatchlistAdd(symbols="btc", list=f"l{number}"))
    with pytest.raises(InvalidRequest, match="10 lists"):
        await asked(app, WatchlistAdd(symbols="btc", list="one more"))
    full = Watchlist(symbols=tuple(f"A{number}/USDT" for number in range(MOST_MARKETS)))
    await app.store.hash_set(keys.watchlists(ANN.id), "l0", full.model_dump_json(exclude_none=True))
    with pytest.raises(InvalidRequest, match="at most 20 markets"):
        await asked(app, WatchlistAdd(symbols="btc", list="l0"))
    every = await asked(app, WatchlistList())
    assert (len(every.lists), every.left) == (MOST_LISTS, 0)


async def test_what_is_added_at_the_same_moment_is_all_kept_and_not_more_than_may_be(app: App) -> None:
    await asyncio.gather(*(asked(app, WatchlistAdd(symbols=symbol)) for symbol in ("btc", "eth", "sol")))
    assert set((await app.watchlists.of(ANN.id))["main"].symbols) == set(THREE)
    made = (asked(app, WatchlistAdd(symbols="btc", list=f"l{number}")) for number in range(MOST_LISTS + 3))
    done = await asyncio.gather(*made, return_exceptions=True)
    assert sum(isinstance(each, InvalidRequest) for each in done) == 4
    assert len(await app.watchlists.of(ANN.id)) == MOST_LISTS


@pytest.mark.parametrize("name", ["<@1>", "a`b", "**x**", "[a](b)", " ", "a\nb/c", "@everyone"])
async def test_a_name_is_a_word_or_a_few(app: App, name: str) -> None:
    with pytest.raises(InvalidRequest):
        await asked(app, WatchlistAdd(symbols="btc", list=name))


async def test_an_unknown_market_changes_nothing(app: App) -> None:
    with pytest.raises(UnknownSymbol):
        await asked(app, WatchlistAdd(symbols="btc, nosuch"))
    assert not (await asked(app, WatchlistList())).lists


async def test_lists_are_suggested_to_who_may_see_them(app: App) -> None:
    await asked(app, WatchlistAdd(symbols="btc", list="mine"))
    await asked(app, WatchlistAdd(symbols="btc", list="majors", owner="server"), ADA)
    suggestions = AppSuggestions(app)
    assert await suggestions.suggest(WatchlistShow, "watchlists", "m", ANN) == ["mine", "majors"]
    assert await suggestions.suggest(WatchlistShow, "watchlists", "ma", BEN) == ["majors"]
    assert await suggestions.suggest(WatchlistShow, "watchlists", "", FAR) == ["main"]
    new = await suggestions.suggest(WatchlistAdd, "watchlist names", "ma", ANN)
    assert new == ["ma", "majors"], "Enter makes the list that was typed"


async def test_a_board_stands_in_a_channel_and_shows_a_list_of_the_server(app: App) -> None:
    with pytest.raises(NotPermitted):
        await asked(app, WatchlistBoard(), BEN)
    await asked(app, WatchlistAdd(symbols="btc", list="own"), ADA)
    with pytest.raises(UnknownWatchlist):
        await asked(app, WatchlistBoard(list="own"), ADA)
    with pytest.raises(InvalidRequest):
        await asked(app, WatchlistBoard(list="own"), ADA.model_copy(update={"server": None}))
    await asked(app, WatchlistAdd(symbols="btc", list="majors", owner="server"), ADA)
    up = await asked(app, WatchlistBoard(list="majors"), ADA)
    assert (up.on, up.was_on) == (True, False)
    assert (await asked(app, WatchlistBoard(list="majors"), ADA)).was_on
    boards = (await asked(app, WatchlistList(), BEN)).boards
    assert [(board.name, board.here) for board in boards] == [("majors", True)]
    assert (await asked(app, WatchlistList(), FAR)).boards == ()
    down = await asked(app, WatchlistBoard(list="majors", on=False), ADA)
    assert (down.on, down.was_on) == (False, True)
    assert (await asked(app, WatchlistList(), BEN)).boards == ()


async def test_whoever_asks_what_is_kept_is_told_how_many_lists(app: App) -> None:
    for name in ("one", "two"):
        await asked(app, WatchlistAdd(symbols="btc", list=name))
    await asked(app, WatchlistShare(list="one"))
    kept = {fact.kind: fact.many for fact in (await asked(app, Privacy())).kept}
    assert kept["watchlists"] == 2
