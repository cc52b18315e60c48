"""What an order would come to if it were placed now."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import ROUND_HALF_EVEN, Decimal
from secrets import token_hex
from typing import Final

from analytics.trading.costs import FEE_STEP
from analytics.trading.legs import first_stop
from analytics.trading.orders import ZERO
from services.core.clock import human
from services.core.handlers import answers
from services.core.principal import Principal
from services.orders.entry import (
    Buy,
    GateFacts,
    OrderFacts,
    OrderPreview,
    Risk,
    Sell,
    id_of,
    seal_of,
)
from services.orders.limits import Finding
from services.orders.order_desk import OrderDesk, gate_wish
from services.orders.scene import Planned, Scene, reached, stopped
from services.orders.wishes import plan

TOKEN_BYTES: Final = 8


@answers(Buy)
async def answer_buy(request: Buy, principal: Principal, desk: OrderDesk) -> OrderPreview:
    """The order that was wished for, and what it would come to.

    Raises:
        BadOrder: it cannot be placed as it is.
        UnknownAccount, UnknownSymbol, StalePrice: as they say.
    """
    return await _looked_at(request, principal, desk)


@answers(Sell)
async def answer_sell(request: Sell, principal: Principal, desk: OrderDesk) -> OrderPreview:
    """The same of a sale."""
    return await _looked_at(request, principal, desk)


async def _looked_at(request: Buy | Sell, principal: Principal, desk: OrderDesk) -> OrderPreview:
    account_id = await desk.choices.named(principal, request.account)
    instrument = await desk.market.instrument(request.symbol, perpetual=request.leverage is not None)
    told = await desk.newest(instrument.symbol)
    account = (await desk.exchange.seen(account_id)).account
    return await preview(request, await desk.scene(account, instrument, told, principal), desk)


async def preview(wish: Buy | Sell, scene: Scene, desk: OrderDesk) -> OrderPreview:
    """What ``wish`` comes to in ``scene``."""
    token = token_hex(TOKEN_BYTES)
    planned = plan(wish, wish.way, scene, id_of(str(scene.account_id), token))
    findings = await desk.gate.findings(gate_wish(planned, scene), scene.principal)
    return shown(wish, planned, scene, findings, token, human(desk.clock).now() + timedelta(seconds=desk.terms.preview))


def shown(
    wish: Buy | Sell, planned: Planned, scene: Scene, findings: Sequence[Finding], token: str, lasts_until: datetime
) -> OrderPreview:
    """What is told of ``planned``, which ``wish`` means in ``scene``."""
    order = planned.order
    worse = planned.expected - planned.reference
    closing = _closing(planned, scene)
    return OrderPreview(
        as_of=scene.provenance.as_of,
        symbol=order.symbol,
        provenance=scene.provenance,
        account=scene.account_id.called,
        currency=scene.account.currency,
        order=OrderFacts.of(order, perpetual=scene.perpetual),
        asked=wish.amount,
        price=scene.price,
        price_age=max(0.0, (scene.now - scene.priced_at).total_seconds()),
        expected=planned.expected,
        slippage=float((worse if order.buying else -worse) / planned.reference),
        maker=planned.maker,
        notional=cash(planned.notional),
        fee=cash(planned.fee),
        cost=cash(planned.cost),
        opens=planned.opening > 0,
        risk=risk_of(planned, scene),
        gain=None if closing is None else cash(closing.gain),
        liquidation=planned.liquidation,
        liquidation_first=_liquidated_first(planned, scene),
        free=cash(scene.account.free),
        free_after=cash(scene.account.free - planned.cost - planned.fee + (closing.freed if closing else ZERO)),
        equity=cash(scene.equity),
        rounded=planned.rounded,
        cut=planned.cut,
        gate=tuple(
            GateFacts(limit=each.limit, value=each.value, figure=each.figure, passed=each.passed) for each in findings
        ),
        lasts_until=lasts_until,
        token=token,
        seal=seal_of(scene.principal, token),
    )


def risk_of(planned: Planned, scene: Scene) -> Risk | None:
    """What the stop of ``planned`` costs, and what its target brings; ``None``: it opens nothing, or has no stop."""
    order, opening, entry, rate = planned.order, planned.opening, planned.expected, planned.fee_rate
    stop = first_stop(order, scene.instrument, entry)
    if stop is None or not opening:
        return None
    lost = -opening * stopped(scene, order.way, entry, rate, stop, opening)
    if _liquidated_first(planned, scene):
        lost = planned.cost + opening * entry * rate
    reward = None if order.target is None else opening * reached(scene, order.way, entry, rate, order.target)
    return Risk(
        cash=cash(lost),
        share=float(lost / scene.equity),
        reward=None if reward is None else cash(reward),
        ratio=None if reward is None or lost <= 0 else float(reward / lost),
    )


@dataclass(frozen=True, slots=True)
class _Closing:
    """What closing a part of a position frees, before the fee, and what that part earns after its share of that."""

    freed: Decimal
    gain: Decimal


def _closing(planned: Planned, scene: Scene) -> _Closing | None:
    order = planned.order
    position, amount = scene.account.positions.get(order.symbol), order.amount - planned.opening
    if position is None or not amount:
        return None
    gain = position.sign * amount * (planned.expected - position.entry)
    fee = amount * planned.expected * planned.fee_rate
    return _Closing(position.freed(amount, planned.expected), gain - fee)


def _liquidated_first(planned: Planned, scene: Scene) -> bool:
    """Whether it is liquidated before its stop."""
    stop, end = first_stop(planned.order, scene.instrument, planned.expected), planned.liquidation
    return stop is not None and end is not None and (end >= stop if planned.order.buying else end <= stop)


def cash(value: Decimal) -> Decimal:
    """To the hundred-millionth."""
    return value.quantize(FEE_STEP, rounding=ROUND_HALF_EVEN)
