"""An order is placed once, by whom it was shown to, at the price that it was shown at: on the real desk."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import count
from pathlib import Path
from typing import Any

import pytest
import structlog

from analytics.trading.account import Account
from analytics.trading.records import Dropped, Filled, Opened, Ordered, Record, Refused
from bot.app import App, open_app
from config.settings import load
from services.accounts import codec
from services.accounts.reset import AccountReset
from services.core.ask import Ask
from services.core.clock import SteppedClock
from services.core.errors import (
    BadOrder,
    JournalBroken,
    LimitReached,
    NotPermitted,
    NotYours,
    PreviewEnded,
    PriceMoved,
    StalePrice,
    StoreUnavailable,
    UnknownAccount,
    UnknownSymbol,
)
from services.core.principal import Principal
from services.core.request import AnyRequest, Change
from services.core.roles import Role
from services.orders.cancel import Cancel, CancelAnswer
from services.orders.close import Close
from services.orders.entry import Buy, OrderDropped, OrderPlaced, OrderPreview, Sell
from services.orders.gate import Gate
from services.orders.limits import Wish
from services.orders.own_limits import Limits
from services.orders.paper import PaperExchange
from services.orders.stop import KillSwitch, Pause
from services.portfolio.balance import Balance
from services.store import keys
from services.store.journal import Journal
from tests.unit.services.orders.test_paper import START, write_market

ANN = Principal(id="discord:1", name="Ann", role=Role.TRADER)
BEN = Principal(id="discord:2", name="Ben", role=Role.TRADER)
WISH = Buy(symbol="btc", amount="risk 1%", stop=Decimal(30_000), target=Decimal(90_000))
NUMBERS = count()


@asynccontextmanager
async def desk(home: Path, at: datetime) -> AsyncIterator[App]:
    async with open_app(load(home=home, market="sim", at=at), roles=frozenset(), watch=False) as app:
        yield app


async def ask(app: App, request: AnyRequest, principal: Principal = ANN, id: str | None = None) -> Any:  # noqa: A002
    return await app.desk.ask(Ask(id or f"ask:{next(NUMBERS)}", request, principal, app.clock.now()))


async def journal(app: App, principal: Principal = ANN) -> list[Record]:
    entries = await Journal(app.store, f"paper:{principal.id}").read()
    return [codec.read(entry.body) for entry in entries]


async def of(app: App, kind: type[Any]) -> list[Any]:
    return [record for record in await journal(app) if isinstance(record, kind)]


async def account(app: App) -> Account:
    return await app.trading.books.look(f"paper:{ANN.id}")


async def step(app: App, **by: float) -> None:
    assert isinstance(app.clock, SteppedClock)
    app.clock.step(app.clock.now() + timedelta(**by))
    await app.trading.watcher.step()


async def test_a_preview_places_nothing_and_a_confirmed_one_an_order_with_its_bracket(app: App) -> None:
    preview = await ask(app, WISH)
    assert isinstance(preview, OrderPreview)
    assert preview.passes
    assert preview.risk is not None
    assert Decimal("99") < preview.risk.cash <= 100
    assert await journal(app) == []

    placed = await ask(app, preview.placed())
    assert isinstance(placed, OrderPlaced)
    assert (placed.state, placed.order.amount) == ("waiting", preview.order.amount), "the clock stands"
    assert [type(record) for record in await journal(app)][:2] == [Opened, Ordered]
    await step(app, minutes=2)
    legs = {each.order.leg: each.order for each in (await account(app)).orders.values()}
    assert (legs["stop"].trigger, legs["target"].amount) == (Decimal(30_000), preview.order.amount)


async def test_however_often_and_by_whomever_it_is_pressed_there_is_one_order(app: App, tmp_path: Path) -> None:
    preview = await ask(app, WISH)
    confirm = preview.placed()
    first, *others = await asyncio.gather(*(ask(app, confirm) for _ in range(5)), ask(app, confirm, id="twice"))
    assert {each.id for each in (first, *others)} == {first.id}
    assert sum(not each.before for each in (first, *others)) == 1
    assert await ask(app, confirm, id="twice") == others[-1]
    with pytest.raises(NotYours):
        await ask(app, confirm, BEN)
    assert await journal(app, BEN) == []
    assert len(await of(app, Ordered)) == 1


async def test_after_a_restart_the_same_press_finds_its_order(tmp_path: Path, now: datetime) -> None:
    async with desk(tmp_path / "home", now) as app:
        confirm = (await ask(app, WISH)).placed()
        placed = await ask(app, confirm)
    async with desk(tmp_path / "home", now + timedelta(hours=1)) as app:
        again = await ask(app, confirm)
        assert (again.id, again.before) == (placed.id, True)
        assert len([each for each in await of(app, Ordered) if each.order.parent is None]) == 1


async def test_what_was_cancelled_or_is_too_old_cannot_be_confirmed(app: App) -> None:
    cancelled, old = await ask(app, WISH), await ask(app, WISH)
    assert await ask(app, cancelled.dropped()) == OrderDropped(
        as_of=app.clock.now(), account="main", short=(await of(app, Dropped))[0].order[:6], placed=False
    )
    with pytest.raises(PreviewEnded) as ended:
        await ask(app, cancelled.placed())
    assert (ended.value.why, ended.value.again) == ("cancelled", cancelled.again())
    await step(app, seconds=119)
    confirm = old.placed().model_copy(update={"previewed": None})  # the price has moved a little by then
    await step(app, seconds=2)
    with pytest.raises(PreviewEnded) as ended:
        await ask(app, confirm)
    assert ended.value.why == "expired"
    assert await of(app, Ordered) == []


async def test_whoever_cancels_a_preview_too_late_is_told_so(app: App) -> None:
    preview = await ask(app, WISH)
    await ask(app, preview.placed())
    assert (await ask(app, preview.dropped())).placed
    assert await of(app, Dropped) == []
    with pytest.raises(NotYours):
        await ask(app, preview.dropped(), BEN)


async def test_a_moved_price_orders_nothing_and_shows_the_order_as_it_is_now(app: App) -> None:
    preview = await ask(app, WISH)
    confirm = preview.placed().model_copy(update={"previewed": preview.price * Decimal("0.99")})
    with pytest.raises(PriceMoved) as moved:
        await ask(app, confirm)
    assert await of(app, Ordered) == []
    assert isinstance(moved.value.preview, OrderPreview)
    assert (await ask(app, moved.value.preview.placed())).state == "waiting"


async def test_what_the_gate_refuses_is_shown_written_down_and_not_ordered(app: App) -> None:
    preview = await ask(app, Buy(symbol="btc", amount="10%"))
    assert [each.limit for each in preview.gate if not each.passed] == ["require stop"]
    with pytest.raises(LimitReached):
        await ask(app, preview.placed())
    (refused,) = await of(app, Refused)
    assert (refused.limit, refused.symbol, await of(app, Ordered)) == ("require stop", "BTC/USDT", [])
    with pytest.raises(NotPermitted):
        await ask(app, WISH, ANN.model_copy(update={"role": Role.VIEWER}))


async def test_the_same_line_of_the_shell_makes_one_order_ever(app: App) -> None:
    """Also where the process died between the journal and the answer: then nobody remembers the ask."""
    change = WISH.confirmed("line:7")
    first = await ask(app, change)
    again = await ask(app, change)
    assert (first.before, again.before, first.id) == (False, True, again.id)
    assert (await ask(app, WISH.confirmed("line:8"))).id != first.id


async def test_a_position_is_closed_in_part_and_whole_and_each_ask_once(app: App) -> None:
    placed = await ask(app, WISH.confirmed("one"))
    await step(app, minutes=2)
    part = await ask(app, Close(symbol="btc", part="50%"), id="half")
    assert (part.order.way, part.order.reduce_only) == ("sell", True)
    await step(app, minutes=2)
    held = (await account(app)).held("BTC/USDT")
    assert held == placed.order.amount - part.order.amount > 0
    assert await ask(app, Close(symbol="btc", part="50%"), id="half") == part
    await ask(app, Close(), id="the only one")
    await step(app, minutes=2)
    assert (await account(app)).positions == {}
    assert (await account(app)).orders == {}, "what protected it is gone with it"
    with pytest.raises(BadOrder) as error:
        await ask(app, Close(symbol="btc"))
    assert error.value.option == "symbol"
    with pytest.raises(BadOrder) as error:
        await ask(app, Close())
    assert "nothing is held" in error.value.right
    assert error.value.problems == ("symbol is needed to say which position",)


async def test_orders_are_cancelled_by_id_market_or_all_but_what_protects_a_position_stays(app: App) -> None:
    await ask(app, WISH.confirmed("filled"))
    await step(app, minutes=2)
    resting = {"stop": Decimal(10_000), "price": Decimal(20_000)}
    orders = [
        await ask(app, Buy(symbol=symbol, amount="20usdt", **terms).confirmed(symbol))
        for symbol, terms in (("btc", resting), ("eth", {"stop": Decimal(10), "price": Decimal(20)}))
    ]
    gone: CancelAnswer = await ask(app, Cancel(order=orders[0].short.upper()))
    assert [each.short for each in gone.cancelled] == [orders[0].short]
    assert (await ask(app, Cancel(order=orders[0].short))).before == "asked"
    await ask(app, Sell(symbol="btc", amount="half", trail=Decimal(5)).confirmed("trailing"))
    every: CancelAnswer = await ask(app, Cancel(order="all"))
    assert ([each.symbol for each in every.cancelled], every.kept, every.left) == (["ETH/USDT"], 3, 3)
    assert (await ask(app, Cancel(order="btc"))).kept == 3
    leg = next(iter((await account(app)).orders))
    assert len((await ask(app, Cancel(order=leg[:6]))).cancelled) == 1
    with pytest.raises(BadOrder) as error:
        await ask(app, Cancel(order="nothing"))
    assert error.value.option == "order"


async def test_a_button_knows_all_that_it_confirms(app: App) -> None:
    wishes: list[Callable[[], Buy | Sell]] = [
        lambda: WISH,
        lambda: Buy(symbol="btc", amount="200usdt", price=Decimal(20_000), stop=Decimal(19_000), tif="day"),
        lambda: Sell(symbol="eth", amount="10%", leverage=Decimal("2.5"), stop=Decimal(9_000)),
    ]
    for wish in wishes:
        preview = await ask(app, wish())
        confirm = preview.placed()
        assert isinstance(confirm, Change)
        again = type(preview.again()).model_validate(preview.again().model_dump(exclude_none=True))
        anew = await ask(app, again)
        assert (anew.order, anew.asked) == (preview.order, preview.asked)
        placed = await ask(app, confirm.model_copy(update={"previewed": None}))
        assert placed.order == preview.order


async def test_fills_pay_what_the_preview_said(app: App) -> None:
    preview = await ask(app, WISH)
    await ask(app, preview.placed())
    await step(app, minutes=2)
    fills = await of(app, Filled)
    assert sum(each.amount for each in fills) == preview.order.amount
    assert abs(float(sum(each.fee for each in fills) / preview.fee) - 1) < 0.02


async def test_under_the_kill_switch_nothing_is_placed_but_what_is_held_can_be_closed(app: App) -> None:
    admin = ANN.model_copy(update={"role": Role.ADMIN})
    await ask(app, WISH.confirmed("one"))
    await step(app, minutes=2)
    await ask(app, KillSwitch(on=True), admin)
    assert [each.limit for each in (await ask(app, WISH)).gate if not each.passed] == ["kill switch"]
    with pytest.raises(LimitReached):
        await ask(app, WISH.confirmed("two"))
    assert (await ask(app, Close(symbol="btc"))).state == "waiting"


async def test_a_reset_makes_no_room_for_more_orders_a_minute(app: App) -> None:
    await ask(app, Limits(orders_a_minute=2))
    for number in range(2):
        await ask(app, WISH.confirmed(f"{number}"))
    await ask(app, AccountReset(account="main", confirm=True))
    with pytest.raises(LimitReached) as refused:
        await ask(app, WISH.confirmed("one more"))
    assert refused.value.limit == "orders a minute"
    assert (await account(app)).limits == {"orders_a_minute": "2"}


@pytest.mark.parametrize("switch", [KillSwitch(), Pause()])
async def test_a_switch_that_is_turned_while_the_gate_looks_holds_for_the_order(
    app: App, monkeypatch: pytest.MonkeyPatch, switch: KillSwitch | Pause
) -> None:
    """No order is written behind the switch that would not have let it pass."""
    preview, admit = await ask(app, WISH), Gate.admit
    switched = count()

    async def admitted(gate: Gate, wish: Wish, principal: Principal) -> tuple[str, ...]:
        stops = await admit(gate, wish, principal)
        if next(switched) == 0:
            await ask(app, switch)
        return stops

    monkeypatch.setattr(Gate, "admit", admitted)
    with pytest.raises(LimitReached) as refused:
        await ask(app, preview.placed())
    assert refused.value.limit in ("kill switch", "pause")
    assert [type(record) for record in await journal(app)] == [Opened, Refused]
    assert (await account(app)).balanced


async def test_what_passed_as_an_exit_opens_nothing_where_the_stop_was_quicker(app: App) -> None:
    """A market order against a perpetual's position passes without the limits of entries: so it only reduces."""
    long = Buy(symbol="btc", amount="100usdt", leverage=Decimal(2), stop=Decimal(30_000))
    out = Sell(symbol="btc", amount="all", leverage=Decimal(2))
    await ask(app, long.confirmed("long"))
    await step(app, minutes=2)
    preview = await ask(app, out)
    assert (preview.passes, preview.opens) == (True, False)
    for number, asked in enumerate((preview.placed(), out.confirmed("no preview"))):
        placed = await ask(app, asked)
        assert placed.order.reduce_only, number
        await ask(app, Cancel(order=placed.short))
    confirm = (await ask(app, out)).placed()
    await ask(app, Close(symbol="btc"))
    await step(app, minutes=2)
    with pytest.raises(BadOrder) as error:
        await ask(app, confirm)
    assert error.value.option == "reduce_only"
    assert (await account(app)).positions == {}


async def test_an_order_that_is_placed_is_told_though_its_fill_could_not_be_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def cut_off(_exchange: PaperExchange, name: str, _symbols: object) -> None:
        books._known[name].forget()  # as a write does whose reply was lost
        raise StoreUnavailable

    async with open_app(load(home=tmp_path / "home", market="sim"), roles=frozenset(), watch=False) as app:
        books = app.trading.books
        monkeypatch.setattr(PaperExchange, "fill_now", cut_off)
        placed = await ask(app, WISH.model_copy(update={"stop": Decimal(1_000)}).confirmed("one"))
        assert (placed.state, placed.before, placed.filled) == ("waiting", False, 0)
        monkeypatch.undo()
        assert placed.id in (await account(app)).orders


async def test_a_broken_journal_closes_its_account_alone_and_is_not_read_again_and_again(
    tmp_path: Path, now: datetime
) -> None:
    async with desk(tmp_path / "home", now) as app:
        for person in (ANN, BEN):
            await ask(app, WISH.confirmed("one"), person)
        await app.store.call(lambda client: client.xdel(keys.journal(f"paper:{ANN.id}"), "2-0"))
    async with desk(tmp_path / "home", now) as app:
        with structlog.testing.capture_logs() as logged:
            for _ in range(5):
                await step(app, minutes=1)
        assert [each["event"] for each in logged].count("a journal is not what was written") == 1
        assert (await app.trading.books.look(f"paper:{BEN.id}")).positions
        for request in (WISH, WISH.confirmed("two"), Close(symbol="btc"), Balance()):
            with pytest.raises(JournalBroken) as broken:
                await ask(app, request)
            assert (broken.value.account, broken.value.seq) == (f"paper:{ANN.id}", 2)
        assert (await ask(app, WISH.confirmed("two"), BEN)).state == "waiting"


async def test_a_market_that_is_closed_or_not_listed_takes_no_order(tmp_path: Path, now: datetime) -> None:
    write_market(tmp_path / "candles", "BTC/USDT", 40_000, 1)
    wish = Buy(symbol="btc", amount="100usdt", stop=Decimal(10_000))
    settings = {"home": tmp_path / "home", "market": "replay", "data": tmp_path / "candles"}
    at = START + timedelta(days=20)
    async with open_app(load(**settings, at=at), roles=frozenset(), watch=False) as app:
        for request in (wish, wish.confirmed("one")):
            with pytest.raises(StalePrice) as stale:
                await ask(app, request)
            assert stale.value.age > stale.value.allowed
            with pytest.raises(UnknownSymbol):
                await ask(app, request.model_copy(update={"symbol": "nothing"}))
        with pytest.raises(UnknownAccount):
            await ask(app, wish.model_copy(update={"account": "none such"}))
        assert await journal(app) == []
