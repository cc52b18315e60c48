"""What is kept of somebody: shown to them, and forgotten."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from itertools import chain
from typing import Annotated, ClassVar, Final, NamedTuple

from pydantic import Field

from services.accounts.books import Books
from services.accounts.naming import AccountId
from services.core.ask import Ask
from services.core.clock import Clock
from services.core.errors import NotConfirmed
from services.core.handlers import answers
from services.core.principal import Principal
from services.core.request import Answer, Audience, Change, Frozen, Personal
from services.core.roles import Role
from services.core.units import Duration
from services.core.work import Work
from services.house.voices import VoiceChoices
from services.store.journal import Journal
from services.store.keys import (
    ANY,
    AUDIT,
    FORGOTTEN,
    OF_PEOPLE,
    OUTBOX,
    PROPOSALS,
    Kind,
    OfPeople,
    alerts,
    forgotten,
    jobs,
    learner,
    schedules,
    waiting,
    watchlists,
)
from services.store.preferences import KeptPreferences
from services.store.store import Store

COUNTED = 10_000
"""Entries of the audit log that are looked at, the newest."""
OF_BOOKS: Final[frozenset[Kind]] = frozenset({"journal", "open", "agents"})
"""What is erased with the accounts themselves, of which there are files beside the store."""

NOT_TO_BE_TOLD: Final = """
for _, entry in ipairs(redis.call('XRANGE', KEYS[1], '-', '+')) do
  for _, text in ipairs(entry[2]) do
    if string.find(text, ARGV[1], 1, true) then
      redis.call('XDEL', KEYS[1], entry[1])
      break
    end
  end
end
"""
"""Lua: a stream without the entries in which ARGV[1] stands."""


class KeptJournal(Frozen):
    """The journal of the asker's account that they call ``account``, with so many ``records``."""

    account: str
    records: int


class KeptFacts(Frozen):
    """What is kept of the asker as ``kind``: ``values`` as they lie in the store, the ``journals`` of their accounts,
    the time ``at`` which something was, or how ``many`` entries there are.

    ``seconds``: after how long at most it is gone by itself; ``None``: it stays until it is taken back or forgotten.
    ``passes``: it is left to that when all is forgotten.
    """

    kind: Kind
    values: tuple[str, ...] = ()
    journals: tuple[KeptJournal, ...] = ()
    at: datetime | None = None
    many: int = 0
    seconds: Duration | None = None
    passes: bool = False


class PrivacyAnswer(Answer):
    """All that is kept of the asker, a line a kind."""

    kept: tuple[KeptFacts, ...]


class ForgetMeAnswer(PrivacyAnswer):
    """What was kept of the asker, and is erased; what is left to pass by itself is gone after ``passing``."""

    passing: Duration


class Privacy(Personal[PrivacyAnswer]):
    """What is kept of the asker."""

    name: ClassVar[str] = "privacy"
    summary: ClassVar[str] = "What the desk keeps of you, where and how long, who can read it, and how to erase it"
    means: ClassVar[str] = "All that is kept of you, a line a kind, as it is in the store now."
    also: ClassVar[tuple[str, ...]] = ("my data", "what do you know about me", "what do you keep")
    role: ClassVar[Role | None] = None
    audience: ClassVar[Audience] = Audience.CONFIDENTIAL


class ForgetMe(Change[ForgetMeAnswer]):
    """Forget the asker, where they ``confirm`` that it is meant."""

    name: ClassVar[str] = "forget me"
    summary: ClassVar[str] = "Erase all that the desk keeps of you, in one step"
    means: ClassVar[str] = "What was kept of you and is erased, and what passes by itself."
    also: ClassVar[tuple[str, ...]] = ("erase me", "delete my data", "forget about me")
    role: ClassVar[Role | None] = None
    audience: ClassVar[Audience] = Audience.CONFIDENTIAL

    confirm: Annotated[bool, Field(description="Yes erases it at once; otherwise you are asked first")] = False


class Lies(NamedTuple):
    """Where something of a person lies: a ``field`` of the hash ``key``, or with ``None`` all under it."""

    key: str
    field: str | None
    value: str


class PersonalData:
    """What the store keeps of people. Its methods raise ``StoreUnavailable``."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def of(self, person: str) -> Mapping[OfPeople, tuple[Lies, ...]]:
        """What is kept of the person with this id, and where."""
        return {each: tuple(await self._lies(each, person)) for each in OF_PEOPLE}

    async def named(self, pseudonym: str) -> int:
        """How many of the newest entries of the audit log are of whoever is called so there."""
        entries = await self._store.entries(AUDIT, COUNTED)
        return sum(entry.get("principal") == pseudonym for entry in entries)

    async def journals(self, names: Iterable[str]) -> tuple[KeptJournal, ...]:
        """How many records the journals of the accounts called ``names`` have."""
        return tuple(
            [
                KeptJournal(account=AccountId.read(name).called, records=(await Journal(self._store, name).head()).seq)
                for name in names
            ]
        )

    async def within(self, key: str) -> int:
        """How many things are under ``key``."""
        return len(await self._store.hash_fields(key))

    async def erase_events(self, person: str) -> None:
        """Erase what is to be told to the person, and was told last, and what an agent proposes for them."""
        for stream in (OUTBOX, PROPOSALS, *await self._store.keys_like(waiting(ANY))):
            await self._store.run(NOT_TO_BE_TOLD, [stream], [f'"{person}"'], once=False)

    async def erase(self, person: str) -> None:
        """Erase what is kept of the person in a store that nobody works with; the files of their accounts are left."""
        for found in chain.from_iterable((await self.of(person)).values()):
            if found.field is None:
                await self._store.delete(found.key)
            else:
                await self._store.hash_delete(found.key, found.field)
        await self.erase_events(person)

    async def _lies(self, each: OfPeople, person: str) -> list[Lies]:
        several = ANY in each.key("")
        keys = await self._store.keys_like(each.key(_literally(person))) if several else [each.key(person)]
        if each.field is None:
            return [Lies(key, None, "") for key in keys if await self._store.exists(key)]
        field = each.field(person)
        if field == ANY:
            return [
                Lies(key, field, value)
                for key in keys
                for field, value in (await self._store.hash_all(key)).items()
                if f'"{person}"' in value
            ]
        values = [(key, (await self._store.hash_get(key, [field]))[0]) for key in keys]
        return [Lies(key, field, value) for key, value in values if value is not None]


def _literally(text: str) -> str:
    """``text`` as a pattern that it alone fits."""
    return "".join(f"\\{letter}" if letter in "*?[]\\" else letter for letter in text)


async def _facts(
    data: PersonalData, books: Books, person: str, kept: Mapping[OfPeople, tuple[Lies, ...]]
) -> tuple[KeptFacts, ...]:
    audited = sum([await data.named(found.value) for each in kept if each.kind == "audit" for found in kept[each]])
    journals = await data.journals(await books.names(person))
    many: Mapping[Kind, int] = {
        "audit": audited,
        "journal": len(journals),
        "alerts": await data.within(alerts(person)),
        "watchlists": await data.within(watchlists(person)),
        "schedules": await data.within(schedules(person)),
        "jobs": await data.within(jobs(person)),
        "learning": await data.within(learner(person)),
    }
    told = {each.kind: each for each in reversed(tuple(kept))}  # what else there is of a kind is but an index of it
    return tuple(
        KeptFacts(
            kind=each.kind,
            values=_values(each, lies),
            journals=journals if each.kind == "journal" else (),
            at=datetime.fromisoformat(lies[0].value) if each.kind == "greeted" and lies else None,
            many=many.get(each.kind, len(lies)),
            seconds=None if each.seconds is None else Duration(each.seconds),
            passes=each.passes,
        )
        for each, lies in kept.items()
        if told[each.kind] is each
    )


def _values(each: OfPeople, lies: Iterable[Lies]) -> tuple[str, ...]:
    """What there is to show: the values, or where each key is of something, of what; of marks nothing."""
    if each.field is None or each.field("") == ANY or each.kind in ("audit", "greeted"):
        return ()
    before, several, _ = each.key("").partition(ANY)
    return tuple(found.key.removeprefix(before) if several else found.value for found in lies)


@answers(Privacy)
async def answer_privacy(
    _request: Privacy, principal: Principal, data: PersonalData, books: Books, clock: Clock
) -> PrivacyAnswer:
    """All that is kept of the asker."""
    kept = await _facts(data, books, principal.id, await data.of(principal.id))
    return PrivacyAnswer(as_of=clock.now(), kept=kept)


@answers(ForgetMe)
async def answer_forget_me(
    request: ForgetMe,
    ask: Ask[ForgetMe],
    work: Work,
    data: PersonalData,
    books: Books,
    choices: VoiceChoices,
    preferences: KeptPreferences,
    clock: Clock,
) -> ForgetMeAnswer:
    """Erase what is kept of the asker: their accounts first, since what else there is of these is told by the store.

    Cut off in between it has told nobody that it is done; asked again, it does what is left.

    Raises:
        NotConfirmed: they have not said that it is meant.
        HeldElsewhere: another process has one of their accounts.
    """
    if not request.confirm:
        what = "This erases all that the desk keeps of you, in one step and for good."
        raise NotConfirmed((what,), (ForgetMe(confirm=True),), request=request.name, confirmed_by="confirm:yes")
    person = ask.principal.id
    kept = await data.of(person)
    facts = await _facts(data, books, person, {each: lies for each, lies in kept.items() if not each.passes})
    await books.erase(person)
    await data.erase_events(person)
    erased = [lies for each, lies in kept.items() if not each.passes and each.kind not in OF_BOOKS]
    for found in chain.from_iterable(erased):
        if found.field is None:
            work.key_forget(found.key)
        else:
            work.hash_forget(found.key, found.field)
    work.hash_set(FORGOTTEN, forgotten(person), clock.now().isoformat())
    work.afterwards += (choices.forget, preferences.forget)
    return ForgetMeAnswer(
        as_of=clock.now(),
        kept=facts,
        passing=Duration(max(each.seconds or 0.0 for each in kept if each.passes)),
    )
