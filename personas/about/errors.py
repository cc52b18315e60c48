"""How errors are shown: what happened, what to do, and buttons with the same request mended where that can be."""

from collections.abc import Callable, Mapping, Sequence
from typing import Final, Literal, TypeVar

from markupsafe import Markup

from personas.about._alerts import numbers_told
from personas.about._sky import under_outside
from personas.about._trading import LONGEST_IN_FULL, limit_told
from personas.about.order_preview import under_preview
from personas.buttons import IN_A_ROW, TIMEFRAMES, changed, row
from personas.card import Action, Tone
from personas.escaping import escape, quoted
from personas.face import Actions, Face
from personas.format import listed
from personas.phrasing import marked, sentence
from services.alerts.asking import AlertAdd
from services.alerts.listing import AlertList
from services.brain.approvals import Approvals, Reject
from services.brain.asking import AiAsk
from services.brain.autonomy import Autonomy
from services.brain.decisions import Decisions, DecisionShow
from services.brain.lessons import AiLessons, AiStrike
from services.brain.scoreboard import Scoreboard
from services.conditions.words import LONGEST_CONDITION
from services.core.errors import (
    BadAlert,
    BadCondition,
    BadOrder,
    BrokenCandles,
    Busy,
    DecisionOver,
    DeskError,
    InvalidRequest,
    JournalBroken,
    LevelForbids,
    LimitReached,
    MissingMarket,
    NotConfirmed,
    NotEarned,
    NotEnoughData,
    NotPermitted,
    OutsideSky,
    PreviewEnded,
    PriceMoved,
    QuotaReached,
    RateLimited,
    SomebodyElse,
    Unavailable,
    Unexpected,
    UnknownAccount,
    UnknownAlert,
    UnknownDecision,
    UnknownLesson,
    UnknownPlace,
    UnknownQuestion,
    UnknownSchedule,
    UnknownSignal,
    UnknownSymbol,
    UnknownTerm,
    UnknownTimeframe,
    UnknownVoice,
    UnknownWatchlist,
)
from services.core.request import AnyRequest, Change
from services.education.learning import Learn
from services.education.quiz import Quiz
from services.house.help import Help
from services.house.preferences import SettingsSet, SettingsShow
from services.house.privacy import ForgetMe, Privacy
from services.house.voices import PersonaList, PersonaShow, PersonaUse
from services.market.symbol_list import with_instead
from services.orders.entry import OrderPreview
from services.orders.own_limits import Limits
from services.portfolio.account_list import AccountList
from services.scan.facts import Scan
from services.schedules.listing import ScheduleList
from services.signals.managing import SignalList
from services.watchlists.changing import WatchlistAdd
from services.watchlists.showing import WatchlistList
from services.words.plain_words import plainly

E = TypeVar("E", bound=DeskError)

OVER = {
    "ordered": "was ordered already",
    "rejected": "was rejected",
    "skipped": "was skipped",
    "lapsed": "lapsed",
    "noted": "was only told, and waits for nobody",
}
"""What a decision that is over has come to."""
NOUNS = frozenset({"amount", "stop", "price", "target", "trigger", "symbol", "trail", "leverage"})
"""Options of an order that a sentence can begin with."""
HELP = (Action("Help", Help()),)
LISTED: Final[Mapping[str, tuple[tuple[str, AnyRequest], ...]]] = {
    "id": (("What waits", Approvals()), ("Decisions", Decisions())),
    "lesson": (("Lessons", AiLessons()),),
}
"""Where the ids are listed that an option wants."""


def under_invalid(said: InvalidRequest, request: AnyRequest | None = None) -> Actions:
    """What may be meant instead, and where what is missing is listed: nothing of it is run before a press."""
    del request
    missing = () if said.unfinished is None else said.unfinished.missing
    listed = [each for name in missing for each in LISTED.get(name, ())]
    near = [*((plainly(each), each) for each in said.near), *listed]
    return (*row(0, near), *row(1 if near else 0, [("Help", Help())]))


def under_missing_market(said: MissingMarket, request: AnyRequest | None = None) -> Actions:
    """The same request of each market that is offered, and where to set one for good."""
    del request
    offered = row(0, list(zip(said.markets, said.near, strict=True)))
    return (*offered, *row(1, [("Your settings", SettingsShow())]))


def under_not_confirmed(said: NotConfirmed, request: AnyRequest | None = None) -> Actions:
    """The same request, confirmed."""
    del request
    look = [("Privacy", Privacy())] if any(isinstance(near, ForgetMe) for near in said.near) else []
    return row(0, [*(("Yes, do it", near) for near in said.near), *look])


def under_term(said: UnknownTerm, request: AnyRequest | None = None) -> Actions:
    """Did you mean …"""
    del request
    return (*row(0, zip(said.close_matches, said.near, strict=True)), *row(1 if said.near else 0, [("Help", Help())]))


def under_unknown_lesson(said: UnknownLesson, request: AnyRequest | None = None) -> Actions:
    """Did you mean …, and all that there is."""
    del request
    return (*row(0, zip(said.close_matches, said.near, strict=True)), *row(1, [("All tracks", Learn())]))


def under_unknown_question(said: UnknownQuestion, request: AnyRequest | None = None) -> Actions:
    del said, request
    return row(0, [("Next question", Quiz())])


def under_condition(said: BadCondition, request: AnyRequest | None = None) -> Actions:
    """The same scan with each of the words that would do in the place of the one that does not."""
    if not isinstance(request, Scan) or request.where != said.condition or not said.word:
        return HELP
    before, after = said.condition[: said.place - 1], said.condition[said.place - 1 + len(said.word) :]
    mended = tuple(
        Action(match, changed(request, where=f"{before}{match}{after}"))
        for match in said.close_matches[:IN_A_ROW]
        if len(before) + len(match) + len(after) <= LONGEST_CONDITION
    )
    return mended or HELP


def under_symbol(said: UnknownSymbol, request: AnyRequest | None = None) -> Actions:
    listed: str | None = getattr(request, "symbols", None)
    if request is None or listed is None:
        return _instead(request, "symbol", said.close_matches)
    mended = {near: with_instead(listed, said.symbol, near) for near in said.close_matches[:IN_A_ROW]}
    return tuple(Action(near, changed(request, symbols=text)) for near, text in mended.items())


def under_timeframe(said: UnknownTimeframe, request: AnyRequest | None = None) -> Actions:
    usual = [timeframe for timeframe in TIMEFRAMES if timeframe in said.known]
    return _instead(request, "timeframe", usual or said.known)


def under_unknown_voice(said: UnknownVoice, request: AnyRequest | None = None) -> Actions:
    """Each voice by the name that it is shown by; to use it, where that was asked for."""
    voices = list(zip(said.known, said.titles, strict=True))[:IN_A_ROW]
    every = Action("All voices", PersonaList(), row=1)
    if not isinstance(request, PersonaUse | PersonaShow):
        return (*HELP, every)
    verb = "Use" if isinstance(request, PersonaUse) else "Show"
    return (*(Action(f"{verb} {title}", changed(request, voice=name)) for name, title in voices), every)


def under_unknown_place(said: UnknownPlace, request: AnyRequest | None = None) -> Actions:
    option = "timezone" if isinstance(request, SettingsSet) else "place"
    return _instead(request, option, said.close_matches) or HELP


def under_unknown_account(said: UnknownAccount, request: AnyRequest | None = None) -> Actions:
    """The same of each account that there is, and the list of them."""
    return (*_instead(request, "account", said.known), Action("Accounts", AccountList(), row=1))


def under_unknown_watchlist(said: UnknownWatchlist, request: AnyRequest | None = None) -> Actions:
    """The same of each list that there is, and all of them; a first one where there is none."""
    if not said.known:
        return (Action("Begin with btc, eth, sol", WatchlistAdd(symbols="btc, eth, sol")),)
    return (*_instead(request, "list", said.known), Action("Lists", WatchlistList(), row=1))


def under_unknown_signal(said: UnknownSignal, request: AnyRequest | None = None) -> Actions:
    """The same of each signal that there is, and the list of them."""
    return (*_instead(request, "signal", said.known), Action("Signals", SignalList(), row=1))


def under_too_little(said: NotEnoughData, request: AnyRequest | None = None) -> Actions:
    return _instead(request, "timeframe", [timeframe for timeframe in TIMEFRAMES if timeframe != said.timeframe])


def under_moved(said: PreviewEnded | PriceMoved, request: AnyRequest | None = None) -> Actions:
    """The same order at the new price."""
    del request
    return () if said.again is None else row(0, [("Preview anew", said.again)])


def under_limit(said: LimitReached, request: AnyRequest | None = None) -> Actions:
    """The limits of the account that the order was for."""
    del said
    return row(0, [("Limits", Limits(account=getattr(request, "account", None)))])


def over_told(said: DecisionOver) -> Markup:
    """``it lapsed, for nobody answered in time``"""
    why = f", for {escape(said.why, LONGEST_IN_FULL)}" if said.why else ""
    return marked(f"it {escape(OVER.get(said.state, f'is {said.state}'))}{why}")


def under_unknown_decision(said: UnknownDecision, request: AnyRequest | None = None) -> Actions:
    """The same of each decision that there is, and the lists of them."""
    mended = (
        () if request is None else _instead(request, "lesson" if isinstance(request, AiStrike) else "id", said.known)
    )
    lists: list[tuple[str, AnyRequest]] = [("What waits", Approvals()), ("Decisions", Decisions())]
    if isinstance(request, AiStrike):
        lists = [("Lessons", AiLessons(account=request.account))]
    return (*(mended if mended != HELP else ()), *row(1, lists))


def under_over(said: DecisionOver, request: AnyRequest | None = None) -> Actions:
    """What became of it, and the agent asked anew."""
    del request
    return row(0, [("Show it", DecisionShow(id=said.short)), (f"Ask about {said.symbol}", AiAsk(symbol=said.symbol))])


def under_somebody_else(said: SomebodyElse, request: AnyRequest | None = None) -> Actions:
    del request
    return row(0, [("Show it", DecisionShow(id=said.short)), ("Reject it", Reject(id=said.short))])


def under_level(said: LevelForbids, request: AnyRequest | None = None) -> Actions:
    """What each level allows: it is switched there."""
    del said
    return row(0, [("Autonomy", Autonomy(account=getattr(request, "account", None)))])


def under_not_earned(said: NotEarned, request: AnyRequest | None = None) -> Actions:
    del said
    account = getattr(request, "account", None)
    return row(0, [("Autonomy", Autonomy(account=account)), ("Scoreboard", Scoreboard(account=account))])


def sentence_of(text: str) -> Markup:
    """Somebody's or the desk's words as a sentence."""
    return sentence(escape(text, LONGEST_IN_FULL))


def any_of(texts: Sequence[str]) -> Markup:
    """``“above 70000”, “rsi14 < 30” or “full moon”``"""
    return listed([quoted(each) for each in texts], "or")


def under_bad_alert(said: BadAlert, request: AnyRequest | None = None) -> Actions:
    """The same alert with each of the texts that would do."""
    if not isinstance(request, AlertAdd) or said.option != "when":
        return HELP
    return tuple(Action(each, changed(request, when=each)) for each in said.examples[:IN_A_ROW]) or HELP


def under_unknown_alert(said: UnknownAlert, request: AnyRequest | None = None) -> Actions:
    """Where they are listed. What is done to one is done to none that was not named."""
    del request
    return row(0, [("Alerts", AlertList(owner=owner_of(said.whose)))])


def under_unknown_schedule(said: UnknownSchedule, request: AnyRequest | None = None) -> Actions:
    """Where they are listed."""
    del said, request
    return row(0, [("Schedules", ScheduleList())])


def under_quota(said: QuotaReached, request: AnyRequest | None = None) -> Actions:
    """What there is, to see what can go."""
    del request
    return row(0, [("Alerts", AlertList(owner=owner_of(said.whose)))])


def owner_of(whose: Literal["yours", "the server's"]) -> Literal["me", "server"]:
    """As a request names whose alerts they are."""
    return "me" if whose == "yours" else "server"


def order_problem(problem: str) -> Markup:
    """``the stop must lie below 42,156.37, where the order buys``"""
    option, _, rest = problem.partition(" ")
    if option == "symbol" and not rest.startswith("must"):
        return escape(rest, LONGEST_IN_FULL)
    article = "the " if option in NOUNS and not rest.startswith("is needed") else ""
    return escape(article + problem, LONGEST_IN_FULL)


def under_moved_preview(said: PriceMoved, request: AnyRequest | None = None) -> Actions:
    """The order as it is now, to be confirmed, where that is known."""
    if isinstance(said.preview, OrderPreview):
        return under_preview(said.preview)
    return under_moved(said, request)


def under_refused(said: DeskError, request: AnyRequest | None = None) -> Actions:
    """Help lists what the asker may do."""
    del said, request
    return HELP


def under_passing(said: DeskError, request: AnyRequest | None = None) -> Actions:
    """What may pass can be tried again, but a change is never repeated by a button."""
    del said
    return () if request is None or isinstance(request, Change) else (Action("Try again", request),)


def _instead(request: AnyRequest | None, option: str, values: Sequence[str]) -> Actions:
    """The same request with ``option`` changed to each of the first five ``values``; help where it is not known."""
    if option == "timeframe" and isinstance(request, Scan):
        option = "timeframes"
    if request is None or option not in type(request).model_fields:
        return HELP
    return tuple(Action(value, changed(request, **{option: value})) for value in values[:IN_A_ROW])


def _tone(said: DeskError) -> Tone:
    """A warning of what the asker can mend or wait out."""
    return "error" if isinstance(said, Unexpected | BrokenCandles | JournalBroken) else "warning"


def _face(kind: type[E], buttons: Callable[[E, AnyRequest | None], Actions] = lambda _said, _request: ()) -> Face[E]:
    return Face(kind, frame="error", tone=_tone, buttons=buttons)


FACES = (
    _face(DeskError),
    Face(BadOrder, frame="error", tone=_tone, buttons=under_invalid, words=(order_problem,)),
    Face(LimitReached, frame="error", tone=_tone, buttons=under_limit, words=(limit_told,)),
    _face(InvalidRequest, under_invalid),
    Face(MissingMarket, frame="list", buttons=under_missing_market),  # a question, and no fault of anybody's
    Face(NotConfirmed, frame="list", tone=_tone, buttons=under_not_confirmed),
    _face(BadCondition, under_condition),
    _face(OutsideSky, under_outside),
    Face(DecisionOver, frame="error", tone=_tone, buttons=under_over, words=(over_told,)),
    _face(LevelForbids, under_level),
    _face(NotEarned, under_not_earned),
    _face(SomebodyElse, under_somebody_else),
    _face(UnknownDecision, under_unknown_decision),
    _face(UnknownAccount, under_unknown_account),
    Face(BadAlert, frame="error", tone=_tone, buttons=under_bad_alert, words=(sentence_of, any_of)),
    Face(UnknownAlert, frame="error", tone=_tone, buttons=under_unknown_alert, words=(numbers_told,)),
    Face(UnknownSchedule, frame="error", tone=_tone, buttons=under_unknown_schedule, words=(numbers_told,)),
    _face(QuotaReached, under_quota),
    _face(UnknownWatchlist, under_unknown_watchlist),
    _face(UnknownSignal, under_unknown_signal),
    _face(UnknownLesson, under_unknown_lesson),
    _face(UnknownPlace, under_unknown_place),
    _face(UnknownQuestion, under_unknown_question),
    _face(UnknownSymbol, under_symbol),
    _face(UnknownTerm, under_term),
    _face(UnknownTimeframe, under_timeframe),
    _face(UnknownVoice, under_unknown_voice),
    _face(NotEnoughData, under_too_little),
    _face(NotPermitted, under_refused),
    _face(PreviewEnded, under_moved),
    _face(PriceMoved, under_moved_preview),
    _face(RateLimited, under_passing),
    _face(Busy, under_passing),
    _face(Unavailable, under_passing),
    _face(Unexpected, under_passing),
)
