"""What people would lose: a result that is not what their journal says, or being listed unasked."""

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal

import numpy as np
import pytest

from analytics.trading.records import Record
from bot.app import App
from services.accounts.books import Books
from services.core.errors import InvalidRequest
from services.core.principal import Principal
from services.core.roles import Role
from services.market.timeframes import to_ms
from services.portfolio.balance import Balance, BalanceAnswer
from services.portfolio.equity import STEPS, step_for
from services.portfolio.leaderboard import LEAST_TRADES, Leaderboard, LeaderboardAnswer, Ranked, RankedAnswer
from services.portfolio.performance_facts import Performance, PerformanceAnswer
from services.store import keys
from tests.asks import ask
from tests.unit.analytics.trading.journals import DAY, HOUR, Made, journal, opened, reset

ANN = Principal(id="shell:ann", name="ann", role=Role.TRADER)
BOB = Principal(id="shell:bob", name="bob", role=Role.TRADER)
CY = Principal(id="shell:cy", name="cy", role=Role.TRADER)


async def written(app: App, who: Principal, records: Sequence[Record]) -> None:
    books = Books(app.store, app.settings.home, "test")
    async with books.writing(f"paper:{who.id}") as book:
        assert await book.write(records)
    await books.close()


async def performed(app: App, who: Principal = ANN, request: Performance | None = None) -> PerformanceAnswer:
    answer = await app.desk.ask(ask(request or Performance(), who))
    assert isinstance(answer, PerformanceAnswer)
    return answer


def account(who: Principal, at: int) -> Record:
    return opened(at, account=f"paper:{who.id}")


async def price(app: App, hours: int, symbol: str = "BTC/USDT") -> str:
    """The close of so many hours ago."""
    candles, _ = await app.market.candles(symbol, "1h", hours + 1)
    return repr(float(candles.close[-1 - hours]))


async def test_equity_is_that_of_the_balance_to_the_last_digit(app: App) -> None:
    now = to_ms(app.market.now())
    made = [
        Made(now - 50 * HOUR, now - 40 * HOUR, await price(app, 50), await price(app, 40), "0.05"),
        Made(now - 30 * HOUR, None, await price(app, 30), amount="0.03"),
        Made(now - 20 * HOUR, None, await price(app, 20, "ETH/USDT"), amount="0.7", symbol="ETH/USDT"),
    ]
    await written(app, ANN, [account(ANN, now - 4 * DAY), *journal(*made)[1:]])
    answer = await performed(app, request=Performance(period="week"))
    balance = await app.desk.ask(ask(Balance(), ANN))
    assert isinstance(balance, BalanceAnswer)
    assert answer.equity == balance.equity
    assert answer.net == balance.equity - 10_000
    assert answer.change == pytest.approx(float(answer.net) / 10_000)
    assert (answer.trades.count, answer.open_positions) == (1, 2)
    assert answer.exposure_share == pytest.approx(40 / 96)


async def test_a_short_gains_what_its_market_falls(app: App) -> None:
    now, symbol = to_ms(app.market.now()), "BTC/USDT:USDT"
    entry = await price(app, 30, symbol)
    await written(
        app,
        ANN,
        [
            account(ANN, now - 2 * DAY),
            *journal(Made(now - 30 * HOUR, None, entry, amount="0.1", symbol=symbol, way="sell"))[1:],
        ],
    )
    answer = await performed(app, request=Performance(period="week"))
    newest, _ = await app.market.ticker(symbol)
    fee = Decimal(entry) * Decimal("0.0001")
    assert float(answer.net + answer.funding) == pytest.approx(0.1 * (float(entry) - newest.last) - float(fee))
    assert answer.benchmark is not None
    assert answer.benchmark.symbol == symbol


async def test_the_curve_is_the_journal_at_the_markets_closes(app: App) -> None:
    """Recomputed from nothing but the prices and the trade."""
    now = to_ms(app.market.now())
    entry, exit_ = await price(app, 100), await price(app, 10)
    made = Made(now - 100 * HOUR, now - 10 * HOUR, entry, exit_, "0.1")
    await written(app, ANN, [account(ANN, now - 6 * DAY), *journal(made)[1:]])
    answer = await performed(app, request=Performance(period="all"))
    candles, _ = await app.market.candles("BTC/USDT", "1h", 200)
    close = dict(zip((candles.time + HOUR).tolist(), candles.close.tolist(), strict=True))
    spent, back = Decimal(entry) * Decimal("0.1001"), Decimal(exit_) * Decimal("0.0999")
    expected = []
    for at in answer.curves.time.tolist():
        held = now - 100 * HOUR <= at < now - 10 * HOUR
        cash = 10_000 - (float(spent) if at >= now - 100 * HOUR else 0) + (0 if at < now - 10 * HOUR else float(back))
        expected.append((cash + (0.1 * close[at] if held else 0)) / 10_000)
    np.testing.assert_allclose(answer.curves.index, expected, rtol=1e-12)
    assert answer.net == back - spent
    assert answer.benchmark is not None
    assert answer.benchmark.symbol == "BTC/USDT"
    assert answer.benchmark.change == pytest.approx(close[now] / close[now - 6 * DAY] - 1, rel=0.01)


async def test_who_never_traded_has_nothing_to_show(app: App) -> None:
    answer = await performed(app)
    assert answer.net == answer.change == answer.trades.count == 0
    assert answer.sharpe is None
    assert answer.fall is None
    assert answer.equity == answer.equity_start == 10_000
    assert await app.store.keys_like(keys.journal("*")) == []  # and nothing was written


async def test_a_period_is_not_longer_than_it_says(app: App) -> None:
    now = to_ms(app.market.now())
    old = Made(now - 20 * DAY, now - 19 * DAY, "100", "50", symbol="SOL/USDT")
    await written(app, ANN, [account(ANN, now - 40 * DAY), *journal(old)[1:]])
    spans = {"day": 1, "week": 7, "month": 30, "all": 40}
    for period in ("day", "week", "month", "all"):
        answer = await performed(app, request=Performance(period=period))
        assert timedelta(days=spans[period]) <= answer.as_of - answer.start < timedelta(days=spans[period] * 1.1)
        assert answer.trades.count == (1 if period in ("month", "all") else 0), period
        assert (answer.net < 0) == (period in ("month", "all")), period


async def test_after_a_reset_only_all_there_is_goes_further_back(app: App) -> None:
    now = to_ms(app.market.now())
    lost = Made(now - 5 * DAY, now - 4 * DAY, "100", "50", "10", symbol="SOL/USDT")
    await written(app, ANN, [account(ANN, now - 6 * DAY), *journal(lost, reset(now - 3 * DAY))[1:]])
    month = await performed(app, request=Performance(period="month"))
    assert month.net == month.resets == month.trades.count == 0
    everything = await performed(app, request=Performance(period="all"))
    assert (everything.net, everything.resets, everything.trades.count) == (Decimal("-501.5"), 1, 1)
    assert everything.equity == 10_000


@pytest.mark.parametrize("days", [0, 0.001, 0.1, 1, 7, 30, 100, 5000])
def test_a_curve_has_few_points_or_days(days: float) -> None:
    step = step_for(round(days * DAY))
    assert step in STEPS
    assert step == "1d" or days * DAY / {"1m": 60e3, "5m": 300e3, "15m": 900e3, "1h": 36e5, "4h": 144e5}[step] <= 200


async def board(app: App, who: Principal = ANN, period: str = "month") -> LeaderboardAnswer:
    answer = await app.desk.ask(ask(Leaderboard.model_validate({"period": period}), who))
    assert isinstance(answer, LeaderboardAnswer)
    return answer


async def listed(app: App, who: Principal, *, on: bool = True) -> RankedAnswer:
    answer = await app.desk.ask(ask(Ranked(on=on), who))
    assert isinstance(answer, RankedAnswer)
    return answer


async def traded(app: App, who: Principal, gain: int, count: int = LEAST_TRADES, *, fresh: bool = False) -> None:
    """``count`` trades that gain so much each, and with ``fresh`` a reset behind them."""
    now = to_ms(app.market.now())
    made = [
        Made(now - (20 - k) * HOUR, now - (20 - k) * HOUR + HOUR // 2, "1000", str(1000 + gain), symbol="ETH/USDT")
        for k in range(count)
    ]
    ending = [reset(now - HOUR)] if fresh else []
    await written(app, who, [account(who, now - 2 * DAY), *journal(*made, *ending)[1:]])


async def test_nobody_is_listed_unasked_and_the_best_is_first(app: App) -> None:
    await traded(app, ANN, 5)
    await traded(app, BOB, 50)
    await traded(app, CY, 500)
    assert (await board(app)).ranks == ()
    assert not (await listed(app, ANN)).was_on
    assert (await listed(app, ANN)).was_on
    await listed(app, BOB)
    shown = await board(app)
    assert [(each.rank, each.person) for each in shown.ranks] == [(1, "shell:bob"), (2, "shell:ann")]
    assert shown.ranks[0].change == pytest.approx((5 * 50 - 5 * 2.05) / 10_000)
    await listed(app, BOB, on=False)
    assert [each.person for each in (await board(app)).ranks] == ["shell:ann"]


async def test_a_reset_does_not_wipe_losses_off_the_board(app: App) -> None:
    await traded(app, ANN, -200, fresh=True)
    await listed(app, ANN)
    (shown,) = (await board(app)).ranks
    assert shown.change == pytest.approx((5 * -200 - 5 * 1.8) / 10_000)
    assert shown.drawdown_pct < -0.08


async def test_few_trades_are_not_ranked(app: App) -> None:
    await traded(app, ANN, 50, LEAST_TRADES - 1)
    await listed(app, ANN)
    await listed(app, BOB)  # who never traded
    shown = await board(app)
    assert (shown.ranks, shown.listed, shown.ranked) == ((), 2, 0)


async def test_no_cash_of_others_is_told(app: App) -> None:
    await traded(app, ANN, 50)
    await listed(app, ANN)
    told = (await board(app, BOB)).model_dump_json()
    assert not any(word in told for word in ("equity", "cash", "USDT", "net", "10000"))


async def test_servers_have_boards_of_their_own_and_private_ones_none(app: App) -> None:
    here = Principal(id="discord:1", name="Ann", role=Role.TRADER, server="discord:9")
    there = here.model_copy(update={"server": "discord:8"})
    await traded(app, here, 50)
    await listed(app, here)
    assert (await board(app, here)).listed == 1
    assert (await board(app, there)).listed == 0
    alone = here.model_copy(update={"server": None})
    for request in (Leaderboard(), Ranked()):
        with pytest.raises(InvalidRequest, match="server"):
            await app.desk.ask(ask(request, alone))
