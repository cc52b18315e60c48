"""From a decision to the order that it means, in the account and the market as they are now.

- ``long`` buys on the spot market, ``short`` sells the perpetual at 1x, ``close`` sells or buys back what is held at
  the market. Stop and target go out with the entry, in the same order.
- An entry that was within ``NEAR`` of the market when it was decided is an order at the market; one further away is a
  limit at the price that was decided.
- The amount is the least of what the stop may cost, what a single position and all together may come to, what is free,
  and what was decided; cut to the lot. It is never more than was asked for.
"""

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from analytics.trading.account import Account
from analytics.trading.agency import Decision
from analytics.trading.agent_records import Action
from analytics.trading.instrument import Instrument, spot_of
from analytics.trading.orders import ONE, ZERO, Way
from services.autonomy.terms import AgentRules, AiTerms
from services.brain.proposal import Proposal
from services.market.view import MarketView
from services.orders.agent_rules import order_of
from services.orders.amounts import Asked
from services.orders.entry import OrderOptions
from services.orders.limit_terms import LimitTerms
from services.orders.limits import exposure_of, load_of, plain
from services.orders.preview import risk_of
from services.orders.scene import Planned, Scene
from services.orders.wishes import bad, plan
from services.words.numbers import exact

NEAR: Final = Decimal("0.002")
"""An entry that is no further from the market, as a fraction, is one at the market."""
LEAST: Final = Decimal("0.1")
"""Of a single position: where the rules and limits leave less there is no room. A trade of some cents would count as
one among those of a day, and end a losing streak."""
WAYS: Final[dict[Action, Way]] = {"long": "buy", "short": "sell"}


@dataclass(frozen=True, slots=True)
class Idea:
    """What is to be done, as somebody modified it, where somebody did. It was decided with the entry ``decided`` where
    the market was ``seen`` at. ``most``: no more than so much of it."""

    decision: str
    action: Action
    entry: Decimal | None
    stop: Decimal | None
    target: Decimal | None
    decided: Decimal | None
    seen: Decimal
    most: Decimal | None

    @property
    def opens(self) -> bool:
        return self.action in WAYS

    @classmethod
    def proposed(cls, proposal: Proposal, *, sizes: bool) -> "Idea":
        """What a brain decided, whose size counts where its level lets it size."""
        said, seen = proposal.decision, exact(proposal.context.price_action.current)
        most = said.size if sizes else None
        return cls(proposal.id, said.action, said.entry, said.stop, said.target, said.entry, seen, most)

    @classmethod
    def of(cls, kept: Decision, proposal: Proposal) -> "Idea":
        """A decision of the journal as it stands by now, which ``proposal`` led to."""
        decided, seen = proposal.decision.entry, exact(proposal.context.price_action.current)
        return cls(kept.id, kept.action, kept.entry, kept.stop, kept.target, decided, seen, kept.amount)


async def instrument_of(market: MarketView, account: Account, symbol: str, action: Action) -> Instrument:
    """The market in which ``action`` about ``symbol`` is done: spot, the perpetual, or the one that is held.

    Raises:
        BadOrder: it is about what is held, and nothing is.
        UnknownSymbol: there is no such market.
    """
    spot = spot_of(symbol)
    match action:
        case "long":
            return await market.instrument(spot)
        case "short":
            return await market.instrument(spot, perpetual=True)
    held = sorted(each for each in account.positions if spot_of(each) == spot)
    if not held:
        raise bad("symbol", f"nothing of {spot} is held", ", ".join(sorted(account.positions)) or "none")
    return await market.instrument(symbol if symbol in held else held[0])


def planned_entry(idea: Idea, scene: Scene, rules: AgentRules, limits: LimitTerms) -> Planned:
    """The order that ``idea``, which opens a position, is in ``scene``.

    Raises:
        BadOrder: it has no entry, stop or target, these are on the wrong sides, or too little may be ordered.
    """
    way, sign = WAYS[idea.action], 1 if idea.action == "long" else -1
    options = OrderOptions(
        symbol=scene.instrument.symbol,
        amount="1",
        price=_limit(idea, scene),
        stop=_given(idea.stop, "stop"),
        target=_given(idea.target, "target"),
        leverage=ONE if scene.perpetual else None,
    )
    order_id = order_of(scene.account.id, idea.decision)
    reference = scene.price if options.price is None else _better(scene.price, options.price, sign)

    def of(amount: Decimal) -> Planned:
        amount = scene.instrument.amount(amount if idea.most is None else min(amount, idea.most))
        if amount <= 0:
            told = "left for it is none: what may be risked, held or paid for is used up"
            raise bad("amount", told, "nothing while so much is open")
        return plan(options, way, scene, order_id, Asked("base", amount))

    planned, most = of(_room(reference, way, scene, rules, limits)), rules.risk * scene.equity
    risk = risk_of(planned, scene)
    if risk is not None and risk.cash > most:  # slippage, too, shrinks with the amount
        planned = of(planned.order.amount * most / risk.cash)
    return of_decision(planned, idea)


def planned_close(idea: Idea, scene: Scene) -> Planned:
    """The order that closes what is held in ``scene``.

    Raises:
        BadOrder: nothing is held.
    """
    way: Way = "sell" if scene.account.held(scene.instrument.symbol) > 0 else "buy"
    options = OrderOptions(symbol=scene.instrument.symbol, amount="all", reduce_only=True)
    order_id = order_of(scene.account.id, idea.decision)
    return of_decision(plan(options, way, scene, order_id, Asked("held", ONE)), idea)


def of_decision(planned: Planned, idea: Idea) -> Planned:
    """``planned``, whose order says which decision it comes of."""
    return replace(planned, order=replace(planned.order, decision=idea.decision))


def dead(idea: Idea, scene: Scene, terms: AiTerms) -> str | None:
    """Why ``idea``, which opens a position, is dead at the price of now, in words; ``None``: it is not."""
    if not idea.opens or idea.stop is None or idea.target is None or idea.entry is None:
        return None
    sign, price = (1 if idea.action == "long" else -1), scene.price
    told = f"the market is at {plain(price)}"
    if (price - idea.stop) * sign <= 0:
        return f"{told}, beyond the stop at {plain(idea.stop)}"
    if (idea.target - price) * sign <= 0:
        return f"{told}, beyond the target at {plain(idea.target)}"
    limit = _limit(idea, scene)
    worst = idea.entry if limit is None else _worse(idea.entry, _seen(idea, scene), sign)
    gone = (price / worst - 1) * sign
    if gone > terms.approvals.moved:
        return f"{told}, {gone:.2%} worse than {plain(worst)}, and {terms.approvals.moved:.2%} is let pass"
    at = price if limit is None else _better(price, limit, sign)
    ratio = (idea.target - at) / (at - idea.stop)
    if ratio < terms.rules.ratio:
        return f"{told}: {ratio:.2f} to gain for 1 to lose, and {plain(terms.rules.ratio)} is the least"
    return None


def _limit(idea: Idea, scene: Scene) -> Decimal | None:
    """The limit of the entry; ``None``: it is at the market."""
    entry = _given(idea.entry, "entry")
    return None if abs(entry / _seen(idea, scene) - 1) <= NEAR else scene.instrument.price(entry)


def _seen(idea: Idea, scene: Scene) -> Decimal:
    """Where the market was as the entry was decided: an entry that somebody modified is as of now."""
    on_tick = scene.instrument.price
    as_decided = idea.entry and idea.decided and on_tick(idea.entry) == on_tick(idea.decided)
    return idea.seen if as_decided else scene.price


def _worse(one: Decimal, other: Decimal, sign: int) -> Decimal:
    return max(one, other) if sign > 0 else min(one, other)


def _better(price: Decimal, limit: Decimal, sign: int) -> Decimal:
    """Where a limit is filled that the market, at ``price``, may be beyond."""
    return _worse(price, limit, -sign)


def _given(value: Decimal | None, option: str) -> Decimal:
    if value is None:
        raise bad(option, "is needed: nothing is opened without it", "a price")
    return value


def _room(reference: Decimal, way: Way, scene: Scene, rules: AgentRules, limits: LimitTerms) -> Decimal:
    """How much the rules and limits of size let pass, and what is free pays for, where a unit costs about that."""
    account, symbol, prices = scene.account, scene.instrument.symbol, scene.prices.__getitem__
    load = load_of(account, symbol, prices)
    same = load.long if way == "buy" else load.short
    elsewhere = exposure_of(account, prices, without=symbol)
    equity = scene.equity
    worth = min(
        min(rules.single_position, limits.largest_position) * equity - same,
        limits.largest_order * equity,
        min(rules.exposure, limits.exposure) * equity - elsewhere - same,
        account.free / (ONE + scene.instrument.taker),
    )
    if worth < LEAST * rules.single_position * equity or worth <= 0:
        return ZERO
    return worth / max(reference, scene.fill(reference, worth / reference, way))
