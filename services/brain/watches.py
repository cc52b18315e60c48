"""/ai on, /ai off, /ai status: which markets the agent looks at by itself."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Annotated, ClassVar, Final

from pydantic import Field

from analytics.trading.account import Account
from analytics.trading.agency import Watch
from analytics.trading.agent_records import Watching
from analytics.trading.orders import ZERO
from services.accounts.choice import AccountText
from services.accounts.losses import losses_of
from services.accounts.marks import Marks, marks_of
from services.accounts.naming import AccountId, place_of
from services.accounts.opening import opened_records
from services.accounts.which import market_of
from services.autonomy.levels import POWERS
from services.autonomy.session import session_of
from services.autonomy.standing import level_of
from services.autonomy.terms import SessionLimits
from services.brain.agent_desk import AgentDesk
from services.brain.answers import AiStatusAnswer, LimitUse, WatchFacts
from services.brain.model_brain import NO_KEY, ModelBrain
from services.brain.rules import NAME as RULES
from services.brain.spend import Spent
from services.core.ask import Ask
from services.core.errors import InvalidRequest
from services.core.handlers import answers
from services.core.principal import Principal
from services.core.request import Change, Personal
from services.core.roles import Role
from services.core.units import Money
from services.core.work import Work
from services.market.source import SymbolText, TimeframeText
from services.market.symbols import squeeze
from services.market.timeframes import from_ms, parse_timeframe, to_ms
from services.market.view import MarketView
from services.orders.limits import percent
from services.orders.switches import CALLED, scopes_of

OVER_BUDGET: Final = "over budget"
MOST_WATCHED: Final = 10
"""Markets of an account. Looked at each hour, ten of them take the model 240 thoughts a day; at about a cent each that
is what a day's budget allows, for all accounts."""


class AiOn(Change[AiStatusAnswer]):
    """Have the agent look at ``symbol`` on each closed bar."""

    name: ClassVar[str] = "ai on"
    summary: ClassVar[str] = "Have the agent look at a market on each closed bar, for an account"
    means: ClassVar[str] = "What it may do with what it sees is said by /autonomy."
    also: ClassVar[tuple[str, ...]] = (
        "turn the ai on",
        "turn on the ai",
        "switch the ai on",
        "start the ai",
        "start the agent",
        "have the ai watch",
        "let the ai watch",
        "let the ai trade",
        "let the agent trade",
    )
    example: ClassVar[str] = "symbol:BTC/USDT timeframe:1h"
    role: ClassVar[Role | None] = Role.TRADER

    symbol: SymbolText
    timeframe: TimeframeText = "1h"
    account: AccountText | None = None


class AiOff(Change[AiStatusAnswer]):
    """Have the agent look at ``symbol`` no more, or at nothing."""

    name: ClassVar[str] = "ai off"
    summary: ClassVar[str] = "Have the agent look at a market no more; without one, at nothing"
    means: ClassVar[str] = "What it holds stays, with its stops; what waits for an answer still can be answered."
    also: ClassVar[tuple[str, ...]] = (
        "stop the ai",
        "stop ai",
        "turn the ai off",
        "turn ai off",
        "turn off the ai",
        "turn off ai",
        "switch the ai off",
        "switch ai off",
        "switch off the ai",
        "switch off ai",
        "disable the ai",
        "disable ai",
        "stop the agent",
        "stop agent",
        "kill the ai",
        "kill ai",
        "kill the agent",
        "pause the ai",
        "pause the agent",
    )
    example: ClassVar[str] = "symbol:BTC/USDT"
    role: ClassVar[Role | None] = Role.TRADER
    stops: ClassVar[bool] = True

    symbol: Annotated[SymbolText | None, Field(description="Without one: at nothing any more")] = None
    account: AccountText | None = None


class AiStatus(Personal[AiStatusAnswer]):
    """How the agent stands in an account."""

    name: ClassVar[str] = "ai status"
    summary: ClassVar[str] = "The agent: its level, what it looks at, which brain speaks, budget and limits"
    means: ClassVar[str] = (
        "How far it may go, which markets it looks at and when next, who thinks and why, what was spent "
        "today, and which limits hold it."
    )
    also: ClassVar[tuple[str, ...]] = (
        "is the ai on",
        "what is the ai doing",
        "what is the agent doing",
        "how is the ai doing",
        "how is the agent doing",
        "what can the ai do",
        "what can the agent do",
        "what does the ai do",
        "agent status",
        "status of the ai",
        "ai budget",
        "what does the ai cost",
    )
    example: ClassVar[str] = ""

    account: AccountText | None = None


@answers(AiOn)
async def answer_ai_on(request: AiOn, ask: Ask[AiOn], _work: Work, agents: AgentDesk) -> AiStatusAnswer:
    """Have it looked at from the next bar that closes.

    Raises:
        UnknownAccount, NotYours, NotPermitted: it is nobody's or somebody else's, or their role does not suffice.
        LevelForbids: at the account's level the agent looks at nothing.
        UnknownSymbol, UnknownTimeframe, TooFewBars, ExchangeUnavailable: there is nothing to look at.
        InvalidRequest: it looks at as many markets as it can.
        HeldElsewhere, StoreUnavailable: nothing was switched.
    """
    account_id = await agents.account_to_trade(ask.principal, request.account)
    symbol = (await agents.orders.market.resolve(request.symbol)).symbol
    timeframe = parse_timeframe(request.timeframe).name
    await agents.orders.market.candles(symbol, timeframe, 1)
    changed = False
    async with agents.orders.books.writing(str(account_id)) as book:
        account, now = book.account, agents.orders.clock.now()
        agents.require_looking(account)
        watches = account.agency.watches
        if symbol not in watches and len(watches) >= MOST_WATCHED:
            problem = f"symbol: an agent looks at {MOST_WATCHED} markets of an account at most; /ai off ends one"
            raise InvalidRequest(problems=(problem,))
        if symbol not in watches or watches[symbol].timeframe != timeframe:
            by, place = await agents.orders.books.signed(account_id, ask.principal), place_of(ask.principal) or ""
            watching = Watching(to_ms(now), ask.id, True, symbol, timeframe, by, place)
            changed = await book.write([*opened_records(account, agents.orders.terms, now), watching])
    return await _status(account_id, ask.principal, agents, f"on {symbol} {timeframe}" if changed else "")


@answers(AiOff)
async def answer_ai_off(request: AiOff, ask: Ask[AiOff], _work: Work, agents: AgentDesk) -> AiStatusAnswer:
    """Have it looked at no more. It stops something: no level, switch or market stands in its way.

    Raises:
        UnknownAccount, NotYours, NotPermitted: it is nobody's or somebody else's, or their role does not suffice.
        UnknownSymbol: ``symbol`` is no market.
        HeldElsewhere, StoreUnavailable: nothing was switched.
    """
    account_id = await agents.account_to_trade(ask.principal, request.account)
    watched = (await agents.orders.books.look(str(account_id))).agency.watches
    symbol = await _watched(request.symbol, watched, agents.orders.market)
    changed = False
    if symbol in watched or (symbol is None and watched):
        async with agents.orders.books.writing(str(account_id)) as book:
            by, now = await agents.orders.books.signed(account_id, ask.principal), to_ms(agents.orders.clock.now())
            changed = await book.write([Watching(now, ask.id, False, symbol or "", "", by)])
    return await _status(account_id, ask.principal, agents, f"off {symbol or 'everything'}" if changed else "")


@answers(AiStatus)
async def answer_ai_status(request: AiStatus, principal: Principal, agents: AgentDesk) -> AiStatusAnswer:
    """How the agent stands.

    Raises:
        UnknownAccount: they have none of that name.
        StoreUnavailable, JournalBroken: the account cannot be read.
    """
    account_id = await agents.orders.choices.named(principal, request.account)
    return await _status(account_id, principal, agents, "")


async def _watched(text: str | None, watched: Mapping[str, Watch], market: MarketView) -> str | None:
    """The one of ``watched`` that ``text`` means; another market's symbol where none is, and ``None`` where nothing is
    said. The market is asked only about what is not watched as it is written: it may hang."""
    wanted = "" if text is None else squeeze(text)
    near = [symbol for symbol in watched if wanted in (squeeze(symbol), squeeze(symbol.partition("/")[0]))]
    return near[0] if text is not None and len(near) == 1 else await market_of(market, text, watched)


async def _status(account_id: AccountId, principal: Principal, agents: AgentDesk, changed: str) -> AiStatusAnswer:
    orders, now = agents.orders, agents.orders.clock.now()
    account = await orders.account(account_id)
    agency, model = account.agency, agents.ai.model
    marks = await marks_of(orders.market, account.positions)
    spent = await agents.brain.spent()
    why = _why_not(agents.brain, spent)
    level = level_of(account, agents.autonomy)
    looked_at = now if POWERS[level].analyses else None
    on = await agents.switches.on(scopes_of(account_id, place_of(principal)))
    return AiStatusAnswer(
        as_of=now,
        account=account_id.called,
        currency=account.currency,
        simulated=orders.market.simulated,
        provenance=marks.provenance,
        level=level,
        watches=tuple(_watch(symbol, watch, looked_at) for symbol, watch in sorted(agency.watches.items())),
        brain=RULES if why else agents.brain.name,
        model=model.name,
        why=why,
        spent=Money(spent.dollars),
        budget=Money(model.dollars),
        tokens=spent.tokens,
        token_budget=model.tokens,
        pending=sum(1 for _ in agency.pending),
        decisions=agency.decided,
        situations=await agents.memory.count(),
        lessons=sum(not each.struck_by for each in agency.lessons.values()),
        limits=tuple(_limits(account, marks, agents.ai.session, now)),
        stopped=tuple(CALLED[name] for name in on),
        reason=agency.reason,
        changed=changed,
    )


def _why_not(brain: ModelBrain, spent: Spent) -> str:
    """Why the model does not speak now; empty: it does."""
    if not brain.model:
        return NO_KEY
    return OVER_BUDGET if spent.over else ""


def _watch(symbol: str, watch: Watch, now: datetime | None) -> WatchFacts:
    """Without a ``now`` it is looked at no more."""
    bar = parse_timeframe(watch.timeframe)
    at = None if now is None else from_ms(bar.open_of(to_ms(now)) + bar.ms)
    return WatchFacts(symbol=symbol, timeframe=bar.name, next_at=at)


def _limits(account: Account, marks: Marks, session: SessionLimits, now: datetime) -> Iterator[LimitUse]:
    """The limits of the session. What was lost is not told while a price is not known."""
    used = session_of(account.agency, session, now)
    for name, each in (("trades a day", used.trades), ("losing streak", used.streak), ("review", used.review)):
        yield LimitUse(name=name, used=str(each.used), allowed=str(each.allowed), reached=each.reached)
    if marks.prices.keys() >= account.positions.keys():
        lost = losses_of(account, marks.prices.__getitem__, now).today
        yield LimitUse(
            name="daily loss",
            used=percent(max(lost, ZERO)),
            allowed=percent(session.daily_loss),
            reached=lost >= session.daily_loss,
        )
