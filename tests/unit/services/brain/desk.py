"""The real desk on a simulated market, an account at a level, and proposals at the price of now."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import count
from pathlib import Path
from typing import Any
from uuid import uuid4

from analytics.trading.account import Account
from analytics.trading.agency import Decision as Kept
from analytics.trading.agent_records import Level, Levelled
from analytics.trading.records import Record
from bot.app import App, open_app
from config.settings import load
from services.accounts.naming import AccountId
from services.accounts.opening import opened_records
from services.brain.decision import Decision
from services.brain.events import ApprovalAsked, AutonomyDropped, DecisionTold
from services.brain.proposal import Proposal
from services.core.ask import Ask
from services.core.clock import SteppedClock
from services.core.events import Event, read_event
from services.core.principal import Principal
from services.core.request import AnyRequest
from services.core.roles import Role
from services.core.units import Price
from services.market.timeframes import to_ms
from services.store import keys
from tests.unit.services.brain.a_context import a_context
from tests.unit.services.brain.a_proposal import a_proposal

ANN = Principal(id="discord:1", name="Ann", role=Role.TRADER)
BEN = Principal(id="discord:2", name="Ben", role=Role.APPROVER, server="discord:9")
CLEO = Principal(id="discord:3", name="Cleo", role=Role.APPROVER, server="discord:9")
EVE = Principal(id="discord:4", name="Eve", role=Role.VIEWER, server="discord:9")
OWN = str(AccountId("paper", ANN.id))
SHARED = "paper:server:discord:9"
NUMBERS = count(1)
Told = ApprovalAsked | DecisionTold | AutonomyDropped


@asynccontextmanager
async def desk(home: Path, at: datetime, **ai: Any) -> AsyncIterator[App]:
    """At which two people are needed for nothing, unless ``ai`` says so."""
    settings = load(
        home=home,
        market="sim",
        at=at,
        rate={"burst": 100_000, "per_minute": 100_000},
        ai={"approvals": {"two_people": 5}, **ai},
    )
    async with open_app(settings, roles=frozenset(), watch=False) as app:
        yield app


async def ask(app: App, request: AnyRequest, principal: Principal = ANN) -> Any:
    return await app.desk.ask(Ask(uuid4().hex, request, principal, app.clock.now()))


async def write(app: App, *records: Record, account: str = OWN) -> None:
    async with app.trading.books.writing(account) as book:
        await book.write([*opened_records(book.account, app.settings.paper.terms, app.clock.now()), *records])


async def at_level(app: App, level: Level, account: str = OWN) -> None:
    await write(app, Levelled(to_ms(app.clock.now()), f"level:{next(NUMBERS)}", level, "copilot", "x"), account=account)


async def price(app: App, symbol: str = "BTC/USDT") -> Decimal:
    return Decimal(repr((await app.market.price_at_the_click(symbol)).last))


async def proposal(
    app: App,
    action: Any = "long",
    *,
    stop: str = "0.97",
    target: str = "1.06",
    entry: str = "1",
    confidence: float = 0.8,
    symbol: str = "BTC/USDT",
    number: int | None = None,
    size: Decimal | None = None,
    **other: Any,
) -> Proposal:
    """A proposal whose prices are so many times the market's; of a short they are mirrored."""
    now, last = app.clock.now(), await price(app, symbol)
    planned = action in ("long", "short", "adjust")
    flip = (lambda text: 2 - Decimal(text)) if action == "short" else Decimal
    decision = Decision(
        action=action,
        instrument=symbol,
        confidence=confidence,
        reasoning="Because.",
        entry=last * flip(entry) if action in ("long", "short") else None,
        stop=last * flip(stop) if planned and stop else None,
        target=last * flip(target) if planned and target else None,
        size=size,
    )
    number = next(NUMBERS) if number is None else number
    context = a_context(symbol=symbol, at=now, simulated=True)
    seen = context.price_action.model_copy(update={"current": Price(last)})
    context = context.model_copy(update={"price_action": seen})
    return a_proposal(
        decision,
        at=now,
        number=number * 0x1357 % 0xFFFFFF,
        context=context,
        expires=now + timedelta(minutes=5),
        **{"account": OWN, "corrected": confidence, **other},
    )


async def account(app: App, name: str = OWN) -> Account:
    return await app.trading.books.look(name)


async def kept(app: App, of: Proposal) -> Kept:
    """The decision as its account has it."""
    return (await account(app, of.account)).agency.decisions[of.id]


async def records(app: App, name: str = OWN) -> list[str]:
    return [record.kind for record in await app.trading.books.records(name)]


async def told(app: App) -> list[Event]:
    """What the agent's events tell, the oldest first."""
    found = [read_event(each["event"].encode()) for each in await app.store.entries(keys.OUTBOX)]
    return [each for each in reversed(found) if isinstance(each, Told)]


async def take(app: App, of: Proposal) -> Kept:
    """Send ``of`` and have the executor step."""
    await app.thinking.executor.take(of)
    return await kept(app, of)


async def step(app: App, **by: float) -> None:
    assert isinstance(app.clock, SteppedClock)
    app.clock.step(app.clock.now() + timedelta(**by))
    await app.trading.watcher.step()
    await app.thinking.executor.step()
