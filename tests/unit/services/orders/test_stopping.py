"""What a user would lose: that trading stops when they say so, whatever else hangs, and stays stopped until an admin
lets it go on. Over the whole desk, a real store and a simulated market that can be made to hang.
"""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from time import monotonic
from typing import Any

import pytest

from analytics.trading.account import Account
from analytics.trading.records import Cancelled, Record
from bot.app import App, open_app
from config.settings import load
from services.core.ask import Ask
from services.core.clock import SteppedClock
from services.core.errors import (
    LimitReached,
    NotPermitted,
    NotYours,
    RateLimited,
    StoreUnavailable,
    UnknownAccount,
)
from services.core.events import read_event
from services.core.principal import Principal
from services.core.request import AnyRequest
from services.core.roles import Role
from services.market.sim import SimSource
from services.orders.events import Traded, TradingSwitched
from services.orders.flatten import Flatten, FlattenAnswer
from services.orders.gate import Gate
from services.orders.limits import Wish
from services.orders.own_limits import Limits, LimitsAnswer
from services.orders.stop import KillSwitch, Pause, SwitchAnswer
from services.orders.switches import Switches
from services.store import keys
from services.studies.price import PriceNow
from tests.asks import new_id
from tests.conftest import eventually
from tests.unit.analytics.trading.agents import decided
from tests.unit.services.orders.making import (
    AI,
    AUTONOMY,
    MIDNIGHT,
    NOW,
    PERPETUAL,
    TERMS,
    accepted,
    d,
    filled,
    instrument,
    ms,
    opened,
    order,
)

SERVER = "discord:1"
ANN = Principal(id="discord:7", name="Ann", role=Role.TRADER, server=SERVER, channel="discord:2")
BEN = Principal(id="discord:8", name="Ben", role=Role.TRADER, server=SERVER, channel="discord:2")
BOSS = Principal(id="discord:9", name="Boss", role=Role.ADMIN, server=SERVER, channel="discord:2")
OF_ANN, OF_BEN, SHARED = "paper:discord:7", "paper:discord:8", "paper:server:discord:1"
QUICK = 1.0
"""Seconds in which trading is stopped."""


class Hanging(SimSource):
    """A market that answers nothing while it ``hangs``."""

    def __init__(self) -> None:
        super().__init__(1)
        self.answers = asyncio.Event()
        self.answers.set()
        self.asked = 0

    async def candles(self, *args: Any, **more: Any) -> Any:
        await self._wait()
        return await super().candles(*args, **more)

    async def ticker(self, *args: Any, **more: Any) -> Any:
        await self._wait()
        return await super().ticker(*args, **more)

    async def markets(self) -> Any:
        await self._wait()
        return await super().markets()

    async def _wait(self) -> None:
        self.asked += 1
        await self.answers.wait()


@pytest.fixture
def market() -> Hanging:
    return Hanging()


def settings(tmp_path: Path, **more: Any) -> Any:
    usual = {"home": tmp_path / "home", "market": "sim", "at": NOW, "rate": {"burst": 10_000, "per_minute": 10_000}}
    return load(**(usual | more))


@pytest.fixture
async def desk(tmp_path: Path, market: Hanging) -> AsyncIterator[App]:
    async with open_app(settings(tmp_path), source=market) as app:
        yield app


async def ask(app: App, request: AnyRequest, by: Principal = ANN, id: str | None = None) -> Any:  # noqa: A002
    return await app.desk.ask(Ask(id or new_id(), request, by, app.clock.now()))


async def write(app: App, account: str, *records: Record | list[Record]) -> None:
    flat = [each for some in records for each in (some if isinstance(some, list) else [some])]
    async with app.trading.paper._books.writing(account) as book:
        first = [] if book.account.is_open else [replace(opened(at=MIDNIGHT), account=account)]
        await book.write([*first, *flat])


async def look(app: App, account: str) -> Account:
    return await app.trading.paper._books.look(account)


def resting(name: str, place: str = SERVER, **terms: Any) -> list[Record]:
    """An entry that rests far below the market."""
    return accepted(order(id=name, amount="0.1", type="limit", price=d("100"), stop=d("90"), place=place, **terms))


def holding(name: str, place: str = SERVER) -> list[Record]:
    """A long position with a stop far below."""
    stop = order("sell", id=f"{name}:stop", amount="0.1", symbol=PERPETUAL, type="stop", trigger=d("90"), stop=None)
    protects = replace(stop, leg="stop", parent=name, reduce_only=True)
    return [*filled(order(id=name, amount="0.1", symbol=PERPETUAL, place=place), "30000"), *accepted(protects)]


async def open_orders(app: App, account: str) -> list[str]:
    return sorted((await look(app, account)).orders)


async def events(app: App) -> list[Any]:
    return [read_event(each["event"].encode()) for each in reversed(await app.store.entries(keys.OUTBOX))]


STOPS: dict[str, AnyRequest] = {"kill": KillSwitch(), "pause": Pause(), "flatten": Flatten()}
RESUMES: dict[str, AnyRequest] = {
    "kill off": KillSwitch(on=False),
    "pause off": Pause(on=False),
    "kill for somebody": KillSwitch(whose="<@8>"),
    "pause for somebody": Pause(whose="<@8>"),
    "resume somebody": Pause(on=False, whose="<@8>"),
    "loosen": Limits(daily_loss=d("50")),
    "set the server's": Limits(daily_loss=d("1"), account="server"),
    "set somebody's": Limits(daily_loss=d("1"), whose="<@8>"),
}
TIGHTENS: dict[str, AnyRequest] = {"tighten": Limits(daily_loss=d("1"), require_stop=True, cool_down=60)}


@pytest.mark.parametrize("role", [None, *Role])
async def test_who_may_stop_and_who_may_let_it_go_on(desk: App, role: Role | None) -> None:
    asker = ANN.model_copy(update={"role": role})
    trader, admin = role is not None and role >= Role.TRADER, role is Role.ADMIN
    requests = {
        **{name: (request, trader) for name, request in (STOPS | TIGHTENS).items()},
        **{name: (request, admin) for name, request in RESUMES.items()},
        "shown": (Limits(), role is not None),
    }
    for name, (request, allowed) in requests.items():
        try:
            await ask(desk, request, asker)
        except NotPermitted:
            assert not allowed, name
        else:
            assert allowed, name


async def test_the_kill_switch_cancels_the_entries_of_its_place_and_leaves_what_protects(desk: App) -> None:
    await write(desk, OF_ANN, resting("a"), holding("b"))
    await write(desk, OF_BEN, resting("c"), resting("elsewhere", place="discord:3"), resting("private", place=""))
    await write(desk, SHARED, resting("d"), resting("e", place=""))
    said = await ask(desk, KillSwitch(reason="a loop"))
    assert isinstance(said, SwitchAnswer)
    assert (said.on, said.was_on, said.scope, said.since) == (True, False, "server", NOW)
    assert (said.cancelled, said.accounts, said.waiting) == (4, 3, 0)
    assert await open_orders(desk, OF_ANN) == ["b:stop"]
    assert await open_orders(desk, OF_BEN) == ["elsewhere", "private"]
    assert await open_orders(desk, SHARED) == []
    assert {each.why for each in (await look(desk, OF_BEN)).ended} == {"killed"}


async def test_a_pause_cancels_entries_too_and_both_can_be_on(desk: App) -> None:
    await write(desk, OF_ANN, resting("a"))
    assert (await ask(desk, Pause())).cancelled == 1
    assert {each.why for each in (await look(desk, OF_ANN)).ended} == {"paused"}
    await ask(desk, KillSwitch())
    assert (await ask(desk, Pause(on=False), BOSS)).killed
    assert (await ask(desk, Limits())).switched == ("kill",)


async def test_in_private_it_holds_for_ones_own_accounts_wherever_they_trade(desk: App) -> None:
    await write(desk, OF_ANN, resting("a"), resting("b", place=""))
    await write(desk, f"{OF_ANN}:swing", resting("c", place="discord:3"))
    await write(desk, OF_BEN, resting("d"))
    await write(desk, SHARED, resting("e"))
    said = await ask(desk, KillSwitch(), ANN.model_copy(update={"server": None}))
    assert (said.scope, said.cancelled, said.accounts) == ("you", 3, 2)
    assert await open_orders(desk, OF_BEN) == ["d"]
    assert await open_orders(desk, SHARED) == ["e"]


async def test_whoever_had_orders_cancelled_is_told_and_so_is_who_subscribed(desk: App) -> None:
    await write(desk, OF_BEN, resting("c"))
    await ask(desk, KillSwitch(reason="a loop"))
    switched, cancelled = await events(desk)
    assert isinstance(switched, TradingSwitched)
    assert (switched.by, switched.server, switched.person, switched.reason) == ("Ann", SERVER, None, "a loop")
    assert isinstance(cancelled, Traded)
    assert (cancelled.what, cancelled.person, cancelled.reason) == ("cancelled", "discord:8", "killed")


async def test_it_stays_on_when_the_desk_starts_anew_and_only_an_admin_ends_it(tmp_path: Path) -> None:
    async with open_app(settings(tmp_path)) as first:
        await ask(first, KillSwitch(reason="a loop"))
    async with open_app(settings(tmp_path)) as second:
        again = await ask(second, KillSwitch(reason="another"))
        assert (again.was_on, again.reason) == (True, "a loop")
        with pytest.raises(NotPermitted):
            await ask(second, KillSwitch(on=False))
        assert (await ask(second, KillSwitch(on=False), BOSS)).was_on
        assert not (await ask(second, KillSwitch(on=False), BOSS)).was_on


async def test_an_admin_resumes_for_somebody_and_not_in_another_server(desk: App) -> None:
    private = ANN.model_copy(update={"server": None})
    await ask(desk, Pause(), private)
    assert (await ask(desk, Pause(on=False, whose="<@7>"), BOSS)).was_on
    assert (await ask(desk, Limits(), private)).switched == ()
    with pytest.raises(NotYours):
        await ask(desk, Pause(on=False, whose="place:discord:3"), BOSS)
    shell = Principal(id="shell:op", name="", role=Role.ADMIN)
    await ask(desk, Pause())
    assert (await ask(desk, Pause(on=False, whose="place:discord:1"), shell)).was_on


async def test_it_answers_though_the_asker_asked_too_often(tmp_path: Path) -> None:
    async with open_app(settings(tmp_path, rate={"burst": 1, "per_minute": 1})) as app:
        await ask(app, PriceNow(symbol="btc"))
        with pytest.raises(RateLimited):
            await ask(app, PriceNow(symbol="btc"))
        for request in (KillSwitch(), Pause(), Flatten()):
            for _ in range(5):
                await ask(app, request)


@pytest.mark.parametrize("request_", [KillSwitch(), Pause()])
async def test_it_answers_while_the_market_hangs(desk: App, market: Hanging, request_: AnyRequest) -> None:
    await write(desk, OF_ANN, resting("a"), holding("b"))
    market.answers.clear()
    before, asked = monotonic(), market.asked
    assert (await ask(desk, request_)).cancelled == 1
    assert monotonic() - before < QUICK
    assert market.asked == asked


async def test_an_account_that_waits_for_its_market_is_done_as_soon_as_it_is_free(desk: App, market: Hanging) -> None:
    await write(desk, OF_ANN, resting("a"))
    await write(desk, OF_BEN, resting("b"))
    market.answers.clear()
    async with desk.trading.paper._books.writing(OF_ANN):
        before = monotonic()
        said = await asyncio.create_task(ask(desk, KillSwitch()))
        assert monotonic() - before < 2 * QUICK
        assert (said.cancelled, said.waiting) == (1, 1)
        assert (await asyncio.create_task(ask(desk, Limits(), BEN.model_copy(update={"id": "discord:77"})))).switched

    async def cancelled() -> bool:
        return not await open_orders(desk, OF_ANN)

    await eventually(cancelled)


async def test_an_account_that_is_quiet_obeys_too(tmp_path: Path) -> None:
    """One that nothing happens in is not opened at each step."""
    async with open_app(settings(tmp_path)) as holder, open_app(settings(tmp_path)) as asked:
        await write(holder, OF_ANN, resting("a"), holding("b"))
        await stepped(holder)
        assert await open_orders(holder, OF_ANN) == ["a", "b:stop"]
        assert (await ask(asked, Pause())).cancelled == 1
        assert await open_orders(holder, OF_ANN) == ["b:stop"]


async def test_another_process_that_holds_the_account_obeys_before_it_matches(tmp_path: Path) -> None:
    async with open_app(settings(tmp_path)) as holder, open_app(settings(tmp_path)) as asked:
        await write(holder, OF_ANN, resting("a"), holding("b"))
        async with holder.trading.books.writing(OF_ANN):
            said = await asyncio.create_task(ask(asked, KillSwitch()))
            assert (said.cancelled, said.waiting) == (0, 1)
        with pytest.raises(LimitReached, match="kill switch"):
            await Gate(TERMS, Switches(holder.store), AI, AUTONOMY).admit(
                Wish(await look(holder, OF_ANN), order(), instrument(), d("100"), lambda _: d("100"), NOW), ANN
            )

        async def obeyed() -> bool:
            return await open_orders(holder, OF_ANN) == ["b:stop"]

        await eventually(obeyed)


@pytest.mark.parametrize("request_", [KillSwitch(), Pause(), Flatten(), Limits(daily_loss=d("1"))])
async def test_without_the_store_it_says_so(desk: App, request_: AnyRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("services.core.desk.INSISTS_SECONDS", 0.0)
    await desk.store.call(lambda client: client.shutdown())
    with pytest.raises(StoreUnavailable):
        await ask(desk, request_)


@pytest.mark.parametrize("request_", [KillSwitch(), Pause()])
async def test_a_store_that_is_away_for_a_moment_does_not_keep_it_from_stopping(
    desk: App, request_: AnyRequest
) -> None:
    await desk.store.call(lambda client: client.shutdown())  # it is started again within seconds
    async with asyncio.timeout(8):
        said = await ask(desk, request_)
    assert said.on
    assert len((await ask(desk, Limits())).switched) == 1


async def test_the_same_ask_stops_once(desk: App) -> None:
    wish = new_id()
    await ask(desk, Pause(), id=wish)
    await ask(desk, Pause(on=False), BOSS)
    assert (await ask(desk, Pause(), id=wish)).on
    assert (await ask(desk, Limits())).switched == ()


async def test_flatten_cancels_everything_and_closes_everything(desk: App) -> None:
    await write(desk, OF_ANN, resting("a"), holding("b"), filled(order(id="c", amount="0.1"), "30000"))
    said = await ask(desk, Flatten())
    assert isinstance(said, FlattenAnswer)
    assert (said.accounts, said.cancelled) == (("main",), 2)
    assert {(each.symbol, each.side, each.left) for each in said.closing} == {
        ("BTC/USDT:USDT", "long", Decimal("0.1")),
        ("BTC/USDT", "long", Decimal("0.1")),
    }
    await stepped(desk)
    account = await look(desk, OF_ANN)
    assert not account.positions
    assert not account.orders
    assert account.balanced


async def stepped(app: App, minutes: int = 3) -> None:
    """Time passes, and the market with it."""
    assert isinstance(app.clock, SteppedClock)
    for _ in range(minutes):
        app.clock.step(app.clock.now() + timedelta(minutes=1))
        await app.trading.watcher.step()


async def test_what_closes_is_on_disk_while_the_market_hangs_and_is_filled_when_it_answers(
    tmp_path: Path, market: Hanging
) -> None:
    async with open_app(settings(tmp_path), source=market) as app:
        await write(app, OF_ANN, holding("b"))
        market.answers.clear()
        before = monotonic()
        said = await ask(app, Flatten())
        assert monotonic() - before < QUICK
        assert (len(said.closing), said.closed, said.waiting) == (1, (), ())
        market.answers.set()
    async with open_app(settings(tmp_path)) as app:
        (closing,) = (await look(app, OF_ANN)).orders.values()
        assert (closing.order.type, closing.order.reduce_only, closing.order.way) == ("market", True, "sell")
        await stepped(app)
        assert not (await look(app, OF_ANN)).positions


async def test_on_a_clock_that_runs_it_fills_at_once_and_waits_for_no_market(tmp_path: Path, market: Hanging) -> None:
    async with open_app(settings(tmp_path, speed=1), source=market) as app:
        await write(app, OF_ANN, holding("b"))
        assert [each.left for each in (await ask(app, Flatten())).closed] == [0]
        await write(app, OF_ANN, holding("c"))
        market.answers.clear()
        before = monotonic()
        said = await ask(app, Flatten())
        assert monotonic() - before < 3 * QUICK
        assert (len(said.closing), said.waiting) == (1, ())
        market.answers.set()

        async def closed() -> bool:
            return not (await look(app, OF_ANN)).positions

        await eventually(closed)


async def test_flatten_works_under_the_kill_switch_and_what_it_ordered_stays(desk: App) -> None:
    await write(desk, OF_ANN, holding("b"))
    await ask(desk, KillSwitch())
    assert len((await ask(desk, Flatten())).closing) == 1
    assert len(await open_orders(desk, OF_ANN)) == 1
    await ask(desk, KillSwitch())
    await stepped(desk)
    assert not (await look(desk, OF_ANN)).positions


async def test_flatten_all_is_of_ones_own_accounts_and_the_servers(desk: App) -> None:
    await desk.store.hash_set(keys.accounts_of(ANN.id), "swing", "2023-12-01T00:00:00+00:00")
    for account in (OF_ANN, f"{OF_ANN}:swing", SHARED, OF_BEN):
        await write(desk, account, holding("b"))
    said = await ask(desk, Flatten(all=True))
    assert said.accounts == ("main", "swing", "server")
    assert len(said.closing) == 3
    assert await open_orders(desk, OF_BEN) == ["b:stop"]
    with pytest.raises(UnknownAccount):
        await ask(desk, Flatten(account="swing"), BEN)


async def test_flatten_has_the_account_that_another_process_holds(tmp_path: Path) -> None:
    async with open_app(settings(tmp_path)) as holder, open_app(settings(tmp_path)) as asked:
        await write(holder, OF_ANN, holding("b"))
        assert [each.symbol for each in (await ask(asked, Flatten())).closing] == ["BTC/USDT:USDT"]
        await write(holder, OF_BEN, holding("b"))
        async with holder.trading.books.writing(OF_BEN):
            assert (await asyncio.create_task(ask(asked, Flatten(), BEN))).waiting == ("main",)

        async def closing() -> bool:
            return await open_orders(holder, OF_BEN) not in ([], ["b:stop"])

        await eventually(closing)


async def test_flatten_twice_closes_once(desk: App) -> None:
    await write(desk, OF_ANN, holding("b"))
    await ask(desk, Flatten())
    await ask(desk, Flatten())
    assert len(await open_orders(desk, OF_ANN)) == 1
    await stepped(desk)
    account = await look(desk, OF_ANN)
    assert not account.positions
    assert len(account.trades) == 1


async def test_limits_are_shown_with_what_is_used(desk: App) -> None:
    await write(desk, OF_ANN, filled(order(id="c", amount="0.1"), "30000"), resting("a"))
    said = await ask(desk, Limits())
    assert isinstance(said, LimitsAnswer)
    by_name = {each.name: each for each in said.limits}
    assert said.equity is not None
    price = (said.equity - 7000) / Decimal("0.1")
    used = by_name["largest_position"].used
    assert used is not None
    assert used == pytest.approx(Decimal("0.1") * price + Decimal(10))
    assert by_name["largest_position"].used_share == pytest.approx(float(used / said.equity))
    assert by_name["largest_position"].allowed == said.equity
    assert by_name["exposure"].used == used
    assert by_name["require_stop"].on


async def test_limits_are_shown_while_the_market_hangs(desk: App, market: Hanging) -> None:
    await write(desk, OF_ANN, filled(order(id="c", amount="0.1"), "30000"))
    desk.market._patience = 0.2
    market.answers.clear()
    said = await ask(desk, Limits())
    assert said.equity is None
    assert len(said.limits) == 10


async def test_tightening_holds_at_once_and_an_admin_loosens_it_for_them(desk: App) -> None:
    said = await ask(desk, Limits(daily_loss=d("3"), largest_order=d("25")))
    assert said.changed == ("largest_order", "daily_loss")
    assert (await look(desk, OF_ANN)).limits == {"largest_order": "0.25", "daily_loss": "0.03"}
    with pytest.raises(NotPermitted) as refused:
        await ask(desk, Limits(daily_loss=d("3.01"), largest_order=d("10")))
    assert refused.value.needs == "admin"
    assert (await look(desk, OF_ANN)).limits["largest_order"] == "0.25"
    said = await ask(desk, Limits(daily_loss=d("10"), whose="<@7>"), BOSS)
    assert (said.equity, said.changed) == (None, ("daily_loss",))
    assert (await look(desk, OF_ANN)).limits == {"largest_order": "0.25", "daily_loss": "0.1"}


async def test_the_audit_log_does_not_keep_whom_an_admin_named(desk: App) -> None:
    await ask(desk, Pause(whose="<@8>", reason="news"), BOSS)
    await ask(desk, Limits(daily_loss=d("1"), whose="<@8>"), BOSS)
    entries = str(await desk.store.entries(keys.AUDIT))
    assert "news" in entries
    assert "<@8>" not in entries


async def test_no_journal_of_ones_own_names_somebody_else(desk: App) -> None:
    await write(desk, OF_BEN, resting("c"))
    await ask(desk, KillSwitch())
    await ask(desk, Limits(daily_loss=d("1"), whose="<@8>"), BOSS)
    bodies = str(await desk.store.entries(keys.journal(OF_BEN)))
    assert f'"{ANN.id}"' not in bodies  # an ask has an id that may begin so
    assert f'"{BOSS.id}"' not in bodies
    assert Cancelled.__name__.lower() in bodies


# What an agent has decided, and people have not answered


def waiting(name: str, place: str = SERVER, **terms: Any) -> list[Record]:
    return [decided(name, ms(), expires=ms() + 900_000, place=place, **terms)]


async def states(app: App, account: str = OF_ANN) -> dict[str, str]:
    return {name: each.state for name, each in (await look(app, account)).agency.decisions.items()}


@pytest.mark.parametrize(("request_", "closing"), [(KillSwitch(), "lapsed"), (Pause(), "pending")])
async def test_what_waits_for_people_lapses(desk: App, market: Hanging, request_: AnyRequest, closing: str) -> None:
    """In an account in which nothing is open, while its market hangs."""
    await write(desk, OF_ANN, waiting("long"), waiting("close", action="close"), waiting("noted", fate="noted"))
    await write(desk, OF_BEN, waiting("private", place=""), waiting("there", place="discord:3"))
    await write(desk, SHARED, waiting("shared"))
    market.answers.clear()
    asked, before = market.asked, monotonic()
    await ask(desk, request_)
    assert monotonic() - before < QUICK
    assert market.asked == asked
    assert await states(desk) == {"long": "lapsed", "close": closing, "noted": "noted"}
    assert await states(desk, OF_BEN) == {"private": "pending", "there": "pending"}
    assert await states(desk, SHARED) == {"shared": "lapsed"}
    over = (await look(desk, OF_ANN)).agency.decisions["long"]
    assert (over.lapsed, over.detail) == ("stopped", "kill switch" if closing == "lapsed" else "pause")


async def test_in_private_it_lapses_wherever_it_came_from(desk: App) -> None:
    await write(desk, OF_ANN, waiting("a"), waiting("b", place=""))
    await write(desk, OF_BEN, waiting("c"))
    await ask(desk, KillSwitch(), ANN.model_copy(update={"server": None}))
    assert await states(desk) == {"a": "lapsed", "b": "lapsed"}
    assert await states(desk, OF_BEN) == {"c": "pending"}


async def test_another_process_lets_it_lapse(tmp_path: Path) -> None:
    async with open_app(settings(tmp_path)) as holder, open_app(settings(tmp_path)) as asked:
        await write(holder, OF_ANN, waiting("a"), waiting("b", place="discord:3"))
        await write(holder, OF_BEN, waiting("c", place=""))
        await stepped(holder, 1)
        await ask(asked, Pause())
        assert await states(holder) == {"a": "lapsed", "b": "pending"}
        assert await states(holder, OF_BEN) == {"c": "pending"}


async def test_what_comes_while_it_is_stopped_lapses_too(desk: App) -> None:
    await ask(desk, KillSwitch())
    await write(desk, OF_ANN, waiting("late"))
    await stepped(desk, 1)
    assert await states(desk) == {"late": "lapsed"}
