"""/notifications set, quiet, list: what is told here and how loudly."""

import asyncio
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Annotated, ClassVar, Final, Literal, get_args

from pydantic import Field

from services.core.ask import Ask
from services.core.clock import Clock
from services.core.errors import InvalidRequest
from services.core.handlers import answers
from services.core.options import Called, Suggested
from services.core.owners import To
from services.core.preferences import Preferences
from services.core.principal import Principal
from services.core.request import Answer, AnyRequest, Change, Frozen, Personal
from services.core.roles import Role
from services.core.units import Duration
from services.core.work import Work
from services.core.zones import zone_at
from services.notifications.places import ALERTS, NOWHERE, OF_SERVER, OWN, SUBJECTS, Destination, Subject, Subscriptions
from services.notifications.quiet import Quiet, QuietHours, clock_time, read_hours
from services.store import keys
from services.store.preferences import KeptPreferences

TO: tuple[To, ...] = get_args(To)
SetTo = Literal[To, "server"]
Told = Literal["channel", "me", "elsewhere"]
TOLD: tuple[Told, ...] = get_args(Told)
Level = Literal["on", "silent", "off"]
LEVELS: tuple[Level, ...] = get_args(Level)
OthersAlerts = Literal["people-alerts"]
PEOPLE: Final[OthersAlerts] = "people-alerts"
"""Whether people may have their own alerts told in a channel, or in any of the server's."""
NONE = "off"
QUIET_SENTENCE: Final = re.compile(r"(?:.*\s)?(?:quiet(?:\s+hours)?|do not disturb(?:\s+me)?)\s+(.+)", re.IGNORECASE)

ToOption = Annotated[To, Field(description="This channel, or you in private")]


class Subscription(Frozen):
    """A subject, and to whom it is told, how loudly: the asker, the channel, or the asker ``elsewhere``, in another
    channel. ``threads``: in a thread for each market."""

    subject: Subject
    to: Told
    silent: bool = False
    threads: bool = False


class QuietFacts(Frozen):
    """The quiet hours of the channel, or of the asker, from ``22:00`` to ``07:00`` by the clock of ``zone``."""

    to: To
    start: str
    end: str
    zone: str


class NotificationsSetAnswer(Answer):
    """How ``to`` is told of ``subject`` from now on, and was before."""

    subject: Subject | OthersAlerts
    to: SetTo
    level: Level
    threads: bool
    was: Level
    had_threads: bool


class NotificationsQuietAnswer(Answer):
    """The quiet hours from now on, and before; ``None``: there are none. ``lasts_seconds`` is how long they are."""

    to: To
    quiet: QuietFacts | None
    was: QuietFacts | None
    lasts_seconds: Duration | None
    now: bool
    """They hold now."""


class NotificationsListAnswer(Answer):
    """What is told to the asker and to the channel where they asked, what there is to be told of, and quiet hours."""

    subscriptions: tuple[Subscription, ...]
    subjects: tuple[Subject, ...]
    quiet: tuple[QuietFacts, ...] = ()
    closed: bool = False
    """People's alerts are not told in the channel."""


class NotificationsSet(Change[NotificationsSetAnswer]):
    """Tell a channel, or the asker, of what happens. A channel's is an admin's to decide; where their own trades,
    alerts and schedules are told is a trader's."""

    name: ClassVar[str] = "notifications set"
    summary: ClassVar[str] = "What is told here, and how loudly: trades, alerts, the server's, its agent, silent parts"
    means: ClassVar[str] = "From now on the desk tells this channel, or you, when such a thing happens."
    also: ClassVar[tuple[str, ...]] = ("notify set", "subscribe")
    example: ClassVar[str] = "subject:heartbeat to:channel level:on"

    subject: Annotated[
        Literal[Subject, OthersAlerts],
        Field(description="What to be told of"),
        Called((("fills", "trades"), ("system", "heartbeat"))),
    ] = "heartbeat"
    to: Annotated[SetTo, Field(description="This channel, you in private; the server for people-alerts")] = "channel"
    level: Annotated[
        Level,
        Field(description="On, silent (without a sound) or off"),
        Called((("quiet", "silent"), ("yes", "on"), ("no", "off"))),
    ] = "on"
    threads: Annotated[bool, Field(description="In a channel: a thread for each market")] = False

    def needs(self) -> Role | None:
        """An admin where it is for others too."""
        if self.to == "me":
            return self.role
        return Role.TRADER if self.subject in OWN else Role.ADMIN


class NotificationsQuiet(Change[NotificationsQuietAnswer]):
    """Hours of the day in which a channel, or the asker, is told without a sound."""

    name: ClassVar[str] = "notifications quiet"
    summary: ClassVar[str] = "Quiet hours: what is told then makes no sound, but for risk and approvals"
    means: ClassVar[str] = "In these hours messages come without a sound. Risk, approvals and liquidations keep theirs."
    also: ClassVar[tuple[str, ...]] = ("quiet hours", "do not disturb", "set quiet hours")
    example: ClassVar[str] = "hours:10pm-7am timezone:Europe/Vienna to:me"
    gathers: ClassVar[str | None] = "hours"

    hours: Annotated[
        str,
        Field(min_length=1, max_length=40, description="From when to when, such as 10pm-7am, or off"),
        Suggested("quiet hours"),
    ]
    to: ToOption = "me"
    timezone: Annotated[
        str | None,
        Field(max_length=80, description="Whose clock, such as Europe/Vienna or UTC+2; yours if left out"),
        Suggested("zones"),
    ] = None

    def needs(self) -> Role | None:
        return self.role if self.to == "me" else Role.ADMIN

    @classmethod
    def heard_in(cls, sentence: str, asked: Callable[[str], AnyRequest | None]) -> "NotificationsQuiet | None":
        del asked
        found = QUIET_SENTENCE.fullmatch(sentence)
        return None if found is None or read_hours(found[1]) is None else cls(hours=found[1])


class NotificationsList(Personal[NotificationsListAnswer]):
    """What is told here."""

    name: ClassVar[str] = "notifications list"
    summary: ClassVar[str] = "What you and this channel are told of, how loudly, and quiet hours"
    means: ClassVar[str] = "What the desk tells here by itself."
    also: ClassVar[tuple[str, ...]] = ("notify list", "notifications", "subscriptions")


@answers(NotificationsSet)
async def answer_notifications_set(
    request: NotificationsSet, ask: Ask[NotificationsSet], work: Work, subscriptions: Subscriptions, clock: Clock
) -> NotificationsSetAnswer:
    """Subscribe, or end it.

    Raises:
        InvalidRequest: it is for a channel, and was asked in none; or for a person, and nobody's alone.
    """
    if request.subject == PEOPLE:
        return await _let_in(request, ask.principal, work, subscriptions, clock)
    if request.to == "server":
        raise InvalidRequest(problems=(f"to: {request.subject} is told in channels; say to:channel",))
    place = _place_asked(request.to, ask.principal)
    if request.subject in OF_SERVER and request.to == "me":
        raise InvalidRequest(problems=(f"to: {request.subject} is told in channels of its server; say to:channel",))
    if request.threads and request.to == "me":
        raise InvalidRequest(problems=("threads: there are none in private; say to:channel",))
    place = place.model_copy(update={"silent": request.level == "silent", "threads": request.threads})
    if request.subject == ALERTS and await subscriptions.closed_to_alerts(place.channel, place.server):
        raise InvalidRequest(problems=("to: people's alerts are not told here, as an admin set it; say to:me",))
    if request.subject in OWN:
        before = await _choose(request, request.subject, ask.principal.id, place, work, subscriptions)
    else:
        before = await subscriptions.held(request.subject, place)
        if request.level == "off":
            work.hash_delete(keys.subscriptions(request.subject), place.id)
        else:
            work.hash_set(keys.subscriptions(request.subject), place.id, place.model_dump_json())
    return NotificationsSetAnswer(
        as_of=clock.now(),
        subject=request.subject,
        to=request.to,
        level=request.level,
        threads=request.threads and request.level != "off",
        was="off" if before is None else "silent" if before.silent else "on",
        had_threads=before is not None and before.threads,
    )


async def _let_in(
    request: NotificationsSet, principal: Principal, work: Work, subscriptions: Subscriptions, clock: Clock
) -> NotificationsSetAnswer:
    """Let people's alerts into the channel or server, or no more."""
    if request.to == "me" or request.level == "silent" or request.threads:
        raise InvalidRequest(problems=(f"{PEOPLE}: say to:channel or to:server, and level:on or level:off",))
    place = _place_asked("channel", principal)
    where = (place.server if request.to == "server" else place.channel) or ""
    closed = await subscriptions.closed_to_alerts(where)
    if request.level == "on":
        work.hash_delete(keys.CLOSED_TO_ALERTS, where)
    else:
        work.hash_set(keys.CLOSED_TO_ALERTS, where, "")
    return NotificationsSetAnswer(
        as_of=clock.now(),
        subject=PEOPLE,
        to=request.to,
        level=request.level,
        threads=False,
        was="off" if closed else "on",
        had_threads=False,
    )


async def _choose(
    request: NotificationsSet,
    subject: Subject,
    person: str,
    place: Destination,
    work: Work,
    subscriptions: Subscriptions,
) -> Destination | None:
    """Choose whether ``person`` is told at ``place`` of their own, and give back how they were told there, if they
    were. Told in no channel any more they are told in private, and there no more nowhere."""
    here = place.model_copy(update={"person": person})
    was = await subscriptions.chosen(person, subject)
    before = was if was.id and was.channel == here.channel else None
    if request.level == "off" and before is None:
        return None
    key, private = keys.subscriptions(subject), Destination(person=person)
    chosen = here if request.level != "off" else private if request.to == "channel" else NOWHERE
    if chosen == private:
        work.hash_delete(key, person)
    else:
        work.hash_set(key, person, chosen.model_dump_json())
    return before


@answers(NotificationsQuiet)
async def answer_notifications_quiet(
    request: NotificationsQuiet,
    ask: Ask[NotificationsQuiet],
    work: Work,
    quiet: Quiet,
    preferences: KeptPreferences,
    clock: Clock,
) -> NotificationsQuietAnswer:
    """Set the quiet hours, or end them.

    Raises:
        InvalidRequest: these are no hours, or no time zone; or it is for a channel, and was asked in none.
    """
    place = _place_asked(request.to, ask.principal)
    was = next(iter(await quiet.of([place.id])), None)
    hours = None
    if request.hours.strip().lower() == NONE:
        work.hash_forget(keys.QUIET, place.id)
    else:
        hours = await asyncio.to_thread(_hours, request, await preferences.look_up(ask.principal))
        work.hash_set(keys.QUIET, place.id, hours.model_dump_json())
    return NotificationsQuietAnswer(
        as_of=clock.now(),
        to=request.to,
        quiet=None if hours is None else _facts(request.to, hours),
        was=None if was is None else _facts(request.to, was),
        lasts_seconds=None if hours is None else Duration(hours.length / timedelta(seconds=1)),
        now=hours is not None and hours.hold(clock.now()),
    )


def _hours(request: NotificationsQuiet, own: Preferences) -> QuietHours:
    read = read_hours(request.hours)
    if read is None:
        raise InvalidRequest(problems=("hours: write from when to when, such as 22:00-07:00 or 10pm to 7am, or off",))
    zone = zone_at(request.timezone or own.time_zone or "UTC")
    if zone is None:
        raise InvalidRequest(problems=("timezone: write it as Europe/Vienna or UTC+2",))
    return QuietHours(start=read[0], end=read[1], zone=zone)


@answers(NotificationsList)
async def answer_notifications_list(
    _request: NotificationsList, principal: Principal, subscriptions: Subscriptions, quiet: Quiet, clock: Clock
) -> NotificationsListAnswer:
    """What the asker, and the channel where they asked, are told of."""
    found: list[Subscription] = []
    for subject in SUBJECTS:
        if subject in OWN:
            chosen = await subscriptions.chosen(principal.id, subject)
            if chosen.id:
                found.append(_told(subject, _own_told(chosen, principal), chosen))
            continue
        for to in TO:
            place = _place(to, principal)
            held = None if place is None else await subscriptions.held(subject, place)
            if held is not None:
                found.append(_told(subject, to, held))
    hours = [
        _facts(to, each)
        for to in TO
        if (place := _place(to, principal)) is not None
        for each in await quiet.of([place.id])
    ]
    return NotificationsListAnswer(
        as_of=clock.now(),
        subscriptions=tuple(found),
        subjects=SUBJECTS,
        quiet=tuple(hours),
        closed=await subscriptions.closed_to_alerts(principal.channel, principal.server),
    )


def _told(subject: Subject, to: Told, place: Destination) -> Subscription:
    return Subscription(subject=subject, to=to, silent=place.silent, threads=place.threads)


def _own_told(chosen: Destination, principal: Principal) -> Told:
    if chosen.channel is None:
        return "me"
    return "channel" if chosen.channel == principal.channel else "elsewhere"


def _facts(to: To, hours: QuietHours) -> QuietFacts:
    return QuietFacts(to=to, start=clock_time(hours.start), end=clock_time(hours.end), zone=hours.zone)


def _place(to: To, principal: Principal) -> Destination | None:
    if to == "me":
        return Destination(person=principal.id)
    if principal.channel is None or principal.server is None:
        return None
    return Destination(channel=principal.channel, server=principal.server)


def _place_asked(to: To, principal: Principal) -> Destination:
    """Where it is to be told.

    Raises:
        InvalidRequest: there is no channel.
    """
    place = _place(to, principal)
    if place is None:
        raise InvalidRequest(problems=("to: there is no channel here to be told; to:me tells you in private",))
    return place
