"""The gate: whoever gets past it may read, and later trade."""

import asyncio

import pytest

from services.core.errors import (
    ExchangeUnavailable,
    JournalBroken,
    LimitReached,
    NotPermitted,
    NotYours,
    OutcomeUnknown,
    RateLimited,
    StoreUnavailable,
)
from services.core.roles import Role
from services.store import keys
from services.store.store import Store
from tests.asks import ask, entries
from tests.unit.services.core.parts import Count, Halt, House, Log, Look, Mine, Open, Turn, someone


@pytest.fixture
def log() -> Log:
    return Log()


@pytest.fixture
def house(store: Store, log: Log) -> House:
    return House(store, log=log)


@pytest.mark.parametrize("role", [None, Role.VIEWER])
async def test_too_low_a_role_changes_nothing_and_leaves_no_trace_of_a_change(
    house: House, log: Log, role: Role | None
) -> None:
    with pytest.raises(NotPermitted) as refused:
        await house.desk.ask(ask(Turn(), someone(role)))
    assert refused.value.needs == "trader"
    assert house.counter.done == []
    assert log.entries == []


@pytest.mark.parametrize("role", [Role.TRADER, Role.APPROVER, Role.ADMIN])
async def test_the_role_and_those_above_it_may(house: House, role: Role) -> None:
    assert isinstance(await house.desk.ask(ask(Turn(), someone(role))), Count)


async def test_what_is_open_to_all_needs_no_role(house: House) -> None:
    assert isinstance(await house.desk.ask(ask(Open(), someone(None))), Count)


async def test_permission_is_looked_at_before_the_cache(house: House) -> None:
    await house.desk.ask(ask(Look(), someone(Role.VIEWER)))
    with pytest.raises(NotPermitted):
        await house.desk.ask(ask(Look(), someone(None)))


async def test_whoever_asks_too_often_is_told_and_nobody_else_is(store: Store) -> None:
    house = House(store, burst=2)
    for _ in range(2):
        await house.desk.ask(ask(Look(), someone(Role.VIEWER)))
    with pytest.raises(RateLimited):
        await house.desk.ask(ask(Look(), someone(Role.VIEWER)))
    await house.desk.ask(ask(Look(), someone(Role.VIEWER, "ada")))


async def test_whoever_has_asked_too_often_may_still_stop_what_must_be_stopped(store: Store) -> None:
    house = House(store, burst=1)
    admin = someone(Role.ADMIN)
    await house.desk.ask(ask(Look(), admin))
    with pytest.raises(RateLimited):
        await house.desk.ask(ask(Turn(), admin))
    for _ in range(3):
        assert isinstance(await house.desk.ask(ask(Halt(), admin)), Count)
    for role in (None, Role.VIEWER, Role.TRADER, Role.APPROVER):
        with pytest.raises(NotPermitted):
            await house.desk.ask(ask(Halt(), someone(role, "ada")))
    assert house.counter.done == ["look", *["halt"] * 3]


async def test_the_same_id_at_two_doors_is_two_people_who_each_have_their_own_rate(store: Store) -> None:
    house = House(store, burst=1)
    for door in ("discord", "shell"):
        await house.desk.ask(ask(Look(), someone(Role.VIEWER, "123", door)))
        with pytest.raises(RateLimited):
            await house.desk.ask(ask(Look(), someone(Role.VIEWER, "123", door)))


async def test_a_fresh_answer_serves_all_who_ask_the_same_and_changes_never_do(house: House) -> None:
    answers = await asyncio.gather(*(house.desk.ask(ask(Look(), someone(Role.ADMIN, str(n)))) for n in range(20)))
    assert {id(answer) for answer in answers} == {id(answers[0])}
    await house.desk.ask(ask(Look(what="there"), someone(Role.ADMIN)))
    await asyncio.gather(*(house.desk.ask(ask(Turn(), someone(Role.ADMIN))) for _ in range(3)))
    assert sorted(house.counter.done) == ["look"] * 2 + ["turn"] * 3


async def test_what_is_about_somebody_is_told_to_nobody_else(house: House) -> None:
    people = [someone(Role.VIEWER, name) for name in ("ben", "ada", "cleo")]
    at_once = await asyncio.gather(*(house.desk.ask(ask(Mine(), person)) for person in people))
    one_by_one = [await house.desk.ask(ask(Mine(), person)) for person in people]
    for told in (at_once, one_by_one):
        assert [answer.model_dump()["who"] for answer in told] == [person.id for person in people]
    again = await house.desk.ask(ask(Mine(), people[0]))
    assert again != one_by_one[0], "nor is it kept for who asked"


async def test_a_change_is_written_down_before_and_after(store: Store) -> None:
    house = House(store)
    await house.desk.ask(ask(Turn(), someone(Role.TRADER)))
    asked, ended = await entries(store, keys.AUDIT)
    (called,) = await store.hash_get(keys.PSEUDONYMS, ["shell:ben"])
    assert (asked["event"], asked["principal"], asked["request"]) == ("asked", called, "turn")
    assert (ended["event"], ended["outcome"], ended["id"]) == ("ended", "done", asked["id"])


async def test_what_cannot_be_written_down_is_not_done(house: House, log: Log) -> None:
    log.away = True
    with pytest.raises(StoreUnavailable):
        await house.desk.ask(ask(Turn(), someone(Role.TRADER)))
    assert house.counter.done == []


async def test_a_change_that_was_made_is_told_so_though_its_end_cannot_be_written(house: House, log: Log) -> None:
    async def lose_the_log() -> None:
        log.away = True

    house.counter.meanwhile = lose_the_log
    assert isinstance(await house.desk.ask(ask(Turn(), someone(Role.TRADER))), Count)


async def test_where_the_store_goes_away_in_the_middle_nobody_claims_to_know(
    house: House, log: Log, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(*_: object, **_named: object) -> None:
        raise StoreUnavailable

    monkeypatch.setattr(store, "run", fail)
    with pytest.raises(OutcomeUnknown):
        await house.desk.ask(ask(Turn(), someone(Role.TRADER)))
    assert log.entries[-1]["outcome"] == "OutcomeUnknown"


async def test_outcomes_are_counted(house: House, log: Log) -> None:
    await house.desk.ask(ask(Look(), someone(Role.VIEWER)))
    with pytest.raises(NotPermitted):
        await house.desk.ask(ask(Turn(), someone(Role.VIEWER)))
    log.away = True
    with pytest.raises(StoreUnavailable):
        await house.desk.ask(ask(Turn(), someone(Role.TRADER)))
    figures = house.metrics.figures()
    assert (figures.answered, figures.refused, figures.failed) == (1, 1, 1)
    assert figures.latency_median is not None


@pytest.mark.parametrize(
    ("error", "name", "outcome"),
    [
        (LimitReached("paper:shell:ann", "BTC/USDT", "largest order", "1", "2"), "LimitReached", "refused"),
        (NotYours("an order"), "NotYours", "refused"),
        (StoreUnavailable(), "StoreUnavailable", "failed"),
        (ExchangeUnavailable(venue="bitget", reason="timeout"), "ExchangeUnavailable", "failed"),
        (JournalBroken("paper:shell:ann", 3), "JournalBroken", "failed"),
        (ZeroDivisionError(), "fault", "failed"),
    ],
)
async def test_only_what_the_desk_could_not_do_counts_as_failed(
    house: House, error: Exception, name: str, outcome: str
) -> None:
    async def fail() -> None:
        raise error

    house.counter.meanwhile = fail
    with pytest.raises(type(error)):
        await house.desk.ask(ask(Look(), someone(Role.VIEWER)))
    told = house.registry.get_sample_value
    assert told("omega_requests_total", {"request": "look", "outcome": outcome}) == 1
    assert told("omega_errors_total", {"error": name}) == 1
