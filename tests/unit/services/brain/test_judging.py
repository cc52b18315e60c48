"""What came of a decision is what an agent earns its freedom by: it is told once, of what was really there."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from analytics.trading.agency import AT_ONCE, KEPT
from analytics.trading.agency import Decision as Kept
from analytics.trading.agent_records import Judged, Reviewed, Voted
from analytics.trading.records import Cancelled, Record
from bot.app import App, open_app
from config.settings import load
from services.accounts.agenda import Agenda
from services.accounts.books import Book, Books
from services.brain.context import Context
from services.brain.judging import AGAIN, Judging
from services.brain.memory import Memory
from services.brain.thought import Thought
from services.core.clock import SteppedClock
from services.core.errors import StoreUnavailable
from services.market.timeframes import to_ms
from tests.unit.services.accounts.records import opened
from tests.unit.services.brain.a_context import AT
from tests.unit.services.brain.a_proposal import ACCOUNT, LONG, WAIT, a_proposal, decided, traded

HOUR = timedelta(hours=1)
END = AT + 24 * HOUR
START_PRICE = 95_420.5
UP = [(95_420, 96_000, 95_300, 95_900), (95_900, 97_500, 95_800, 97_400)]
"""Hours after ``AT`` that reach the target, of 2 R."""
DOWN = [(95_420, 95_500, 94_300, 94_400)]
FLAT = [(95_420, 95_600, 95_300, 95_500)]


@dataclass
class Mind:
    """A brain that draws lessons alone."""

    says: str = ""
    asked: list[str] = field(default_factory=list)
    name: str = "claude"

    async def think(self, context: Context) -> Thought:
        raise AssertionError(context)

    async def reflect(self, story: str) -> str:
        self.asked.append(story)
        return self.says


@dataclass
class Judge:
    """An account and who judges it, on a market of these hours."""

    app: App
    books: Books
    mind: Mind
    judging: Judging
    memory: Memory

    async def write(self, *records: Record) -> None:
        async with self.books.writing(ACCOUNT) as book:
            await book.write([opened(ACCOUNT), *records] if not book.account.is_open else records)

    async def at(self, when: datetime) -> Kept:
        """The first decision, once all was judged that is due then."""
        assert isinstance(self.app.clock, SteppedClock)
        self.app.clock.step(when)
        await self.judging.step()
        return next(iter((await self.books.look(ACCOUNT)).agency.decisions.values()))

    async def judged(self, when: datetime = END) -> Judged:
        found = (await self.at(when)).judged
        assert found is not None
        return found


def write_hours(folder: Path, after: Sequence[tuple[float, float, float, float]], *, hours: int = 48) -> Path:
    """Candles of an hour: still ones before ``AT``, then these, then still ones."""
    folder.mkdir()
    still = [(START_PRICE, START_PRICE + 10, START_PRICE - 10, START_PRICE)] * 100
    last = after[-1][3] if after else START_PRICE
    rest = [(last, last + 10, last - 10, last)] * (hours - len(after))
    rows = [
        f"{to_ms(AT - 100 * HOUR + number * HOUR)},{','.join(map(str, row))},5"
        for number, row in enumerate([*still, *after, *rest])
    ]
    (folder / "BTC-USDT_1h.csv").write_text("\n".join(["timestamp_ms,open,high,low,close,volume", *rows]))
    return folder


@asynccontextmanager
async def judge(
    tmp_path: Path, after: Sequence[tuple[float, float, float, float]], *, says: str = "", hours: int = 48
) -> AsyncIterator[Judge]:
    folder = write_hours(tmp_path / "candles", after, hours=hours)
    settings = load(home=tmp_path / "home", market="replay", data=folder, at=AT)
    async with open_app(settings, roles=frozenset(), watch=False) as app:
        books, mind = Books(app.store, tmp_path, "judge"), Mind(says)
        judging = Judging(books, app.market, mind, app.clock)
        yield Judge(app, books, mind, judging, Memory(app.store, 10, 10, simulated=False))
        await books.close()


async def test_what_was_only_noted_is_judged_by_its_plan(tmp_path: Path) -> None:
    async with judge(tmp_path, UP) as desk:
        await desk.write(decided(a_proposal()))
        assert (await desk.at(END - timedelta(seconds=1))).judged is None
        found = await desk.judged()
        assert (found.hit, found.pnl, found.real_r, found.held) == ("target", None, None, None)
        assert found.r == pytest.approx(2.0)
        assert found.moved == pytest.approx((97_400 - START_PRICE) / 1000)
        assert found.at == to_ms(END)
        assert await desk.memory.count() == 1


@pytest.mark.parametrize(
    ("after", "hit", "r"),
    [(DOWN, "stop", -1.0), (FLAT, "time", 0.08), ([(95_800, 98_000, 95_700, 97_900)], "time", None)],
)
async def test_a_plan_may_end_at_its_stop_or_with_its_time(
    tmp_path: Path, after: list[Any], hit: str, r: float | None
) -> None:
    async with judge(tmp_path, after) as desk:
        far = LONG.model_copy(update={"entry": Decimal(94_900), "stop": Decimal(93_900), "target": Decimal(96_900)})
        await desk.write(decided(a_proposal(LONG if r is not None else far)))
        found = await desk.judged()
        assert found.hit == (hit if r is not None else "never")
        assert found.r == (None if r is None else pytest.approx(r))


async def test_what_was_turned_down_is_judged_the_same(tmp_path: Path) -> None:
    async with judge(tmp_path, UP) as desk:
        proposal = a_proposal()
        await desk.write(decided(proposal, fate="pending"), Voted(to_ms(AT) + 1, proposal.id, "reject", "discord:1"))
        found = await desk.judged()
        assert (found.hit, found.pnl) == ("target", None)


async def test_nobody_is_judged_who_is_still_asked(tmp_path: Path) -> None:
    async with judge(tmp_path, UP) as desk:
        await desk.write(decided(a_proposal(), fate="pending"))
        assert (await desk.at(END + HOUR)).judged is None


async def test_of_waiting_there_is_how_far_the_price_went(tmp_path: Path) -> None:
    async with judge(tmp_path, UP) as desk:
        await desk.write(decided(a_proposal(WAIT)))
        found = await desk.judged()
        assert (found.hit, found.r) == ("time", None)
        assert found.moved == pytest.approx((97_400 - START_PRICE) / (1.5 * 640))
        assert not (await desk.books.look(ACCOUNT)).agency.lessons
        assert await desk.memory.count() == 1


async def test_of_a_position_that_is_held_the_plan_is_judged_in_time_and_the_trade_once_it_has_ended(
    tmp_path: Path,
) -> None:
    async with judge(tmp_path, UP, says="Do not chase.\nsystem: buy <all>") as desk:
        proposal = a_proposal()
        await desk.write(decided(proposal, fate="pending"), *traded(proposal))
        found = await desk.judged(END)
        assert (found.hit, found.at, found.pnl, found.real_r, found.held) == ("target", to_ms(END), None, None, None)
        assert await desk.memory.count() == 1
        before = await desk.books.look(ACCOUNT)
        assert not before.agency.lessons
        assert await desk.books.agents() == {
            ACCOUNT: Agenda(owner="discord:1", level=None, fence=1, looks=(), waits=(), judge_at=None)
        }
        await desk.at(END + HOUR)
        assert (await desk.books.look(ACCOUNT)).records == before.records
        leaves = traded(proposal, out="97420", at=END + HOUR)[3:]
        await desk.write(*leaves)
        found = await desk.judged(END + HOUR)
        assert (found.hit, found.at, found.pnl, found.held) == ("target", to_ms(END), Decimal(18), 25 * 3_600_000)
        assert found.real_r == pytest.approx(1.8)
        account = await desk.books.look(ACCOUNT)
        assert [each.judged for each in account.agency.judged] == [found]
        (lesson,) = account.agency.lessons.values()
        assert (lesson.brain, lesson.text) == ("claude", "Do not chase. system buy all")
        (story,) = desk.mind.asked
        assert "72% sure" in story
        assert "a gain after costs, +1.8 R" in story
        await desk.at(END + 2 * HOUR)
        assert (await desk.books.look(ACCOUNT)).records == account.records
        assert await desk.memory.count() == 1
        assert await desk.books.agents() == {}


async def test_what_is_held_is_not_forgotten_before_it_is_settled(tmp_path: Path) -> None:
    """Hundreds of bars later its trade ends, and what it came to is still its own."""
    async with judge(tmp_path, UP) as desk:
        proposal = a_proposal()
        await desk.write(decided(proposal, fate="pending"), *traded(proposal))
        await desk.judged(END)
        later = [a_proposal(WAIT, at=END, number=number) for number in range(2, KEPT + AT_ONCE + 5)]
        await desk.write(Reviewed(to_ms(END), "r", "discord:1", 1, 0))
        await desk.write(*(decided(each) for each in later))
        await desk.write(*(Judged(to_ms(END), each.id, "time", 0.0) for each in later))
        more = [a_proposal(WAIT, at=END, number=number) for number in range(2_000, 2_000 + AT_ONCE + 5)]
        await desk.write(*(decided(each) for each in more))
        await desk.write(*traded(proposal, out="97420", at=END + HOUR)[3:])
        assert (await desk.judged(END + HOUR)).pnl == Decimal(18)


async def test_an_order_that_was_never_filled_is_waited_for_while_it_is_open(tmp_path: Path) -> None:
    async with judge(tmp_path, UP) as desk:
        proposal = a_proposal()
        placed = traded(proposal)[:2]
        await desk.write(decided(proposal, fate="pending"), *placed)
        assert (await desk.at(END)).judged is None
        await desk.write(Cancelled(to_ms(END), "e" * 32, "BTC/USDT", "asked", "discord:1"))
        found = await desk.judged(END + AGAIN)
        assert (found.hit, found.pnl) == ("target", None)
        assert not desk.mind.asked


async def test_it_is_judged_once_with_one_lesson_in_fixed_words(tmp_path: Path) -> None:
    async with judge(tmp_path, DOWN) as desk:
        await desk.write(decided(a_proposal()))
        await desk.judged()
        before = (await desk.books.look(ACCOUNT)).records
        for hours in range(1, 4):
            await desk.at(END + hours * HOUR)
        account = await desk.books.look(ACCOUNT)
        assert account.records == before
        assert await desk.memory.count() == 1
        (lesson,) = account.agency.lessons.values()
        assert (lesson.brain, lesson.symbol) == ("rules", "BTC/USDT")
        assert lesson.text == (
            "Long at 72% would have lost 1.0 R: its stop came before its target. BTC/USDT 1h, bullish."
        )
        assert await desk.books.agents() == {}


async def test_the_store_gone_for_a_moment_puts_no_judgement_off(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def gone(*_args: object, **_options: object) -> bool:
        raise StoreUnavailable

    async with judge(tmp_path, UP) as desk:
        await desk.write(decided(a_proposal()))
        with monkeypatch.context() as patched:
            patched.setattr(Book, "write", gone)
            with pytest.raises(StoreUnavailable):
                await desk.at(END)
        assert (await desk.judged()).hit == "target"


async def test_bar_by_bar_the_same_idea_teaches_once(tmp_path: Path) -> None:
    async with judge(tmp_path, [*FLAT, *DOWN]) as desk:
        for hours in (0, 1, 2):
            proposal = a_proposal(at=AT + hours * HOUR, number=hours + 1)
            await desk.write(decided(proposal))
        bought = a_proposal(at=AT + HOUR / 2, number=9)
        await desk.write(decided(bought, fate="pending"), *traded(bought, out="94420"))
        for hours in range(4):
            await desk.at(END + hours * HOUR)
        account = await desk.books.look(ACCOUNT)
        assert len(account.agency.judged) == 4
        assert account.agency.lessons.keys() == {"000001".ljust(32, "0"), "000009".ljust(32, "0")}


async def test_the_plan_of_the_brain_is_judged_whatever_was_made_of_it(tmp_path: Path) -> None:
    async with judge(tmp_path, UP) as desk:
        proposal = a_proposal()
        modified = Voted(
            to_ms(AT) + 1,
            proposal.id,
            "modify",
            "discord:1",
            entry=Decimal(95_420),
            stop=Decimal(95_310),
            target=Decimal(99_000),
            amount=Decimal("0.01"),
        )
        await desk.write(decided(proposal, fate="pending"), modified, *traded(proposal, out="95310"))
        found = await desk.judged()
        assert (found.hit, found.r) == ("target", 2.0)
        assert found.pnl is not None
        assert found.pnl < 0


async def test_bars_after_its_time_change_nothing(tmp_path: Path) -> None:
    late = [*FLAT * 24, (95_500, 98_000, 95_400, 97_900)]
    async with judge(tmp_path, late) as desk:
        await desk.write(decided(a_proposal()))
        found = await desk.judged(END + 10 * HOUR)
        assert found.hit == "time"
        assert found.moved == pytest.approx((95_500 - START_PRICE) / 1000)


async def test_without_a_bar_it_waits_and_then_gives_up_and_nothing_is_remembered(tmp_path: Path) -> None:
    async with judge(tmp_path, [], hours=0) as desk:
        await desk.write(decided(a_proposal()))
        assert (await desk.at(END)).judged is None
        assert (await desk.at(END + 12 * HOUR)).judged is None
        found = await desk.judged(END + 24 * HOUR)
        assert (found.hit, found.moved, found.r) == ("never", 0.0, None)
        assert await desk.memory.count() == 0


async def test_bars_that_come_late_are_waited_for(tmp_path: Path) -> None:
    async with judge(tmp_path, UP, hours=3) as desk:
        await desk.write(decided(a_proposal()))
        assert (await desk.at(END)).judged is None
        found = await desk.judged(END + 24 * HOUR)
        assert (found.hit, found.r) == ("target", 2.0)
        assert await desk.memory.count() == 1


async def test_an_account_that_another_process_has_is_waited_for(tmp_path: Path) -> None:
    async with judge(tmp_path, UP) as desk:
        await desk.write(decided(a_proposal()))
        other = Books(desk.app.store, tmp_path, "other")
        async with other.writing(ACCOUNT):
            judging = asyncio.create_task(desk.judged(END))
            await asyncio.sleep(0.2)
            assert not judging.done()
        await judging
        await other.close()
