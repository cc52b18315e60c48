"""The gate: whoever gets past it may read, and later trade."""

import asyncio
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import ClassVar

import pytest
from prometheus_client import CollectorRegistry
from services.core.service import Handler, Service

from services.core.audit import Audit
from services.core.desk import Desk
from services.core.errors import NotPermitted, OutcomeUnknown, RateLimited, StoreUnavailable
from services.core.metrics import DeskMetrics
from services.core.principal import Principal
from services.core.rate import RateLimit, RateLimiter
from services.core.request import Answer, Request
from services.core.roles import Role

NOW = datetime(2024, 1, 1, tzinfo=UTC)


class Count(Answer):
    value: int


class Look(Request):
    name: ClassVar[str] = "look"
    summary: ClassVar[str] = "Look"
    answer: ClassVar[type[Answer]] = Count
    fresh_for: ClassVar[float] = 60.0

    what: str = "here"


class Change(Request):
    name: ClassVar[str] = "change"
    summary: ClassVar[str] = "Change"
    answer: ClassVar[type[Answer]] = Count
    role: ClassVar[Role | None] = Role.TRADER
    changes: ClassVar[bool] = True


class Open(Request):
    name: ClassVar[str] = "open"
    summary: ClassVar[str] = "Open to all"
    answer: ClassVar[type[Answer]] = Count
    role: ClassVar[Role | None] = None


class Counter(Service):
    subject = "counter"

    def __init__(self) -> None:
        self.done: list[str] = []

    def handlers(self) -> Mapping[type[Request], Handler]:
        return {Look: self.count, Change: self.count, Open: self.count}

    async def count(self, request: Request, _principal: Principal) -> Count:
        await asyncio.sleep(0)
        self.done.append(request.name)
        return Count(as_of=NOW, value=len(self.done))


class Log:
    def __init__(self) -> None:
        self.entries: list[Mapping[str, str]] = []
        self.away = False

    async def append(self, stream: str, entry: Mapping[str, str]) -> None:
        if self.away:
            raise StoreUnavailable
        self.entries.append({"stream": stream, **entry})


class House:
    def __init__(self, burst: int = 1000) -> None:
        self.service, self.log = Counter(), Log()
        self.metrics = DeskMetrics(CollectorRegistry())
        self.desk = Desk(
            [self.service],
            limiter=RateLimiter(RateLimit(burst=burst, per_minute=60)),
            metrics=self.metrics,
            audit=Audit(self.log, lambda: NOW),
        )


def someone(role: Role | None, name: str = "ben") -> Principal:
    return Principal(id=name, name=name, role=role, door="shell")


@pytest.mark.parametrize("role", [None, Role.VIEWER])
async def test_too_low_a_role_changes_nothing_and_leaves_no_trace_of_a_change(role: Role | None) -> None:
    house = House()
    with pytest.raises(NotPermitted) as refused:
        await house.desk.ask(Change(), someone(role))
    assert refused.value.needs == "trader"
    assert house.service.done == []
    assert house.log.entries == []


@pytest.mark.parametrize("role", [Role.TRADER, Role.APPROVER, Role.ADMIN])
async def test_the_role_and_those_above_it_may(role: Role) -> None:
    house = House()
    assert isinstance(await house.desk.ask(Change(), someone(role)), Count)


async def test_what_is_open_to_all_needs_no_role() -> None:
    assert isinstance(await House().desk.ask(Open(), someone(None)), Count)


async def test_permission_is_looked_at_before_the_cache() -> None:
    house = House()
    await house.desk.ask(Look(), someone(Role.VIEWER))
    with pytest.raises(NotPermitted):
        await house.desk.ask(Look(), someone(None))


async def test_whoever_asks_too_often_is_told_and_nobody_else_is() -> None:
    house = House(burst=2)
    for _ in range(2):
        await house.desk.ask(Look(), someone(Role.VIEWER))
    with pytest.raises(RateLimited):
        await house.desk.ask(Look(), someone(Role.VIEWER))
    await house.desk.ask(Look(), someone(Role.VIEWER, "ada"))


async def test_a_fresh_answer_serves_all_who_ask_the_same_and_changes_never_do() -> None:
    house = House()
    answers = await asyncio.gather(*(house.desk.ask(Look(), someone(Role.ADMIN, str(n))) for n in range(20)))
    assert {id(answer) for answer in answers} == {id(answers[0])}
    await house.desk.ask(Look(what="there"), someone(Role.ADMIN))
    await asyncio.gather(*(house.desk.ask(Change(), someone(Role.ADMIN)) for _ in range(3)))
    assert sorted(house.service.done) == ["change"] * 3 + ["look"] * 2


async def test_a_change_is_written_down_before_and_after() -> None:
    house = House()
    await house.desk.ask(Change(), someone(Role.TRADER))
    asked, ended = house.log.entries
    assert (asked["event"], asked["asker"], asked["request"]) == ("asked", "ben", "change")
    assert (ended["event"], ended["outcome"], ended["id"]) == ("ended", "done", asked["id"])


async def test_what_cannot_be_written_down_is_not_done() -> None:
    house = House()
    house.log.away = True
    with pytest.raises(StoreUnavailable):
        await house.desk.ask(Change(), someone(Role.TRADER))
    assert house.service.done == []


async def test_a_change_that_was_made_is_told_so_though_its_end_cannot_be_written(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    house = House()
    count = house.service.count

    async def count_and_lose_the_store(request: Request, principal: Principal) -> Count:
        answer = await count(request, principal)
        house.log.away = True
        return answer

    monkeypatch.setattr(house.service, "count", count_and_lose_the_store)
    assert isinstance(await house.desk.ask(Change(), someone(Role.TRADER)), Count)


async def test_where_the_store_goes_away_in_the_middle_nobody_claims_to_know(monkeypatch: pytest.MonkeyPatch) -> None:
    house = House()

    async def lose_the_store(_request: Request, _principal: Principal) -> Count:
        raise StoreUnavailable

    monkeypatch.setattr(house.service, "count", lose_the_store)
    with pytest.raises(OutcomeUnknown):
        await house.desk.ask(Change(), someone(Role.TRADER))
    assert house.log.entries[-1]["outcome"] == "unknown"


async def test_outcomes_are_counted() -> None:
    house = House()
    await house.desk.ask(Look(), someone(Role.VIEWER))
    with pytest.raises(NotPermitted):
        await house.desk.ask(Change(), someone(Role.VIEWER))
    house.log.away = True
    with pytest.raises(StoreUnavailable):
        await house.desk.ask(Change(), someone(Role.TRADER))
    figures = house.metrics.figures()
    assert (figures.answered, figures.refused, figures.failed) == (1, 1, 1)
    assert figures.latency_median is not None
