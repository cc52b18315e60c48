"""The loop: each closed bar is thought about once and in turn, and what is under way keeps nobody waiting."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from prometheus_client import CollectorRegistry

from analytics.trading.agent_records import Level, Levelled, Watching
from analytics.trading.records import Switched
from bot.app import App
from services.accounts.opening import opened_records
from services.brain.loop import Loop
from services.brain.metrics import AgentMetrics
from services.core.clock import Clock, HurriedClock, SteppedClock
from services.core.errors import ExchangeUnavailable, StoreUnavailable, TooFewBars
from services.core.principal import Principal
from services.market.timeframes import to_ms
from services.market.view import MarketView
from services.orders.events import TradingSwitched
from services.orders.switches import person_scope
from tests.conftest import eventually

ANN, BEN = "paper:discord:1", "paper:discord:2"
SEVEN = datetime(2023, 12, 30, 19, tzinfo=UTC)
HOUR = timedelta(hours=1)


@dataclass
class Thinking:
    """Stands for the thinker and the stream: what was thought, and what was sent."""

    thought: list[tuple[str, str, str]] = field(default_factory=list)
    sent: list[Any] = field(default_factory=list)
    before: Callable[[str, str], Awaitable[None]] | None = None
    away: int = 0
    """How often the store is away when something is sent."""

    async def propose(self, wish: str, account: str, symbol: str, _timeframe: str, **told: Any) -> Any:
        if self.before is not None:
            await self.before(account, symbol)
        self.thought.append((account, symbol, wish.rpartition(":")[2]))
        return SimpleNamespace(account=account, symbol=symbol, expires=SEVEN + 100 * HOUR, **told)

    async def send(self, proposal: Any) -> None:
        if self.away:
            self.away -= 1
            raise StoreUnavailable
        self.sent.append(proposal)


async def watch(app: App, account: str, *symbols: str, timeframe: str = "1h", place: str = "") -> None:
    now = to_ms(app.clock.now())
    async with app.trading.books.writing(account) as book:
        opened = opened_records(book.account, app.settings.paper.terms, app.clock.now())
        watching = [Watching(now, f"on {symbol}", True, symbol, timeframe, "ann", place) for symbol in symbols]
        await book.write([*opened, *watching])


def loop_of(
    app: App, thinking: Thinking, *, clock: Clock | None = None, fence: int | None = 7, market: MarketView | None = None
) -> Loop:
    async def held() -> int | None:
        return fence

    async def voice_of(principal: Principal) -> str:
        return f"voice of {principal.id}"

    return Loop(
        thinking,  # type: ignore[arg-type]
        thinking,  # type: ignore[arg-type]
        app.trading.books,
        switches(app),
        market or app.market,
        app.store,
        held,
        voice_of,
        app.settings.ai,
        app.settings.autonomy,
        AgentMetrics(CollectorRegistry()),
        clock or app.clock,
    )


def switches(app: App) -> Any:
    return next(each for each in app.trading.parts if type(each).__name__ == "Switches")


def step(app: App, to: datetime) -> None:
    assert isinstance(app.clock, SteppedClock)
    app.clock.step(to)


def closes(*times: datetime) -> list[str]:
    return [str(to_ms(time)) for time in times]


async def test_each_bar_that_closes_is_thought_about_once_and_none_that_closed_before_it_was_switched_on(
    app: App,
) -> None:
    thinking = Thinking()
    loop = loop_of(app, thinking)
    await watch(app, ANN, "BTC/USDT")
    await loop.step()
    assert thinking.thought == []
    for minutes in (59, 60, 61, 90, 120):
        step(app, SEVEN + timedelta(minutes=minutes))
        await loop.step()
    assert [bar for _, _, bar in thinking.thought] == closes(SEVEN + HOUR, SEVEN + 2 * HOUR)
    assert [(each.fence, each.voice, each.by) for each in thinking.sent] == [(7, "voice of discord:1", "ann")] * 2


async def test_a_process_that_takes_over_thinks_about_nothing_a_second_time(app: App) -> None:
    first, second = Thinking(), Thinking()
    await watch(app, ANN, "BTC/USDT")
    before, after = loop_of(app, first, fence=1), loop_of(app, second, fence=2)
    for hour in (1, 2, 3):
        step(app, SEVEN + hour * HOUR)
        await (after if hour == 2 else before).step()
        await (before if hour == 2 else after).step()
    assert [bar for _, _, bar in first.thought] == closes(SEVEN + HOUR, SEVEN + 3 * HOUR)
    assert [bar for _, _, bar in second.thought] == closes(SEVEN + 2 * HOUR)


async def test_who_does_not_hold_the_lease_thinks_about_nothing(app: App) -> None:
    thinking = Thinking()
    await watch(app, ANN, "BTC/USDT")
    loop = loop_of(app, thinking, fence=None)
    step(app, SEVEN + HOUR)
    await loop.step()
    assert thinking.thought == []


@pytest.mark.parametrize(("minutes", "thought"), [(14, 1), (15, 0), (59, 0)])
async def test_a_bar_that_closed_while_nothing_ran_is_thought_about_while_its_proposal_would_last(
    app: App, minutes: int, thought: int
) -> None:
    await watch(app, ANN, "BTC/USDT")
    step(app, SEVEN + HOUR + timedelta(minutes=minutes))
    thinking = Thinking()
    await loop_of(app, thinking).step()
    assert len(thinking.thought) == thought


async def test_a_clock_that_is_stepped_over_a_close_has_not_missed_it(app: App) -> None:
    thinking = Thinking()
    await watch(app, ANN, "BTC/USDT")
    loop = loop_of(app, thinking)
    step(app, SEVEN + HOUR + timedelta(minutes=40))
    await loop.step()
    assert [bar for _, _, bar in thinking.thought] == closes(SEVEN + HOUR)


@pytest.mark.parametrize(
    ("level", "thought"), [("none", 0), ("assistant", 1), ("copilot", 1), ("autonomous", 1), ("agent", 1)]
)
async def test_at_level_none_it_thinks_about_nothing(app: App, level: Level, thought: int) -> None:
    thinking = Thinking()
    await watch(app, ANN, "BTC/USDT")
    async with app.trading.books.writing(ANN) as book:
        await book.write([Levelled(to_ms(SEVEN), "set", level, "copilot", "ann")])
    loop = loop_of(app, thinking)
    step(app, SEVEN + HOUR)
    await loop.step()
    assert len(thinking.thought) == thought


@pytest.mark.parametrize("switch", ["kill", "pause"])
@pytest.mark.parametrize("scope", [person_scope("discord:1"), "place:discord:9"])
async def test_while_a_switch_is_on_it_thinks_about_nothing_there(app: App, switch: Any, scope: str) -> None:
    thinking = Thinking()
    await watch(app, ANN, "BTC/USDT", place="discord:9")
    await watch(app, BEN, "BTC/USDT")
    loop = loop_of(app, thinking)
    await turn(app, switch, scope, on=True)
    step(app, SEVEN + HOUR)
    await loop.step()
    assert [account for account, _, _ in thinking.thought] == [BEN]
    await turn(app, switch, scope, on=False)
    step(app, SEVEN + 2 * HOUR)
    await loop.step()
    assert [account for account, _, _ in thinking.thought] == [BEN, ANN, BEN]


async def turn(app: App, switch: Any, scope: str, *, on: bool) -> None:
    record = Switched(to_ms(app.clock.now()), f"{switch}{on}", switch, on, scope, "admin", "")
    event = TradingSwitched(
        key=record.id,
        at=app.clock.now(),
        switch=switch,
        on=on,
        person=None,
        server="discord:9",
        by="Ada",
        who="discord:3",
        reason="",
    )
    await switches(app).write(record, Principal(id="discord:3", name="Ada"), event)


async def test_accounts_take_turns_and_each_market_is_looked_at_once_for_all(app: App) -> None:
    thinking = Thinking()
    await watch(app, ANN, "ADA/USDT", "BTC/USDT", "ETH/USDT")
    await watch(app, BEN, "BTC/USDT", "ETH/USDT")
    asked: list[str] = []
    loop = loop_of(app, thinking, market=Slow(app.market, asked=asked))  # type: ignore[arg-type]
    step(app, SEVEN + HOUR)
    await loop.step()
    told = [(account, symbol) for account, symbol, _ in thinking.thought]
    assert told == [
        (ANN, "ADA/USDT"),
        (BEN, "BTC/USDT"),
        (ANN, "BTC/USDT"),
        (BEN, "ETH/USDT"),
        (ANN, "ETH/USDT"),
    ]
    assert sorted(asked) == ["ADA/USDT", "BTC/USDT", "ETH/USDT"]


@dataclass
class Slow:
    """A market of which one symbol hangs, or fails."""

    market: MarketView
    asked: list[str] = field(default_factory=list)
    hangs: str = ""
    fails: dict[str, Exception] = field(default_factory=dict)

    async def candles(self, symbol: str, timeframe: str, bars: int) -> Any:
        self.asked.append(symbol)
        if symbol == self.hangs:
            await asyncio.Event().wait()
        if symbol in self.fails:
            raise self.fails[symbol]
        return await self.market.candles(symbol, timeframe, bars)


class Turned:
    """A clock that a test turns, though it goes by itself for who asks."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self.clock = HurriedClock(SEVEN, 1.0, monotonic=lambda: self.seconds)

    def to(self, time: datetime) -> None:
        self.seconds = (time - SEVEN).total_seconds()


async def test_a_market_or_a_model_that_hangs_keeps_no_other_waiting(app: App) -> None:
    turned, release = Turned(), asyncio.Event()

    async def hang(_account: str, symbol: str) -> None:
        if symbol == "ETH/USDT":
            await release.wait()

    thinking = Thinking(before=hang)
    await watch(app, ANN, "ADA/USDT", "BTC/USDT", "ETH/USDT", "SOL/USDT")
    market = MarketView(app.source, app.store, turned.clock)
    loop = loop_of(app, thinking, clock=turned.clock, market=Slow(market, hangs="ADA/USDT"))  # type: ignore[arg-type]
    running = asyncio.create_task(loop.run())
    for hour in (1, 2):
        turned.to(SEVEN + hour * HOUR)
        await eventually(lambda hour=hour: len(thinking.thought) == 2 * hour, 10.0)
    assert {symbol for _, symbol, _ in thinking.thought} == {"BTC/USDT", "SOL/USDT"}
    release.set()
    await eventually(lambda: "ETH/USDT" in {symbol for _, symbol, _ in thinking.thought})
    running.cancel()
    with suppress(asyncio.CancelledError):
        await running


async def test_what_cannot_be_thought_about_now_is_in_the_next_step_and_what_nobody_foresaw_stops_no_other(
    app: App,
) -> None:
    failing: dict[str, Exception] = {"BTC/USDT": ExchangeUnavailable(venue="sim", reason="timeout")}
    failing["ETH/USDT"] = ZeroDivisionError()

    async def fail(_account: str, symbol: str) -> None:
        if symbol in failing:
            raise failing[symbol]

    thinking = Thinking(before=fail)
    await watch(app, ANN, "BTC/USDT", "ETH/USDT", "SOL/USDT")
    loop = loop_of(app, thinking)
    step(app, SEVEN + HOUR)
    await loop.step()
    assert [symbol for _, symbol, _ in thinking.thought] == ["SOL/USDT"]
    failing.clear()
    await loop.step()
    assert [symbol for _, symbol, _ in thinking.thought] == ["SOL/USDT", "BTC/USDT"]


async def test_a_market_with_no_bar_is_left_and_looked_at_again(app: App) -> None:
    failing: dict[str, Exception] = {"BTC/USDT": TooFewBars(symbol="BTC/USDT", timeframe="1h", have=0, need=1)}
    thinking, slow = Thinking(), Slow(app.market, fails=failing)
    await watch(app, ANN, "BTC/USDT")
    loop = loop_of(app, thinking, market=slow)  # type: ignore[arg-type]
    step(app, SEVEN + HOUR)
    await loop.step()
    await loop.step()
    assert (thinking.thought, slow.asked) == ([], ["BTC/USDT"])
    failing.clear()
    step(app, SEVEN + HOUR + timedelta(minutes=2))
    await loop.step()
    assert len(thinking.thought) == 1


async def test_a_proposal_that_was_paid_for_is_sent_once_the_store_is_back(
    app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("services.brain.loop.SEND_SECONDS", 0.0)
    thinking = Thinking(away=2)
    await watch(app, ANN, "BTC/USDT")
    loop = loop_of(app, thinking)
    step(app, SEVEN + HOUR)
    await loop.step()
    assert (len(thinking.thought), len(thinking.sent)) == (1, 1)


async def test_where_time_is_hurried_a_bar_that_was_looked_at_in_time_is_thought_about(app: App) -> None:
    """At an hour a second, bars of a minute are gone before anything was looked at."""
    turned, thinking = Turned(), Thinking()
    turned.clock.speed = 3_600.0
    await watch(app, ANN, "BTC/USDT", timeframe="1m")

    class Taking(Slow):
        async def candles(self, symbol: str, timeframe: str, bars: int) -> Any:
            found = await super().candles(symbol, timeframe, bars)
            turned.seconds += 0.1
            return found

    market = Taking(MarketView(app.source, app.store, turned.clock))
    loop = loop_of(app, thinking, clock=turned.clock, market=market)  # type: ignore[arg-type]
    turned.to(SEVEN + timedelta(seconds=1))
    await loop.step()
    await eventually(lambda: len(thinking.thought) == 1)
