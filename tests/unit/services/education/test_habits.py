"""Habits: each is measured in one's own trades, held against chance by other reckoning than the desk's, told with the
trades that show it and to nobody else."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import combinations, pairwise
from typing import Literal, get_args

import numpy as np
import pytest

from analytics.permutation import chance_of_gap, chance_of_mean
from analytics.trading.orders import Order
from analytics.trading.positions import Trade
from analytics.trading.records import Ordered, Record
from bot.app import App
from services.accounts.books import Books
from services.accounts.choice import IN_USE, AccountChoices
from services.core.errors import InvalidRequest, JournalBroken
from services.core.principal import Principal
from services.core.roles import Role
from services.education.book import Learner
from services.education.curriculum import key_of
from services.education.habit_facts import (
    AnyHabit,
    Chasing,
    Habits,
    HabitsAnswer,
    HeldLonger,
    NoStop,
    OwnReply,
    OwnReplyAnswer,
    SizeAfterLoss,
)
from services.education.habit_measures import (
    BEFORE,
    FAR,
    MEAN_BARS,
    chasing,
    habits_of,
    held_longer,
    no_stop,
    size_after_loss,
    stretch_of,
)
from services.education.learning import Learn, LearnAnswer
from services.education.lesson import Habit
from services.education.own import OwnTrades
from services.education.quiz import Quiz, QuizAnswer
from services.education.recall import Recalled
from services.market.candles import Candles
from services.market.timeframes import to_ms
from services.portfolio.trades import trade_facts
from services.store.keys import accounts_of
from tests.asks import ask
from tests.unit.analytics.trading.journals import DAY, HOUR, Made, journal, opened

ANN = Principal(id="shell:ann", name="ann", role=Role.TRADER)
BOB = Principal(id="shell:bob", name="bob", role=Role.TRADER)
T0 = 1_701_302_400_000


def trade(
    number: int,
    pnl: float,
    *,
    held: float = 5.0,
    size: str = "0.1",
    risk: str | None = "50",
    side: Literal["long", "short"] = "long",
    entry: str = "40000",
) -> Trade:
    start = T0 + number * 100 * HOUR
    price, amount = Decimal(entry), Decimal(size)
    return Trade(
        "BTC/USDT",
        side,
        amount,
        price,
        price,
        Decimal(str(pnl)),
        Decimal(0),
        Decimal(0),
        None if risk is None else Decimal(risk),
        start,
        start + round(held * HOUR),
    )


def of(habits: Sequence[AnyHabit], name: Habit) -> AnyHabit:
    return next(each for each in habits if each.habit == name)


def exact_chance(values: Sequence[float], marked: int) -> float:
    """Of all ways to mark as many, how many have a gap of means at least that of the first ``marked``."""
    everything = np.array(values)

    def gap(chosen: Sequence[int]) -> float:
        inside = np.isin(np.arange(len(everything)), chosen)
        return float(everything[inside].mean() - everything[~inside].mean())

    seen = gap(range(marked))
    gaps = [gap(each) for each in combinations(range(len(values)), marked)]
    return float(np.mean([each >= seen - 1e-12 for each in gaps]))


@pytest.mark.parametrize("values", [[5.0, 4, 6, 7, 1, 2, 3, 2], [1.0, 9, 4, 4, 4, 4, 4, 4], [1.0] * 8])
def test_chance_is_the_share_of_all_ways_to_deal_the_marks(values: list[float]) -> None:
    marked = np.arange(len(values)) < 4
    assert chance_of_gap(np.array(values), marked) == pytest.approx(exact_chance(values, 4), abs=0.03)


def test_chance_has_no_answer_without_two_kinds_and_is_the_same_each_time() -> None:
    values = np.array([1.0, 2.0, 3.0])
    assert np.isnan(chance_of_gap(values, np.array([True, True, True])))
    assert np.isnan(chance_of_mean(np.array([]), []))
    marked = np.array([True, False, False])
    assert chance_of_gap(values, marked) == chance_of_gap(values, marked)


def test_a_mean_is_held_against_one_draw_from_each_pool() -> None:
    pools = [np.array([0.0, 1.0]), np.array([0.0, 1.0])]
    assert chance_of_mean(np.array([1.0, 1.0]), pools) == pytest.approx(0.25, abs=0.03)
    assert chance_of_mean(np.array([0.0, 0.0]), pools) == 1.0
    assert chance_of_mean(np.array([2.0, 2.0]), pools) == pytest.approx(1 / 2000)


def test_under_no_habit_chance_is_called_one_about_as_seldom_as_it_says() -> None:
    lot = np.random.default_rng(7)
    found = 0
    for _ in range(300):
        trades = [
            trade(
                at, float(lot.choice([-30, 30])), held=float(lot.exponential(10)) + 0.1, size=f"{lot.uniform(1, 2):.3f}"
            )
            for at in range(24)
        ]
        found += any(each.found for each in habits_of(trades, (), {}))
    assert found <= 300 * 0.05 + 3 * np.sqrt(300 * 0.05 * 0.95)


def test_losers_held_longer_are_told_from_winners() -> None:
    trades = [trade(at, -40 if at % 2 else 30, held=50.0 + at if at % 2 else 4.0) for at in range(20)]
    habit = of(habits_of(trades, (), {}), "losers held longer")
    assert isinstance(habit, HeldLonger)
    assert habit.found
    lost = [50.0 + at for at in range(1, 20, 2)]
    assert habit.measured == pytest.approx(3600 * float(np.prod(lost)) ** (1 / 10))
    assert habit.usual == pytest.approx(4 * 3600)
    assert (habit.seen, habit.looked_at) == (10, 10)
    assert habit.trades == tuple(trade_facts(trades[at]) for at in (19, 17, 15))
    assert not held_longer([replace(each, pnl=-each.pnl) for each in trades]).seen


def test_a_trade_is_larger_after_a_loss_beside_the_one_that_had_ended_before() -> None:
    trades = [trade(at, -40 if at % 2 == 0 else 30, size="0.2" if at % 2 else "0.1") for at in range(20)]
    habit = of(habits_of(trades, (), {}), "size after a loss")
    assert isinstance(habit, SizeAfterLoss)
    assert habit.found
    assert habit.measured == pytest.approx(2)
    assert habit.usual == pytest.approx(0.5)
    assert (habit.seen, habit.looked_at) == (10, 10)
    overlapping = [replace(each, opened_at=T0) for each in trades]
    assert size_after_loss(overlapping).looked_at == 0  # none had ended as they were opened


def test_growing_with_the_account_is_no_habit() -> None:
    trades = [trade(at, -40 if at % 3 == 0 else 30, size=str(round(0.1 * 1.05**at, 6))) for at in range(30)]
    assert not of(habits_of(trades, (), {}), "size after a loss").found


def stop(at: int, *, buying: bool = False, symbol: str = "BTC/USDT") -> Record:
    way: Literal["buy", "sell"] = "buy" if buying else "sell"
    return Ordered(at, Order(f"stop{at}", symbol, way, "stop", Decimal("0.1"), at, trigger=Decimal(39_000)))


def test_a_stop_that_was_placed_later_is_one() -> None:
    trades = [trade(at, -10, risk=None if at < 4 else "50") for at in range(12)]
    habit = no_stop(trades, ())
    assert (habit.seen, habit.looked_at, habit.found, habit.chance) == (4, 12, True, None)
    start = trades[0].opened_at
    assert no_stop(trades, (stop(start + HOUR),)).seen == 3
    assert no_stop(trades, (stop(start - HOUR), stop(trades[0].closed_at))).seen == 4
    assert no_stop(trades, (stop(start + HOUR, buying=True),)).seen == 4  # it would have bought more
    assert no_stop(trades, (stop(start + HOUR, symbol="ETH/USDT"),)).seen == 4
    assert not no_stop(trades[2:], ()).found  # twice is a slip


def hours(closes: Sequence[float], start: int = T0) -> Candles:
    close = np.array(closes)
    time = start + np.arange(len(close), dtype=np.int64) * HOUR
    return Candles("BTC/USDT", "1h", time, close, close + 5, close - 5, close, np.ones(len(close)))


def waves(count: int) -> list[float]:
    return [100 + 8 * float(np.sin(at / 9)) for at in range(count)]


def test_how_far_an_entry_is_beyond_the_mean_is_known_as_it_is_made() -> None:
    closes = waves(300)
    candles = hours(closes)
    entered = replace(trade(0, 1, entry="125"), opened_at=T0 + 260 * HOUR + 60_000)
    found = stretch_of(entered, candles)
    assert found is not None
    known = closes[:260]
    reach = _wilder(known)
    assert found.entered == pytest.approx((125 - np.mean(known[-MEAN_BARS:])) / reach)
    assert len(found.hours) == BEFORE
    later = stretch_of(entered, hours([*closes[:260], *(1000.0 for _ in range(40))]))
    assert later is not None
    assert later.entered == found.entered
    np.testing.assert_array_equal(later.hours, found.hours)
    short = stretch_of(replace(entered, side="short"), candles)
    assert short is not None
    assert short.entered == -found.entered


def _wilder(closes: Sequence[float]) -> float:
    ranges = [max(b + 5, a) - min(b - 5, a) for a, b in pairwise(closes)]
    value = float(np.mean(ranges[:14]))
    for each in ranges[14:]:
        value = (value * 13 + each) / 14
    return value


@pytest.mark.parametrize("at", [100, 400])
def test_an_entry_that_the_hours_do_not_reach_is_not_looked_up(at: int) -> None:
    """Too little before it, or a hole up to it."""
    assert stretch_of(replace(trade(0, 1), opened_at=T0 + at * HOUR), hours(waves(300))) is None


def test_entries_far_beyond_the_mean_are_chased() -> None:
    candles = hours(waves(900))
    entries = [
        replace(trade(0, 1, entry="150"), opened_at=T0 + at * HOUR, closed_at=T0 + (at + 1) * HOUR)
        for at in range(300, 900, 50)
    ]
    habit = of(habits_of(entries, (), {"BTC/USDT": candles}), "chasing")
    assert isinstance(habit, Chasing)
    assert habit.found
    assert (habit.seen, habit.looked_at) == (12, 12)
    assert habit.measured is not None
    assert habit.measured > FAR
    with_the_market = [replace(each, entry=Decimal(str(waves(900)[(each.opened_at - T0) // HOUR]))) for each in entries]
    assert not of(habits_of(with_the_market, (), {"BTC/USDT": candles}), "chasing").found
    assert chasing(entries, {}).looked_at == 0


def test_of_few_trades_nothing_is_said() -> None:
    assert habits_of([trade(at, -10, risk=None) for at in range(9)], (), {}) == ()


async def written(app: App, who: Principal, made: Sequence[Made]) -> None:
    now = to_ms(app.market.now())
    books = Books(app.store, app.settings.home, "test")
    async with books.writing(f"paper:{who.id}") as book:
        assert await book.write([opened(now - 40 * DAY, account=f"paper:{who.id}"), *journal(*made)[1:]])
    await books.close()


async def bad_trades(app: App) -> list[Made]:
    """Losers held for 20 hours and winners for one, half of them without a stop."""
    now = to_ms(app.market.now())
    return [
        Made(
            start,
            start + (20 if at % 2 else 1) * HOUR,
            "40000",
            "39500" if at % 2 else "40500",
            "0.01",
            stop="39000" if at % 4 < 2 else None,
        )
        for at in range(16)
        for start in (now - (450 - 25 * at) * HOUR,)
    ]


async def looked(app: App, who: Principal = ANN) -> HabitsAnswer:
    answer = await app.desk.ask(ask(Habits(), who))
    assert isinstance(answer, HabitsAnswer)
    return answer


async def test_habits_are_found_in_ones_own_journal_and_in_nobody_elses(app: App) -> None:
    await written(app, ANN, await bad_trades(app))
    answer = await looked(app)
    assert answer.count == 16
    found = {each.habit for each in answer.habits if each.found}
    assert {"no stop", "losers held longer"} <= found
    assert answer.found == len(found)
    bare = of(answer.habits, "no stop")
    assert isinstance(bare, NoStop)
    assert (bare.seen, bare.looked_at) == (8, 16)
    assert of(answer.habits, "chasing").looked_at == 16
    other = await looked(app, BOB)
    assert (other.count, other.habits, other.question) == (0, (), None)


async def test_a_question_on_ones_own_trade_is_graded_by_what_it_came_to(app: App) -> None:
    now = to_ms(app.market.now())
    await written(
        app,
        ANN,
        [
            Made(now - 50 * HOUR, now - 49 * HOUR, "40000", "41000", "0.1", stop="39000"),
            Made(now - 40 * HOUR, now - 39 * HOUR, "40000", "39000", "0.1", stop="39000"),
        ],
    )
    question = (await looked(app)).question
    assert question is not None
    assert question.asks == "size"
    assert (float(question.entry), float(question.risk), float(question.cash)) == (40_000, 100, 10_000)

    async def replied(asks: Literal["R", "size"], reply: str, who: Principal = ANN) -> OwnReplyAnswer:
        answer = await app.desk.ask(ask(OwnReply(asks=asks, closed=question.closed, reply=reply), who))
        assert isinstance(answer, OwnReplyAnswer)
        return answer

    for reply, right in (("0.1", True), (" 0.1 btc", True), ("1/10", True), ("0.0025", False), ("1", False)):
        assert (await replied("size", reply)).right is right, reply
    following = (await replied("size", "0.1")).following
    assert following is not None
    assert (following.asks, following.pnl > 0) == ("R", True)
    lost = 100 + 0.1 * 40_000 * 0.001 + 0.1 * 39_000 * 0.001
    told = await replied("R", f"{-lost / 100:.2f}R")
    assert told.right
    assert told.answer == pytest.approx(-lost / 100)
    assert not (await replied("R", "1.08")).right
    assert not (await replied("R", "-1")).right  # costs are part of it
    for nonsense in ("", "nan", "inf", "1e999", "@everyone", "one"):
        with pytest.raises(InvalidRequest):
            await replied("R", nonsense)
    with pytest.raises(InvalidRequest, match="no more in this account"):
        await replied("R", "1", BOB)


async def test_each_habit_has_the_lesson_about_it(app: App) -> None:
    await written(app, ANN, await bad_trades(app))
    lessons = {each.habit: each.lesson for each in (await looked(app)).habits}
    assert set(lessons) == set(get_args(Habit))
    assert all(lessons.values()), lessons
    assert len({each.name for each in lessons.values() if each is not None}) == len(lessons)


async def learned(app: App, who: Principal = ANN) -> LearnAnswer:
    answer = await app.desk.ask(ask(Learn(), who))
    assert isinstance(answer, LearnAnswer)
    return answer


async def quizzed(app: App, who: Principal = ANN) -> QuizAnswer:
    answer = await app.desk.ask(ask(Quiz(), who))
    assert isinstance(answer, QuizAnswer)
    return answer


async def test_the_school_brings_forward_the_lessons_that_ones_own_trades_call_for(app: App) -> None:
    await written(app, ANN, await bad_trades(app))
    found = [each.lesson for each in (await looked(app)).habits if each.found]
    own = (await learned(app)).own
    assert own is not None
    assert (own.account, [each.lesson for each in own.habits]) == ("main", found)
    shown = await quizzed(app)
    assert (shown.reason, shown.posed and shown.posed.lesson) == ("own trades", found[0])
    assert shown.own is not None
    assert shown.own.habits[0].trades
    for who in (BOB, ANN.model_copy(update={"server": "discord:9"})):
        assert ((await learned(app, who)).own is None) == (who == BOB)  # in a server too, but nobody else
    assert (await quizzed(app, BOB)).reason == "nothing due"


async def test_a_lesson_that_is_passed_is_brought_forward_no_more(app: App) -> None:
    await written(app, ANN, await bad_trades(app))
    curriculum = await app.library.curriculum()
    own = OwnTrades(AccountChoices(app.store), Books(app.store, app.settings.home, "reader"), app.market)
    about = next(each for each in curriculum.lessons.values() if each.habit == "no stop")
    at = app.market.now()
    known = Recalled(turns=1, right=1, last_right=True, said="", last=at, due=at, stability=1.0, difficulty=5.0)
    learner = Learner(questions={key_of(about, each): known for each in about.questions})
    before, after = [await own.seen(ANN, curriculum, each) for each in (Learner(), learner)]
    assert before is not None
    assert after is not None
    assert {each.habit for each in before.habits} - {each.habit for each in after.habits} == {"no stop"}


async def test_the_school_goes_on_where_trades_cannot_be_read(app: App, monkeypatch: pytest.MonkeyPatch) -> None:
    await written(app, ANN, await bad_trades(app))

    async def broken(*_: object) -> None:
        raise JournalBroken(account="main", seq=3)

    monkeypatch.setattr(Books, "look", broken)
    assert (await learned(app)).own is None
    assert (await quizzed(app)).reason == "nothing due"


async def test_the_account_of_a_server_is_nobodys_own(app: App) -> None:
    on_server = ANN.model_copy(update={"server": "discord:9"})
    await written(app, ANN.model_copy(update={"id": "server:discord:9"}), await bad_trades(app))
    await app.store.hash_set_new(accounts_of(ANN.id), IN_USE, "server")
    assert (await looked(app, on_server)).found
    assert (await learned(app, on_server)).own is None
