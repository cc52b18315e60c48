"""Who subscribed goes by what they are told: nothing is left out, told twice, or told in another order."""

import asyncio
from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from time import time
from typing import Any, cast

import pytest
import structlog
from redis.asyncio import Redis

from bot import notifier as module
from bot.app import App
from bot.notifier import SINGLY, TOGETHER, Notifier, Pace
from cogs._events import DiscordPlaces, Refused, Telling, Unreachable, Unsure
from personas.presenter import Presented
from services.alerts.events import AlertFired
from services.core.errors import StoreUnavailable
from services.core.events import Event
from services.core.work import Work
from services.house.heartbeat import PartSilent
from services.notifications.gathered import Gathered
from services.notifications.mailbox import Mailbox
from services.notifications.places import Destination, Subscriptions
from services.notifications.quiet import QuietHours
from services.orders.events import Traded, TradingSwitched
from services.store import keys
from services.store.streams import Stream
from tests.answers._alerts import KINDS
from tests.answers.alert_fired.sample import fired
from tests.answers.schedule_due.sample import due
from tests.answers.traded.sample import traded
from tests.asks import append_ago
from tests.conftest import eventually

DESK, QUIET, BEN = Destination(channel="discord:1"), Destination(channel="discord:2"), Destination(person="discord:7")
AT = datetime(2026, 1, 1, tzinfo=UTC)


class Chat:
    """Discord, as a test wants it: it takes a nonce once, and may refuse, fail, or lose that it has taken one."""

    def __init__(self) -> None:
        self.told = defaultdict[str, list[str]](list)
        self.messages = list[tuple[Destination, Presented, Telling]]()
        self.drawn = dict[str, Presented]()
        self.nonces = dict[str, str]()
        self.fails = dict[str, Exception]()
        self.unreached = False
        self.loses = 0

    async def tell(self, place: Destination, presented: Presented, how: Telling) -> str:
        await asyncio.sleep(0)
        if place.id in self.fails:
            raise self.fails[place.id]
        if how.nonce not in self.nonces:
            self.nonces[how.nonce] = str(len(self.nonces))
            self.messages.append((place, presented, how))
            self.told[place.id] += _names(presented)
        if self.loses:
            self.loses -= 1
            raise Unsure("reset")
        return self.nonces[how.nonce]

    async def show(self, told: str, presented: Presented) -> None:
        self.drawn[told] = presented

    async def reach(self, _place: Destination) -> None:
        if self.unreached:
            raise Unreachable("500")


def _names(presented: Presented) -> list[str]:
    said = presented.outcome
    if isinstance(said, Gathered):
        return [line.title.split("part ")[-1].split(" ")[0].strip(":") for line in said.lines]
    return [said.part if isinstance(said, PartSilent) else said.order if isinstance(said, Traded) else "another"]


def notifier(app: App, chat: Chat) -> Notifier:
    return Notifier(app.store, app.presenter, cast(DiscordPlaces, chat), app.clock)


def event(number: int) -> PartSilent:
    return PartSilent(key=f"event:{number}", at=AT, part=f"part {number}", detail="")


async def happen(app: App, *numbers: int) -> None:
    await tell(app, *map(event, numbers))


async def tell(app: App, *events: Event) -> None:
    for each in events:
        work = Work()
        work.tell(each)
        await app.ledger.commit(work, each.key, b"{}", 60)


async def subscribe(app: App, subject: str, *places: Destination) -> None:
    for place in places:
        await app.store.hash_set(keys.subscriptions(subject), place.id, place.model_dump_json())


@pytest.fixture
async def subscribed(app: App) -> App:
    await subscribe(app, "heartbeat", DESK, QUIET, BEN)
    return app


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "WAITS", (0.05,))


async def running(app: App, chat: Chat, all_told: object) -> Notifier:
    """Tell until ``all_told``, and end then."""
    telling = notifier(app, chat)
    task = asyncio.create_task(telling.run())
    await eventually(all_told, 10)
    task.cancel()
    await asyncio.wait((task,))
    return telling


async def nothing_waits(app: App) -> bool:
    """All that happened was dealt with."""

    async def all_read(client: Redis) -> bool:
        groups, stream = await client.xinfo_groups(keys.OUTBOX), await client.xinfo_stream(keys.OUTBOX)
        return all(
            not each["pending"] and each["last-delivered-id"] == stream["last-generated-id"] for each in groups
        ) and bool(groups)

    return await app.store.call(all_read) and await mailbox_empty(app)


async def mailbox_empty(app: App) -> bool:
    box = Mailbox(app.store)
    return not await box.places() and not await box.sending()


def names(count: int) -> list[str]:
    return [f"part {number}" for number in range(count)]


def parts(told: Sequence[str]) -> list[str]:
    """Told singly they have their whole name, together the end of it."""
    return [f"part {each.removeprefix('part ')}" for each in told]


async def test_more_than_are_told_at_once_are_told_in_order_in_few_messages_and_leave_nothing_behind(
    subscribed: App,
) -> None:
    chat, count = Chat(), 3 * TOGETHER + 5
    chat.loses = 2
    await happen(subscribed, *range(count))
    await running(subscribed, chat, lambda: nothing_waits(subscribed))
    for place in (DESK, QUIET, BEN):
        assert parts(chat.told[place.id]) == names(count)
    assert len(chat.messages) == 3 * 4
    for number in (0, count - 1):
        mark = await subscribed.store.get(keys.told(f"event:{number}", DESK.id))
        assert mark, "each is known by its own key, and the message that told it"


async def test_few_are_told_each_in_a_message_of_its_own(subscribed: App) -> None:
    chat = Chat()
    await happen(subscribed, *range(SINGLY))
    await running(subscribed, chat, lambda: nothing_waits(subscribed))
    assert chat.told[DESK.id] == names(SINGLY)
    assert len(chat.messages) == 3 * SINGLY


async def test_a_place_that_cannot_be_reached_keeps_no_other_waiting_and_is_told_later_in_order(
    subscribed: App,
) -> None:
    chat = Chat()
    chat.fails[QUIET.id] = Unreachable("500")
    await happen(subscribed, *range(5))
    await running(subscribed, chat, lambda: len(chat.told[DESK.id]) == len(chat.told[BEN.id]) == 5)
    assert not chat.told[QUIET.id]
    chat.fails.clear()
    chat.nonces.clear()  # Discord remembers them for some minutes only
    await running(subscribed, chat, lambda: len(chat.told[QUIET.id]) == 5)
    assert {place: parts(told) for place, told in chat.told.items()} == {
        place.id: names(5) for place in (DESK, QUIET, BEN)
    }


async def test_a_place_that_is_gone_becomes_a_dead_letter_and_what_cannot_be_read_is_passed_over(
    subscribed: App,
) -> None:
    chat = Chat()
    chat.fails[QUIET.id] = Refused("gone", "Unknown Channel")
    await subscribed.store.hash_set(keys.subscriptions("heartbeat"), "discord:9", "of another version")
    await subscribed.store.append(keys.OUTBOX, {"event": "of another version"})
    await subscribed.store.append(keys.waiting(DESK.id), {"event": "of another version", "to": "{}"})
    await happen(subscribed, 0)
    await running(subscribed, chat, lambda: nothing_waits(subscribed))
    assert chat.told == {DESK.id: names(1), BEN.id: names(1)}
    assert await Subscriptions(subscribed.store).held("heartbeat", QUIET), "a permission may come back"
    (letter,) = (await Mailbox(subscribed.store).dead()).values()
    assert (letter.read(), letter.to.id, letter.reason, letter.detail) == (
        event(0),
        QUIET.id,
        "gone",
        "Unknown Channel",
    )


async def test_what_readers_that_no_longer_run_left_does_not_fill_the_store(subscribed: App) -> None:
    store, chat = subscribed.store, Chat()
    await Stream(store, keys.OUTBOX, "gone").ensure_group()
    for number in range(3):
        await append_ago(store, keys.OUTBOX, 8 * 86_400, number, {"event": event(number).to_bytes().decode()})
    await happen(subscribed, 3)

    async def dropped() -> bool:
        return len(await store.entries(keys.OUTBOX)) == 1

    await running(subscribed, chat, dropped)
    assert chat.told[DESK.id] == ["part 3"]


async def test_what_was_told_past_the_outbox_is_not_told_again_from_it(subscribed: App) -> None:
    chat = Chat()
    telling = await running(subscribed, chat, lambda: asyncio.sleep(0.3, True))
    chat.fails[BEN.id] = Unreachable("500")
    assert not await telling.tell(event(0))
    chat.fails.clear()
    assert await telling.tell(event(0))
    chat.nonces.clear()
    await happen(subscribed, 0, 1)
    task = asyncio.create_task(telling.run())
    await eventually(lambda: all(len(chat.told[place.id]) == 2 for place in (DESK, QUIET, BEN)))
    task.cancel()
    await asyncio.wait((task,))
    assert chat.told[DESK.id] == chat.told[BEN.id] == names(2)


async def test_what_was_being_told_is_told_again_with_its_nonce_while_discord_knows_that(subscribed: App) -> None:
    chat, box = Chat(), Mailbox(subscribed.store)
    await box.put([(each.key, each, DESK) for each in map(event, range(6))])
    letters = await box.waiting(DESK.id, 5)
    for age, told in ((5.0, 6), (200.0, 1)):
        chat = Chat()
        if age > 100:
            await box.put([(f"{each.key} again", each, DESK) for each in map(event, range(6))])
            letters = await box.waiting(DESK.id, 5)
        else:
            nonce = module.nonce_of([each.event.key for each in letters], DESK.id)
        await box.begin(DESK.id, letters, time() - age)
        await running(subscribed, chat, lambda: mailbox_empty(subscribed))
        assert len(chat.told[DESK.id]) == told, age
        assert (nonce in chat.nonces) == (age < 100), "what Discord may have forgotten is not sent again"
    assert [each.reason for each in (await box.dead()).values()] == ["perhaps"] * 5


async def test_what_discord_says_nothing_of_for_long_may_have_been_told_and_the_rest_goes_on(
    subscribed: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    chat = Chat()
    monkeypatch.setattr(module, "NONCE_SECONDS", 0.3)
    chat.fails[DESK.id] = Unsure("500")
    chat.unreached = True
    await happen(subscribed, 0)
    task = asyncio.create_task(notifier(subscribed, chat).run())
    await eventually(lambda: bool(chat.told[BEN.id]))
    await asyncio.sleep(0.5)
    assert not await Mailbox(subscribed.store).dead(), "one message, and only once Discord answers again"
    chat.fails.clear()
    await happen(subscribed, 1)
    chat.unreached = False
    await eventually(lambda: nothing_waits(subscribed))
    task.cancel()
    await asyncio.wait((task,))
    assert chat.told[DESK.id] == ["part 1"]
    assert [each.reason for each in (await Mailbox(subscribed.store).dead()).values()] == ["perhaps"]


async def test_what_was_told_while_the_store_was_away_is_not_told_again(
    subscribed: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    chat, done, failing = Chat(), Mailbox.done, 3
    monkeypatch.setattr(module, "RETRY_SECONDS", 0.05)

    async def fails(box: Mailbox, *of: Any) -> None:
        nonlocal failing
        failing -= 1
        if failing > 0:
            chat.nonces.clear()
            raise StoreUnavailable
        await done(box, *of)

    monkeypatch.setattr(Mailbox, "done", fails)
    await happen(subscribed, 0)
    await running(subscribed, chat, lambda: nothing_waits(subscribed))
    assert chat.told == {place.id: names(1) for place in (DESK, QUIET, BEN)}


ANN = Destination(person="discord:12")
HERE, THERE = (Destination(channel=f"discord:{each}", server=f"discord:{each}9") for each in (3, 4))


async def trade(app: App, order: str, what: str = "filled", **more: Any) -> None:
    await tell(app, traded(what, key=f"trade:{order}", order=order, **more))


async def test_who_never_subscribed_is_told_of_their_trades_and_nobody_else_is(subscribed: App) -> None:
    chat = Chat()
    for subject in ("shared", "risk"):
        await subscribe(subscribed, subject, DESK, BEN, HERE)
    await trade(subscribed, "a")
    await trade(subscribed, "b")
    await happen(subscribed, 0)
    await running(subscribed, chat, lambda: chat.told[BEN.id] and len(chat.told[ANN.id]) == 2)
    assert chat.told == {ANN.id: ["a", "b"], **{place.id: names(1) for place in (DESK, QUIET, BEN)}}


async def test_the_channel_somebody_chose_is_told_and_where_it_is_closed_they_are_told_in_private(app: App) -> None:
    chat, key = Chat(), keys.subscriptions("trades")
    chosen = HERE.model_copy(update={"person": ANN.person})
    await app.store.hash_set(key, ANN.id, chosen.model_dump_json())
    await app.store.hash_set(key, "discord:13", Destination().model_dump_json())
    await trade(app, "off", person="discord:13")
    await trade(app, "a")
    await running(app, chat, lambda: chat.told[HERE.id])
    chat.fails[HERE.id] = Refused("forbidden", "Missing Access")
    await trade(app, "b")
    await running(app, chat, lambda: chat.told[ANN.id])
    assert dict(chat.told) == {HERE.id: ["a"], ANN.id: ["b"]}
    assert not await Mailbox(app.store).dead()


async def test_private_messages_that_are_closed_stop_nothing_behind_them(app: App) -> None:
    chat = Chat()
    chat.fails[ANN.id] = Refused("closed", "Cannot send messages to this user")
    await trade(app, "a")
    await trade(app, "b", person="discord:13")
    await running(app, chat, lambda: nothing_waits(app))
    assert chat.told["discord:13"] == ["b"]
    chat.fails.clear()
    await trade(app, "c")
    await running(app, chat, lambda: chat.told[ANN.id])
    assert chat.told[ANN.id] == ["c"], "what could not be told is in the account's trades, and in the list"
    assert [each.to for each in (await Mailbox(app.store).dead()).values()] == [ANN]


async def test_a_server_hears_of_its_own_account_once_a_channel_and_of_no_other(app: App) -> None:
    chat = Chat()
    for subject in ("shared", "risk"):
        await subscribe(app, subject, HERE, THERE)
    await trade(app, "a", person=None, server=HERE.server)
    await trade(app, "b", person=None, server=THERE.server, what="liquidated")
    await running(app, chat, lambda: chat.told[HERE.id] and chat.told[THERE.id])
    assert chat.told == {HERE.id: ["a"], THERE.id: ["b"]}


async def test_levels_and_quiet_hours_take_the_sound_of_all_but_what_is_urgent(app: App) -> None:
    """It is 19:00 UTC, and so 20:00 in Vienna."""
    chat = Chat()
    quiet = QuietHours(start=20 * 60, end=6 * 60, zone="Europe/Vienna").model_dump_json()
    await app.store.hash_set(keys.QUIET, HERE.id, quiet)
    await app.store.hash_set(keys.QUIET, ANN.id, quiet)
    await subscribe(app, "shared", HERE, THERE.model_copy(update={"server": HERE.server, "silent": True}))
    await subscribe(app, "risk", HERE)
    switched = TradingSwitched(key="s", at=AT, switch="kill", on=True, person=None, server=HERE.server, by="Ann")
    await trade(app, "a", person=None, server=HERE.server)
    await tell(app, switched)
    await trade(app, "b")
    await trade(app, "c", what="liquidated")
    await trade(app, "d", person="discord:13")
    await running(app, chat, lambda: nothing_waits(app))
    silent = {(place.id, *_names(said)): how.silent for place, said, how in chat.messages}
    assert silent == {
        (HERE.id, "a"): True,
        (THERE.id, "a"): True,
        (HERE.id, "another"): False,
        (ANN.id, "b"): True,
        (ANN.id, "c"): False,
        ("discord:13", "d"): False,
    }


async def test_several_people_are_told_in_one_message_of_a_channel_each_by_name(app: App) -> None:
    chat = Chat()
    people = [f"discord:{number}" for number in range(20, 24)]
    for person in people:
        chosen = HERE.model_copy(update={"person": person})
        await app.store.hash_set(keys.subscriptions("trades"), person, chosen.model_dump_json())
        await trade(app, person, person=person)
    await running(app, chat, lambda: nothing_waits(app))
    ((_, said, how),) = chat.messages
    assert list(how.people) == people
    assert all(f"<@{person.partition(':')[2]}>" in said.card.body for person in people)


async def test_what_nobody_foresaw_stops_nothing_behind_it(app: App) -> None:
    chat = Chat()
    chat.fails[ANN.id] = KeyError("a fault of our own")
    await trade(app, "a")
    await running(app, chat, lambda: nothing_waits(app))
    chat.fails.clear()
    await trade(app, "b")
    await running(app, chat, lambda: nothing_waits(app))
    assert chat.told == {ANN.id: ["b"]}
    assert [each.detail for each in (await Mailbox(app.store).dead()).values()] == ["KeyError"]


async def test_an_alert_is_told_at_once_and_its_picture_follows(app: App) -> None:
    chat = Chat()
    alert = fired(KINDS["above"], person=ANN.person, chart=None)
    await tell(app, alert)
    await running(app, chat, lambda: chat.drawn)
    ((place, presented, how),) = chat.messages
    assert (place, presented.picture, how.role) == (ANN, None, "")
    assert chat.drawn["0"].picture is not None
    assert chat.drawn["0"].card.title == presented.card.title


async def test_an_alert_is_told_where_it_was_set_where_private_messages_are_closed_but_an_accounts_is_not(
    app: App,
) -> None:
    chat, usual = Chat(), {"person": ANN.person, "channel": HERE.channel, "chart": None}
    chat.fails[ANN.id] = Refused("closed", "50007")
    for kind in ("above", "drawdown"):
        await tell(app, fired(KINDS[kind], **usual))
    await tell(app, fired(KINDS["below"], **usual | {"in_channel": True, "key": "chosen", "mention": "77"}))
    await running(app, chat, lambda: nothing_waits(app))
    assert sorted((place.id, how.people, how.role) for place, _, how in chat.messages) == [
        (HERE.id, [ANN.person], ""),
        (HERE.id, [ANN.person], "77"),
    ]
    (letter,) = (await Mailbox(app.store).dead()).values()
    assert letter.to == ANN
    assert cast(AlertFired, letter.read()).alert.kind == "drawdown"


async def test_what_private_messages_that_are_closed_do_not_take_is_told_elsewhere_together(app: App) -> None:
    chat = Chat()
    chat.fails[ANN.id] = Refused("closed", "50007")
    places = {HERE.channel: 6, THERE.channel: 2}
    for channel, many in places.items():
        for number in range(many):
            await tell(
                app, fired(KINDS["above"], key=f"{channel} {number}", person=ANN.person, channel=channel, chart=None)
            )
    await running(app, chat, lambda: nothing_waits(app))
    lines = {place.id: presented.outcome for place, presented, _ in chat.messages}
    assert {place: len(cast(Gathered, told).lines) for place, told in lines.items()} == places
    assert len(chat.messages) == 2
    assert not await Mailbox(app.store).dead()


async def test_no_alert_goes_to_a_channel_that_an_admin_closed_to_them(app: App) -> None:
    chat, usual = Chat(), {"person": ANN.person, "channel": HERE.channel, "chart": None}
    await app.store.hash_set(keys.CLOSED_TO_ALERTS, HERE.channel or "", "")
    await tell(app, fired(KINDS["above"], **usual | {"in_channel": True}))
    await running(app, chat, lambda: nothing_waits(app))
    assert [place.id for place, _, _ in chat.messages] == [ANN.id]
    chat.fails[ANN.id] = Refused("closed", "50007")
    await tell(app, fired(KINDS["below"], **usual | {"key": "in private"}))
    await running(app, chat, lambda: nothing_waits(app))
    assert len(chat.messages) == 1
    (letter,) = (await Mailbox(app.store).dead()).values()
    assert letter.reason == "closed"


async def test_what_waited_says_so(app: App, monkeypatch: pytest.MonkeyPatch) -> None:
    chat = Chat()
    monkeypatch.setattr(module, "LATE_SECONDS", 0.2)
    chat.fails[ANN.id] = Unreachable("503")
    await trade(app, "a")
    await running(app, chat, lambda: asyncio.sleep(0.5, True))
    chat.fails.clear()
    await running(app, chat, lambda: nothing_waits(app))
    await trade(app, "b")
    await running(app, chat, lambda: nothing_waits(app))
    assert [bool(how.note) for _, _, how in chat.messages] == [True, False]


async def test_no_more_a_second_than_the_pace() -> None:
    pace, clock = Pace(5), asyncio.get_running_loop().time
    began = clock()
    await asyncio.gather(*(pace.turn() for _ in range(5)))
    assert clock() - began < 0.5
    await pace.turn()
    assert clock() - began >= 0.99


async def test_however_many_messages_one_place_is_told_in_a_moment_the_rest_goes_on(
    subscribed: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "GAPS", tuple(gap / 10 for gap in module.GAPS))
    monkeypatch.setattr(module, "SINGLY", 100)
    chat = Chat()
    await happen(subscribed, *range(12))
    with structlog.testing.capture_logs() as logs:
        await running(subscribed, chat, lambda: nothing_waits(subscribed))
    assert parts(chat.told[DESK.id]) == names(12)
    assert [each for each in logs if each["log_level"] == "error"] == []


async def test_of_a_schedule_that_waited_long_only_the_newest_is_told(app: App) -> None:
    chat, told = Chat(), app.clock.now()
    for number, hours in enumerate((3, 2, 1, 0)):
        of = due("usual", key=f"schedule:{number}", at=told - timedelta(hours=hours), person="discord:7")
        coming = of.schedule.model_copy(update={"due": of.at + timedelta(hours=1)})
        await tell(app, of.model_copy(update={"schedule": coming}))
    await running(app, chat, lambda: nothing_waits(app))
    (message,) = chat.messages
    assert "Schedule 3, morning digest" in [field.name for field in message[1].card.fields]
