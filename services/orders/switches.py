"""Switches that stop trading: the pause of entries, and the kill switch.

Each holds for a scope: a place (a server, or the shell), with all that is traded from there and the account that it
shares; or a person, with all accounts of theirs. A switch is one field of one hash, which every gate of every process
reads at each check, and a record in the journal of its scope, written in the same step. So it holds from that step on,
at a restart too, and where the hash cannot be read nothing passes.

What is kept names nobody: a person's scope is made of their id and does not have it, and who switched has the name that
the audit log knows them by. So whoever is forgotten does not lift what was switched for them.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Final, Literal

import orjson

from analytics.trading.records import Switched
from services.accounts import codec
from services.accounts.naming import AccountId
from services.core.errors import OutcomeUnknown, StoreUnavailable
from services.core.events import Event
from services.core.owners import server_of
from services.core.principal import Principal
from services.market.timeframes import from_ms
from services.store import keys
from services.store.journal import Journal
from services.store.pseudonyms import Pseudonyms
from services.store.store import Store
from services.store.writes import Writes

SwitchName = Literal["pause", "kill"]
RESUMES: Final = "only an admin resumes"
SWITCHES: Final[tuple[SwitchName, ...]] = ("kill", "pause")
CALLED: Final[Mapping[SwitchName, str]] = {"kill": "kill switch", "pause": "pause"}


def place_scope(place: str) -> str:
    """The scope of all that is traded from ``place``, and of the account that it shares."""
    return f"place:{place}"


def person_scope(person: str) -> str:
    """The scope of all accounts of ``person``."""
    return f"person:{sha256(person.encode()).hexdigest()[:32]}"


def scopes_of(account: AccountId, place: str | None) -> tuple[str, ...]:
    """The scopes whose switches hold for an order in ``account`` that comes from ``place``, if from one."""
    shared = server_of(account.owner)
    if shared is not None:
        return (place_scope(shared),)
    return (person_scope(account.owner), *((place_scope(place),) if place else ()))


def may_hold(scope: str, account: AccountId) -> bool:
    """Whether ``scope`` may hold for an order in ``account``, wherever that comes from."""
    of_place = scope.startswith("place:") and not account.shared
    return of_place or scope in scopes_of(account, None)


@dataclass(frozen=True, slots=True)
class SwitchOn:
    """A switch that is on: since when, and why."""

    switch: SwitchName
    since: datetime
    reason: str = ""

    @property
    def told(self) -> str:
        """``on since 2023-12-30 19:00 UTC: the news; only an admin resumes``"""
        since = f"on since {self.since.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
        return f"{since}: {self.reason}; {RESUMES}" if self.reason else f"{since}; {RESUMES}"


class Switches:
    """The switches of all scopes. All methods raise ``StoreUnavailable``."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._names = Pseudonyms(store)
        self._journals: dict[str, Journal] = {}

    async def on(self, scopes: Iterable[str]) -> Mapping[SwitchName, SwitchOn]:
        """The switches that are on in any of ``scopes``, each as it was switched first."""
        held = await self.on_in(scopes)
        found: dict[SwitchName, SwitchOn] = {}
        for on in sorted(held.values(), key=lambda each: each.since):
            found.setdefault(on.switch, on)
        return found

    @staticmethod
    def kept_as(switches: Iterable[SwitchName], scopes: Iterable[str]) -> tuple[str, ...]:
        """What ``switches`` are kept as where they are on in ``scopes``; see ``Book.write``."""
        return tuple(_field(switch, scope) for switch in switches for scope in scopes)

    async def on_in(self, scopes: Iterable[str]) -> Mapping[tuple[SwitchName, str], SwitchOn]:
        """The switches that are on, each with its scope."""
        asked = [(switch, scope) for scope in scopes for switch in SWITCHES]
        if not asked:
            return {}
        held = await self._store.hash_get(keys.SWITCHES, [_field(*each) for each in asked])
        return {each: _read(each[0], text) for each, text in zip(asked, held, strict=True) if text is not None}

    async def all_on(self) -> Mapping[str, str]:
        """All that are on, as they are kept."""
        return await self._store.hash_all(keys.SWITCHES)

    async def write(self, record: Switched, principal: Principal, event: Event) -> bool:
        """Write ``record``, who asked for it by the name that the audit log knows them by, and ``event``, in one step;
        whether anything was written comes back: the same wish does nothing a second time.

        Raises:
            OutcomeUnknown: it may have been written or not; the same may be asked again.
        """
        record = Switched(
            at=record.at,
            ask=record.ask,
            switch=record.switch,
            on=record.on,
            scope=record.scope,
            by=await self._names.of(principal.id),
            reason=record.reason,
        )
        writes = Writes()
        if record.on:
            writes.hash_set(keys.SWITCHES, _field(record.switch, record.scope), _written(record))
        else:
            writes.hash_delete(keys.SWITCHES, _field(record.switch, record.scope))
        writes.append(keys.OUTBOX, {"event": event.to_bytes()})
        journal = self._journals.setdefault(record.scope, Journal(self._store, f"switches:{record.scope}"))
        try:
            appended = await journal.append([codec.written(record)], writes=writes)
        except StoreUnavailable as error:
            raise OutcomeUnknown(request="killswitch" if record.switch == "kill" else "pause") from error
        return not appended.duplicate


def _field(switch: SwitchName, scope: str) -> str:
    return f"{switch}|{scope}"


def _written(record: Switched) -> bytes:
    return orjson.dumps({"since": record.at, "reason": record.reason, "by": record.by})


def _read(switch: SwitchName, text: str) -> SwitchOn:
    """What is not understood is on all the same: it is nobody's to read it as off."""
    try:
        held = orjson.loads(text)
        return SwitchOn(switch, from_ms(held["since"]), held["reason"])
    except (ValueError, KeyError, TypeError):
        return SwitchOn(switch, datetime.fromtimestamp(0, UTC), "it cannot be read")
