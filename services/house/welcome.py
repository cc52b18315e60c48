"""The front door: a greeting, thanks, and whether somebody is here for the first time."""

import re
from collections.abc import Mapping
from typing import ClassVar, Final, Literal, Protocol

import structlog
from pydantic import Field

from services.core.clock import Clock
from services.core.errors import DeskError, StoreUnavailable
from services.core.events import Event
from services.core.handlers import answers
from services.core.preferences import NO_PREFERENCES, Preferences
from services.core.principal import Principal
from services.core.request import Answer, AnyRequest, Personal
from services.core.roles import Role
from services.house.status import House
from services.house.voices import VoiceChoices, VoiceFacts
from services.market.candles import SourceName
from services.market.several import best_known
from services.market.view import MarketView
from services.store import keys
from services.words.phrase import parse

Word = Literal["hello", "thanks"]
SHOWN_MARKETS: Final = 7
USUAL_MARKET: Final = "BTC"
"""What there is to try while the list of markets cannot be had."""
REMEMBERED: Final = 4_096

log = structlog.get_logger(__name__)


class WelcomeAnswer(Answer):
    """What the desk is, to somebody who says ``word``. ``among_others``: a server's people read it."""

    word: Word
    among_others: bool
    source: SourceName
    venue: str
    symbols: tuple[str, ...]
    """Markets to begin with, the best known first."""
    voices: tuple[VoiceFacts, ...]
    current: str
    """The name of the voice that speaks to the asker."""
    roles_mapped: bool


class Welcome(Personal[WelcomeAnswer]):
    """A greeting answered."""

    name: ClassVar[str] = "welcome"
    summary: ClassVar[str] = "What the desk does and does not, who can speak to you, and six things to try"
    means: ClassVar[str] = "What the desk does, and where to begin."
    also: ClassVar[tuple[str, ...]] = (
        "introduction",
        "getting started",
        "i am new",
        "i'm new",
        "i am a beginner",
        "i'm a beginner",
    )
    role: ClassVar[Role | None] = None

    word: Word = Field(default="hello", description="What you say to the desk")


class FirstMeeting(Event):
    """Somebody was answered for the first time ever."""

    subject: ClassVar[str] = "newcomer"


class Greeted(Protocol):
    """Where it is kept who was greeted; raises ``StoreUnavailable``."""

    async def hash_set_new(self, key: str, field: str, value: str) -> bool: ...

    async def hash_delete(self, key: str, field: str) -> None: ...


class Newcomers:
    """Who and which servers were greeted: each once, whatever process does it."""

    def __init__(self, store: Greeted, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._known: dict[str, None] = {}

    async def first(self, who: str) -> bool:
        """Whether ``who``, an id with its door, is here for the first time; the next time they are not. Nobody is while
        the store is away, for then nobody knows."""
        if who in self._known:
            return False
        try:
            new = await self._store.hash_set_new(keys.GREETED, who, self._clock.now().isoformat())
        except StoreUnavailable:
            return False
        self._known[who] = None
        if len(self._known) > REMEMBERED:
            del self._known[next(iter(self._known))]
        return new

    async def not_greeted(self, who: str) -> None:
        """Take back that ``who`` was greeted: it could not be said."""
        self._known.pop(who, None)
        try:
            await self._store.hash_delete(keys.GREETED, who)
        except StoreUnavailable:
            log.warning("a greeting that failed will not be made again", who=who)


@answers(Welcome)
async def answer_welcome(
    request: Welcome, principal: Principal, house: House, choices: VoiceChoices, market: MarketView, clock: Clock
) -> WelcomeAnswer:
    """What the desk is, and what it has to choose from."""
    return WelcomeAnswer(
        as_of=clock.now(),
        word=request.word,
        among_others=principal.server is not None,
        source=house.running.source,
        venue=house.running.venue,
        symbols=await _markets(market) if request.word == "hello" else (),
        voices=tuple(choices.voices.values()),
        current=(await choices.of(principal)).voice,
        roles_mapped=principal.roles_mapped,
    )


async def _markets(market: MarketView) -> tuple[str, ...]:
    try:
        return best_known(await market.markets(), SHOWN_MARKETS) or (USUAL_MARKET,)
    except DeskError:
        return (USUAL_MARKET,)


def understood(text: str, catalog: Mapping[str, type[AnyRequest]], own: Preferences = NO_PREFERENCES) -> AnyRequest:
    """What ``text`` asks for: a greeting or thanks where it says nothing else, or a command.

    Raises:
        InvalidRequest: it is none; see ``parse``.
    """
    word = courtesy(text)
    if word is not None:
        return Welcome(word=word)
    return parse(_CALLED.sub("", text), catalog, own)


# fmt: off
_GREETINGS: Final = frozenset({
    "hi", "hello", "hey", "heya", "hiya", "yo", "hullo", "howdy", "greetings", "gm", "gn", "sup", "welcome",
    "morning", "afternoon", "evening", "day", "night", "good", "nice", "to", "meet", "see",
    "hallo", "servus", "moin", "bonjour", "salut", "hola", "ola", "olá", "ciao", "namaste", "привет", "你好",
    "start", "begin", "intro", "introduction",
})
_THANKS: Final = frozenset({
    "thanks", "thank", "thankyou", "thx", "thnx", "tnx", "ty", "tysm", "tyvm", "cheers", "merci", "danke", "gracias",
    "grazie", "obrigado", "obrigada", "спасибо", "谢谢", "bye", "goodbye", "cya",
    "ok", "okay", "cool", "great", "awesome", "perfect", "lol", "haha",
})
_AND_THANKS: Final = frozenset({
    "much", "very", "so", "lot", "lots", "many", "million", "again", "helpful", "help", "answer", "really",
    "appreciated", "good", "nice", "work", "job", "hi", "hey", "hello", "yes", "no", "for", "that", "this", "was",
    "is", "it", "a", "the", "your", "now", "see", "one",
})
_ADDRESSED: Final = frozenset({
    "omega", "bot", "desk", "there", "all", "everyone", "everybody", "folks", "friend", "friends", "guys", "team",
    "mate", "dear", "you", "again", "please", "back", "pls", "xyko", "f", "biel", "z", "gemini",
})
_OPENINGS: Final = frozenset({
    "who are you", "who is this", "what are you", "what is this", "what can you do", "what do you do", "how are you",
    "how do i start", "how do i begin", "how can i start", "where do i start", "where do i begin", "how to start",
    "get started", "getting started", "how does this work", "how do you work", "introduce yourself", "are you there",
    "tell me about you", "tell me about yourself", "anyone there", "whats up", "what's up", "who r u",
    "who made you", "are you a bot", "are you an ai", "are you human", "are you real", "are you a human",
    "what is omega", "who is omega", "what does omega do", "what can omega do",
})
_BESIDE: Final = frozenset({"you", "again", "please", "back", "pls", "f", "z"})
# fmt: on
_EMOJI_NAMES: Final = re.compile(r"<a?:\w+:\d+>|(?<!\S):[a-z0-9_+-]+:(?!\S)")
_WORDS: Final = re.compile(r"[^\W_]+(?:'[^\W_]+)*")
_CALLED: Final = re.compile(r"^\s*(?:(?:hi|hello|hey|ok|good (?:morning|afternoon|evening|day))\W+)?omega\b\W*", re.I)
"""The desk called by its name, before a sentence."""
_MOST_WORDS: Final = 12


def courtesy(text: str) -> Word | None:
    """What ``text`` says to the desk where it asks for nothing: empty, an emoji or a greeting are a hello."""
    words = _WORDS.findall(_EMOJI_NAMES.sub(" ", text).lower().replace("’", "'"))[: _MOST_WORDS + 1]
    said = [word for word in words if word not in _ADDRESSED]
    if len(words) > _MOST_WORDS:
        return None
    if words and _BESIDE.issuperset(words):
        return None  # these stand beside a greeting, and alone are none
    if " ".join(words) in _OPENINGS or _GREETINGS.issuperset(said):
        return "hello"
    if any(word in _THANKS for word in said) and (_THANKS | _AND_THANKS).issuperset(said):
        return "thanks"
    return None
