"""The engine: what fires is written and told in one step, once, whoever else is at it and whatever fails."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import orjson
import pytest

from services.alerts.book import AlertBook
from services.alerts.engine import WRITES_AT_ONCE, Engine, Following
from services.alerts.events import AlertExpired, AlertFired
from services.alerts.reach import Closed, Reach
from services.alerts.record import Alert
from services.alerts.trigger import Condition, Follows, Happening, Threshold, Trigger
from services.core.clock import SteppedClock
from services.core.errors import StoreUnavailable
from services.core.events import read_event
from services.core.work import Outdated, Work
from services.market.timeframes import to_ms
from services.store import keys
from services.store.ledger import StoreLedger
from services.store.store import Store

NOW = datetime(2026, 11, 1, 12, 0, tzinfo=UTC)
AT = to_ms(NOW)
BTC = "price BTC/USDT"
ABOVE = Threshold(series=BTC, side="above", value=100.0)


class Desk:
    """What people do, what the engine is told, and what comes of it."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.clock = SteppedClock(NOW)
        self.book = AlertBook(store)
        self.engine = Engine(store, self.clock)
        self._asks = 0

    async def set(self, *alerts: Alert) -> None:
        work = Work()
        for alert in alerts:
            self.book.write(work, alert)
        await self._commit(work)

    async def delete(self, alert: Alert) -> None:
        work = Work()
        self.book.remove(work, alert)
        await self._commit(work)

    async def _commit(self, work: Work) -> None:
        self._asks += 1
        await StoreLedger(self.store).commit(work, str(self._asks), b"{}", 60.0)

    async def told(self) -> Sequence[AlertFired | AlertExpired]:
        entries = await self.store.entries(keys.OUTBOX)
        events = [read_event(entry["event"].encode()) for entry in reversed(entries)]
        return [event for event in events if isinstance(event, AlertFired | AlertExpired)]

    async def fired(self) -> list[tuple[int, float | None]]:
        return [(event.alert.number, event.value) for event in await self.told() if isinstance(event, AlertFired)]


@pytest.fixture
def desk(store: Store) -> Desk:
    return Desk(store)


def _alert(number: int = 1, trigger: Trigger = ABOVE, owner: str = "discord:1", **rest: object) -> Alert:
    return Alert.model_validate({"owner": owner, "number": number, "trigger": trigger, "since": AT, **rest})


def _tick(price: float, at: int = AT, series: str = BTC) -> Reach:
    return Reach(series, at, at, price, price, price)


async def test_what_is_crossed_is_told_once_and_is_gone(desk: Desk) -> None:
    await desk.set(_alert(1, note="sell", server="discord:9", channel="5"), _alert(2, ABOVE, "discord:2"))
    await desk.engine.load()
    assert await desk.engine.reached([_tick(99.9)]) == 0
    assert await desk.engine.reached([_tick(100.5), _tick(100.7), _tick(99.0), _tick(101.0)]) == 2
    assert await desk.engine.reached([_tick(100.5)]) == 0
    assert await desk.fired() == [(1, 100.5), (2, 100.5)]
    first = (await desk.told())[0]
    assert isinstance(first, AlertFired)
    assert (first.key, first.person, first.server, first.channel) == ("alert:1:1", "discord:1", "discord:9", "5")
    assert (first.again, first.late_seconds, first.alert.note) == (False, 0.0, "sell")
    assert await desk.book.of("discord:1") == []
    assert await desk.store.hash_fields(keys.ALERT_OWNERS) == []
    assert desk.engine.under == set()


async def test_what_is_set_changed_and_deleted_is_followed(desk: Desk) -> None:
    await desk.engine.load()
    await desk.set(_alert(1), _alert(2), _alert(3))
    await desk.engine.follow()
    assert desk.engine.under == {BTC}
    await desk.set(_alert(1, Threshold(series=BTC, side="above", value=200.0)), _alert(2, paused=True))
    await desk.delete(_alert(3))
    await desk.engine.follow()
    assert await desk.engine.reached([_tick(150.0)]) == 0
    assert await desk.store.hash_all(keys.ALERT_CHANGES) == {}
    assert await desk.engine.reached([_tick(200.0)]) == 1
    assert [alert.number for alert in await desk.book.of("discord:1")] == [2]


async def test_a_change_that_the_engine_has_not_heard_of_holds_all_the_same(desk: Desk) -> None:
    await desk.set(_alert(1), _alert(2), _alert(3))
    await desk.engine.load()
    await desk.set(_alert(1, Threshold(series=BTC, side="above", value=200.0)), _alert(2, paused=True))
    await desk.delete(_alert(3))
    assert await desk.engine.reached([_tick(150.0)]) == 0
    assert await desk.engine.reached([_tick(200.0)]) == 1


async def test_a_change_of_an_alert_that_fired_meanwhile_is_made_of_what_it_is_then(desk: Desk) -> None:
    before = _alert(1, repeat="always")
    await desk.set(before)
    await desk.engine.load()
    await desk.engine.reached([_tick(101.0)])
    work = Work()
    desk.book.write(work, before.model_copy(update={"note": "late"}), before=before)
    with pytest.raises(Outdated):
        await StoreLedger(desk.store).commit(work, "late", b"{}", 60.0)
    (now,) = await desk.book.of("discord:1")
    assert (now.fired, now.note) == (1, "")
    work = Work()
    desk.book.write(work, now.model_copy(update={"note": "late"}), before=now)
    await StoreLedger(desk.store).commit(work, "late", b"{}", 60.0)
    assert (await desk.book.of("discord:1"))[0].note == "late"


async def test_an_alert_that_is_heard_of_after_the_tick_fires_by_it(desk: Desk) -> None:
    await desk.engine.load()
    await desk.engine.reached([_tick(100.5, AT + 10), _tick(99.0, AT + 20)])
    await desk.set(_alert(1, since=AT + 5), _alert(2, since=AT + 11))
    await desk.engine.follow()
    assert await desk.fired() == [(1, 100.5)]


async def test_it_is_asleep_until_it_counts(desk: Desk) -> None:
    await desk.set(_alert(1, since=AT + 60_000), _alert(2, paused=True))
    await desk.engine.load()
    assert desk.engine.under == set()
    assert await desk.engine.reached([_tick(150.0, AT + 59_999)]) == 0
    desk.clock.step(NOW + timedelta(minutes=1))
    await desk.engine.follow()
    assert desk.engine.under == {BTC}
    assert await desk.engine.reached([_tick(150.0, AT + 59_999)]) == 0
    assert await desk.engine.reached([_tick(150.0, AT + 60_000)]) == 1


async def test_one_that_repeats_cools_down_and_is_armed_by_the_other_side(desk: Desk) -> None:
    await desk.set(_alert(1, repeat="always", cooldown=60))
    await desk.engine.load()
    minute = 60_000
    told = [
        (0, 101.0),
        (1, 99.0),
        (2, 101.0),
        (60, 101.0),
        (61, 99.0),
        (62, 103.0),
        (63, 99.0),
        (130, 99.0),
        (131, 104),
    ]
    for seconds, price in told:
        await desk.engine.reached([_tick(price, AT + seconds * 1_000)])
    assert await desk.fired() == [(1, 101.0), (1, 103.0), (1, 104.0)]
    assert [event.key for event in await desk.told()] == ["alert:1:1", "alert:1:2", "alert:1:3"]
    assert (await desk.book.of("discord:1"))[0].since == AT + 131_000 + minute


async def test_all_of_it_in_one_batch_comes_to_the_same(desk: Desk) -> None:
    await desk.set(_alert(1, repeat="always", cooldown=60), _alert(2))
    await desk.engine.load()
    told = [(0, 101.0), (61, 99.0), (62, 103.0), (130, 99.0), (131, 104.0)]
    assert await desk.engine.reached([_tick(price, AT + seconds * 1_000) for seconds, price in told]) == 4
    assert sorted(await desk.fired()) == [(1, 101.0), (1, 103.0), (1, 104.0), (2, 101.0)]


async def test_late_and_repeated_ticks_fire_nothing_that_they_must_not(desk: Desk) -> None:
    await desk.set(_alert(1, since=AT))
    await desk.engine.load()
    assert await desk.engine.reached([_tick(150.0, AT - 1)]) == 0
    assert await desk.engine.reached([Reach(BTC, AT - 60_000, AT + 1, 90.0, 150.0, 95.0)]) == 0
    assert await desk.engine.reached([_tick(100.0, AT)]) == 1


async def test_conditions_and_happenings_fire_all_that_are_armed_under_them(desk: Desk) -> None:
    condition = Condition(symbol="BTC/USDT", timeframe="1h", where="rsi14 < 30")
    moon = Happening(what="sky", of="full moon", lead=3_600)
    await desk.set(_alert(1, condition), _alert(2, condition, "discord:2"), _alert(3, moon, repeat="always"))
    await desk.engine.load()
    assert desk.engine.under == {condition.under, moon.under}
    close = Closed(condition.under, AT + 1, "x", 95.0, "29.1")
    assert await desk.engine.closed([close, close, Closed(moon.under, AT, "moon")]) == 3
    assert await desk.engine.closed([close, Closed(moon.under, AT, "moon")]) == 0
    assert await desk.engine.closed([Closed(moon.under, AT, "another")]) == 1
    assert await desk.fired() == [(1, 95.0), (2, 95.0), (3, None), (3, None)]
    assert (await desk.told())[0].alert.kind == "condition"
    assert desk.engine.under == {moon.under}


async def test_a_share_is_told_as_one(desk: Desk) -> None:
    rise = Threshold(series="rise BTC/USDT 3600", side="above", value=0.05)
    await desk.set(_alert(1, rise))
    await desk.engine.load()
    assert await desk.engine.reached([_tick(0.06, series=rise.series)]) == 1
    (event,) = await desk.told()
    assert isinstance(event, AlertFired)
    assert (event.value, event.share, event.alert.now) == (None, 0.06, None)


async def test_levels_that_follow_are_moved_and_do_not_fire_by_that(desk: Desk) -> None:
    follows = Follows(timeframe="4h", ratio=0.618)
    below = Threshold(series=BTC, side="below", value=90.0, follows=follows)
    await desk.set(_alert(1, below), _alert(2))
    await desk.engine.load()
    assert desk.engine.following == {Following(BTC, "4h", 0.618): {1}}
    await desk.engine.reached([_tick(95.0)])
    await desk.engine.moved([(1, 97.0), (2, 50.0)], AT + 1_000)
    moved = {"value": 97.0, "follows": follows.model_copy(update={"at": AT + 1_000})}
    assert (await desk.book.of("discord:1"))[0].trigger == below.model_copy(update=moved)
    await desk.engine.moved([(1, 96.0)], AT + 500)
    assert (await desk.book.of("discord:1"))[0].trigger == below.model_copy(update=moved), "what is told again is older"
    assert await desk.engine.reached([_tick(95.0, AT + 2_000)]) == 0
    assert await desk.engine.reached([_tick(98.0, AT + 3_000), _tick(96.5, AT + 4_000)]) == 1
    assert desk.engine.following == {}
    assert await desk.fired() == [(1, 96.5)]


async def test_what_has_expired_is_told_and_gone_paused_or_not(desk: Desk) -> None:
    await desk.set(_alert(1, expires=AT + 1_000), _alert(2, expires=AT + 1_000, paused=True), _alert(3))
    await desk.engine.load()
    assert await desk.engine.expire() == 0
    desk.clock.step(NOW + timedelta(seconds=1))
    assert await desk.engine.reached([_tick(99.0, AT + 1_000)]) == 0
    await desk.set(_alert(2, expires=AT + 5_000))
    assert await desk.engine.expire() == 1
    assert await desk.engine.expire() == 0
    assert [(event.key, type(event)) for event in await desk.told()] == [("alert:1:expired", AlertExpired)]
    desk.clock.step(NOW + timedelta(seconds=5))
    await desk.engine.follow()
    assert await desk.engine.expire() == 1
    assert [alert.number for alert in await desk.book.of("discord:1")] == [3]


async def test_two_engines_fire_once(desk: Desk) -> None:
    other = Engine(desk.store, desk.clock)
    await desk.set(*(_alert(number, owner=f"discord:{number % 7}") for number in range(1, 600)))
    await desk.engine.load()
    await other.load()
    assert await desk.engine.reached([_tick(101.0)]) == 599
    assert await other.reached([_tick(101.0)]) == 0
    assert len({event.key for event in await desk.told()}) == len(await desk.told()) == 599


async def test_an_engine_notices_that_another_dealt_with_the_changes(desk: Desk) -> None:
    await desk.engine.load()
    other = Engine(desk.store, desk.clock)
    await other.load()
    await desk.set(_alert(1))
    await other.follow()
    assert (other.under, desk.engine.under) == ({BTC}, set())
    await desk.engine.follow()
    assert desk.engine.under == {BTC}


async def test_an_answer_of_the_store_that_is_lost_loses_and_doubles_nothing(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    await desk.set(_alert(1), _alert(2, repeat="always"))
    await desk.engine.load()
    run = Store.run

    async def lost(*args: object, **rest: object) -> object:
        await run(*args, **rest)  # type: ignore[arg-type]
        raise StoreUnavailable

    with monkeypatch.context() as patched:
        patched.setattr(Store, "run", lost)
        with pytest.raises(StoreUnavailable):
            await desk.engine.reached([_tick(101.0)])
    assert await desk.engine.reached([_tick(101.0)]) == 0
    assert len(await desk.told()) == 2
    assert await desk.engine.reached([_tick(99.0, AT + 1), _tick(101.0, AT + 2)]) == 1


async def test_nothing_is_lost_while_the_store_does_not_answer(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    await desk.set(_alert(1))
    await desk.engine.load()

    async def dead(*args: object, **rest: object) -> object:
        raise StoreUnavailable

    with monkeypatch.context() as patched:
        patched.setattr(Store, "call", dead)
        with pytest.raises(StoreUnavailable):
            await desk.engine.reached([_tick(101.0)])
    assert await desk.engine.reached([_tick(101.0)]) == 1


async def test_others_have_their_turn_while_many_fire_at_once(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    await desk.set(*(_alert(number, owner=f"discord:{number % 20}") for number in range(1, 1_001)))
    await desk.engine.load()
    turns, sleep = list[float](), asyncio.sleep

    async def counted(seconds: float) -> None:
        turns.append(seconds)
        await sleep(seconds)

    with monkeypatch.context() as patched:
        patched.setattr(asyncio, "sleep", counted)
        assert await desk.engine.reached([_tick(101.0)]) == 1_000
    assert len(turns) >= 2 * 1_000 / WRITES_AT_ONCE


async def test_one_that_cannot_be_read_stands_in_no_others_way(desk: Desk) -> None:
    for number, data in enumerate(('{"trigger":{"kind":"later"}}', "[]", '{"trigger":7}', '{"since":1}'), 5):
        await desk.store.hash_set(keys.alerts("discord:1"), str(number), data)
    await desk.set(_alert(1), _alert(2))
    await desk.engine.load()
    await desk.store.hash_set(keys.alerts("discord:1"), "2", orjson.dumps({"later": 1}).decode())
    assert await desk.engine.reached([_tick(101.0)]) == 1


async def test_feeds_begin_where_the_first_alert_counts(desk: Desk) -> None:
    await desk.set(_alert(1, since=AT - 5_000), _alert(2, since=AT - 3_000))
    await desk.engine.load()
    assert desk.engine.since(BTC) == AT - 5_000
    assert desk.engine.since("price ETH/USDT") == AT
