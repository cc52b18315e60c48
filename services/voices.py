"""Which voice speaks to whom."""

from collections.abc import Mapping, Sequence
from typing import ClassVar, Literal, NamedTuple, Protocol

from pydantic import Field

from services.base import Answer, Asker, Clock, Frozen, Handler, Request, Service
from services.errors import InvalidRequest, NotPermitted, StoreUnavailable, UnknownVoice
from services.fresh import Fresh
from services.roles import Role
from services.store.keys import VOICES

Scope = Literal["me", "channel", "server"]
Source = Literal["me", "channel", "server", "default"]
"""Whose choice a voice is; ``default`` is the desk's own."""


class VoiceFacts(Frozen):
    """A voice that can be chosen. ``style`` says how it speaks, ``foregrounds`` what it brings forward first."""

    name: str
    title: str
    style: str
    foregrounds: str
    sample: str
    """One sentence of its own."""


class PersonaListAnswer(Answer):
    """The voices there are; ``current`` speaks to the asker here, because ``because`` chose it."""

    voices: tuple[VoiceFacts, ...]
    current: str
    because: Source


class PersonaShowAnswer(Answer):
    """One voice; ``current`` is whether it speaks to the asker here."""

    voice: VoiceFacts
    current: bool


class PersonaUseAnswer(Answer):
    """``voice`` speaks from now on to the asker (``me``), or to all here who chose none themselves."""

    voice: VoiceFacts
    scope: Scope
    previous: VoiceFacts | None
    """What was chosen for ``scope`` before."""
    instead: Source | None = None
    """Where a choice was taken back: whose choice ``voice`` is. ``None``: it was chosen."""


class PersonaList(Request):
    """The voices to choose from."""

    name: ClassVar[str] = "persona list"
    summary: ClassVar[str] = "The voices to choose from"
    also: ClassVar[tuple[str, ...]] = ("voices", "personas", "talk like", "speak like")
    answer: ClassVar[type[Answer]] = PersonaListAnswer


class PersonaShow(Request):
    """More about ``voice``."""

    name: ClassVar[str] = "persona show"
    summary: ClassVar[str] = "More about one voice"
    also: ClassVar[tuple[str, ...]] = ("about a voice",)
    example: ClassVar[str] = "voice:z"
    answer: ClassVar[type[Answer]] = PersonaShowAnswer

    voice: str = Field(min_length=1, max_length=40)


class PersonaUse(Request):
    """Let ``voice`` speak to the asker, or by default in the channel or the server (which wants an admin); ``default``
    takes that choice back."""

    name: ClassVar[str] = "persona use"
    summary: ClassVar[str] = "Choose the voice that speaks to you, or the default of a channel or server"
    also: ClassVar[tuple[str, ...]] = ("change voice", "speak like")
    example: ClassVar[str] = "voice:biel"
    answer: ClassVar[type[Answer]] = PersonaUseAnswer
    changes: ClassVar[bool] = True

    voice: str = Field(min_length=1, max_length=40)
    scope: Scope = "me"


SCOPES: tuple[Scope, ...] = ("me", "channel", "server")
"""Whose choice goes before whose."""
DEFAULT = "default"
"""Written for a voice, it takes a choice back. No voice is called so."""
REMEMBERED_SECONDS = 5.0
REMEMBERED_ASKERS = 4_096


class VoiceStore(Protocol):
    """Where choices are kept; its methods raise ``StoreUnavailable``."""

    async def hash_get(self, key: str, fields: Sequence[str]) -> list[str | None]: ...

    async def hash_set(self, key: str, field: str, value: str) -> None: ...

    async def hash_delete(self, key: str, field: str) -> None: ...


class Choice(NamedTuple):
    """The voice that speaks to an asker, and what chose it."""

    voice: str
    because: Source


class VoiceService(Service):
    """Remembers who chose which voice. One's own choice goes before the channel's, and that before the server's."""

    subject = "voices"

    def __init__(self, voices: Sequence[VoiceFacts], default: str, store: VoiceStore, clock: Clock) -> None:
        self._voices = {voice.name: voice for voice in voices}
        self.default = self._known(default).name
        self._store = store
        self._clock = clock
        self._choices: Fresh[tuple[str, str | None, str | None], Choice] = Fresh(REMEMBERED_ASKERS)

    def handlers(self) -> Mapping[type[Request], Handler]:
        return {PersonaList: self.list, PersonaShow: self.show, PersonaUse: self.use}

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(self._voices)

    async def choice(self, asker: Asker) -> Choice:
        """Who speaks to ``asker`` here. While the store is away, the default voice does."""
        try:
            return await self._choices.get(
                (asker.id, asker.channel, asker.server), lambda: self._look_up(asker), REMEMBERED_SECONDS
            )
        except StoreUnavailable:
            return Choice(self.default, "default")

    def metrics(self) -> Mapping[str, float]:
        return {"choices_held": len(self._choices)}

    async def list(self, _request: PersonaList, asker: Asker) -> PersonaListAnswer:
        choice = await self.choice(asker)
        return PersonaListAnswer(
            as_of=self._clock(), voices=tuple(self._voices.values()), current=choice.voice, because=choice.because
        )

    async def show(self, request: PersonaShow, asker: Asker) -> PersonaShowAnswer:
        voice = self._known(request.voice)
        return PersonaShowAnswer(
            as_of=self._clock(), voice=voice, current=(await self.choice(asker)).voice == voice.name
        )

    async def use(self, request: PersonaUse, asker: Asker) -> PersonaUseAnswer:
        voice = None if request.voice.strip().lower() == DEFAULT else self._known(request.voice)
        field = _field(request.scope, asker)
        if field is None:
            raise InvalidRequest(problems=(f"scope: there is no {request.scope} here to choose a voice for",))
        if request.scope != "me" and (asker.role is None or asker.role < Role.ADMIN):
            raise NotPermitted(
                request=f"{request.name} for the {request.scope}",
                needs=Role.ADMIN.word,
                has=None if asker.role is None else asker.role.word,
                roles_mapped=asker.roles_mapped,
            )
        (previous,) = await self._store.hash_get(VOICES, [field])
        left: Choice | None = None
        if voice is None:
            await self._store.hash_delete(VOICES, field)
            left = await self._look_up(asker, SCOPES[SCOPES.index(request.scope) + 1 :])
            voice = self._voices[left.voice]
        else:
            await self._store.hash_set(VOICES, field, voice.name)
        self._choices.forget()
        return PersonaUseAnswer(
            as_of=self._clock(),
            voice=voice,
            scope=request.scope,
            previous=None if previous is None else self._voices.get(previous),
            instead=None if left is None else left.because,
        )

    def _known(self, name: str) -> VoiceFacts:
        voice = self._voices.get(name.strip().lower())
        if voice is None:
            titles = tuple(voice.title for voice in self._voices.values())
            raise UnknownVoice(voice=name, known=tuple(self._voices), titles=titles)
        return voice

    async def _look_up(self, asker: Asker, scopes: Sequence[Scope] = SCOPES) -> Choice:
        fields = {scope: field for scope in scopes if (field := _field(scope, asker)) is not None}
        chosen = await self._store.hash_get(VOICES, list(fields.values())) if fields else []
        for scope, voice in zip(fields, chosen, strict=True):
            if voice in self._voices:
                return Choice(voice, scope)
        return Choice(self.default, "default")


def _field(scope: Scope, asker: Asker) -> str | None:
    """The field of the store's hash with ``asker``'s choice for ``scope``; ``None`` where there is no such place."""
    if scope == "me":
        return f"user:{asker.id}"
    place = asker.channel if scope == "channel" else asker.server
    return None if place is None else f"{scope}:{place}"
