"""Which voice speaks to whom."""

from collections.abc import Sequence
from typing import Annotated, ClassVar, Literal, NamedTuple, Protocol

from pydantic import Field

from services.core.ask import Ask
from services.core.cache import Cache
from services.core.clock import Clock
from services.core.errors import InvalidRequest, StoreUnavailable, UnknownVoice
from services.core.handlers import answers
from services.core.options import DEFAULT, Suggested
from services.core.principal import Principal
from services.core.request import Answer, Change, Frozen, Personal
from services.core.roles import Role
from services.core.work import Work
from services.store.keys import VOICES
from services.store.preferences import REMEMBERED_ASKERS, REMEMBERED_SECONDS

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


class PersonaList(Personal[PersonaListAnswer]):
    """The voices to choose from."""

    name: ClassVar[str] = "persona list"
    summary: ClassVar[str] = "The voices to choose from"
    means: ClassVar[str] = "The voices and how each speaks; all tell the same facts."
    also: ClassVar[tuple[str, ...]] = ("voices", "personas", "talk like", "speak like")


class PersonaShow(Personal[PersonaShowAnswer]):
    """More about ``voice``."""

    name: ClassVar[str] = "persona show"
    summary: ClassVar[str] = "More about one voice"
    means: ClassVar[str] = "How one voice speaks and what it brings forward."
    also: ClassVar[tuple[str, ...]] = ("about a voice",)
    example: ClassVar[str] = "voice:z"

    voice: Annotated[str, Suggested("voices")] = Field(min_length=1, max_length=40, description="Whom to show")


class PersonaUse(Change[PersonaUseAnswer]):
    """Let ``voice`` speak to the asker, or by default in the channel or the server (which wants an admin); ``default``
    takes that choice back."""

    name: ClassVar[str] = "persona use"
    summary: ClassVar[str] = "Choose the voice that speaks to you, or the default of a channel or server"
    means: ClassVar[str] = "The voice that answers you, or everybody here who chose none. The facts stay the same."
    also: ClassVar[tuple[str, ...]] = ("change voice", "speak like")
    example: ClassVar[str] = "voice:biel"

    voice: Annotated[str, Suggested("voices", or_default=True)] = Field(
        min_length=1, max_length=40, description="Who shall speak; default takes a choice back"
    )
    scope: Scope = Field(default="me", description="To whom: to you, or by default in this channel or server")

    def needs(self) -> Role | None:
        """An admin where it is for others too."""
        return self.role if self.scope == "me" else Role.ADMIN


SCOPES: tuple[Scope, ...] = ("me", "channel", "server")
"""Whose choice goes before whose."""


class VoiceStore(Protocol):
    """Where choices are kept; raises ``StoreUnavailable``."""

    async def hash_get(self, key: str, fields: Sequence[str]) -> list[str | None]: ...


class Choice(NamedTuple):
    """The voice that speaks to somebody, and what chose it."""

    voice: str
    because: Source


class VoiceChoices:
    """The voices there are, and who chose which. One's own choice goes before the channel's, and that before the
    server's."""

    def __init__(self, voices: Sequence[VoiceFacts], default: str, store: VoiceStore) -> None:
        self.voices = {voice.name: voice for voice in voices}
        self.default = self.known(default).name
        self._store = store
        self._choices: Cache[tuple[str, str | None, str | None], Choice] = Cache(REMEMBERED_ASKERS)

    def known(self, name: str) -> VoiceFacts:
        """The voice called ``name``.

        Raises:
            UnknownVoice: none is.
        """
        voice = self.voices.get(name.strip().lower())
        if voice is None:
            titles = tuple(voice.title for voice in self.voices.values())
            raise UnknownVoice(voice=name, known=tuple(self.voices), titles=titles)
        return voice

    async def of(self, principal: Principal) -> Choice:
        """Who speaks to ``principal`` here. While the store is away, the default voice does."""
        try:
            return await self._choices.get(
                (principal.id, principal.channel, principal.server), lambda: self.look_up(principal), REMEMBERED_SECONDS
            )
        except StoreUnavailable:
            return Choice(self.default, "default")

    async def chosen(self, field: str) -> VoiceFacts | None:
        """What was chosen for ``field`` of the store's hash."""
        (voice,) = await self._store.hash_get(VOICES, [field])
        return None if voice is None else self.voices.get(voice)

    async def look_up(self, principal: Principal, scopes: Sequence[Scope] = SCOPES) -> Choice:
        """The same as ``of``, as it is in the store now and by no more than ``scopes``.

        Raises:
            StoreUnavailable: it does not answer.
        """
        fields = {scope: field for scope in scopes if (field := _field(scope, principal)) is not None}
        chosen = await self._store.hash_get(VOICES, list(fields.values())) if fields else []
        for scope, voice in zip(fields, chosen, strict=True):
            if voice in self.voices:
                return Choice(voice, scope)
        return Choice(self.default, "default")

    def forget(self) -> None:
        """Look choices up anew."""
        self._choices.forget()


@answers(PersonaList)
async def answer_persona_list(
    _request: PersonaList, principal: Principal, choices: VoiceChoices, clock: Clock
) -> PersonaListAnswer:
    """The voices there are, and who speaks to the asker."""
    choice = await choices.of(principal)
    return PersonaListAnswer(
        as_of=clock.now(), voices=tuple(choices.voices.values()), current=choice.voice, because=choice.because
    )


@answers(PersonaShow)
async def answer_persona_show(
    request: PersonaShow, principal: Principal, choices: VoiceChoices, clock: Clock
) -> PersonaShowAnswer:
    """One voice.

    Raises:
        UnknownVoice: there is none of that name.
    """
    voice = choices.known(request.voice)
    current = (await choices.of(principal)).voice == voice.name
    return PersonaShowAnswer(as_of=clock.now(), voice=voice, current=current)


@answers(PersonaUse)
async def answer_persona_use(
    request: PersonaUse, ask: Ask[PersonaUse], work: Work, choices: VoiceChoices, clock: Clock
) -> PersonaUseAnswer:
    """Keep the choice, or take it back.

    Raises:
        UnknownVoice: there is none of that name.
        InvalidRequest: it is for a server or channel, and was asked in none.
    """
    voice = None if request.voice.strip().lower() == DEFAULT else choices.known(request.voice)
    field = _field(request.scope, ask.principal)
    if field is None:
        raise InvalidRequest(problems=(f"scope: there is no {request.scope} here to choose a voice for",))
    previous = await choices.chosen(field)
    left: Choice | None = None
    if voice is None:
        work.hash_delete(VOICES, field)
        left = await choices.look_up(ask.principal, SCOPES[SCOPES.index(request.scope) + 1 :])
        voice = choices.voices[left.voice]
    else:
        work.hash_set(VOICES, field, voice.name)
    work.afterwards.append(choices.forget)
    return PersonaUseAnswer(
        as_of=clock.now(),
        voice=voice,
        scope=request.scope,
        previous=previous,
        instead=None if left is None else left.because,
    )


def _field(scope: Scope, principal: Principal) -> str | None:
    """The field of the store's hash with a choice for ``scope``; ``None`` where there is no such place."""
    if scope == "me":
        return f"user:{principal.id}"
    place = principal.channel if scope == "channel" else principal.server
    return None if place is None else f"{scope}:{place}"
