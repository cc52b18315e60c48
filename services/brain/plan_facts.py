"""What a plan comes to, fees included: at the price of now, and as it stands in the journal."""

from decimal import Decimal

from analytics.trading.agency import Decision
from services.brain.facts import PlanFacts
from services.brain.plan import WAYS
from services.brain.proposal import Proposal
from services.core.errors import DeskError
from services.core.units import ExactPrice, Figure, Money, Multiple, Share, Size
from services.orders.order_desk import OrderDesk
from services.orders.preview import cash, risk_of
from services.orders.scene import Planned, Scene


def plan_now(planned: Planned, scene: Scene) -> PlanFacts | None:
    """What is told of ``planned``, at the price of now; ``None`` where it opens nothing."""
    order, risk = planned.order, risk_of(planned, scene)
    if order.stop is None or order.target is None or risk is None or risk.reward is None:
        return None
    return PlanFacts(
        entry=ExactPrice(planned.reference),
        stop=ExactPrice(order.stop),
        target=ExactPrice(order.target),
        amount=Size(order.amount),
        notional=Money(cash(planned.notional)),
        share=Share(_share(planned.notional, scene.equity)),
        risk=risk.cash,
        risk_share=risk.share,
        reward=risk.reward,
        ratio=Figure(0.0 if risk.ratio is None else risk.ratio),
        price_ratio=_by_prices(planned.reference, order.stop, order.target),
        leverage=Multiple(order.leverage) if scene.perpetual else None,
    )


async def plan_then(decision: Decision, proposal: Proposal, desk: OrderDesk) -> PlanFacts | None:
    """What the plan of ``decision`` came to, as it stands in the journal; ``None``: it has none, or the venue does not
    tell its fees. Shares are of the equity of then."""
    entry, stop, target, amount = decision.entry, decision.stop, decision.target, decision.amount
    if not decision.opens or entry is None or stop is None or target is None or not amount:
        return None
    way = WAYS[decision.action]
    try:
        instrument = await desk.market.instrument(decision.symbol, perpetual=way == "sell")
    except DeskError:
        return None
    sign = 1 if way == "buy" else -1
    paid = (entry + stop) * instrument.taker, entry * instrument.taker + target * instrument.maker
    risk = amount * (sign * (entry - stop) + paid[0])
    reward = amount * (sign * (target - entry) - paid[1])
    equity, notional = proposal.context.account.equity, amount * entry
    return PlanFacts(
        entry=ExactPrice(entry),
        stop=ExactPrice(stop),
        target=ExactPrice(target),
        amount=Size(amount),
        notional=Money(cash(notional)),
        share=Share(_share(notional, equity)),
        risk=Money(cash(risk)),
        risk_share=Share(_share(risk, equity)),
        reward=Money(cash(reward)),
        ratio=Figure(float(reward / risk) if risk > 0 else 0.0),
        price_ratio=_by_prices(entry, stop, target),
        leverage=Multiple(1) if instrument.kind == "perpetual" else None,
    )


def _share(cash_: Decimal, equity: Decimal) -> float:
    return float(cash_ / equity) if equity > 0 else 1.0


def _by_prices(entry: Decimal, stop: Decimal, target: Decimal) -> Figure:
    """What the target gains for a risk of one, by prices alone."""
    return Figure(float((target - entry) / (entry - stop)) if entry != stop else 0.0)
