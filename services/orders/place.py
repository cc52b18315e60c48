"""An order is placed: once, behind the gate, on disk before anything is done about it."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from decimal import Decimal

from analytics.trading.account import Account, Ended
from analytics.trading.copying import copied
from analytics.trading.instrument import kind_of
from analytics.trading.matching import place
from analytics.trading.orders import ZERO, Order, Working
from analytics.trading.positions import PART
from analytics.trading.records import Dropped, Record, Refused
from services.accounts.books import Book
from services.accounts.naming import AccountId
from services.accounts.opening import opened_records
from services.core.ask import Ask
from services.core.clock import human
from services.core.errors import AlreadyDone, DeskError, LimitReached, NotYours, PreviewEnded, PriceMoved
from services.core.events import Event
from services.core.handlers import answers
from services.core.work import Work
from services.market.candles import Provenance
from services.market.timeframes import to_ms
from services.orders.entry import (
    OrderDrop,
    OrderDropped,
    OrderFacts,
    OrderPlace,
    OrderPlaced,
    State,
    id_of,
    seal_of,
    short_id,
)
from services.orders.limits import only_reduces
from services.orders.order_desk import OrderDesk, gate_wish
from services.orders.preview import cash, preview
from services.orders.scene import Planned, Scene
from services.orders.wishes import plan
from services.store.writes import Barred


@answers(OrderPlace)
async def answer_order_place(request: OrderPlace, ask: Ask[OrderPlace], _work: Work, desk: OrderDesk) -> OrderPlaced:
    """What became of the order, which is placed unless it was.

    Raises:
        NotYours: the preview is somebody else's.
        PreviewEnded: it is too old, or was cancelled.
        PriceMoved: the market has moved since.
        BadOrder, StalePrice: it cannot be placed as it is, or now.
        LimitReached: the gate lets it not pass.
    """
    principal = ask.principal
    if request.seal is not None and request.seal != seal_of(principal, request.token):
        raise NotYours("preview")
    account_id = await desk.choices.named(principal, request.account)
    instrument = await desk.market.instrument(request.symbol, perpetual=request.leverage is not None)
    order_id = id_of(str(account_id), request.token)
    await desk.exchange.ask(str(account_id))
    async with desk.books.writing(str(account_id)) as book:
        await desk.exchange.catch_up(book)
        if is_known(book.account, order_id):
            _, provenance = await desk.newest(instrument.symbol)
            return placed(book.account, order_id, provenance, before=True)
        _check_still_open(request, order_id, book.account, desk)
        scene = await desk.at_the_click(book.account, instrument, principal)
        await _check_not_moved(request, scene, desk)
        became = await write_order(plan(request, request.way, scene, order_id), scene, book, desk)
    return await once_filled(became, account_id, desk)


@answers(OrderDrop)
async def answer_order_drop(request: OrderDrop, ask: Ask[OrderDrop], _work: Work, desk: OrderDesk) -> OrderDropped:
    """That the preview cannot be confirmed any more, or that it was before.

    Raises:
        NotYours: the preview is somebody else's.
    """
    if request.seal != seal_of(ask.principal, request.token):
        raise NotYours("preview")
    account_id = await desk.choices.named(ask.principal, request.account)
    order_id, now = id_of(str(account_id), request.token), desk.clock.now()
    async with desk.books.writing(str(account_id)) as book:
        known = is_known(book.account, order_id)
        if not known and order_id not in book.account.dropped:
            opened = opened_records(book.account, desk.terms, now)
            by = await desk.books.signed(account_id, ask.principal)
            await book.write([*opened, Dropped(to_ms(now), order_id, by)])
        return OrderDropped(as_of=now, account=account_id.called, short=short_id(order_id), placed=known)


def _check_still_open(request: OrderPlace, order_id: str, account: Account, desk: OrderDesk) -> None:
    if order_id in account.dropped:
        raise PreviewEnded(symbol=request.symbol, why="cancelled", again=request.again())
    if request.lasts_until is not None and to_ms(human(desk.clock).now()) > request.lasts_until * 1000:
        raise PreviewEnded(symbol=request.symbol, why="expired", again=request.again())


async def _check_not_moved(request: OrderPlace, scene: Scene, desk: OrderDesk) -> None:
    if request.previewed is None:
        return
    if abs(scene.price / request.previewed - 1) > desk.terms.moved:
        again = request.again()
        raise PriceMoved(
            symbol=request.symbol,
            previewed=float(request.previewed),
            now=float(scene.price),
            allowed=float(desk.terms.moved),
            again=again,
            preview=await preview(again, scene, desk),
        )


async def write_order(planned: Planned, scene: Scene, book: Book, desk: OrderDesk) -> OrderPlaced:
    """Let the order pass the gate, and write it down. The market meets it with ``once_filled``.

    Raises:
        LimitReached: the gate lets it not pass. That is written down too.
    """
    try:
        return await write_admitted(planned, scene, book, desk)
    except LimitReached as error:
        by = await desk.books.signed(scene.account_id, scene.principal)
        opened = opened_records(book.account, desk.terms, scene.now)
        await book.write([*opened, refused(planned.order, by, error, scene)])
        raise


async def write_admitted(
    planned: Planned,
    scene: Scene,
    book: Book,
    desk: OrderDesk,
    *,
    led: Sequence[Record] = (),
    events: Sequence[Event] = (),
) -> OrderPlaced:
    """The same, where what the gate does not let pass leaves nothing: neither the order is written nor the records that
    ``led`` to it, which go before it in the same step, as ``events`` go out with it. The gate looks at the account as
    it is with them.

    Raises:
        LimitReached: the gate lets it not pass. Nothing was written.
    """
    now = to_ms(scene.now)
    order = replace(planned.order, by=await desk.books.signed(scene.account_id, scene.principal))
    before = [*opened_records(book.account, desk.terms, scene.now), *led]
    looked_at = with_records(book.account, before)
    stops = await desk.gate.admit(gate_wish(planned, replace(scene, account=looked_at)), scene.principal)
    account = book.account
    for record in before:
        account.apply(record)
    if only_reduces(order, account):  # so it was let pass, and so it stays, whatever fills before it
        order = replace(order, reduce_only=True)
    records = place(account, order, now, desk.exchange.latency, scene.price)
    try:
        written = await book.write([*before, *records], events=events, applied=True, unless=stops)
    except Barred:  # switched while the gate looked: it looks again
        return await write_admitted(planned, scene, book, desk, led=led, events=events)
    became = placed(book.account, order.id, scene.provenance, before=not written)
    return became.model_copy(update={"rounded": planned.rounded, "cut": planned.cut}) if written else became


def with_records(account: Account, records: Sequence[Record]) -> Account:
    """``account`` as it would be with ``records``."""
    if not records:
        return account
    changed = copied(account)
    for record in records:
        changed.apply(record)
    return changed


def refused(order: Order, by: str, error: LimitReached, scene: Scene) -> Refused:
    """That the gate did not let ``order`` of ``by`` pass."""
    return Refused(to_ms(scene.now), order.id, order.symbol, by, error.limit, error.value, error.figure)


async def once_filled(became: OrderPlaced, account_id: AccountId, desk: OrderDesk) -> OrderPlaced:
    """``became``, which is on disk, after the market had its time to fill it at once; nobody holds the account
    meanwhile."""
    if not became.before:
        with suppress(DeskError):  # it is placed: what the market does to it now is seen later
            await desk.exchange.fill_now(str(account_id), [became.symbol])
            by_now = placed(await desk.books.look(str(account_id)), became.id, became.provenance)
            return by_now.model_copy(update={"rounded": became.rounded, "cut": became.cut})
    return became


def is_known(account: Account, order_id: str) -> bool:
    """Whether the order with this id was placed."""
    return order_id in account.orders or any(each.order.id == order_id for each in account.ended)


def placed(
    account: Account,
    order_id: str,
    provenance: Provenance,
    *,
    before: bool = False,
) -> OrderPlaced:
    """What became of the order with this id, which was placed.

    Raises:
        AlreadyDone: so long ago that the journal alone has it.
    """
    ended = (each for each in reversed(account.ended) if each.order.id == order_id)
    known = account.orders.get(order_id) or next(ended, None)
    if known is None:
        raise AlreadyDone(request=OrderPlace.name)
    position = account.positions.get(known.order.symbol)
    legs = {each.order.leg: each for each in account.orders.values() if each.order.parent == order_id}
    order, filled, amount = known.order, known.filled, _amount(known)
    return OrderPlaced(
        as_of=provenance.as_of,
        symbol=order.symbol,
        provenance=provenance,
        account=AccountId.read(account.id).called,
        currency=account.currency,
        id=order_id,
        short=short_id(order_id),
        order=OrderFacts.of(order, perpetual=kind_of(order.symbol) == "perpetual"),
        state=_state(known),
        why=known.why if isinstance(known, Ended) and known.why != "filled" else "",
        filled=filled,
        left=max(ZERO, amount - filled) if isinstance(known, Working) else ZERO,
        average=(known.spent / filled).quantize(PART) if filled else None,
        fee=cash(known.fees) if filled else None,
        held=ZERO if position is None else position.amount,
        entry=None if position is None else position.entry.quantize(PART),
        stop=legs["stop"].level if "stop" in legs else None,
        target=_target(legs.get("target")),
        free=cash(account.free),
        before=before,
    )


def _amount(known: Working | Ended) -> Decimal:
    return known.amount if isinstance(known, Working) else known.order.amount


def _target(leg: Working | None) -> Decimal | None:
    return None if leg is None else leg.order.trigger or leg.order.price


def _state(known: Working | Ended) -> State:
    if isinstance(known, Ended):
        return "filled" if known.why == "filled" else "ended"
    if known.filled:
        return "partly filled"
    return "waiting" if known.order.type == "market" else "open"
