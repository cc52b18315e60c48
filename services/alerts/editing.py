"""What is done to alerts that are set: edit, pause, resume, snooze, delete."""

import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Annotated, Any, ClassVar, Final

from pydantic import Field

from services.alerts.alert_desk import AlertDesk
from services.alerts.amounts import percentage, price_of
from services.alerts.asking import EndText, NoteText, SpanText, Whose, check_place, cooldown_of, expiry_of, note_of
from services.alerts.ends import span_of
from services.alerts.facts import AlertChangedAnswer, Changed
from services.alerts.plan import Scene
from services.alerts.record import Alert, Repeat
from services.alerts.series import Series, SeriesKind
from services.alerts.telling import facts_of
from services.alerts.trigger import Threshold
from services.alerts.wrong import bad
from services.core.ask import Ask
from services.core.errors import UnknownAlert
from services.core.handlers import answers
from services.core.options import Suggested
from services.core.owners import Owner, To
from services.core.request import Change, Frozen
from services.core.roles import Role
from services.core.work import Work
from services.market.timeframes import to_ms

ALL: Final = "all"
CHANGED: Final = ("level", "repeat", "cooldown", "expires", "note", "to")
NOTHING: Final = frozenset({"", "none", "nothing", "-"})
"""Notes that are none."""
MOST_IN_A_RUN: Final = 1_000
MOST_SHARES: Final[Mapping[SeriesKind, float]] = {"rise": 100.0, "fall": 1.0, "drawdown": 1.0, "liquidation": 1.0}

WhichText = Annotated[
    str,
    Field(min_length=1, max_length=60, description="Its number, several, or all"),
    Suggested("own alerts"),
]


class _OfAlerts(Frozen):
    which: WhichText
    owner: Annotated[Owner, Field(description="Yours, or the server's")] = "me"

    def needs(self) -> Role | None:
        return Role.ADMIN if self.owner == "server" else Role.VIEWER


class AlertEdit(_OfAlerts, Change[AlertChangedAnswer]):
    """Change what was said of it. What is left out stays."""

    name: ClassVar[str] = "alert edit"
    summary: ClassVar[str] = "Change an alert: its level, how often, until when, its note, where it is told"
    means: ClassVar[str] = "How the alert stands now. With another level it is watched for from now on."
    example: ClassVar[str] = "which:12 level:71000"

    level: Annotated[
        Annotated[str, Suggested("alert levels")] | None,
        Field(min_length=1, max_length=40, description="The new price or percentage"),
    ] = None
    repeat: Annotated[Repeat | None, Field(description="Once, or again")] = None
    cooldown: Annotated[SpanText | None, Field(description="Between two firings at least, such as 4h")] = None
    expires: Annotated[EndText | None, Field(description="When it ends by itself, such as 7d; never")] = None
    note: NoteText | None = None
    to: Annotated[To | None, Field(description="You in private, or this channel")] = None

    def needs(self) -> Role | None:
        """As it is where an alert is set: a channel is told by those who may."""
        least = super().needs()
        return Role.TRADER if self.to == "channel" and least is Role.VIEWER else least


class AlertPause(_OfAlerts, Change[AlertChangedAnswer]):
    """Watch for it no more, until it is resumed."""

    name: ClassVar[str] = "alert pause"
    summary: ClassVar[str] = "Pause alerts until you resume them"
    means: ClassVar[str] = "Paused alerts stay as they are; what happens meanwhile is not told."
    example: ClassVar[str] = "which:12"
    gathers: ClassVar[str | None] = "which"


class AlertResume(_OfAlerts, Change[AlertChangedAnswer]):
    """Watch for it again, from now on."""

    name: ClassVar[str] = "alert resume"
    summary: ClassVar[str] = "Watch again for what was paused or snoozed; from now on, not for what was missed"
    means: ClassVar[str] = "It is watched for from now on: what happened meanwhile is not told."
    example: ClassVar[str] = "which:12"
    gathers: ClassVar[str | None] = "which"


class AlertSnooze(_OfAlerts, Change[AlertChangedAnswer]):
    """Not for a while."""

    name: ClassVar[str] = "alert snooze"
    summary: ClassVar[str] = "Do not watch for it for a while"
    means: ClassVar[str] = "It is left alone for so long, and then watched for by itself again."
    example: ClassVar[str] = "which:12 span:4h"

    span: Annotated[SpanText, Field(description="For how long, such as 4h")] = "1h"


class AlertDelete(_OfAlerts, Change[AlertChangedAnswer]):
    """End it."""

    name: ClassVar[str] = "alert delete"
    summary: ClassVar[str] = "Delete alerts"
    means: ClassVar[str] = "They are gone. To have one again, add it anew."
    example: ClassVar[str] = "which:12"
    gathers: ClassVar[str | None] = "which"


@answers(AlertEdit)
async def answer_alert_edit(request: AlertEdit, ask: Ask[AlertEdit], work: Work, desk: AlertDesk) -> AlertChangedAnswer:
    """Change it. With another level it is watched for from now on.

    Raises:
        UnknownAlert: there is none of that number.
        BadAlert: nothing is to be changed, or it cannot be changed so.
        UnknownSymbol, Unavailable: as they say.
    """
    if all(getattr(request, name) is None for name in CHANGED):
        raise bad("level", "nothing", "that changes nothing", f"name what to change: {', '.join(CHANGED)}")
    now, own = desk.clock.now(), await desk.preferences.look_up(ask.principal)
    changes: dict[str, Any] = {}
    if request.repeat is not None or request.cooldown is not None:
        always = request.repeat == "always" or request.cooldown is not None
        changes["repeat"] = "always" if always else "once"
        changes["cooldown"] = cooldown_of(request.cooldown, desk.terms) if always else 0
    if request.expires is not None:
        changes["expires"] = expiry_of(request.expires, now, own, desk.terms)
    if request.note is not None:
        changes["note"] = "" if request.note.strip().lower() in NOTHING else note_of(request.note)
    if request.to is not None:
        changes["to"] = request.to
        if request.to == "channel" and ask.principal.server is not None:
            changes |= {"channel": ask.principal.channel, "server": ask.principal.server}

    async def edited(alert: Alert, scene: Scene) -> Alert:
        check_place(changes.get("to", alert.to), "server" if alert.shared else "me", alert.trigger)
        if request.to == "channel" and not alert.shared:
            await desk.check_open(ask.principal.channel, ask.principal.server)
        leveled = {} if request.level is None else await _leveled(alert, request.level, scene)
        if "cooldown" in changes and request.cooldown is None and alert.cooldown:
            leveled["cooldown"] = alert.cooldown if changes["repeat"] == "always" else 0
        return alert.model_copy(update={**changes, **leveled})

    return await _changed(request, "edited", edited, ask, work, desk)


async def _leveled(alert: Alert, written: str, scene: Scene) -> dict[str, Any]:
    """What changes of ``alert`` with another level."""
    trigger = alert.trigger
    if not isinstance(trigger, Threshold):
        raise bad("level", written, "that fits no alert on what has no level", "delete it and add another")
    if trigger.follows is not None:
        raise bad(
            "level", written, "that fits no alert on a level that moves with its swing", "delete it and add another"
        )
    series = Series.read(trigger.series)
    if series.kind != "price":
        value = float(percentage("level", written))
        most = MOST_SHARES.get(series.kind)
        if most is not None and not 0 < value < most:
            right = f"it is more than 0 % and less than {most * 100:,.0f} %"
            raise bad("level", written, f"that is no {series.kind}", right)
        changed = trigger.model_copy(update={"value": value})
        held = await scene.holds(changed)
        return {"trigger": changed, "label": "", "since": to_ms(scene.desk.clock.now()), "spent": held}
    now = await scene.price(series.of)
    value = float(price_of("level", written, now))
    changed = trigger.model_copy(update={"value": value, "side": "above" if value >= now else "below"})
    return {"trigger": changed, "label": "", "since": to_ms(scene.desk.clock.now()), "spent": value == now}


@answers(AlertPause)
async def answer_alert_pause(
    request: AlertPause, ask: Ask[AlertPause], work: Work, desk: AlertDesk
) -> AlertChangedAnswer:
    """Pause them.

    Raises:
        UnknownAlert: there is none of that number.
    """

    async def paused(alert: Alert, _scene: Scene) -> Alert:
        return alert.model_copy(update={"paused": True})

    return await _changed(request, "paused", paused, ask, work, desk)


@answers(AlertResume)
async def answer_alert_resume(
    request: AlertResume, ask: Ask[AlertResume], work: Work, desk: AlertDesk
) -> AlertChangedAnswer:
    """Resume them, from now on.

    Raises:
        UnknownAlert: there is none of that number.
        Unavailable: nobody knows how the market stands.
    """

    async def resumed(alert: Alert, scene: Scene) -> Alert:
        held = await scene.holds(alert.trigger)
        since = to_ms(desk.clock.now())
        return alert.model_copy(update={"paused": False, "since": since, "spent": held, "told": ()})

    return await _changed(request, "resumed", resumed, ask, work, desk)


@answers(AlertSnooze)
async def answer_alert_snooze(
    request: AlertSnooze, ask: Ask[AlertSnooze], work: Work, desk: AlertDesk
) -> AlertChangedAnswer:
    """Snooze them.

    Raises:
        UnknownAlert: there is none of that number.
        BadAlert: the span is none.
    """
    until = to_ms(desk.clock.now()) + span_of("span", request.span) * 1000

    async def snoozed(alert: Alert, _scene: Scene) -> Alert:
        if alert.expires is not None and alert.expires <= until:
            raise bad("span", request.span, f"that is longer than alert {alert.number} lasts", "delete it, or say less")
        return alert.model_copy(update={"paused": False, "since": until, "told": ()})

    return await _changed(request, "snoozed", snoozed, ask, work, desk)


@answers(AlertDelete)
async def answer_alert_delete(
    request: AlertDelete, ask: Ask[AlertDelete], work: Work, desk: AlertDesk
) -> AlertChangedAnswer:
    """Delete them.

    Raises:
        UnknownAlert: there is none of that number.
    """

    async def deleted(_alert: Alert, _scene: Scene) -> None:
        return None

    return await _changed(request, "deleted", deleted, ask, work, desk)


async def _changed(
    request: _OfAlerts,
    done: Changed,
    change: Callable[[Alert, Scene], Awaitable[Alert | None]],
    ask: Ask[Any],
    work: Work,
    desk: AlertDesk,
) -> AlertChangedAnswer:
    """Make each alert that is meant what ``change`` makes of it; none is removed."""
    owner = desk.owner(ask.principal, request.owner)
    there = await desk.book.of(owner)
    scene = Scene(desk, ask.principal, owner, None, None)
    shown: list[Alert] = []
    for alert in _meant(request, there, owner == ask.principal.id):
        changed = await change(alert, scene)
        if changed is None:
            desk.book.remove(work, alert)
        elif changed != alert:
            desk.book.write(work, changed, before=alert)
        shown.append(changed or alert)
    now = desk.clock.now()  # not before what is armed from now on
    return AlertChangedAnswer(
        as_of=now,
        used=len(there) - (len(shown) if done == "deleted" else 0),
        quota=desk.quota(owner),
        provenance=scene.provenance,
        done=done,
        alerts=tuple(facts_of(alert, scene.told(alert.trigger), now) for alert in shown),
    )


def _meant(request: _OfAlerts, there: Sequence[Alert], own: bool) -> list[Alert]:
    """The alerts that are meant, by number.

    Raises:
        UnknownAlert: one of them is not there, or none is.
    """
    named = [word.lstrip("#") for word in re.split(r"[\s,;]+|\band\b", request.which.strip().lower()) if word]
    whose: Whose = "yours" if own else "the server's"
    known = tuple(str(alert.number) for alert in there)
    if named == [ALL] and there:
        return list(there)
    numbers = [number for word in named for number in _numbers(word)]
    missing = next((word for word in numbers if word not in known), None)
    if missing is not None or not numbers:
        which = missing or request.which
        problem = f"which: there is no alert {which}"
        raise UnknownAlert((problem,), which=which, whose=whose, known=known)
    return [alert for alert in there if str(alert.number) in numbers]


def _numbers(word: str) -> list[str]:
    """``12``, or all of ``12-15``."""
    ends = re.fullmatch(r"(\d{1,12})[-–](\d{1,12})", word)
    if ends is None:
        return [word]
    first, last = int(ends[1]), int(ends[2])
    return [str(number) for number in range(first, last + 1)] if last - first < MOST_IN_A_RUN else [word]
