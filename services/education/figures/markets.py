"""Figures of the track on markets and orders: what orders get on the paper exchange, and what trading costs.

Nothing costs anything in a figure unless it is about costs.
"""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any, Final

import numpy as np

from analytics.performance import equity_of
from analytics.position import Trade
from analytics.returns import horizon_returns
from analytics.trading.account import Account
from analytics.trading.costs import NO_LIQUIDITY, Friction, Liquidity, expected_fill, fee
from analytics.trading.costs import slippage as slippage_of
from analytics.trading.instrument import Instrument
from analytics.trading.matching import match, place
from analytics.trading.orders import Order, OrderType, Way
from analytics.trading.plan_course import Plan, followed
from analytics.trading.positions import Position
from analytics.trading.records import Filled, Opened
from analytics.trading.seen import Seen
from services.education.figures import BadFigure, figure
from services.education.figures._alike import share
from services.market.candles import Candles
from services.words.numbers import exact

TICK: Final = Decimal("0.01")
FREE: Final = Friction(spread=Decimal(0), impact=Decimal(0), participation=Decimal(1))
ONE: Final = Decimal(1)


def _market(lot: Decimal = Decimal("0.001")) -> Instrument:
    return Instrument(
        symbol="DRAWN/USDT:USDT",
        base="DRAWN",
        quote="USDT",
        kind="perpetual",
        tick=TICK,
        lot=lot,
        least_amount=lot,
        least_notional=Decimal(0),
        maker=Decimal(0),
        taker=Decimal(0),
    )


# prices and costs


@figure
def spread_cost(bid: float, ask: float, amount: float) -> float:
    """What ``amount`` loses that is bought and at once sold again, by the fills that the paper exchange expects."""
    middle = exact(bid + ask) / 2
    friction = Friction(spread=exact(ask - bid) / middle, impact=Decimal(0), participation=ONE)
    bought, sold = (
        expected_fill(
            _market(), middle, exact(amount), buying=buying, friction=friction, liquidity=NO_LIQUIDITY
        ).quantize(TICK)
        for buying in (True, False)
    )
    return float((bought - sold) * exact(amount))


@figure
def rise_to_even(bid: float, ask: float) -> float:
    """By how many per cent the bid has to rise until whoever bought at the ask gets the same back."""
    return float(100 * horizon_returns(np.array([bid, ask]))[0])


@figure
def fee_saved(amount: float, price: float, taker: float, maker: float) -> float:
    """What a maker pays less than a taker, with fees in per cent."""
    worth = exact(amount) * exact(price)
    return float(fee(worth, share(taker)) - fee(worth, share(maker)))


def _long(entry: float, fee_percent: float) -> Trade:
    return Trade(exact(entry), exact(entry) / 2, fee=share(fee_percent))


@figure
def left_of_gain(amount: float, entry: float, exit_price: float, fee_percent: float) -> float:
    """What a long of ``amount`` earns after the fees of both fills (``analytics.position``)."""
    return float(_long(entry, fee_percent).earned(exact(exit_price)) * exact(amount))


@figure
def even_price(entry: float, fee_percent: float) -> float:
    """The price at which a long earns nothing, after the fees of both fills: what is earned is a straight line."""
    trade, near, far = _long(entry, fee_percent), exact(entry), 2 * exact(entry)
    lost, earned = trade.earned(near), trade.earned(far)
    return float(near - lost * (far - near) / (earned - lost))


@figure
def eaten_by_costs(cost_percent: float, trips: int) -> float:
    """The part of an account, in per cent, that is gone after so many round trips with all of it, each of which costs
    ``cost_percent``, where prices give nothing."""
    return float(100 * (1 - equity_of(np.full(trips, -cost_percent / 100))[-1]))


@figure
def average_fill(book: str, amount: float) -> float:
    """What a market order pays on average that takes ``book``, ``10 at 100, 20 at 102``, from its first offer on: the
    entry of the position that it makes."""
    left, position = exact(amount), Position("DRAWN/USDT", opened_at=0)
    for offer in book.split(","):
        size, price = map(Decimal, offer.split(" at "))
        taken = min(left, size)
        position.amount += taken
        position.cost += taken * price
        left -= taken
    if left:
        raise BadFigure(f"{book!r} does not offer {amount}")
    return float(position.entry)


@figure
def slipped_by(slipped: float, times: float) -> float:
    """By how many per cent an order slips that is so many ``times`` as large as one that slipped by ``slipped``: the
    square-root law of the paper exchange (``analytics.trading.costs``)."""
    friction = Friction(spread=Decimal(0), impact=ONE, participation=ONE)
    day = Liquidity(volume=ONE, volatility=exact(slipped))
    return float(slippage_of(exact(times), friction, day))


# what an exchange takes


@figure
def amount_on_lot(wanted: float, lot: float) -> float:
    """``wanted`` as an order may have it: cut down to whole lots."""
    return float(_market(exact(lot)).amount(exact(wanted)))


@figure
def least_order(least: float, price: float, lot: float) -> float:
    """The smallest amount on the lot that is worth ``least`` at ``price``."""
    cut = _market(exact(lot)).amount(exact(least) / exact(price))
    return float(cut if cut * exact(price) >= exact(least) else cut + exact(lot))


# orders on the paper exchange


def _filled(order: Order, sightings: Iterable[Seen], market: Decimal) -> tuple[int, Filled] | None:
    """Which of ``sightings`` filled ``order`` that came while the market was at ``market``, and how."""
    account = Account("lesson")
    account.apply(Opened(0, "lesson", "USDT", Decimal(10) ** 9))
    place(account, order, order.at, price=market)
    for number, seen in enumerate(sightings):
        for record in match(account, _market(), seen, FREE):
            if isinstance(record, Filled):
                return number, record
    return None


def _order(way: Way, kind: OrderType, at: int, **prices: Any) -> Order:
    return Order(id="0" * 32, symbol=_market().symbol, way=way, type=kind, amount=ONE, at=at, **prices)


def _seen(bars: Candles, first: int) -> Iterable[Seen]:
    for bar in range(first, len(bars)):
        prices = (bars.open[bar], bars.high[bar], bars.low[bar], bars.close[bar])
        opened, high, low, closed = (exact(float(price)) for price in prices)
        at = int(bars.time[bar])
        yield Seen(at, at + bars.bar_ms, opened, high, low, closed, None)


def _filled_on(bars: Candles, placed: int, way: Way, kind: OrderType, **prices: Decimal) -> int:
    """The bar that fills an order that is placed at the close of the bar at ``placed``."""
    order = _order(way, kind, int(bars.time[placed + 1]), **prices)
    found = _filled(order, _seen(bars, placed + 1), exact(float(bars.close[placed])))
    if found is None:
        raise BadFigure("no bar fills the order")
    return placed + 1 + found[0]


@figure
def limit_filled_at(bars: Candles, limit: float, placed: int) -> int:
    """The bar that fills a limit buy placed at the close of the bar at ``placed``: the first that trades below it."""
    return _filled_on(bars, placed, "buy", "limit", price=exact(limit))


@figure
def stop_filled_at(bars: Candles, trigger: float, placed: int) -> int:
    """The bar that fills a sell stop placed at the close of the bar at ``placed``."""
    return _filled_on(bars, placed, "sell", "stop", trigger=exact(trigger))


@figure
def trailing_filled_at(bars: Candles, trail: float, placed: int) -> int:
    """The bar that fills a sell stop which trails by ``trail`` per cent, placed as the bar at ``placed`` had closed."""
    return _filled_on(bars, placed, "sell", "trailing_stop", trail=share(trail))


@figure
def trailed_to(entry: float, best: float, trail: float) -> float:
    """What a stop that trails by ``trail`` per cent sells at: bought at ``entry``, after a bar that rose to ``best``,
    in one that falls all the way back."""
    bought, top = exact(entry), exact(best)
    order = _order("sell", "trailing_stop", 0, trail=share(trail))
    found = _filled(order, [Seen(0, 1, bought, top, bought, top, None), Seen(1, 2, top, top, TICK, TICK, None)], bought)
    if found is None:
        raise BadFigure("the stop is not reached")
    return float(found[1].price)


@figure
def lost_at_stop(amount: float, entry: float, stop: float, reopens: float) -> float:
    """What a long loses whose stop wakes where the market trades next, at ``reopens``."""
    found = _filled(_order("sell", "stop", 0, trigger=exact(stop)), [Seen.tick(1, exact(reopens))], exact(entry))
    if found is None:
        raise BadFigure("the stop is not reached")
    return float((exact(entry) - found[1].price) * exact(amount))


# brackets


@figure
def bracket_end(bars: Candles, entry: float, stop: float, target: float, bought: int) -> str:
    """What ended a bracket entered as the bar at ``bought`` had closed: ``stop``, ``target``, or neither (``time``)."""
    plan = Plan(1 if stop < entry else -1, entry, stop, target, at_once=True)
    return followed(plan, bars.last(len(bars) - bought - 1)).hit


@figure
def r_at_target(entry: float, stop: float, target: float) -> float:
    """What the target brings in multiples of what the stop costs, before costs."""
    return abs(target - entry) / Plan(1 if stop < entry else -1, entry, stop, target).risk
