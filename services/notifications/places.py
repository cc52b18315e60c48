"""Where events are told: people and channels subscribe to subjects of events.

What happens to somebody alone they are told in private unless they chose a channel, or nothing, for it. What happens in
a server is told in those of its own channels that subscribed.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final, Literal, get_args

import structlog
from pydantic import ValidationError

from services.core.events import Event
from services.core.principal import Principal
from services.core.request import Frozen
from services.store import keys
from services.store.store import Store

Subject = Literal[
    "trades",
    "alerts",
    "schedules",
    "shared",
    "server-alerts",
    "risk",
    "approvals",
    "decisions",
    "sky",
    "signals",
    "heartbeat",
]
SUBJECTS: Final[tuple[Subject, ...]] = get_args(Subject)
TRADES: Final[Subject] = "trades"
OWN: Final[frozenset[Subject]] = frozenset({"trades", "alerts", "schedules"})
"""Somebody's own: told to them alone. What else there is of their own account is told where their trades are."""
OF_SERVER: Final[frozenset[Subject]] = frozenset(
    {"shared", "server-alerts", "risk", "approvals", "decisions", "sky", "signals"}
)
WAITS: Final[Subject] = "approvals"
"""What waits for somebody's answer: told in private to whoever is told of their trades nowhere."""
ALERTS: Final[Subject] = "alerts"
AT_LARGE: Final[tuple[Subject, ...]] = ("heartbeat",)
"""What is for nobody alone."""

log = structlog.get_logger(__name__)


class Destination(Frozen):
    """Where events are told: a ``channel`` (with the ``server`` it is in), or a ``person`` in private. Both: the
    person, in the channel; neither: nowhere. Ids have their door.

    ``silent``: without a sound; ``threads``: in a thread of the channel for each market.
    """

    channel: str | None = None
    person: str | None = None
    server: str | None = None
    silent: bool = False
    threads: bool = False

    @property
    def id(self) -> str:
        return self.channel or self.person or ""

    def listener(self) -> Principal:
        """Whose voice is spoken there: the person's, or the channel's."""
        return Principal(id=self.person or f"place:{self.channel}", name="", channel=self.channel, server=self.server)


NOWHERE: Final = Destination()


class Subscriptions:
    """Who subscribed to what, as the store has it. Its methods raise ``StoreUnavailable``."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def subscribed(self, subject: str) -> list[Destination]:
        """Where ``subject`` is told."""
        held = await self._store.hash_all(keys.subscriptions(subject))
        return [place for text in held.values() if (place := _read(text)) is not None]

    async def of(self, events: Sequence[Event]) -> list[list[Destination]]:
        """Where each of ``events`` is told. All are looked up together: many may happen at once."""
        own, at_large = await self._chosen_by(events), await self._subscribed_to(events)
        told = [list(self._of(event, own, at_large)) for event in events]
        if not any(is_ones_alert(event) for event in events):
            return told
        closed = (await self._store.hash_all(keys.CLOSED_TO_ALERTS)).keys()
        return [
            [
                Destination(person=place.person, silent=place.silent)
                if is_ones_alert(event) and closed & {place.channel, place.server}
                else place
                for place in places
            ]
            for event, places in zip(events, told, strict=True)
        ]

    async def closed_to_alerts(self, *places: str | None) -> bool:
        """Whether people's alerts are not told in one of the channels and servers with these ids."""
        ids = [place for place in places if place is not None]
        held = await self._store.hash_get(keys.CLOSED_TO_ALERTS, ids) if ids else []
        return any(each is not None for each in held)

    async def chosen(self, person: str, subject: Subject) -> Destination:
        """Where the person is told of their own: in private unless they chose otherwise."""
        return (await self._chosen(subject, [person]))[person]

    async def held(self, subject: str, place: Destination) -> Destination | None:
        """The subscription of ``place``."""
        (held,) = await self._store.hash_get(keys.subscriptions(subject), [place.id])
        return None if held is None else _read(held)

    def _of(
        self,
        event: Event,
        own: Mapping[tuple[Subject, str], Destination],
        at_large: Mapping[str, Sequence[Destination]],
    ) -> Iterable[Destination]:
        person, server = event.person, event.server
        chosen = None if person is None else own[own_subject(event), person]
        if event.for_channel is not None:
            silent = chosen is not None and chosen.silent
            yield Destination(channel=event.for_channel, person=person, server=server, silent=silent)
        elif chosen is not None:
            if chosen.id:
                yield chosen
            elif event.subject == WAITS:
                yield Destination(person=person)
        else:
            subscribed = [place for subject in event.subjects for place in at_large[subject]]
            yield from {each.id: each for each in subscribed if server is None or each.server == server}.values()

    async def _chosen_by(self, events: Sequence[Event]) -> dict[tuple[Subject, str], Destination]:
        found: dict[tuple[Subject, str], Destination] = {}
        for subject in OWN:
            people = {each.person: None for each in events if each.person and own_subject(each) == subject}
            chosen = await self._chosen(subject, [person for person in people if person]) if people else {}
            found |= {(subject, person): place for person, place in chosen.items()}
        return found

    async def _chosen(self, subject: Subject, people: Sequence[str]) -> dict[str, Destination]:
        held = await self._store.hash_get(keys.subscriptions(subject), people)
        return {
            person: (None if text is None else _read(text)) or Destination(person=person)
            for person, text in zip(people, held, strict=True)
        }

    async def _subscribed_to(self, events: Sequence[Event]) -> dict[str, list[Destination]]:
        general = [each for each in events if each.person is None and each.for_channel is None]
        subjects = {subject: None for event in general for subject in event.subjects}
        return {subject: await self.subscribed(subject) for subject in subjects}


def is_ones_alert(event: Event) -> bool:
    """Whether it tells of somebody's own alert."""
    return event.subject == ALERTS and event.person is not None


def own_subject(event: Event) -> Subject:
    """As what it is somebody's own."""
    return next((subject for subject in OWN if subject == event.subject), TRADES)


def _read(text: str) -> Destination | None:
    try:
        return Destination.model_validate_json(text)
    except ValidationError:
        log.error("a subscription cannot be read", held=text)
        return None
