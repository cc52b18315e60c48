"""Trading is stopped, and let go on: the pause of entries and the kill switch.

The switch is on disk before anything else is done, and no market is asked: it answers while an exchange hangs, and is
never refused for asking often. Whoever trades may stop; only an admin lets it go on.
"""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, ClassVar, Final, Literal

from pydantic import Field

from analytics.trading.records import Switched
from services.accounts.naming import place_of
from services.core.ask import Ask
from services.core.clock import Clock
from services.core.errors import InvalidRequest, NotYours
from services.core.handlers import answers
from services.core.principal import Principal, at_door
from services.core.request import Answer, Audience, Change
from services.core.roles import Role
from services.core.work import Work
from services.market.timeframes import to_ms
from services.orders.brakes import NOTHING, Brakes
from services.orders.events import TradingSwitched
from services.orders.switches import Switches, SwitchName, person_scope, place_scope

LONGEST_REASON: Final = 200
SHELL: Final = "shell"
_MENTION: Final = re.compile(r"<@!?(\d+)>|(\d+)")
_WITH_DOOR: Final = re.compile(r"(?:discord|shell|telegram):[^\s:]+")
_PLACE: Final = "place:"

ScopeName = Literal["server", "shell", "you", "person"]
"""What a switch holds for: a server or the shell with all that is traded from there; all accounts of the asker, or of
somebody else."""

On = Annotated[bool, Field(description="Yes stops at once; no lets trading go on, which an admin may")]
Reason = Annotated[
    str | None, Field(max_length=LONGEST_REASON, description="Why, as it is shown to whoever is refused an order")
]
Of = Annotated[
    str | None,
    Field(max_length=60, description="Of whom, for admins: @somebody; without it this server, or you in private"),
]


class SwitchAnswer(Answer):
    """Whether ``switch`` is ``on`` for ``scope`` from now on, and whether it was before. ``by`` is who asked; ``since``
    and ``reason`` are of the switch that is on, or was.

    ``cancelled`` entry orders in so many ``accounts`` were open and are no more; those of ``elsewhere`` accounts are
    cancelled by the process that holds these, those of ``waiting`` ones as soon as their market lets go of them.
    ``killed``: the kill switch holds there too.
    """

    switch: SwitchName
    on: bool
    was_on: bool
    scope: ScopeName
    by: str
    since: datetime
    reason: str = ""
    cancelled: int = 0
    accounts: int = 0
    elsewhere: int = 0
    waiting: int = 0
    killed: bool = False
    of: str | None = None
    """How ``scope`` was asked for."""


class _Switch(Change[SwitchAnswer]):
    """What both requests have in common."""

    role: ClassVar[Role | None] = Role.TRADER
    audience: ClassVar[Audience] = Audience.PLACE
    stops: ClassVar[bool] = True
    gathers: ClassVar[str | None] = "reason"

    on: On = True
    reason: Reason = None
    of: Of = None

    def needs(self) -> Role | None:
        """An admin lets trading go on, and alone switches for somebody else."""
        return self.role if self.on and self.of is None else Role.ADMIN


class Pause(_Switch):
    """Let no entry pass."""

    name: ClassVar[str] = "pause"
    summary: ClassVar[str] = "Pause entries: open entry orders are cancelled, stops stay, closing goes on"
    means: ClassVar[str] = (
        "No order that opens or enlarges a position passes. What protects and what reduces goes on; "
        "only an admin lets entries pass again."
    )
    also: ClassVar[tuple[str, ...]] = (
        *("pause trading", "pause entries", "no more entries", "no new entries", "no more orders", "no new orders"),
        *("no new trades", "stop buying"),
    )
    example: ClassVar[str] = "reason:news in ten minutes"


class KillSwitch(_Switch):
    """Let nothing pass but closing by hand."""

    name: ClassVar[str] = "killswitch"
    summary: ClassVar[str] = "Stop everything: entries are cancelled, nothing passes but /close and /flatten"
    means: ClassVar[str] = (
        "Nothing is ordered any more by anybody here, but for closing by hand. What protects a position stays in the "
        "market; only an admin switches it off."
    )
    also: ClassVar[tuple[str, ...]] = (
        *("kill switch", "stop everything", "stop everything now", "stop all trading", "stop trading", "halt trading"),
        *("emergency stop", "kill everything", "halt", "panic"),
    )
    example: ClassVar[str] = "reason:orders that nobody made"


@dataclass(frozen=True, slots=True)
class Scope:
    """What a switch holds for, as it is kept and as it is told."""

    key: str
    name: ScopeName
    person: str | None = None
    server: str | None = None


@answers(Pause)
async def answer_pause(
    _request: Pause, ask: Ask[Pause], _work: Work, switches: Switches, brakes: Brakes, clock: Clock
) -> SwitchAnswer:
    """Pause entries, or let them pass again.

    Raises:
        InvalidRequest: ``of`` names nobody.
        NotYours: ``of`` is another server.
        StoreUnavailable: it is not known whether it was switched; the same ask may be made again.
    """
    return await _switch("pause", ask, switches, brakes, clock)


@answers(KillSwitch)
async def answer_killswitch(
    _request: KillSwitch, ask: Ask[KillSwitch], _work: Work, switches: Switches, brakes: Brakes, clock: Clock
) -> SwitchAnswer:
    """Stop everything, or let it go on; raises the same."""
    return await _switch("kill", ask, switches, brakes, clock)


async def _switch(
    name: SwitchName, ask: Ask[Pause] | Ask[KillSwitch], switches: Switches, brakes: Brakes, clock: Clock
) -> SwitchAnswer:
    request, principal, now = ask.request, ask.principal, clock.now()
    scope = scope_of(request.of, principal)
    before = await switches.on([scope.key])
    was, reason = before.get(name), request.reason or ""
    if (was is None) == request.on:
        record = Switched(to_ms(now), ask.id, name, request.on, scope.key, principal.id, reason)
        event = TradingSwitched(
            key=record.id,
            at=now,
            switch=name,
            on=request.on,
            person=scope.person,
            server=scope.server,
            by=called(principal),
            reason=reason,
        )
        await switches.write(record, principal, event)
    braked = await brakes.pull(scope.key) if request.on else NOTHING
    return SwitchAnswer(
        as_of=now,
        switch=name,
        on=request.on,
        was_on=was is not None,
        scope=scope.name,
        by=called(principal),
        since=now if was is None else was.since,
        reason=reason if was is None or not request.on else was.reason,
        cancelled=braked.cancelled,
        accounts=braked.accounts,
        elsewhere=braked.elsewhere,
        waiting=braked.waiting,
        killed=name == "pause" and "kill" in before,
        of=request.of,
    )


def called(principal: Principal) -> str:
    """What people call ``principal``."""
    return principal.name or principal.id.partition(":")[2]


def scope_of(of: str | None, principal: Principal) -> Scope:
    """What a switch of ``principal`` holds for: where they ask, in private all their accounts, or what ``of`` names.

    Raises:
        InvalidRequest: ``of`` names nobody.
        NotYours: it is another server.
    """
    place = place_of(principal)
    told = (of or "").strip()
    if told.startswith(_PLACE):
        wanted = told.removeprefix(_PLACE)
        if wanted != place and principal.door != SHELL:  # an admin is one of their own server; the shell is the house's
            raise NotYours("server")
        return _of_place(wanted)
    if told:
        person = _person(told, principal)
        return Scope(person_scope(person), "you" if person == principal.id else "person", person=person)
    return _of_place(place) if place else Scope(person_scope(principal.id), "you", person=principal.id)


def _of_place(place: str) -> Scope:
    if place.startswith(f"{SHELL}:"):
        return Scope(place_scope(place), "shell")
    return Scope(place_scope(place), "server", server=place)


def _person(told: str, principal: Principal) -> str:
    mention = _MENTION.fullmatch(told)
    if mention is not None:
        return at_door("discord", mention[1] or mention[2])
    if _WITH_DOOR.fullmatch(told):
        return told
    if principal.door == SHELL and told.isidentifier():
        return at_door(SHELL, told)
    raise InvalidRequest(problems=("of: name somebody as @somebody, or by their id, such as discord:123",))
