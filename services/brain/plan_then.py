"""What the plan of a decision came to as it stands in the journal, fees included."""

from decimal import Decimal

from analytics.trading.agency import Decision
from services.brain.facts import PlanFacts
from services.brain.plan import WAYS, price_ratio
from services.brain.proposal import Proposal
from services.core.errors import DeskError
from services.core.units import ExactPrice, Figure, Money, Multiple, Share, Size
from services.orders.order_desk import OrderDesk
from services.orders.preview import cash


async def plan_then(decision: Decision, proposal: Proposal, desk: OrderDesk) -> PlanFacts | None:
    """Of ``decision``, which opens a position or would have; ``None``: it has no plan, or the venue does not tell its
    fees. Shares are of the equity of then."""
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
        price_ratio=price_ratio(entry, stop, target),
        leverage=Multiple(1) if instrument.kind == "perpetual" else None,
    )


def _share(cash_: Decimal, equity: Decimal) -> float:
    return float(cash_ / equity) if equity > 0 else 1.0
