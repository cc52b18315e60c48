"""Why the desk did not answer. Errors carry data; the words are chosen at the edge, in the asker's voice.

DeskError
├── NotPermitted        the asker's role is too low, or there is none
├── OnlyInPrivate       the answer concerns the asker alone, and was asked for where others read
├── RateLimited         the asker asked too often
├── Busy                so many wait for their turn that no more may
├── InvalidRequest      the words of the request are off
│   ├── UnknownCommand
│   ├── MissingMarket   nothing is wanting but of which market
│   ├── UnknownTerm
│   ├── UnknownSymbol
│   ├── UnknownTimeframe
│   ├── UnknownVoice
│   ├── BadCondition
│   ├── OutsideSky
│   ├── UnknownLesson
│   ├── UnknownQuestion the lessons were changed since it was shown
│   ├── UnknownPlace
│   ├── NoPlace
│   ├── NotConfirmed    it changes something, and was not confirmed
│   ├── BadOrder        the venue would not take the order as it is
│   ├── UnknownAccount  the asker has no account of that name
│   ├── BadAlert        nothing can be watched for as it was written
│   ├── UnknownAlert    the owner has no alert of that number
│   ├── UnknownSchedule neither the asker nor their server has a schedule of that number
│   ├── UnknownWatchlist
│   ├── UnknownSignal   the server has no signal of that name
│   └── UnknownJob      the asker has no job of that number
├── NotEnoughData       the market's data cannot carry the analysis
│   ├── TooFewBars
│   ├── TooLittleOverlap
│   ├── BrokenCandles
│   ├── NoSwing
│   └── TooFewTurns
├── Unavailable         something the desk leans on does not answer; asking again later may work
│   ├── ExchangeUnavailable
│   │   └── StillReading
│   ├── StalePrice      the newest price of the market is too old to trade at
│   ├── StoreUnavailable
│   │   └── DiskFull    the store's disk takes no more
│   ├── NoLessons       no lesson could be read
│   └── HeldElsewhere   another process has the account
├── LimitReached        the gate lets no such order pass
├── QuotaReached        there are as many alerts as there may be
├── TooManyJobs         as much long work of the asker is under way as may be
├── StillWorking        long work takes longer than a reply may; its end is told by itself
├── JobFailed           long work was begun again and again, and never came to an end
├── JobGone             long work was cancelled or forgotten while somebody waited for it
├── PriceMoved          the market is not where it was when the order was previewed
├── PreviewEnded        the order's preview is over: it was cancelled, or too long ago
├── NotYours            the order or button is somebody else's
├── JournalBroken       an account's journal is not what was written
├── OutcomeUnknown      a change was cut off, and nobody knows whether it was made
├── AlreadyDone         the same ask was made before and its answer is not kept, for it was confidential
└── Unexpected          a fault of ours; the log has the rest under the incident's id
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal

from services.core.units import Duration, Fraction, Price, Wait

if TYPE_CHECKING:
    from services.core.request import Answer, AnyRequest


@dataclass(eq=False)
class DeskError(Exception):
    """Something the asker can be told. The fields are the data; subclasses say what they mean."""

    def __str__(self) -> str:
        return f"{type(self).__name__}({', '.join(f'{k}={v!r}' for k, v in asdict(self).items())})"

    def data(self) -> dict[str, Any]:
        """The error as plain values, its ``type`` first."""
        return {"type": type(self).__name__, **asdict(self)}


@dataclass(eq=False)
class NotPermitted(DeskError):
    """``request`` wants the role ``needs``; the asker has ``has``. ``roles_mapped``: the server said who may what."""

    request: str
    needs: str
    has: str | None
    roles_mapped: bool
    asked_in: Literal["server", "private", "shell"] = "server"


@dataclass(eq=False)
class OnlyInPrivate(DeskError):
    """``request`` is told, or done, where nobody else reads: as a slash command or in a private message."""

    request: str


@dataclass(eq=False)
class RateLimited(DeskError):
    """Asked too often; ``retry_after`` seconds from now one more request is taken."""

    retry_after: float

    def __post_init__(self) -> None:
        self.retry_after = Wait(self.retry_after)


@dataclass(frozen=True, slots=True)
class Unfinished:
    """A request of ``kind`` that nothing is wrong with but that options are ``missing``; ``given`` are those said."""

    kind: "type[AnyRequest]"
    given: Mapping[str, Any]
    missing: tuple[str, ...]


@dataclass(eq=False)
class InvalidRequest(DeskError):
    """The request cannot be understood: a problem a line, each naming the option it is about. ``near`` are requests
    that may be meant instead; ``unfinished`` is the request itself, where it only wants more said."""

    problems: tuple[str, ...] = ()
    near: "tuple[AnyRequest, ...]" = ()
    unfinished: Unfinished | None = None

    def data(self) -> dict[str, Any]:
        """What is wrong, without what may be meant instead."""
        plain = super().data()
        del plain["near"], plain["unfinished"]
        return plain if self.unfinished is None else {**plain, "missing": self.unfinished.missing}


@dataclass(eq=False)
class UnknownCommand(InvalidRequest):
    """``command`` is none. ``close_matches`` are, as plain words: ``near``, and those that want an option more.
    ``lacking`` is what was asked for and this version has not, in the plural: ``Alerts``."""

    command: str = ""
    close_matches: tuple[str, ...] = ()
    lacking: str = ""


@dataclass(eq=False)
class UnknownTerm(InvalidRequest):
    """The glossary has no ``term``; ``close_matches`` are like it, and ``near`` asks for them."""

    term: str = ""
    close_matches: tuple[str, ...] = ()


@dataclass(eq=False)
class MissingMarket(InvalidRequest):
    """``request`` was asked for without a market, and the asker has set none. ``markets`` are some that are listed
    here, and ``near`` is the same request of each."""

    request: str = ""
    markets: tuple[str, ...] = ()


@dataclass(eq=False)
class UnknownSymbol(InvalidRequest):
    """``venue`` does not list ``symbol``; ``close_matches`` are the nearest it does. ``source`` is the kind of venue:
    ``live``, ``replay`` (of a folder of that name) or ``sim``."""

    symbol: str = ""
    venue: str = ""
    close_matches: tuple[str, ...] = ()
    source: str = ""


@dataclass(eq=False)
class UnknownTimeframe(InvalidRequest):
    """``timeframe`` cannot be had here; ``known`` can."""

    timeframe: str = ""
    known: tuple[str, ...] = ()


@dataclass(eq=False)
class UnknownVoice(InvalidRequest):
    """No voice is called ``voice``; ``known`` are, and ``titles`` is how these are shown."""

    voice: str = ""
    known: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()


@dataclass(eq=False)
class BadCondition(InvalidRequest):
    """``condition`` cannot be read at ``place`` (characters, from 1), where ``word`` stands: ``reason`` says why, and
    ``close_matches`` are words that would do there."""

    condition: str = ""
    place: int = 1
    word: str = ""
    reason: str = ""
    close_matches: tuple[str, ...] = ()


@dataclass(eq=False, kw_only=True)
class OutsideSky(InvalidRequest):
    """The ephemeris does not reach ``asked``; it reaches from ``first`` to ``last``."""

    asked: datetime
    first: datetime
    last: datetime


@dataclass(eq=False)
class UnknownLesson(InvalidRequest):
    """No lesson is called ``lesson``; ``close_matches`` are the titles that it is like, and ``near`` asks for them."""

    lesson: str = ""
    close_matches: tuple[str, ...] = ()


@dataclass(eq=False)
class UnknownQuestion(InvalidRequest):
    """The lessons have been changed since this question was shown, and it is none any more."""

    question: str = ""


@dataclass(eq=False)
class UnknownPlace(InvalidRequest):
    """No city of the list is called ``place``; ``close_matches`` may be meant."""

    place: str = ""
    close_matches: tuple[str, ...] = ()


@dataclass(eq=False)
class NoPlace(InvalidRequest):
    """What was asked depends on where the asker is, and they have not said."""


@dataclass(eq=False)
class NotConfirmed(InvalidRequest):
    """``request`` changes something, and whoever asked did not say ``confirmed_by``, as is wanted where a slip of the
    keyboard is a request. Nothing was changed."""

    request: str = ""
    confirmed_by: str = ""


@dataclass(eq=False)
class BadOrder(InvalidRequest):
    """The order cannot be placed as it is: ``option`` is what is wrong with it, ``right`` what would do."""

    option: str = ""
    right: str = ""


@dataclass(eq=False)
class UnknownAccount(InvalidRequest):
    """The asker has no account called ``account``; ``known`` are theirs."""

    account: str = ""
    known: tuple[str, ...] = ()


@dataclass(eq=False)
class BadAlert(InvalidRequest):
    """Nothing can be watched for as ``written``, the text of the option ``option``: ``why``. ``right`` says what would
    do, and ``examples`` are texts that do."""

    written: str = ""
    why: str = ""
    right: str = ""
    examples: tuple[str, ...] = ()
    option: str = "when"


@dataclass(eq=False)
class UnknownAlert(InvalidRequest):
    """``whose`` alerts have the numbers ``known`` (as people write them), and ``which`` is none of these."""

    which: str = ""
    whose: Literal["yours", "the server's"] = "yours"
    known: tuple[str, ...] = ()


@dataclass(eq=False)
class UnknownSchedule(InvalidRequest):
    """The asker's schedules, and those of the server where they ask, have the numbers ``known``, and ``which`` is none
    of these."""

    which: str = ""
    known: tuple[str, ...] = ()


@dataclass(eq=False)
class QuotaReached(DeskError):
    """``used`` of the ``quota`` alerts that there may be of ``whose`` are there, and ``wanted`` more do not fit. None
    of them was set."""

    used: int
    quota: int
    whose: Literal["yours", "the server's"]
    wanted: int = 1


@dataclass(eq=False)
class UnknownWatchlist(InvalidRequest):
    """There is no watchlist called ``called``; ``known`` are those that there are."""

    called: str = ""
    known: tuple[str, ...] = ()


@dataclass(eq=False)
class UnknownSignal(InvalidRequest):
    """The server has no signal called ``signal``; ``known`` are its own."""

    signal: str = ""
    known: tuple[str, ...] = ()


@dataclass(eq=False)
class UnknownJob(InvalidRequest):
    """The asker has no job ``number``; ``known`` are those that they have."""

    number: int = 0
    known: tuple[str, ...] = ()


@dataclass(eq=False)
class TooManyJobs(DeskError):
    """``used`` of the ``quota`` jobs that the asker may have under way are."""

    used: int
    quota: int


@dataclass(eq=False)
class StillWorking(DeskError):
    """Of job ``number``, ``done`` of ``total`` of what is ``counted`` is done. It goes on, and its end is told by
    itself."""

    number: int
    done: int
    total: int
    counted: str


@dataclass(eq=False)
class JobFailed(DeskError):
    """A part of job ``number`` was begun ``tries`` times and did not come to its end."""

    number: int
    tries: int


@dataclass(eq=False)
class JobGone(DeskError):
    """Job ``number`` was cancelled, or forgotten, while somebody waited for it."""

    number: int


@dataclass(frozen=True, slots=True)
class Broken:
    """A limit of the gate that was not kept: what it allows, and what it would have come to, in words."""

    limit: str
    value: str
    figure: str


@dataclass(eq=False)
class LimitReached(DeskError):
    """The gate lets the order for ``symbol`` not pass, for ``limit``: it allows ``value`` and the order comes to
    ``figure``. ``others`` were not kept either. Nothing was ordered."""

    account: str
    symbol: str
    limit: str
    value: str
    figure: str
    others: tuple[Broken, ...] = ()

    def __post_init__(self) -> None:
        """JSON has each of the others as a mapping."""
        self.others = tuple(Broken(**each) if isinstance(each, Mapping) else each for each in self.others)


@dataclass(eq=False)
class PriceMoved(DeskError):
    """``symbol`` was at ``previewed`` and is at ``now``, further than ``allowed`` (a fraction). Nothing was ordered;
    ``again`` is the same wish, and ``preview`` what it comes to now, where that could be said."""

    symbol: str
    previewed: float
    now: float
    allowed: float
    again: "AnyRequest | None" = None
    preview: "Answer | None" = None

    def __post_init__(self) -> None:
        self.previewed, self.now, self.allowed = Price(self.previewed), Price(self.now), Fraction(self.allowed)

    def data(self) -> dict[str, Any]:
        """What moved, and the new preview, without the wish."""
        plain = super().data()
        del plain["again"]
        return plain


@dataclass(eq=False)
class PreviewEnded(DeskError):
    """The preview of an order for ``symbol`` cannot be confirmed: ``why``. Nothing was ordered; ``again`` is the same
    wish, to be previewed anew."""

    symbol: str
    why: Literal["expired", "cancelled"]
    again: "AnyRequest | None" = None

    def data(self) -> dict[str, Any]:
        """Of what, and why, without the wish."""
        plain = super().data()
        del plain["again"]
        return plain


@dataclass(eq=False)
class NotYours(DeskError):
    """``what`` (an order, a preview, an account) belongs to somebody else."""

    what: str


@dataclass(eq=False)
class UnknownDecision(InvalidRequest):
    """The asker can see no decision that begins with ``decision``, or several do; ``known`` are their newest."""

    decision: str = ""
    known: tuple[str, ...] = ()


@dataclass(eq=False)
class DecisionOver(DeskError):
    """The decision ``short`` about ``symbol`` can be answered no more: it is ``state``, for ``why`` (in words). Nothing
    was ordered now."""

    short: str
    symbol: str
    state: str
    why: str = ""


@dataclass(eq=False)
class SomebodyElse(DeskError):
    """The decision ``short`` wants ``needs`` different people, and the asker has approved it already."""

    short: str
    needs: int


@dataclass(eq=False)
class LevelForbids(DeskError):
    """``account`` is at ``level`` of autonomy, which does not allow ``what``; ``wanted`` is the least level that
    does."""

    account: str
    level: str
    what: str
    wanted: str


@dataclass(eq=False)
class NotEarned(DeskError):
    """``level`` is not open to ``account`` yet: ``missing`` says what for, in words with figures."""

    account: str
    level: str
    missing: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """JSON has a list of them."""
        self.missing = tuple(self.missing)


@dataclass(eq=False)
class JournalBroken(DeskError):
    """The journal of ``account`` is not what was written: record ``seq`` is missing or changed. Nothing is traded in it
    until somebody who runs the desk has looked."""

    account: str
    seq: int


@dataclass(eq=False)
class NotEnoughData(DeskError):
    """The data at hand cannot carry what was asked of it."""

    symbol: str
    timeframe: str


@dataclass(eq=False)
class TooFewBars(NotEnoughData):
    """Only ``have`` closed bars where ``need`` are needed."""

    have: int
    need: int


@dataclass(eq=False)
class TooLittleOverlap(NotEnoughData):
    """Several markets have only ``have`` returns in common where ``need`` are needed; ``symbol`` shares the least."""

    have: int
    need: int


@dataclass(eq=False)
class BrokenCandles(NotEnoughData):
    """The candles cannot be read: ``reason``, in ``place`` (a file's name and line, or the venue)."""

    place: str
    reason: str


@dataclass(eq=False)
class NoSwing(NotEnoughData):
    """The price did not move in the ``bars`` looked at, so there is nothing to measure."""

    bars: int


@dataclass(eq=False)
class TooFewTurns(NotEnoughData):
    """Only ``have`` turns are known in the ``bars`` looked at, where ``need`` are needed."""

    bars: int
    have: int
    need: int


@dataclass(eq=False)
class Unavailable(DeskError):
    """Something outside does not answer now."""


@dataclass(eq=False)
class Busy(DeskError):
    """``waiting`` asks wait for their turn, and no more may. ``retry_after`` seconds from now there should be room."""

    waiting: int
    retry_after: float

    def __post_init__(self) -> None:
        self.retry_after = Wait(self.retry_after)


@dataclass(eq=False)
class ExchangeUnavailable(Unavailable):
    """``venue`` did not answer: ``reason`` is one of "timeout", "rate limit", "maintenance", "network", "refused",
    and of its kind below "reading"."""

    venue: str
    reason: str


@dataclass(eq=False, kw_only=True)
class StillReading(ExchangeUnavailable):
    """``place``, a file of about ``rows`` rows, is being read for the first time, and ``done`` are. It goes on: asked
    in ``retry_after`` seconds again there should be an answer."""

    reason: str = "reading"
    place: str
    rows: int
    done: int
    retry_after: float

    def __post_init__(self) -> None:
        self.retry_after = Wait(self.retry_after)


@dataclass(eq=False)
class StalePrice(Unavailable):
    """The newest price of ``symbol`` is ``age`` seconds old, and nothing is ordered at one older than ``allowed``: the
    market is closed, or does not answer."""

    symbol: str
    age: float
    allowed: float

    def __post_init__(self) -> None:
        self.age, self.allowed = Duration(self.age), Duration(self.allowed)


@dataclass(eq=False)
class StoreUnavailable(Unavailable):
    """The desk's memory does not answer. Nothing was changed."""


@dataclass(eq=False)
class DiskFull(StoreUnavailable):
    """The disk of the desk's memory is full: nothing can be written down, so nothing is traded."""


@dataclass(eq=False)
class NoLessons(Unavailable):
    """No lesson of the school could be read."""


@dataclass(eq=False)
class HeldElsewhere(Unavailable):
    """``account`` is held by the process ``holder``, which alone may write in it."""

    account: str
    holder: str


@dataclass(eq=False)
class OutcomeUnknown(DeskError):
    """``request`` was to change something and was cut off: look up whether it did before it is asked again."""

    request: str


@dataclass(eq=False)
class AlreadyDone(DeskError):
    """This very ask for ``request`` was answered before. Nothing was done again; what it said is kept nowhere."""

    request: str


@dataclass(eq=False)
class Unexpected(DeskError):
    """A fault of ours. ``incident`` finds it in the log."""

    incident: str
