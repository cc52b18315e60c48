"""What a user would lose: that what they ordered is what they see, through the whole desk."""

from datetime import timedelta
from decimal import Decimal

import pytest

from bot.app import App
from services.core.clock import SteppedClock
from services.core.principal import Principal
from services.core.request import AnyRequest
from services.core.roles import Role
from services.orders.close import Close
from services.orders.entry import Buy, OrderPreview
from services.portfolio.balance import Balance, BalanceAnswer
from services.portfolio.open_orders import Orders, OrdersAnswer
from services.portfolio.positions_facts import Positions, PositionsAnswer
from services.portfolio.trades import Trades, TradesAnswer
from tests.asks import ask

ANN = Principal(id="discord:1", name="Ann", role=Role.TRADER)


async def said(app: App, request: AnyRequest) -> object:
    return await app.desk.ask(ask(request, ANN))


async def later(app: App, minutes: int = 3) -> None:
    assert isinstance(app.clock, SteppedClock)
    app.clock.step(app.clock.now() + timedelta(minutes=minutes))
    await app.trading.watcher.step()


async def bought(app: App, **options: object) -> None:
    price = (await app.market.snapshot("BTC/USDT", "1m", 1)).price
    stop, target = (Decimal(f"{price * part:.1f}") for part in (0.9, 1.2))
    wish = Buy.model_validate({"symbol": "BTC/USDT", "amount": "10%", "stop": stop, "target": target, **options})
    preview = await said(app, wish)
    assert isinstance(preview, OrderPreview)
    await said(app, preview.placed())
    await later(app)


@pytest.mark.parametrize(("options", "symbol"), [({}, "BTC/USDT"), ({"leverage": Decimal(5)}, "BTC/USDT:USDT")])
async def test_what_was_bought_is_seen_and_then_traded(app: App, options: dict[str, object], symbol: str) -> None:
    await bought(app, **options)
    held = await said(app, Positions(symbol="btc"))
    assert isinstance(held, PositionsAnswer)
    one = held.first
    assert one is not None
    assert (one.symbol, one.side, one.stopped) == (symbol, "long", one.amount)
    assert one.reading is not None
    assert (one.liquidation is None) == (symbol == "BTC/USDT")
    waiting = await said(app, Orders())
    assert isinstance(waiting, OrdersAnswer)
    assert {order.short for order in waiting.open} == {each.short for each in (*one.stops, *one.targets)}
    worth = await said(app, Balance())
    assert isinstance(worth, BalanceAnswer)
    assert worth.equity == worth.start + worth.unrealised - worth.fees - worth.funding
    await said(app, Close(symbol=symbol))
    await later(app)
    after = await said(app, Trades(symbol="btc"))
    assert isinstance(after, TradesAnswer)
    (trade,) = after.trades
    assert (trade.symbol, trade.amount, trade.entry) == (symbol, one.amount, one.entry)
    worth = await said(app, Balance())
    assert isinstance(worth, BalanceAnswer)
    assert worth.equity == worth.start + trade.pnl
    assert (worth.positions, worth.orders) == ((), 0)


async def test_the_market_of_a_position_is_read_as_the_study_reads_it(app: App) -> None:
    await bought(app)
    for timeframe in ("1h", "1d"):
        held = await said(app, Positions(timeframe=timeframe))
        assert isinstance(held, PositionsAnswer)
        assert held.first is not None
        assert held.first.reading is not None
        assert (held.timeframe, held.first.reading.fib.timeframe) == (timeframe, timeframe)
