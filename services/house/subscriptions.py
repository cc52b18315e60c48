"""Who is told of what happens: people and channels subscribe to subjects of events."""

from typing import Annotated, ClassVar, Literal, get_args

import structlog
from pydantic import Field, ValidationError

from services.core.ask import Ask
from services.core.clock import Clock
from services.core.errors import InvalidRequest
from services.core.handlers import answers
from services.core.principal import Principal
from services.core.request import Answer, Change, Frozen, Personal
from services.core.roles import Role
from services.core.work import Work
from services.store import keys
from services.store.store import Store

Subject = Literal["heartbeat"]
SUBJECTS: tuple[Subject, ...] = get_args(Subject)
To = Literal["channel", "me"]
TO: tuple[To, ...] = get_args(To)

log = structlog.get_logger(__name__)


class Destination(Frozen):
    """Where events are told: a ``channel`` (with the ``server`` it is in), or a ``person`` in private. Ids have their
    door; exactly one of the two is set."""

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
    """A subject, and to whom it is told: the asker, or the channel."""

    subject: Subject
    to: To


class NotifySetAnswer(Answer):
    """Whether ``to`` is told of ``subject`` from now on, and whether it was before."""

    subject: Subject
    to: To
    on: bool
    was_on: bool


class NotifyListAnswer(Answer):
    """What is told to the asker and to the channel where they asked, and what there is to be told of."""

    subscriptions: tuple[Subscription, ...]
    subjects: tuple[Subject, ...]


class NotifySet(Change[NotifySetAnswer]):
    """Tell a channel, or the asker, of what happens; a channel's is an admin's to decide."""

    name: ClassVar[str] = "notify set"
    summary: ClassVar[str] = "Be told here of what happens: heartbeat tells when a part of the desk goes silent"
    means: ClassVar[str] = "From now on the desk tells this channel, or you, when such a thing happens."
    also: ClassVar[tuple[str, ...]] = ("notifications", "subscribe")
    example: ClassVar[str] = "subject:heartbeat to:channel"

    subject: Annotated[Subject, Field(description="What to be told of")] = "heartbeat"
    to: Annotated[To, Field(description="This channel, or you in private")] = "channel"
    on: Annotated[bool, Field(description="Yes to be told, no to be told no more")] = True

    def needs(self) -> Role | None:
        """An admin where it is for others too."""
        return self.role if self.to == "me" else Role.ADMIN


class NotifyList(Personal[NotifyListAnswer]):
    """What is told here."""

    name: ClassVar[str] = "notify list"
    summary: ClassVar[str] = "What you and this channel are told of"
    means: ClassVar[str] = "What the desk tells here by itself."
    also: ClassVar[tuple[str, ...]] = ("subscriptions",)


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

    async def has(self, subject: str, place: Destination) -> bool:
        (held,) = await self._store.hash_get(keys.subscriptions(subject), [place.id])
        return held is not None


@answers(NotifySet)
async def answer_notify_set(
    request: NotifySet, ask: Ask[NotifySet], work: Work, subscriptions: Subscriptions, clock: Clock
) -> NotifySetAnswer:
    """Subscribe, or end it.

    Raises:
        InvalidRequest: it is for a channel, and was asked in none.
    """
    place = _place(request.to, ask.principal)
    if place is None:
        raise InvalidRequest(problems=("to: there is no channel here to be told; to:me tells you in private",))
    was_on = await subscriptions.has(request.subject, place)
    if request.on:
        work.hash_set(keys.subscriptions(request.subject), place.id, place.model_dump_json())
    else:
        work.hash_delete(keys.subscriptions(request.subject), place.id)
    return NotifySetAnswer(as_of=clock.now(), subject=request.subject, to=request.to, on=request.on, was_on=was_on)


@answers(NotifyList)
async def answer_notify_list(
    _request: NotifyList, principal: Principal, subscriptions: Subscriptions, clock: Clock
) -> NotifyListAnswer:
    """What the asker, and the channel where they asked, are told of."""
    found = [
        Subscription(subject=subject, to=to)
        for subject in SUBJECTS
        for to in TO
        if (place := _place(to, principal)) is not None and await subscriptions.has(subject, place)
    ]
    return NotifyListAnswer(as_of=clock.now(), subscriptions=tuple(found), subjects=SUBJECTS)


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
