"""/schedule add: a schedule is shown, with when it runs next, before it is set."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Annotated, ClassVar, Final
from uuid import uuid4

from pydantic import Field

from services.core.ask import Ask
from services.core.clock import Clock
from services.core.errors import InvalidRequest, Unavailable
from services.core.handlers import answers
from services.core.options import Suggested
from services.core.owners import To, of_server, server_of
from services.core.principal import Principal
from services.core.request import AnyRequest, Change, Frozen, Proposing
from services.core.roles import Role
from services.core.work import Work
from services.core.zones import zone_called
from services.market.view import MarketView
from services.schedules.book import ScheduleBook
from services.schedules.cron import least_apart
from services.schedules.facts import ScheduleChangedAnswer, SchedulePreview, facts_of
from services.schedules.hearing import heard
from services.schedules.record import Missed, Schedule
from services.schedules.terms import ScheduleTerms
from services.schedules.what import NAME_LENGTH, Catalog, What, read_what, splits
from services.schedules.when import When, read_when
from services.store.preferences import KeptPreferences

SHOWN: Final = 5
WhatText = Annotated[
    str,
    Field(
        min_length=1,
        max_length=300,
        description="A command, such as price btc, or: morning digest, market open, daily sky, weekly review",
    ),
    Suggested("schedules"),
]
WhenText = Annotated[
    str,
    Field(min_length=1, max_length=120, description="Such as every day at 9, weekdays at 8:30, market open, or cron"),
    Suggested("whens"),
]
ZoneText = Annotated[
    str,
    Field(min_length=1, max_length=80, description="The clock that it goes by, such as Europe/Vienna; usually yours"),
    Suggested("time zones"),
]
NameText = Annotated[
    str, Field(min_length=1, max_length=NAME_LENGTH, description="What you call it"), Suggested("titles")
]
ToOption = Annotated[To, Field(description="You in private; or this channel, which is an admin's to set")]
MissedOption = Annotated[Missed, Field(description="Whether a run that was missed is run late or skipped")]


class ScheduleOptions(Frozen):
    """A schedule in the words of who wants it."""

    what: WhatText
    when: WhenText | None = None
    to: ToOption = "me"
    missed: MissedOption = "run"
    title: NameText | None = None
    timezone: ZoneText | None = None

    def least(self) -> Role:
        """The least role that may set it."""
        return Role.ADMIN if self.to == "channel" else Role.VIEWER


class ScheduleAdd(ScheduleOptions, Proposing[SchedulePreview]):
    """A schedule, shown before it is set."""

    name: ClassVar[str] = "schedule add"
    summary: ClassVar[str] = "Have something asked by itself at its time: a digest, charts, the sky, any command"
    means: ClassVar[str] = "What would be asked by itself, and when it would be next. Confirm sets it."
    also: ClassVar[tuple[str, ...]] = ("schedule", "every day send me", "send me every day")
    example: ClassVar[str] = "what:morning digest when:weekdays at 9"
    gathers: ClassVar[str | None] = "what"

    def needs(self) -> Role | None:
        return self.least()

    @classmethod
    def heard_in(cls, sentence: str, asked: Callable[[str], AnyRequest | None]) -> "ScheduleAdd | None":
        found = heard(sentence, asked)
        return None if found is None else cls(what=found.what, when=found.when, to=found.to)

    def confirmed(self, wish: str) -> "ScheduleSet":
        return ScheduleSet(**self.model_dump(), token=wish)


class ScheduleSet(ScheduleOptions, Change[ScheduleChangedAnswer]):
    """Set it."""

    name: ClassVar[str] = "schedule set"
    summary: ClassVar[str] = "Set the schedule that was shown"
    example: ClassVar[str] = "what:morning digest when:weekdays at 9 token:a1b2"
    pressed: ClassVar[bool] = True
    press_again: ClassVar[float] = 30 * 86_400.0

    token: Annotated[str, Field(min_length=1, max_length=80, description="What was shown")]

    def needs(self) -> Role | None:
        return self.least()


@dataclass(frozen=True, slots=True)
class Scheduling:
    """What schedules are made with."""

    book: ScheduleBook
    terms: ScheduleTerms
    catalog: Catalog
    settings: KeptPreferences
    market: MarketView
    clock: Clock

    async def used(self, owner: str) -> tuple[int, int]:
        """How many schedules ``owner`` has, and may have."""
        quota = self.terms.per_person if server_of(owner) is None else self.terms.per_server
        return len(await self.book.of(owner)), quota

    async def drafted(self, wish: ScheduleOptions, principal: Principal) -> Schedule:
        """The schedule that ``wish`` says, without a number.

        Raises:
            InvalidRequest: what or when cannot be read, or it would run too often.
            NotPermitted: it asks what its owner may not.
        """
        owner = owner_of(principal, wish.to)
        what, when = await self._read(wish, principal)
        return Schedule(
            owner=owner,
            number=0,
            name=wish.title or what.name,
            asks=what.asks,
            when=when,
            missed=wish.missed,
            channel=principal.channel,
            server=principal.server,
            due=when.next(self.clock.now()),
        )

    async def _read(self, wish: ScheduleOptions, principal: Principal) -> tuple[What, When]:
        if wish.when is not None:
            return await self.what(wish.what, wish.to, principal), await self.when(wish.when, wish.timezone, principal)
        for asked, said in splits(wish.what):
            try:
                when = await self.when(said, wish.timezone, principal)
            except InvalidRequest:
                continue
            return await self.what(asked, wish.to, principal), when
        what = await self.what(wish.what, wish.to, principal)
        if what.usual is None:
            raise InvalidRequest(problems=("when is needed, such as every day at 9",))
        return what, await self.when(what.usual, wish.timezone, principal)

    async def what(self, text: str, to: To, principal: Principal) -> What:
        """What ``text`` asks; see ``read_what``.

        Raises:
            UnknownSymbol: it asks of a market that is not listed.
        """
        what = read_what(text, to, self.catalog.commands(), await self.settings.of(principal), principal)
        for symbol in what.symbols:
            with suppress(Unavailable):  # it is told when it runs
                await self.market.resolve(symbol)
        return what

    async def when(self, text: str, zone: str | None, principal: Principal) -> When:
        """When ``text`` says, by the clock of ``zone`` or else the asker's; see ``read_when``.

        Raises:
            InvalidRequest: it cannot be read, or comes too often.
        """
        own = await self.settings.of(principal)
        now = self.clock.now()
        when = read_when(text, _zone(zone) or own.time_zone or "UTC", now)
        apart = least_apart(when.crons, now) if when.crons else None
        if apart is not None and apart.total_seconds() < self.terms.least_minutes * 60:
            raise InvalidRequest(
                problems=(f"when: {when.said} is too often; leave {self.terms.least_minutes} minutes between two",)
            )
        return when

    async def room_for(self, owner: str, principal: Principal) -> tuple[int, int]:
        """How many ``owner`` has, and may have.

        Raises:
            InvalidRequest: it has as many as it may.
        """
        used, quota = await self.used(owner)
        if used >= quota:
            whose = "you have" if owner == principal.id else "this server has"
            raise InvalidRequest(problems=(f"what: {whose} {used} schedules, and may have no more; delete one first",))
        return used, quota


def owner_of(principal: Principal, to: To) -> str:
    """Whose a schedule is that is told there: a channel's are the server's.

    Raises:
        InvalidRequest: there is no channel.
    """
    if to == "me":
        return principal.id
    if principal.server is None or principal.channel is None:
        raise InvalidRequest(problems=("to: there is no channel here to be told; to:me tells you in private",))
    return of_server(principal.server)


def _zone(text: str | None) -> str | None:
    zone = None if text is None else zone_called(text)
    if text is not None and zone is None:
        raise InvalidRequest(problems=(f"timezone: there is no {text!r}; write one such as Europe/Vienna or UTC+2",))
    return zone


@answers(ScheduleAdd)
async def answer_schedule_add(request: ScheduleAdd, principal: Principal, making: Scheduling) -> SchedulePreview:
    """What would be set.

    Raises:
        InvalidRequest: it cannot be read, or there are too many.
    """
    draft = await making.drafted(request, principal)
    used, quota = await making.room_for(draft.owner, principal)
    now = making.clock.now()
    like = [each for each in await making.book.of(draft.owner) if each.asks == draft.asks]
    return SchedulePreview(
        as_of=now,
        schedule=facts_of(draft),
        next=draft.when.coming(now, SHOWN),
        like=tuple(map(facts_of, like)),
        used=used,
        quota=quota,
        confirm=ScheduleSet(**request.model_dump() | _settled(request, draft), token=uuid4().hex[:12]),
        again=request,
    )


def _settled(request: ScheduleAdd, draft: Schedule) -> dict[str, str]:
    """What a confirmation minutes later must not read anew."""
    once = draft.when.once
    return {} if once is None or request.when is None else {"when": f"{once:%Y-%m-%dT%H:%M}Z"}


@answers(ScheduleSet)
async def answer_schedule_set(
    request: ScheduleSet, ask: Ask[ScheduleSet], work: Work, making: Scheduling
) -> ScheduleChangedAnswer:
    """Set it, and give back how it stands.

    Raises:
        InvalidRequest: it cannot be read, is past by now, or there are too many.
    """
    draft = await making.drafted(request, ask.principal)
    used, quota = await making.room_for(draft.owner, ask.principal)
    schedule = draft.model_copy(update={"number": await making.book.number()})
    making.book.leave_room(work, schedule.owner, quota - 1)
    making.book.write(work, schedule)
    return ScheduleChangedAnswer(
        as_of=making.clock.now(), done="set", schedules=(facts_of(schedule),), used=used + 1, quota=quota
    )
