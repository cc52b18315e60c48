"""What is kept of a person is shown to them, and is gone when they are forgotten: from the store and from its files."""

import asyncio
import re
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from bot.app import App, open_app
from cogs._pending_replies import PendingReplies, PendingReply
from config.settings import load
from services.core.clock import SteppedClock
from services.core.errors import (
    BadOrder,
    InvalidRequest,
    LimitReached,
    NotYours,
    UnknownAlert,
    UnknownDecision,
    UnknownSchedule,
    UnknownWatchlist,
)
from services.core.principal import Principal
from services.core.rate import RateLimit, RateLimiter
from services.core.request import Change
from services.core.roles import Role
from services.core.serialisation import to_json
from services.core.work import Work
from services.education.classes import ClassJoin
from services.education.daily import Daily, DailyAnswer, DailyReply
from services.education.quiz import Quiz, QuizAnswer, QuizReply
from services.house.privacy import ForgetMe, ForgetMeAnswer, Privacy, PrivacyAnswer
from services.jobs.book import JobBook
from services.jobs.job import Part
from services.notifications.mailbox import Mailbox
from services.notifications.places import Destination
from services.orders.entry import Buy
from services.scan.event_study import EventStudy
from services.schedules.asking import ScheduleAdd
from services.store import keys
from services.store.migrate import migrate
from services.store.presence import Presence
from services.store.rate import SharedRate
from services.words.phrase import parse
from tests.answers.traded.sample import traded
from tests.asks import AT, ask, entries, new_id
from tests.conftest import eventually
from tests.unit.services.accounts.records import opened, order, placed

ANN_ID = "discord:770077007700770077"
BARE = ANN_ID.partition(":")[2]
ANN = Principal(id=ANN_ID, name="Ann77", role=Role.ADMIN, server="discord:1", channel="discord:2")
BEN = ANN.model_copy(update={"id": "discord:880088008800880088", "name": "Ben88"})
BEN_BARE = BEN.id.partition(":")[2]
NOBODYS = {
    *(
        "AUDIT",
        "OUTBOX",
        "PROPOSALS",
        "MEMORY",
        "COMMANDS",
        "HEARTBEAT",
        "BEATS",
        "connected",
        "REWRITE_OWED",
        "SWITCHES",
    ),
    *("button", "market_copy", "sky_year", "answer", "lease", "lease_token", "asked", "archive"),
    *("journal", "journal_ids", "journal_head", "thought", "ai_spend"),
    *("WATCHLIST_BOARDS", "SCHEDULES_DUE", "SCHEDULE_NUMBER", "DEAD_LETTER_NUMBER", "THREADS"),
    *("ALERT_NUMBER", "ALERT_ENGINE", "ALERTS_SEEN", "SIGNALS", "SIGNALS_SEEN", "SIGNAL_ORDERS", "SKY_TOLD"),
    *("job_parts", "JOB_NUMBER", "QUEUE"),
    *("CLOSED_TO_ALERTS", "told_on", "daily_replies"),
    *("PREFIX", "SCHEMA", "RESTORING", "FORGOTTEN", "FORGOTTEN_SINCE", "forgotten", "in_backups"),
}
"""Keys that hold nothing by which a person could be told."""


async def kept_in_store(app: App, text: str) -> list[str]:
    """Where in the whole store ``text`` stands: keys, fields and values."""
    found = []
    for key in await app.store.keys_like("*"):
        dump = await app.store.call(lambda client, key=key: client.type(key))  # type: ignore[misc]
        kind = dump.decode() if isinstance(dump, bytes) else dump
        match kind:
            case "hash":
                held = str(await app.store.hash_all(key))
            case "zset":
                held = str(await app.store.call(lambda client, key=key: client.zrange(key, 0, -1)))  # type: ignore[misc]
            case "stream":
                held = str(await entries(app.store, key))
            case _:
                held = str(await app.store.get(key))
        if text in key or text in held:
            found.append(key)
    return found


def kept_in_files(home: Path, text: str) -> list[str]:
    found = [path for path in home.rglob("*") if path.is_file()]
    return [str(path) for path in found if text in path.name or text.encode() in path.read_bytes()]


async def trade(app: App, who: Principal) -> None:
    """Trade in the main account and in the one that the server shares."""
    await app.presenter.phrase("/notifications set subject:trades to:channel", new_id(), who)
    for account in ("main", "server"):
        wish = Buy(symbol="btc", amount="risk 1%", stop=Decimal(30_000), account=account)
        placed_one = await app.presenter.request(wish.confirmed(new_id()), new_id(), who)
        assert placed_one.answered, placed_one.outcome
    assert isinstance(app.clock, SteppedClock)
    app.clock.step(app.clock.now() + timedelta(minutes=2))
    await app.trading.watcher.step()


async def learn(app: App, who: Principal) -> None:
    """Reply to a question of the first lesson and to that of the day, and be listed in the class."""
    first = next(iter((await app.library.curriculum()).lessons))
    shown = await app.desk.ask(ask(Quiz(lesson=first), who))
    daily = await app.desk.ask(ask(Daily(), who))
    for each, reply in ((shown, QuizReply), (daily, DailyReply)):
        assert isinstance(each, QuizAnswer | DailyAnswer)
        assert each.posed is not None
        said = each.posed.options[0].letter if each.posed.options else "1"
        await app.desk.ask(ask(reply(question=each.posed.question, turn=each.posed.turn, reply=said), who))
    await app.desk.ask(ask(ClassJoin(), who))


async def leave_everything(app: App, who: Principal) -> None:
    """Do all that leaves something of a person: each change that there is by its example, and what is kept besides."""
    for name, request in app.desk.catalog.items():
        if issubclass(request, Change) and request is not ForgetMe:
            asked = parse(f"/{name} {request.example}", app.desk.catalog)
            if "confirm" in request.model_fields:
                asked = asked.model_copy(update={"confirm": True})
            presented = await app.presenter.request(asked, new_id(), who)
            as_it_stands = BadOrder | InvalidRequest | LimitReached | NotYours | UnknownDecision
            of_no_such = UnknownAlert | UnknownSchedule | UnknownWatchlist
            refused = isinstance(presented.outcome, as_it_stands | of_no_such)
            assert presented.answered or refused, (name, presented.outcome)
    await app.presenter.request(ScheduleAdd(what="digest", when="daily").confirmed("a"), new_id(), who)
    await learn(app, who)
    study = to_json(EventStudy(condition="rsi14 < 30")).decode()
    await JobBook(app.store).make(who.id, study, "markets", [Part()], AT)
    told = await app.presenter.phrase("/notifications set to:me", new_id(), who)
    await app.presenter.with_hello(told, who)
    await app.store.set(keys.told("some event", Destination(person=who.id).id), b"", 60)
    box = Mailbox(app.store)
    for place in (Destination(person=who.id), Destination(channel="discord:2", person=who.id, server="discord:1")):
        for number in range(2):
            event = traded("filled", key=f"{place.id} {number}", person=who.id)
            await box.put([(event.key, event, place)])
        await box.bury(place.id, (await box.waiting(place.id, 1)), "closed", "50007")
        await box.begin(place.id, await box.waiting(place.id, 1), 0.0)
    here = Presence(app.store, app.settings.home)
    owed = PendingReply(
        interaction=int(who.id[-4:]),
        application=5,
        token=BARE[:4],
        ask="discord:9",
        request="price",
        options={},
        principal=who,
        made=AT,
    )
    await PendingReplies(app.store, app.clock, here).make(owed)
    here.close()
    account = f"paper:{who.id}:swing"
    async with app.trading.books.writing(account) as book:
        first = [] if book.account.is_open else [opened(account)]
        await book.write([*first, *placed(order("a wish", by=who.id))])
    proposed = f'{{"account":"{account}","by":"{who.id}"}}'  # by an agent, to whoever holds the account
    await app.store.append(keys.PROPOSALS, {"proposal": proposed})
    for number in range(2):
        work = Work()
        work.tell(traded("filled", key=f"{who.id} {number}", person=who.id))
        await app.ledger.commit(work, new_id(), b"{}", 60)


def private(who: Principal) -> Principal:
    return who.model_copy(update={"server": None})


async def privacy_of(app: App, who: Principal) -> dict[str, int]:
    answer = (await app.presenter.request(Privacy(), new_id(), who)).outcome
    assert isinstance(answer, PrivacyAnswer)
    return {fact.kind: fact.many for fact in answer.kept}


async def forget(app: App, who: Principal) -> ForgetMeAnswer:
    app.presenter._newcomers._known.clear()  # as after a restart
    told = await app.presenter.with_hello(await app.presenter.request(ForgetMe(confirm=True), new_id(), who), who)
    answer = told.outcome
    assert isinstance(answer, ForgetMeAnswer)
    return answer


def test_every_key_says_whether_it_is_of_people() -> None:
    """Whoever adds a key is stopped here: a line in ``OF_PEOPLE`` and it is shown and forgotten, or it is nobody's."""
    theirs = [each.key("*") for each in keys.OF_PEOPLE]
    for name, value in vars(keys).items():
        if name in NOBODYS or name.startswith("_") or getattr(value, "__module__", keys.__name__) != keys.__name__:
            continue
        if isinstance(value, str) and value.startswith("omega:"):
            assert value in theirs, name
        elif callable(value) and name[0].islower():
            key = value(*["*"] * value.__code__.co_argcount)
            assert key in theirs, name


async def test_whoever_is_forgotten_is_nowhere_in_the_store_and_its_files(app: App) -> None:
    for leaves in (trade, leave_everything):
        for who in (ANN, BEN):
            await leaves(app, who)
    before, of_ben = await privacy_of(app, ANN), await privacy_of(app, BEN)
    assert all(many for kind, many in before.items() if kind != "rate"), before
    assert await kept_in_store(app, BARE)
    gone = await forget(app, ANN)
    assert {fact.kind for fact in gone.kept} == {each.kind for each in keys.OF_PEOPLE if not each.passes}
    (journal,) = [fact for fact in gone.kept if fact.kind == "journal"]
    assert {each.account for each in journal.journals} >= {"main", "swing"}
    assert await kept_in_store(app, BARE) == []
    assert await kept_in_store(app, ANN.name) == []
    assert len(await kept_in_store(app, BEN_BARE)) > 5, "what is another's stays"
    for text in (BARE, ANN.name):

        async def left_the_files(text: str = text) -> bool:
            return kept_in_files(app.settings.home, text) == []

        await eventually(left_the_files)
    assert not any((await privacy_of(app, ANN)).values())
    assert await privacy_of(app, BEN) | {"rate": 0} == of_ben | {"rate": 0}, (
        "nobody else is forgotten; rates pass by themselves"
    )


async def test_a_process_that_dies_over_it_leaves_the_files_to_the_next(
    app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    await trade(app, ANN)
    await leave_everything(app, ANN)

    async def left_the_files() -> bool:
        return kept_in_files(app.settings.home, BARE) == []

    with monkeypatch.context() as patched:
        patched.setattr(app.store, "forget_deleted", lambda: asyncio.sleep(0))
        await forget(app, ANN)
    assert not await left_the_files()
    await migrate(app.store)
    await eventually(left_the_files)
    assert await app.store.hash_all(keys.REWRITE_OWED) == {}


async def test_how_often_somebody_asked_is_gone_by_itself(app: App) -> None:
    limiter = RateLimiter(RateLimit(burst=20, per_minute=60))
    limiter.take(ANN_ID)
    await SharedRate(app.store, limiter).share()
    assert (await privacy_of(app, ANN))["rate"] == 1
    (each,) = [each for each in keys.OF_PEOPLE if each.passes]
    left = await app.store.call(lambda client: client.pttl(keys.rate(ANN_ID)))
    assert each.seconds is not None
    assert 0 < left <= each.seconds * 1000


async def test_the_log_of_changes_goes_on_with_a_name_that_is_nobodys(app: App) -> None:
    await app.presenter.phrase("/persona use voice:z", new_id(), ANN)
    (asked, ended) = await entries(app.store, keys.AUDIT)
    assert re.fullmatch("person:[0-9a-f]{32}", asked["principal"])
    await forget(app, ANN)
    after = await entries(app.store, keys.AUDIT)
    assert after[:2] == [asked, ended]
    assert await app.store.hash_all(keys.PSEUDONYMS) == {}
    await app.presenter.phrase("/persona use voice:z", new_id(), ANN)
    assert (await entries(app.store, keys.AUDIT))[-2]["principal"] != asked["principal"]


async def test_nothing_is_erased_before_it_is_confirmed(app: App) -> None:
    await app.presenter.phrase("/persona use voice:z", new_id(), ANN)
    asked = await app.presenter.phrase("/forget me", new_id(), private(ANN))
    assert not asked.answered
    (yes,) = [action for action in asked.card.actions if action.label == "Yes, do it"]
    assert yes.request == ForgetMe(confirm=True)
    assert (await privacy_of(app, ANN))["voice"] == 1
    await app.presenter.request(yes.request, new_id(), ANN)
    assert (await app.choices.of(ANN)).because == "default"


@pytest.mark.parametrize("odd", ["shell:*", "shell:[a-z]nn", "shell:ann?"])
async def test_a_name_is_no_pattern_for_other_peoples(app: App, odd: str) -> None:
    plain = ANN.model_copy(update={"id": "shell:annx"})
    await app.store.set(keys.told("e", plain.id), b"", 60)
    await app.presenter.phrase("/persona use voice:z", new_id(), plain)
    await forget(app, ANN.model_copy(update={"id": odd}))
    kept = await privacy_of(app, plain)
    assert (kept["voice"], kept["told"]) == (1, 1)


async def test_people_whom_an_earlier_version_wrote_into_the_log_can_be_forgotten_too(tmp_path: Path) -> None:
    settings = load(home=tmp_path / "home", market="sim", at=AT)
    async with open_app(settings) as app:
        await app.store.append(keys.AUDIT, {"id": "1", "event": "asked", "principal": ANN_ID, "options": "{}"})
        await app.store.append(keys.AUDIT, {"id": "1", "event": "ended", "outcome": "done"})
        before = await entries(app.store, keys.AUDIT)
        await app.store.delete(keys.SCHEMA)  # such a version wrote none
    async with open_app(settings) as app:
        after = await entries(app.store, keys.AUDIT)
        assert (await privacy_of(app, ANN))["audit"] == 1
        assert [{**entry, "principal": ""} for entry in after] == [{**entry, "principal": ""} for entry in before]
        await forget(app, ANN)
        assert kept_in_files(settings.home, BARE) == []
