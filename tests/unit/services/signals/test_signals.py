"""A signal is taken once, from whoever knows its secret, and is no order unless an admin said so."""

import asyncio
from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import orjson
import pytest

from analytics.trading.records import Ordered, Refused
from bot.app import App
from services.accounts import codec
from services.core.clock import SteppedClock, WallClock
from services.core.errors import BadOrder, InvalidRequest, NotPermitted, RateLimited, UnknownSignal
from services.core.principal import Principal
from services.core.roles import Role
from services.orders.stop import KillSwitch
from services.signals.body import BadBody
from services.signals.events import SignalOrdered, SignalReceived
from services.signals.facts import SignalListAnswer
from services.signals.managing import SignalAdd, SignalDelete, SignalList
from services.signals.mapping import SignalMap, SignalUnmap
from services.signals.ordering import LATE_SECONDS
from services.signals.receiving import RATE, NotTaken
from services.store import keys
from services.store.journal import Journal
from tests.asks import entries
from tests.conftest import eventually
from tests.unit.services.signals.making import ADA, BEN, ELSEWHERE, Sender, ask, orders, sender, told

MAP = SignalMap(signal="breakout", symbol="btc", amount="5%", stop=Decimal(2))


async def ordered(app: App) -> list[object]:
    journal = await Journal(app.store, "paper:server:discord:9").read()
    return [record for each in journal if isinstance(record := codec.read(each.body), Ordered | Refused)]


async def until_dealt_with(app: App) -> None:
    """Let the orders of signals be placed."""
    running = asyncio.create_task(orders(app).run())

    async def done() -> bool:
        return not await entries(app.store, keys.SIGNAL_ORDERS)

    await eventually(done, 20.0)
    running.cancel()
    await asyncio.wait((running,))


async def test_a_signal_is_an_event_of_its_server(app: App) -> None:
    tradingview = await sender(app)
    assert await tradingview.sends(ticker="BTCUSDT", action="buy", close="43120.5", message="Close above")
    (event,) = await told(app, SignalReceived)
    assert (event.signal, event.person, event.server, event.subjects) == ("breakout", None, "discord:9", ("signals",))
    assert (event.symbol, event.action, event.price, event.text) == ("BTCUSDT", "buy", 43120.5, "Close above")
    assert event.at == app.clock.now()
    assert not event.mapped
    (fact,) = (await ask(app, SignalList())).signals
    assert fact.seen_at == app.clock.now()


async def test_without_its_secret_nothing_is_taken_and_nobody_learns_what_there_is(app: App) -> None:
    tradingview = await sender(app)
    for secret in ("", "x", tradingview.secret[:-1], tradingview.secret + "x", tradingview.secret.upper(), "\ud800"):
        guess = Sender.__new__(Sender)
        guess.id, guess.receiver = tradingview.id, tradingview.receiver
        with pytest.raises(NotTaken):
            await guess.receiver.receive(guess.id, b'{"nonsense": 1}', secret or None)
    with pytest.raises(NotTaken):
        await tradingview.receiver.receive("00ff", orjson.dumps({"secret": tradingview.secret}), None)
    with pytest.raises(NotTaken):
        await tradingview.receiver.receive(tradingview.id, orjson.dumps({"secret": {"$ne": ""}}), None)
    assert await told(app, SignalReceived) == []


async def test_the_same_is_taken_once_however_often_and_by_however_many_it_is_sent(app: App) -> None:
    tradingview = await sender(app)
    another = await sender(app, "news")
    taken = await asyncio.gather(*(tradingview.sends(id="7", ticker="BTCUSDT") for _ in range(5)))
    assert sorted(taken) == [False] * 4 + [True]
    assert not await tradingview.sends(id="7", ticker="ETHUSDT"), "of one id the first counts"
    assert await tradingview.sends(ticker="BTCUSDT", message="a")
    assert not await tradingview.sends(message="a", ticker="BTCUSDT"), "in whichever order"
    assert await tradingview.sends(ticker="BTCUSDT", message="b")
    assert await another.sends(id="7", ticker="BTCUSDT"), "ids are each signal's own"
    assert len(await told(app, SignalReceived)) == 4
    assert len({event.key for event in await told(app, SignalReceived)}) == 4


async def test_what_was_recorded_cannot_be_sent_later(app: App) -> None:
    tradingview, now = await sender(app), WallClock().now()
    for away in (timedelta(minutes=6), timedelta(minutes=-6), timedelta(days=400)):
        with pytest.raises(BadBody):
            await tradingview.sends(timenow=(now - away).isoformat())
    assert await tradingview.sends(timenow=(now - timedelta(minutes=1)).isoformat())


async def test_too_many_are_refused_and_strangers_use_up_nothing(app: App) -> None:
    tradingview = await sender(app)
    for _ in range(2 * RATE.burst):
        with pytest.raises(NotTaken):
            await tradingview.receiver.receive(tradingview.id, b"{}", "guess")
    for number in range(RATE.burst):
        assert await tradingview.sends(id=f"{number}")
    with pytest.raises(RateLimited):
        await tradingview.sends(id="more")


async def test_the_secret_is_told_once_and_kept_nowhere(app: App) -> None:
    tradingview = await sender(app)
    await tradingview.sends(id="1")
    held = Path(app.settings.home, "store").rglob("*")
    files = b"".join(path.read_bytes() for path in held if path.is_file())
    assert tradingview.id.encode() in files
    assert tradingview.secret.encode() not in files
    listed = await ask(app, SignalList())
    assert tradingview.secret not in listed.model_dump_json()


async def test_signals_are_a_servers_and_an_admins(app: App) -> None:
    await sender(app)
    for request in (SignalAdd(signal="x"), SignalList(), SignalDelete(signal="breakout"), MAP):
        with pytest.raises(NotPermitted):
            await ask(app, request, BEN)
    assert (await ask(app, SignalList(), ELSEWHERE)).signals == ()
    with pytest.raises(UnknownSignal) as unknown:
        await ask(app, SignalDelete(signal="breakouts"))
    assert unknown.value.known == ("breakout",)
    with pytest.raises(UnknownSignal):
        await ask(app, SignalDelete(signal="breakout"), ELSEWHERE)
    with pytest.raises(InvalidRequest):
        await ask(app, SignalAdd(signal="x"), Principal(id="discord:1", name="Ada", role=Role.ADMIN))
    await sender(app, principal=ELSEWHERE)
    assert isinstance(await ask(app, SignalList(), ELSEWHERE), SignalListAnswer)


@pytest.mark.parametrize("name", ["breakout", "Breakout ", "a b", "ünlü", "-x", "x" * 29 + "!", "name:"])
async def test_a_name_is_its_own_and_plain(app: App, name: str) -> None:
    await sender(app)
    with pytest.raises(InvalidRequest):
        await ask(app, SignalAdd(signal=name))


async def test_there_are_as_many_as_one_server_may_have(app: App) -> None:
    for number in range(app.settings.signals.per_server):
        await sender(app, f"s{number}")
    with pytest.raises(InvalidRequest):
        await sender(app, "more")
    await sender(app, "more", ELSEWHERE)


async def test_a_deleted_signal_is_refused_and_its_name_is_free(app: App) -> None:
    tradingview = await sender(app)
    await tradingview.sends(id="1")
    await ask(app, SignalDelete(signal="breakout"))
    with pytest.raises(NotTaken):
        await tradingview.sends(id="2")
    again = await sender(app)
    assert again.secret != tradingview.secret
    assert (await ask(app, SignalList())).signals[0].seen_at is None


async def test_what_is_not_mapped_is_never_an_order(app: App) -> None:
    tradingview = await sender(app)
    await tradingview.sends(ticker="BTCUSDT", action="buy")
    await until_dealt_with(app)
    assert await ordered(app) == []
    assert await told(app, SignalOrdered) == []


async def test_a_mapped_signal_places_one_order_of_the_admins_terms(app: App) -> None:
    tradingview = await sender(app)
    await ask(app, MAP)
    await tradingview.sends(id="1", ticker="BINANCE:BTCUSDT", action="buy", close=1, message="all, leverage 100")
    await tradingview.sends(id="1", ticker="BINANCE:BTCUSDT", action="buy")
    (event,) = await told(app, SignalReceived)
    await app.store.append(keys.SIGNAL_ORDERS, {"event": event.to_bytes().decode()})  # taken twice after a crash
    await until_dealt_with(app)
    (order,) = await ordered(app)
    assert isinstance(order, Ordered)
    price = (await app.market.ticker("BTC/USDT"))[0].last
    worth = float(order.order.amount) * price
    assert (order.order.symbol, order.order.way) == ("BTC/USDT", "buy")
    assert worth == pytest.approx(500, rel=0.01), "five percent of 10,000"
    assert order.order.stop is not None
    assert float(order.order.stop) == pytest.approx(0.98 * price, rel=1e-3)
    (done,) = await told(app, SignalOrdered)
    assert (done.refused, done.action, done.amount) == ("", "buy", order.order.amount)


@pytest.mark.parametrize(
    ("sent", "why"),
    [
        ({"ticker": "ETHUSDT", "action": "buy"}, "another market"),
        ({"ticker": "NOSUCHCOIN", "action": "buy"}, ""),
        ({"action": "close"}, "not held"),
        ({"action": "sell"}, "not held"),
    ],
)
async def test_what_cannot_be_ordered_is_told_and_ordered_not(app: App, sent: Mapping[str, str], why: str) -> None:
    tradingview = await sender(app)
    await ask(app, MAP)
    await tradingview.sends(**sent)
    await until_dealt_with(app)
    assert await ordered(app) == []
    (done,) = await told(app, SignalOrdered)
    assert why in done.refused
    assert done.refused


async def test_a_signal_without_an_action_orders_nothing(app: App) -> None:
    tradingview = await sender(app)
    await ask(app, MAP)
    await tradingview.sends(ticker="BTCUSDT")
    await until_dealt_with(app)
    assert await told(app, SignalOrdered) == []


async def test_the_gate_stands_between_a_signal_and_the_market(app: App) -> None:
    tradingview = await sender(app)
    await ask(app, SignalMap(signal="breakout", symbol="btc", amount="5%", stop=Decimal(2), leverage=Decimal(20)))
    await tradingview.sends(id="1", action="buy")
    await until_dealt_with(app)
    (refusal,) = await ordered(app)
    assert isinstance(refusal, Refused)
    await ask(app, MAP)
    await ask(app, KillSwitch())
    await tradingview.sends(id="2", action="buy")
    await until_dealt_with(app)
    first, second = await told(app, SignalOrdered)
    assert first.refused.startswith("leverage")
    assert "kill switch" in second.refused
    assert all(isinstance(each, Refused) for each in await ordered(app))


async def test_what_waited_too_long_or_was_unmapped_meanwhile_is_not_ordered(app: App) -> None:
    tradingview = await sender(app)
    await ask(app, MAP)
    await tradingview.sends(id="1", action="buy")
    await ask(app, SignalUnmap(signal="breakout"))
    await until_dealt_with(app)
    assert await told(app, SignalOrdered) == []
    await ask(app, MAP)
    await tradingview.sends(id="2", action="buy")
    assert isinstance(app.clock, SteppedClock)
    app.clock.step(app.clock.now() + timedelta(seconds=LATE_SECONDS + 1))
    await until_dealt_with(app)
    (done,) = await told(app, SignalOrdered)
    assert "too late" in done.refused
    assert await ordered(app) == []


async def test_a_mapping_that_could_make_no_order_is_refused_at_once(app: App) -> None:
    await sender(app)
    for wrong in (
        {"stop": None},
        {"amount": "all"},
        {"amount": "a lot"},
        {"amount": "risk 1%", "stop": None},
    ):
        with pytest.raises(BadOrder):
            await ask(app, MAP.model_copy(update=wrong))


async def test_mapping_is_kept_with_the_signal_and_taken_back(app: App) -> None:
    await sender(app)
    mapped = await ask(app, MAP)
    assert mapped.before is None
    assert (mapped.signal.order.symbol, mapped.signal.order.stop) == ("BTC/USDT", 0.02)
    levered = await ask(app, SignalMap(signal="breakout", symbol="btc", amount="5%", stop=2, leverage=3))
    assert levered.signal.order.symbol == "BTC/USDT:USDT"
    assert levered.before == mapped.signal.order
    free = await ask(app, SignalUnmap(signal="breakout"))
    assert free.signal.order is None
    assert free.before == levered.signal.order
    assert (await ask(app, SignalList(), ADA)).mapped == 0
