"""Who is told of what happens: people and channels subscribe to subjects of events.

What happens to somebody's own trades they are told in private unless they chose a channel, or nothing, for it. What
happens in a server is told in those of its own channels that subscribed.
"""

from typing import Annotated, ClassVar, Final, Literal, get_args

import structlog
from pydantic import Field, ValidationError

from services.core.ask import Ask
from services.core.clock import Clock
from services.core.errors import InvalidRequest
from services.core.events import Event
from services.core.handlers import answers
from services.core.principal import Principal
from services.core.request import Answer, Change, Frozen, Personal
from services.core.roles import Role
from services.core.work import Work
from services.store import keys
from services.store.store import Store

Subject = Literal["heartbeat", "trades", "shared", "risk", "approvals", "decisions"]
"""When a part of the desk goes silent; one's own trades; trades in the account that a server shares; switches that
stop trading in a server, and what else is dangerous in its account; what the agent wants approved in that account; what
it saw there or ordered by itself. Of one's own account all of it is told where one's trades are."""
SUBJECTS: tuple[Subject, ...] = get_args(Subject)
OWN: Final[Subject] = "trades"
OF_SERVER: Final[frozenset[Subject]] = frozenset({"shared", "risk", "approvals", "decisions"})
WAITS: Final[Subject] = "approvals"
"""What waits for somebody's answer: told in private to whoever is told of their trades nowhere."""
AT_LARGE: Final[tuple[Subject, ...]] = ("heartbeat",)
"""What is for nobody alone."""
To = Literal["channel", "me"]
TO: tuple[To, ...] = get_args(To)
Told = Literal["channel", "me", "elsewhere"]
TOLD: tuple[Told, ...] = get_args(Told)

log = structlog.get_logger(__name__)


class Destination(Frozen):
    """Where events are told: a ``channel`` (with the ``server`` it is in), or a ``person`` in private. Both: the
    person, in the channel; neither: nowhere. Ids have their door."""

    channel: str | None = None
    person: str | None = None
    server: str | None = None

    @property
    def id(self) -> str:
        return self.channel or self.person or ""

    def listener(self) -> Principal:
        """Whose voice is spoken there: the person's, or the channel's."""
        return Principal(id=self.person or f"place:{self.channel}", name="", channel=self.channel, server=self.server)


class Subscription(Frozen):
    """A subject, and to whom it is told: the asker, the channel, or the asker ``elsewhere``, in another channel."""

    subject: Subject
    to: Told


class NotificationsSetAnswer(Answer):
    """Whether ``to`` is told of ``subject`` from now on, and whether it was before."""

    subject: Subject
    to: To
    on: bool
    was_on: bool


class NotificationsListAnswer(Answer):
    """What is told to the asker and to the channel where they asked, and what there is to be told of."""

    subscriptions: tuple[Subscription, ...]
    subjects: tuple[Subject, ...]


class NotificationsSet(Change[NotificationsSetAnswer]):
    """Tell a channel, or the asker, of what happens. A channel's is an admin's to decide; where their own trades are
    told is a trader's."""

    name: ClassVar[str] = "notifications set"
    summary: ClassVar[str] = "Be told of what happens: your trades, the server's, its switches, its agent, silent parts"
    means: ClassVar[str] = "From now on the desk tells this channel, or you, when such a thing happens."
    also: ClassVar[tuple[str, ...]] = ("notify set", "subscribe")
    example: ClassVar[str] = "subject:heartbeat to:channel"

    subject: Annotated[Subject, Field(description="What to be told of")] = "heartbeat"
    to: Annotated[To, Field(description="This channel, or you in private")] = "channel"
    on: Annotated[bool, Field(description="Yes to be told, no to be told no more")] = True

    def needs(self) -> Role | None:
        """An admin where it is for others too."""
        if self.to == "me":
            return self.role
        return Role.TRADER if self.subject == OWN else Role.ADMIN


class NotificationsList(Personal[NotificationsListAnswer]):
    """What is told here."""

    name: ClassVar[str] = "notifications list"
    summary: ClassVar[str] = "What you and this channel are told of"
    means: ClassVar[str] = "What the desk tells here by itself."
    also: ClassVar[tuple[str, ...]] = ("notify list", "notifications", "subscriptions")


class Subscriptions:
    """Who is subscribed to what, as the store has it."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def places(self, subject: str) -> list[Destination]:
        """Where ``subject`` is told.

        Raises:
            StoreUnavailable: nobody knows now.
        """
        held = await self._store.hash_all(keys.subscriptions(subject))
        return [place for text in held.values() if (place := _read(text)) is not None]

    async def places_of(self, event: Event) -> list[Destination]:
        """Where ``event`` is told.

        Raises:
            StoreUnavailable: nobody knows now.
        """
        if event.for_person is not None:
            place = await self.chosen(event.for_person)
            if not place.id and event.subject == WAITS:
                place = Destination(person=event.for_person)
            return [place] if place.id else []
        subscribed = [place for subject in event.subjects for place in await self.places(subject)]
        server = event.for_server
        return list({place.id: place for place in subscribed if server is None or place.server == server}.values())

    async def has(self, subject: str, place: Destination) -> bool:
        (held,) = await self._store.hash_get(keys.subscriptions(subject), [place.id])
        return held is not None

    async def chosen(self, person: str) -> Destination:
        """Where the person is told of their own trades: in private unless they chose otherwise."""
        (held,) = await self._store.hash_get(keys.subscriptions(OWN), [person])
        return (None if held is None else _read(held)) or Destination(person=person)


@answers(NotificationsSet)
async def answer_notifications_set(
    request: NotificationsSet, ask: Ask[NotificationsSet], work: Work, subscriptions: Subscriptions, clock: Clock
) -> NotificationsSetAnswer:
    """Subscribe, or end it.

    Raises:
        InvalidRequest: it is for a channel, and was asked in none.
    """
    place = _place(request.to, ask.principal)
    if place is None:
        raise InvalidRequest(problems=("to: there is no channel here to be told; to:me tells you in private",))
    if request.subject in OF_SERVER and request.to == "me":
        raise InvalidRequest(problems=(f"to: {request.subject} is told in channels of its server; say to:channel",))
    if request.subject == OWN:
        here = place.model_copy(update={"person": ask.principal.id})
        was_on = await _choose(request, ask.principal.id, here, work, subscriptions)
    else:
        was_on = await subscriptions.has(request.subject, place)
        if request.on:
            work.hash_set(keys.subscriptions(request.subject), place.id, place.model_dump_json())
        else:
            work.hash_delete(keys.subscriptions(request.subject), place.id)
    return NotificationsSetAnswer(
        as_of=clock.now(), subject=request.subject, to=request.to, on=request.on, was_on=was_on
    )


async def _choose(
    request: NotificationsSet, person: str, here: Destination, work: Work, subscriptions: Subscriptions
) -> bool:
    """Choose whether ``person`` is told ``here`` of their own trades, and give back whether they were. Told in no
    channel any more they are told in private, and there no more nowhere."""
    was_on = await subscriptions.chosen(person) == here
    if request.on != was_on:
        key, private = keys.subscriptions(OWN), Destination(person=person)
        chosen = here if request.on else private if request.to == "channel" else Destination()
        if chosen == private:
            work.hash_delete(key, person)
        else:
            work.hash_set(key, person, chosen.model_dump_json())
    return was_on


@answers(NotificationsList)
async def answer_notifications_list(
    _request: NotificationsList, principal: Principal, subscriptions: Subscriptions, clock: Clock
) -> NotificationsListAnswer:
    """What the asker, and the channel where they asked, are told of."""
    found = [
        Subscription(subject=subject, to=to)
        for subject in SUBJECTS
        for to in TO
        if subject != OWN and (place := _place(to, principal)) is not None and await subscriptions.has(subject, place)
    ]
    chosen = await subscriptions.chosen(principal.id)
    if chosen.id:
        here: Told = "me" if chosen.channel is None else "elsewhere"
        if chosen.channel is not None and chosen.channel == principal.channel:
            here = "channel"
        found.insert(0, Subscription(subject=OWN, to=here))
    return NotificationsListAnswer(as_of=clock.now(), subscriptions=tuple(found), subjects=SUBJECTS)


def _place(to: To, principal: Principal) -> Destination | None:
    if to == "me":
        return Destination(person=principal.id)
    if principal.channel is None or principal.server is None:
        return None
    return Destination(channel=principal.channel, server=principal.server)


def _read(text: str) -> Destination | None:
    try:
        return Destination.model_validate_json(text)
    except ValidationError:
        log.error("a subscription cannot be read", held=text)
        return None
