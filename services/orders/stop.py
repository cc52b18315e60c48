"""Trading is stopped, and let go on: the pause of entries and the kill switch.

The switch is on disk before anything else is done, and no market is asked: it answers while an exchange hangs, and is
never refused for asking often. Whoever trades may stop; only an admin lets it go on.
"""

from datetime import datetime
from typing import Annotated, Any, ClassVar, Final

from pydantic import Field, model_validator

from analytics.trading.records import Switched
from services.core.ask import Ask
from services.core.clock import Clock
from services.core.handlers import answers
from services.core.options import Suggested
from services.core.request import Answer, Audience, Change
from services.core.roles import Role
from services.core.work import Work
from services.market.timeframes import to_ms
from services.orders.brakes import NOTHING, Brakes
from services.orders.events import TradingSwitched
from services.orders.switches import Switches, SwitchName
from services.orders.whom import ScopeName, Whose, called, scope_of

LONGEST_REASON: Final = 200
USUAL_REASONS: Final = (
    "news",
    "the market is wild",
    "orders that nobody made",
    "the exchange is unwell",
    "done for today",
)
ON: Final = frozenset({"on", "yes"})
OFF: Final = frozenset({"off", "no", "end", "lift", "over", "release", "resume", "unpause"})
"""Words that are no reason but say which way to switch."""
On = Annotated[bool, Field(description="Yes stops at once; no lets trading go on, which an admin may")]
Reason = Annotated[
    Annotated[str, Suggested("reasons")] | None,
    Field(max_length=LONGEST_REASON, description="Why, as it is shown to whoever is refused an order"),
]


class SwitchAnswer(Answer):
    """Whether ``switch`` is ``on`` for ``scope`` from now on, and whether it was before. ``since`` and
    ``reason`` are of the switch that is on, or was. Who asked stands above the answer, and is not kept in it.

    ``cancelled`` entry orders in so many ``accounts`` were open and are no more; those of ``waiting`` ones are
    cancelled as soon as whoever uses these lets go of them. ``killed``: the kill switch holds there too.
    """

    switch: SwitchName
    on: bool
    was_on: bool
    scope: ScopeName
    since: datetime
    reason: str = ""
    cancelled: int = 0
    accounts: int = 0
    waiting: int = 0
    killed: bool = False
    whose: str | None = None
    """How ``scope`` was asked for."""


class _Switch(Change[SwitchAnswer]):
    """What both requests have in common."""

    role: ClassVar[Role | None] = Role.TRADER
    audience: ClassVar[Audience] = Audience.PLACE
    stops: ClassVar[bool] = True
    gathers: ClassVar[str | None] = "reason"
    unaudited: ClassVar[frozenset[str]] = frozenset({"whose"})

    on: On = True
    reason: Reason = None
    whose: Whose = None

    @model_validator(mode="before")
    @classmethod
    def _said_in_a_word(cls, given: Any) -> Any:
        """``/killswitch off`` gives no reason."""
        word = str(given.get("reason", "")).strip().lower() if isinstance(given, dict) else ""
        if word in OFF or word in ON:
            return {"on": word in ON, **{name: value for name, value in given.items() if name != "reason"}}
        return given

    def needs(self) -> Role | None:
        """An admin lets trading go on, and alone switches for somebody else."""
        return self.role if self.on and self.whose is None else Role.ADMIN


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


@answers(Pause)
async def answer_pause(
    _request: Pause, ask: Ask[Pause], _work: Work, switches: Switches, brakes: Brakes, clock: Clock
) -> SwitchAnswer:
    """Pause entries, or let them pass again.

    Raises:
        InvalidRequest: ``whose`` names nobody.
        NotYours: ``whose`` is another server.
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
    scope = scope_of(request.whose, principal)
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
            who=principal.id,
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
        since=now if was is None else was.since,
        reason=reason if was is None or not request.on else was.reason,
        cancelled=braked.cancelled,
        accounts=braked.accounts,
        waiting=braked.waiting,
        killed=name == "pause" and "kill" in before,
        whose=request.whose,
    )
