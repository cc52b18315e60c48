"""A decision is put before the gate and, where it passes, ordered: in one step with the records that led to it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from analytics.trading.account import Account
from analytics.trading.agent_records import Lapsed, LapseReason
from analytics.trading.matching import cancel, place
from analytics.trading.orders import ZERO, Order, OrderType, Way, Working
from analytics.trading.records import Record, Refused
from services.accounts.books import Book
from services.accounts.opening import opened_records
from services.autonomy.terms import AiTerms, ApprovalTerms
from services.brain.facts import PlanFacts
from services.brain.plan import Idea, dead, instrument_of, planned_close, planned_entry
from services.brain.plan_facts import plan_now
from services.core.errors import LimitReached
from services.core.events import Event
from services.core.principal import AGENT, Principal, at_door
from services.market.timeframes import to_ms
from services.orders.agent_rules import order_of, people_for
from services.orders.entry import OrderPlaced, id_of
from services.orders.limits import Finding, Wish, plain
from services.orders.order_desk import OrderDesk, gate_wish
from services.orders.place import refused, with_records, write_admitted
from services.orders.scene import Planned, Scene
from services.orders.switches import CALLED
from services.orders.wishes import bad
from services.store.writes import Barred


@dataclass(frozen=True, slots=True)
class Moved:
    """A stop or target of what is held: ``order`` stands instead of the order with the id ``instead``, if of one."""

    order: Order
    instead: str | None


@dataclass(frozen=True, slots=True)
class Prepared:
    """A decision at the price of now. ``planned`` is its order, where it is one; else ``moved`` are those that protect
    what is held. ``dead`` says in words why it is not to be ordered any more, where it is not."""

    idea: Idea
    scene: Scene
    planned: Planned | None
    moved: tuple[Moved, ...]
    facts: PlanFacts | None
    dead: str | None

    def people(self, terms: ApprovalTerms) -> int:
        """How many different people have to approve it."""
        opens = self.planned.notional if self.planned is not None and self.idea.opens else ZERO
        return people_for(opens, max(self.scene.equity, ZERO), self.scene.account_id, terms)


def agent_of(brain: str, place: str) -> Principal:
    """The agent as who asks: its orders are held by the switches of ``place``, where it comes from."""
    return Principal(id=at_door(AGENT, brain), name=brain, server=place or None)


async def prepared(
    idea: Idea, symbol: str, agent: Principal, account: Account, desk: OrderDesk, ai: AiTerms
) -> Prepared:
    """What ``idea`` about ``symbol`` comes to in ``account``, priced as the venue says it is now.

    Raises:
        BadOrder: it cannot be ordered as it is; nothing is held of what it is about.
        UnknownSymbol, Unavailable: its market is not there, or does not answer.
    """
    instrument = await instrument_of(desk.market, account, symbol, idea.action)
    scene = await desk.at_the_click(account, instrument, agent)
    over = dead(idea, scene, ai)
    if over is not None:
        return Prepared(idea, scene, None, (), None, over)
    if idea.action == "adjust":
        return Prepared(idea, scene, None, _moved(idea, scene), None, None)
    if idea.opens:
        planned = planned_entry(idea, scene, ai.rules, desk.gate.terms_of(scene.account))
    else:
        planned = planned_close(idea, scene)
    return Prepared(idea, scene, planned, (), plan_now(planned, scene), None)


async def carry_out(
    ready: Prepared, book: Book, desk: OrderDesk, *, led: Sequence[Record], events: Sequence[Event] = ()
) -> OrderPlaced | None:
    """Have the gate look at what is ``ready`` in the account as it is with the records that ``led`` to it, and write
    these and what was ordered in one step, with ``events``. ``None``: stop or target were moved.

    Raises:
        LimitReached: the gate lets it not pass. Nothing was written.
    """
    if ready.planned is not None:
        return await write_admitted(ready.planned, ready.scene, book, desk, led=led, events=events)
    scene, now = ready.scene, to_ms(ready.scene.now)
    by = await desk.books.signed(scene.account_id, scene.principal)
    before = [*opened_records(book.account, desk.terms, scene.now), *led]
    looked_at = with_records(book.account, before)
    stops: set[str] = set()
    for each in ready.moved:
        stops.update(await desk.gate.admit(_wish(each.order, looked_at, scene), scene.principal))
    account, records = book.account, list[Record]()
    for record in before:
        account.apply(record)
    for each in ready.moved:
        if each.instead is not None:
            records += cancel(account, each.instead, now, "asked", by)
        records += place(account, replace(each.order, by=by), now, desk.exchange.latency, scene.price)
    try:
        await book.write([*before, *records], events=events, applied=True, unless=stops)
    except Barred:
        return await carry_out(ready, book, desk, led=led, events=events)
    return None


async def in_the_way(ready: Prepared, account: Account, desk: OrderDesk) -> Finding | None:
    """What the gate would not let pass of what is ``ready`` in ``account``; ``None``: it would let it."""
    scene = replace(ready.scene, account=account)
    wishes = [_wish(each.order, account, scene) for each in ready.moved]
    if ready.planned is not None:
        wishes.append(gate_wish(ready.planned, scene))
    for wish in wishes:
        for finding in await desk.gate.findings(wish, scene.principal):
            if not finding.passed:
                return finding
    return None


async def refusal(ready: Prepared, error: LimitReached, desk: OrderDesk) -> Refused:
    """That the gate did not let pass what is ``ready``."""
    order = ready.moved[0].order if ready.planned is None else ready.planned.order
    by = await desk.books.signed(ready.scene.account_id, ready.scene.principal)
    return refused(order, by, error, ready.scene)


def lapsed(at: int, decision: str, why: LimitReached | Finding) -> Lapsed:
    """That the gate does not let the decision pass, or a switch stops it."""
    reason: LapseReason = "stopped" if why.limit in CALLED.values() else "refused"
    return Lapsed(at, decision, reason, f"{why.limit}: {why.value}; {why.figure}")


def _wish(order: Order, account: Account, scene: Scene) -> Wish:
    return Wish(account, order, scene.instrument, scene.price, scene.prices.__getitem__, scene.now)


def _moved(idea: Idea, scene: Scene) -> tuple[Moved, ...]:
    """The orders that protect what is held, as ``idea`` has them.

    Raises:
        BadOrder: nothing is held, nothing would change, or a price is on the wrong side.
    """
    mover = _Mover(idea, scene)
    moved = (*mover.stops(), *mover.targets())
    if not moved:
        raise bad("stop", "is to be tighter than it is, or the target another", "the stop nearer to the market")
    return moved


class _Mover:
    """Moves what protects the position of ``scene``. A stop only ever gets tighter."""

    def __init__(self, idea: Idea, scene: Scene) -> None:
        self._idea = idea
        self._scene = scene
        account, symbol = scene.account, scene.instrument.symbol
        self._position = account.positions[symbol]
        self._sign = self._position.sign
        self._way: Way = "sell" if self._sign > 0 else "buy"
        closing = [
            each
            for each in account.orders.values()
            if each.order.symbol == symbol and each.order.way == self._way and each.order.reduces
        ]
        self._stops = [each for each in closing if each.order.is_stop]
        self._targets = [each for each in closing if each.order.type in ("limit", "take_profit")]
        self._bracket = next(
            (each.order.parent for each in (*self._stops, *self._targets) if each.order.parent is not None),
            id_of(account.id, f"decision:{idea.decision}:bracket"),
        )
        self._count = 0

    def stops(self) -> list[Moved]:
        stop = self._on_side(self._idea.stop, "stop", -1)
        if stop is None:
            return []
        if not self._stops:
            return [Moved(self._order("stop", None, trigger=stop), None)]
        return [
            Moved(self._order("stop", each, trigger=stop), each.order.id)
            for each in self._stops
            if each.level is None or (stop - each.level) * self._sign > 0
        ]

    def targets(self) -> list[Moved]:
        target = self._on_side(self._idea.target, "target", 1)
        if target is None:
            return []
        if not self._targets:
            return [Moved(self._order("limit", None, price=target), None)]
        return [
            Moved(self._order("limit", each, price=target), each.order.id)
            for each in self._targets
            if (each.order.trigger or each.order.price) != target
        ]

    def _on_side(self, asked: Decimal | None, option: str, side: int) -> Decimal | None:
        if asked is None:
            return None
        level, price = self._scene.instrument.price(asked), self._scene.price
        if (level - price) * self._sign * side <= 0:
            where = "above" if self._sign * side > 0 else "below"
            raise bad(option, f"must lie {where} the market, {plain(price)}", f"{where} {plain(price)}")
        return level

    def _order(
        self,
        kind: OrderType,
        instead: Working | None,
        *,
        trigger: Decimal | None = None,
        price: Decimal | None = None,
    ) -> Order:
        account, decision, number = self._scene.account.id, self._idea.decision, self._count
        self._count += 1
        return Order(
            id=id_of(account, f"decision:{decision}:{number}") if number else order_of(account, decision),
            symbol=self._scene.instrument.symbol,
            way=self._way,
            type=kind,
            amount=self._position.size if instead is None else instead.left,
            at=to_ms(self._scene.now),
            price=price,
            trigger=trigger,
            leverage=self._position.leverage,
            reduce_only=True,
            parent=self._bracket if instead is None else instead.order.parent,
            leg="stop" if kind == "stop" else "target",
            decision=decision,
            place=self._scene.principal.server or "",
        )
