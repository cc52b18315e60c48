"""The agent while processes are killed: proposals in the stream, people's answers, what expires and is reminded of,
what is judged, and a level that falls back. The same script writes the same journal, as that of ``driver`` does."""

import asyncio
import logging
import os
from collections.abc import Iterator
from decimal import Decimal
from typing import Any, Final
from uuid import uuid4

import structlog

from analytics.trading.agent_records import Levelled
from bot.app import App, open_app
from config.settings import Settings, load
from services.accounts.naming import AccountId
from services.accounts.opening import opened_records
from services.brain.approvals import Approve, Modify, Reject, Skip
from services.brain.commands import Commands
from services.brain.decision import Decision
from services.brain.proposal import Proposal
from services.core.ask import Ask
from services.core.clock import SteppedClock
from services.core.errors import DeskError, OutcomeUnknown, Unavailable
from services.core.principal import Principal
from services.core.request import AnyRequest
from services.core.roles import Role
from services.core.units import Price
from services.market.timeframes import from_ms, to_ms
from tests.crash.driver import REPEATED, Job, Points
from tests.crash.script import SPOT, STEPS, minute, prices
from tests.unit.services.brain.a_context import a_context
from tests.unit.services.brain.a_proposal import a_proposal

SECOND: Final = Principal(id="discord:0", name="Ben", role=Role.APPROVER, server="discord:9")
LASTS: Final = 4
"""Steps for which people are waited for."""
ALONE_FROM: Final = (11, 26)
"""The steps at which the agent is let trade alone, until it has lost too often."""
PLANS: Final[tuple[tuple[str, str, str], ...]] = (
    ("long", "0.97", "1.06"),  # approved
    ("long", "0.97", "1.06"),  # rejected
    ("long", "0.97", "1.06"),  # left until it expires
    ("long", "0.98", "1.06"),  # modified
    ("wait", "", ""),
    ("short", "1.0012", "0.997"),  # approved
    ("long", "0.999", "1.003"),  # large: it wants two people
    ("long", "0.97", "1.06"),  # skipped
    ("close", "", ""),  # approved
)
"""Action, stop and target as multiples of the price, of one step after the other."""


def settings_of(job: Job) -> Settings:
    """The house of ``job``: nothing but what people answer keeps it from ordering."""
    return load(
        home=job.home,
        redis_url=job.url,
        market="replay",
        data=job.home / "market",
        at=minute(job.first),
        rate={"burst": 1_000_000, "per_minute": 1_000_000},
        ai={
            "horizon": 6,
            "rules": {"positions": 50, "exposure": 1, "single_position": "0.1"},
            "session": {"trades": 1_000, "losing_streak": 1_000, "review_after": 1_000, "daily_loss": 1},
            "approvals": {"lasts": 60 * LASTS, "remind": 120, "two_people": "0.09"},
        },
        autonomy={"drops": {"losing_streak": 2}},
    )


def decide(job: Job) -> None:
    """Be the process. The number of points that were reached is written beside what was acknowledged."""
    points = Points(job)
    points.watch()

    async def run() -> None:
        async with open_app(settings_of(job), roles=frozenset(), watch=False) as app:
            structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
            await _Decider(job, app, points).run()

    asyncio.run(run())
    job.file("points").write_text(str(points.reached))


class _Decider:
    def __init__(self, job: Job, app: App, points: Points) -> None:
        self._job = job
        self._app = app
        self._points = points
        self._sent = job.file("sent")
        """The steps whose proposals are in the stream: from then on they are the executor's to do."""
        self._sent.touch()
        self._closes = [Decimal(str(row[4])) for row in prices(job.seed)][-STEPS - 1 :]
        self._owner = Principal(id=AccountId.read(job.account).owner, name="Ann", role=Role.TRADER)

    async def run(self) -> None:
        job, clock = self._job, self._app.clock
        assert isinstance(clock, SteppedClock)
        acknowledged = os.open(job.file("acknowledged"), os.O_WRONLY | os.O_APPEND | os.O_CREAT)
        for step in range(max(0, job.first - REPEATED), STEPS):
            if step > job.first:
                clock.step(minute(step))
            records = await self._until_done(step)
            self._points.reach()
            if step >= job.first:
                os.write(acknowledged, f"{step} {records}\n".encode())

    async def _until_done(self, step: int) -> int:
        while True:
            try:
                return await self._do(step)
            except (OutcomeUnknown, Unavailable):
                await asyncio.sleep(0.02)

    async def _do(self, step: int) -> int:
        """Have happen what happens as time goes on, and wish for what is wished for at ``step``. What is repeated is
        wished for alone: its time is over."""
        app, job = self._app, self._job
        repeated = step < job.first
        if not repeated:
            await app.trading.watcher.step()
        if step in ALONE_FROM and not repeated:
            async with app.trading.books.writing(job.account) as book:
                alone = Levelled(
                    to_ms(app.clock.now()), f"{job.account} {step}", "autonomous", "copilot", self._owner.id
                )
                await book.write([*opened_records(book.account, app.settings.paper.terms, app.clock.now()), alone])
        if repeated or str(step) not in self._sent.read_text().split():
            await Commands(app.store).send(self._proposal(step))
            with self._sent.open("a") as file:
                file.write(f"{step} ")
        if not repeated:
            await app.thinking.executor.step()
        for wish, who in self._answers(step):
            try:
                await app.desk.ask(Ask(uuid4().hex, wish, who, app.clock.now()))
            except (Unavailable, OutcomeUnknown):
                raise
            except DeskError:
                pass  # it was answered before, or cannot be any more
        if not repeated:
            await app.thinking.executor.step()
        return (await app.trading.books.look(job.account)).records

    def _answers(self, step: int) -> Iterator[tuple[AnyRequest, Principal]]:
        """What people say at ``step`` to what they were asked before."""
        if step < 2:
            return
        of, last = self._proposal(step - 1), self._closes[step - 1]
        match (step - 1) % len(PLANS):
            case 1:
                yield Reject(id=of.id), self._owner
            case 3:
                yield Modify(id=of.id, stop=_times(last, "0.975")), self._owner
                yield Approve(id=of.id), SECOND
            case 6:
                yield Approve(id=of.id), self._owner
                yield Approve(id=of.id), self._owner
            case 7:
                yield Approve(id=self._proposal(step - 2).id), SECOND
                yield Skip(id=of.id), self._owner
            case 0 | 5 | 8:
                yield Approve(id=of.id), self._owner
            case _:
                pass

    def _proposal(self, step: int) -> Proposal:
        """What is proposed at ``step``: the same ever."""
        action, stop, target = PLANS[step % len(PLANS)]
        if any(since <= step < since + 6 for since in ALONE_FROM):
            action, stop, target = "long", "0.999", "1.003"
        last, at = self._closes[step], minute(step)
        plan: dict[str, Any] = {"stop": _times(last, stop), "target": _times(last, target)} if stop else {}
        decision = Decision(
            action=action,
            instrument=SPOT,
            confidence=0.8,
            reasoning="Because.",
            entry=last if action in ("long", "short") else None,
            **plan,
        )
        context = a_context(symbol=SPOT, timeframe="1m", at=at)
        seen = context.price_action.model_copy(update={"current": Price(last)})
        return a_proposal(
            decision,
            at=at,
            number=self._job.seed * 1_000 + step * 0x1357 % 0xFFFFF,
            context=context.model_copy(update={"price_action": seen}),
            account=self._job.account,
            by=self._owner.id,
            expires=from_ms(to_ms(minute(step + LASTS))),
        )


def _times(price: Decimal, times: str) -> Decimal:
    return (price * Decimal(times)).quantize(Decimal("0.1"))
