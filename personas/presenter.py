"""From a request to what a person sees. Every front door that shows cards goes through here, so all show the same."""

import asyncio
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import Any
from uuid import uuid4

import structlog

from analytics.trading.agent_records import Level
from personas.card import Card, Field
from personas.face import Document, Said
from personas.footer import BETWEEN, SIMULATED
from personas.pictures.palette import PALETTES
from personas.render import Voices
from services.accounts.answer import AccountAnswer
from services.accounts.naming import paper_account
from services.autonomy.shown import ShownLevels
from services.brain.answers import DecisionAnswer, ExplainAnswer
from services.core.ask import Ask
from services.core.cache import Cache
from services.core.clock import Clock
from services.core.desk import Desk
from services.core.errors import Busy, DeskError, MissingMarket, OnlyInPrivate, Unavailable, Unexpected
from services.core.events import Event
from services.core.footprint import footprint
from services.core.preferences import NO_PREFERENCES, Preferences
from services.core.principal import Principal
from services.core.request import Answer, AnyRequest, Audience, Change, Proposing
from services.core.roles import Role
from services.house.privacy import ForgetMeAnswer
from services.house.voices import VoiceChoices
from services.house.welcome import FirstMeeting, Newcomers, Welcome, WelcomeAnswer, understood
from services.jobs.events import JobEnded
from services.jobs.facts import JobAnswer
from services.jobs.listing import JobShow
from services.market.several import best_known
from services.market.view import MarketView
from services.notifications.gathered import Gathered, Line
from services.schedules.events import ScheduleDue
from services.store.preferences import KeptPreferences
from services.words.build import build

PAINTERS = 2
OFFERED = 5
"""Markets to choose from, where none was named."""
LONGEST_LINE = 110
"""Of one that is told with many others."""
ASKED_AGAIN = (2.0, 10.0, 30.0)
"""How long after one another what a schedule asks is asked again, where it cannot be answered now."""
HELD_CARDS = 2_000_000
HELD_PICTURES = 4_000_000
"""Bytes, with the answers they are of."""
NO_PICTURE: tuple[bytes | None, str] = (None, "")
HELD_SECONDS = 10.0
"""For those who are given the same answer, which the desk gives for two seconds."""

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Presented:
    """What came of a request: the facts or why there are none, the card that says so, its picture (PNG) and the file
    that was asked for with it."""

    request: AnyRequest | None
    outcome: Said
    card: Card
    picture: bytes | None = None
    document: Document | None = None
    alt: str = ""
    """What the picture shows, for who does not see it."""

    @property
    def answered(self) -> bool:
        return isinstance(self.outcome, Answer)


class Presenter:
    """Asks the desk, and gives the answer a voice and a picture. Nothing it is asked makes it raise."""

    def __init__(
        self,
        desk: Desk,
        voices: Voices,
        choices: VoiceChoices,
        preferences: KeptPreferences,
        market: MarketView,
        clock: Clock,
        *,
        newcomers: Newcomers,
        levels: ShownLevels,
        palette: str | None = None,
    ) -> None:
        self._desk = desk
        self._voices = voices
        self._choices = choices
        self._preferences = preferences
        self._market = market
        self._clock = clock
        self._newcomers = newcomers
        self._levels = levels
        self._palette = palette
        self._painters = ThreadPoolExecutor(PAINTERS, thread_name_prefix="painter")
        # Of the same facts the same card and picture, whenever: so these do not go by the desk's clock.
        self._cards: Cache[tuple[Answer, str, str, AnyRequest | None, Preferences, Level | None], Card] = Cache(
            HELD_CARDS, weigh=footprint
        )
        self._pictures: Cache[tuple[Answer | Event, str], tuple[bytes | None, str]] = Cache(
            HELD_PICTURES, weigh=footprint
        )

    async def phrase(
        self, text: str, ask: str, principal: Principal, *, voice: str | None = None, confirmed: bool = False
    ) -> Presented:
        """Present what ``text`` asks for, in the ask with this id; where it is ``confirmed``, the change that it
        proposes. What is confidential is not told where a server's people read it."""
        own = await self._preferences.of(principal)
        asked: AnyRequest | DeskError
        kind: type[AnyRequest] | None = None
        try:
            asked = understood(text, self._desk.commands, own)
            kind = type(asked)
            if confirmed and isinstance(asked, Proposing):
                asked = asked.confirmed(ask)
        except MissingMarket as missing:
            asked, kind = await self._with_markets(missing, own), self._desk.catalog[missing.request]
        except DeskError as error:
            asked = error
        if kind is not None and kind.audience is Audience.CONFIDENTIAL and principal.server is not None:
            asked = OnlyInPrivate(request=kind.name)
        if isinstance(asked, DeskError):
            return await self.error(self._desk.misunderstood(asked, principal), principal, voice=voice)
        return await self.request(asked, ask, principal, voice=voice)

    async def event(self, event: Event, listener: Principal, voice: str) -> Presented:
        """Present what happened to ``listener``, in ``voice``. Of a schedule that is due that is what it asks."""
        completed = self._voices.faces.of(type(event)).completed
        facts = event if completed is None else await completed(event, self._market)
        told = await self._present(None, facts, listener, voice)
        if isinstance(event, JobEnded):
            return await self._worked_out(event, told, listener, voice)
        return await self._scheduled(event, told, listener, voice) if isinstance(event, ScheduleDue) else told

    def is_pictured(self, event: Event) -> bool:
        """Whether ``event`` may have a picture."""
        return self._voices.faces.of(type(event)).picture is not None

    async def at_once(self, event: Event, listener: Principal, voice: str) -> Presented:
        """Present it without its picture, which takes longer than all the rest."""
        return await self._present(None, event, listener, voice, pictured=False)

    async def _scheduled(self, event: ScheduleDue, told: Presented, listener: Principal, voice: str) -> Presented:
        """What the request of a schedule comes to now, and below it that the schedule asked: ``told``."""
        try:
            request = event.asked.request(self._desk.catalog)
        except ValueError as error:  # another version's
            log.error("a schedule asks what there is no more", number=event.schedule.number, error=str(error))
            return told
        asker = listener.model_copy(update={"role": Role.VIEWER})  # nobody knows what role they have by now
        outcome = await self._by_itself(Ask(event.key, request, asker, self._clock.now(), by_itself=True))
        answered = await self._present(request, outcome, asker, voice)
        return replace(answered, card=_below(answered.card, told.card))

    async def _worked_out(self, event: JobEnded, told: Presented, listener: Principal, voice: str) -> Presented:
        """What came of a job, and below it that it was the job's: ``told``, which stands alone where nothing did."""
        show = Ask(event.key, JobShow(number=event.job.number), listener, self._clock.now(), by_itself=True)
        outcome = await self._by_itself(show)
        if not isinstance(outcome, JobAnswer) or outcome.answer is None:
            return told
        answered = await self._present(None, outcome.answer, listener, voice)
        return replace(answered, card=_below(answered.card, told.card))

    async def _by_itself(self, ask: Ask[Any]) -> Answer | DeskError:
        """What ``ask`` comes to; what does not answer now is asked again for a while: nobody sits there who would."""
        for wait in (*ASKED_AGAIN, None):
            outcome = await self._outcome(ask)
            if wait is None or not isinstance(outcome, Unavailable | Busy):
                break
            await asyncio.sleep(wait)
        return outcome

    async def answer(self, answer: Answer, listener: Principal) -> Presented:
        """Present facts that nobody asked for to ``listener``."""
        return await self._present(None, answer, listener, None)

    async def gathered(
        self, events: Sequence[Event], whom: Sequence[str | None], listener: Principal, voice: str
    ) -> Presented:
        """Present several that happened in one card, each by the title of its own and ``whom`` it is for."""
        lines: list[Line] = []
        for event, person in zip(events, whom, strict=True):
            lines.append(Line(title=await self._in_short(event, listener, voice), person=person))
            await asyncio.sleep(0)
        last = events[-1]
        subjects = tuple(dict.fromkeys(event.subject for event in events))
        of = next((event.market for event in events if event.market is not None), None)
        together = Gathered(key=last.key, at=last.at, lines=tuple(lines), subjects_told=subjects, of=of)
        return await self._present(None, together, listener, voice)

    async def _in_short(self, event: Event, listener: Principal, voice: str) -> str:
        """What it comes to: what no voice may leave out of its first line, or where there is nothing such, that."""
        first = [each.text for each in self._voices.faces.of(type(event)).essentials(event) if each.first]
        text = ", ".join(first) or (await self.at_once(event, listener, voice)).card.title
        return text if len(text) <= LONGEST_LINE else text[:LONGEST_LINE].rstrip("\\ ") + "…"

    async def voice_of(self, listener: Principal) -> str:
        """The voice that speaks to ``listener``."""
        return (await self._choices.of(listener)).voice

    async def error(
        self, error: DeskError, principal: Principal, *, request: AnyRequest | None = None, voice: str | None = None
    ) -> Presented:
        """Present an error that was found on the way to the desk, where it is known of what ``request``."""
        return await self._present(request, error, principal, voice)

    async def remembered(self, request: type[Change[Any]], ask: str, principal: Principal) -> Presented:
        """Present what came of a change that was asked for with this id."""
        try:
            outcome: Answer | DeskError = await self._desk.remembered(request, ask)
        except DeskError as error:
            outcome = error
        return await self._present(None, outcome, principal, None)

    async def options(
        self,
        request: type[AnyRequest],
        options: Mapping[str, Any],
        ask: str,
        principal: Principal,
        *,
        remembered_for: float | None = None,
        whole: bool = False,
    ) -> Presented:
        """Present the request with these options, as they came from a person, in the ask with this id. Where they are
        ``whole``, as a button's are, what the person set for themselves has no part in it."""
        own = NO_PREFERENCES if whole else await self._preferences.of(principal)
        try:
            built = build(request, options, own=own)
        except DeskError as error:
            told = await self._with_markets(error, own) if isinstance(error, MissingMarket) else error
            return await self.error(self._desk.misunderstood(told, principal), principal)
        return await self.request(built, ask, principal, remembered_for=remembered_for)

    async def request(
        self,
        request: AnyRequest,
        ask: str,
        principal: Principal,
        *,
        voice: str | None = None,
        remembered_for: float | None = None,
    ) -> Presented:
        """Present ``request``, in ``voice`` or the one that speaks to the asker."""
        asked = Ask(ask, request, principal, self._clock.now())
        if remembered_for is not None:
            asked = replace(asked, remembered_for=remembered_for)
        return await self._present(request, await self._outcome(asked), principal, voice)

    async def _outcome(self, ask: Ask[Any]) -> Answer | DeskError:
        try:
            return await self._desk.ask(ask)
        except DeskError as error:
            return error
        except Exception as error:  # the edge of the house: what nobody foresaw becomes an incident
            return _incident(error, ask.request)

    async def with_hello(self, presented: Presented, principal: Principal) -> Presented:
        """``presented``; below it a hello, and how to choose a voice, where ``principal`` has never been answered."""
        if isinstance(presented.outcome, ForgetMeAnswer):  # a mark of it would be the first thing that is kept again
            return presented
        if not await self._newcomers.first(principal.id) or isinstance(presented.outcome, WelcomeAnswer):
            return presented
        card = presented.card
        try:
            hello = self._voices.render(FirstMeeting(key=principal.id, at=self._clock.now()), card.voice, principal)
        except Exception as error:  # a hello that fails must not cost the answer
            log.error("no hello", exc_info=error)
            return presented
        field = Field(hello.title, hello.body.replace("\n\n", " "), inline=False)
        return replace(presented, card=replace(card, fields=(*card.fields, field)))

    async def arrival(self, ask: str, place: Principal) -> Presented | None:
        """What the desk says where it arrives at a server; ``None`` where it has said so before."""
        if place.server is None or not await self._newcomers.first(f"server:{place.server}"):
            return None
        return await self.request(Welcome(), ask, place)

    async def not_arrived(self, place: Principal) -> None:
        """What was said at an arrival did not reach the server."""
        await self._newcomers.not_greeted(f"server:{place.server}")

    async def _with_markets(self, missing: MissingMarket, own: Preferences) -> MissingMarket:
        """The error with what may be meant: the same request of each of some markets that are listed."""
        unfinished = missing.unfinished
        if unfinished is None:
            return missing
        try:
            symbols = best_known(await self._market.markets(), OFFERED)
        except DeskError:
            symbols = ()
        given = [{**unfinished.given, unfinished.missing[0]: symbol} for symbol in symbols]
        near = tuple(build(unfinished.kind, each, own=own) for each in given)
        return replace(missing, markets=symbols, near=near)

    async def _present(
        self,
        request: AnyRequest | None,
        outcome: Said,
        principal: Principal,
        voice: str | None,
        *,
        pictured: bool = True,
    ) -> Presented:
        if isinstance(outcome, JobAnswer) and outcome.answer is not None:
            alone = await self._present(request, outcome.model_copy(update={"answer": None}), principal, voice)
            answered = await self._present(None, outcome.answer, principal, voice, pictured=pictured)
            return replace(answered, request=request, outcome=outcome, card=_below(answered.card, alone.card))
        try:
            speaker = voice or await self.voice_of(principal)
            own = await self._preferences.of(principal)
            level = await self._level(request, outcome, principal)
            card = self._marked(outcome, await self._card(request, outcome, principal, speaker, own, level))
        except Exception as error:  # no words could be found: the same edge
            outcome = _incident(error, request)
            card = self._voices.render(outcome, self._choices.default, principal, request=request)
            return Presented(request, outcome, card)
        try:
            picture = NO_PICTURE
            if pictured and isinstance(outcome, Answer | Event):
                picture = await self._picture(outcome, speaker)
            document = await self._document(outcome) if isinstance(outcome, Answer) else None
        except Exception as error:  # a picture that fails must not cost the facts
            incident = _incident(error, request).incident
            return Presented(request, outcome, replace(card, footer=f"{card.footer} · no picture, see {incident}"))
        png, alt = picture
        return Presented(request, outcome, card, png, document, alt)

    def _marked(self, outcome: Said, card: Card) -> Card:
        """What happened on a random market says so, as every answer about one does."""
        if not isinstance(outcome, Event) or outcome.market is None or not self._market.simulated:
            return card
        told = card.footer.removeprefix(f"{SIMULATED}{BETWEEN}")
        return replace(card, footer=f"{SIMULATED}{BETWEEN}{told}")

    async def _card(
        self,
        request: AnyRequest | None,
        outcome: Said,
        principal: Principal,
        voice: str,
        own: Preferences,
        level: Level | None,
    ) -> Card:
        shown = Preferences(time_zone=own.time_zone, length=own.length)  # what a card's words depend on
        if not isinstance(outcome, Answer):
            return self._voices.render(outcome, voice, principal, request=request, own=shown, level=level)

        async def say() -> Card:
            return self._voices.render(outcome, voice, principal, request=request, own=shown, level=level)

        return await self._cards.get((outcome, voice, principal.name, request, shown, level), say, HELD_SECONDS)

    async def _level(self, request: AnyRequest | None, outcome: Said, principal: Principal) -> Level | None:
        """The level of autonomy of the account that ``outcome`` is about, else of the one that ``principal`` has in
        use; ``None``: it is told to nobody alone and about none, or is not known."""
        if request is not None and request.changes():
            self._levels.forget()
        if isinstance(outcome, Event):
            if outcome.for_account is not None:
                return await self._levels.of_account(outcome.for_account)
            return await self._levels.of(principal) if outcome.person is not None else None
        if isinstance(outcome, AccountAnswer) and not isinstance(outcome, DecisionAnswer | ExplainAnswer):
            account = paper_account(principal, outcome.account)
            return None if account is None else await self._levels.of_account(str(account))
        return await self._levels.of(principal)

    async def _picture(self, answer: Answer | Event, voice: str) -> tuple[bytes | None, str]:
        """It, and what it shows in words."""
        if self._voices.faces.of(type(answer)).picture is None:
            return NO_PICTURE
        palette = self._palette or self._voices.palette(voice)

        def drawn() -> tuple[bytes | None, str]:
            picture = self._voices.faces.draw(answer)
            return NO_PICTURE if picture is None else (picture.png(PALETTES[palette]), picture.alt)

        async def paint() -> tuple[bytes | None, str]:
            return await asyncio.get_running_loop().run_in_executor(self._painters, drawn)

        return await self._pictures.get((answer, palette), paint, HELD_SECONDS)

    async def _document(self, answer: Answer) -> Document | None:
        document = self._voices.faces.of(type(answer)).document
        if document is None:
            return None
        return await asyncio.get_running_loop().run_in_executor(self._painters, document, answer)

    def close(self) -> None:
        self._painters.shutdown(wait=False, cancel_futures=True)


def _below(card: Card, notice: Card) -> Card:
    """``card``, and below it what ``notice`` says, with its buttons where there is a row for them."""
    field = Field(notice.title, notice.body.replace("\n\n", " "), inline=False)
    row = max((action.row for action in card.actions), default=-1) + 1
    asked = [action.request for action in card.actions]
    buttons = tuple(replace(action, row=row) for action in notice.actions if action.request not in asked)
    return replace(card, fields=(*card.fields, field), actions=(*card.actions, *buttons))


def _incident(error: Exception, request: AnyRequest | None) -> Unexpected:
    incident = uuid4().hex[:8]
    log.error("incident", incident=incident, command=request.name if request else None, exc_info=error)
    return Unexpected(incident=incident)
