"""/signals map and unmap: whether a signal places an order, and which. Without it none ever does."""

from decimal import Decimal
from typing import ClassVar

from pydantic import Field

from services.accounts.naming import PAPER, AccountId
from services.core.ask import Ask
from services.core.clock import Clock
from services.core.handlers import answers
from services.core.owners import of_server
from services.core.request import Change
from services.core.roles import Role
from services.core.work import Work
from services.market.source import SymbolText
from services.orders.amounts import AmountText, read_amount
from services.orders.entry import MOST_LEVERAGE
from services.orders.order_desk import OrderDesk
from services.orders.wishes import bad
from services.signals.book import SignalBook
from services.signals.facts import OrderOfSignal, SignalFacts, SignalMappedAnswer
from services.signals.managing import SignalName, place_asked, plain
from services.signals.record import MappedOrder
from services.signals.terms import SignalTerms
from services.store import keys
from services.words.numbers import Percent, Times, percent


class SignalMap(Change[SignalMappedAnswer]):
    """Let ``signal`` place an order in the account that the server shares."""

    name: ClassVar[str] = "signals map"
    summary: ClassVar[str] = "Let a signal place a paper order in the account that this server shares, through the gate"
    means: ClassVar[str] = (
        "From now on the signal buys, sells or closes, as it says, in this market and of this amount. Market, amount "
        "and stop are yours and never the signal's; the gate looks at each order."
    )
    example: ClassVar[str] = "signal:breakout symbol:BTC/USDT amount:5% stop:2"
    role: ClassVar[Role | None] = Role.ADMIN

    signal: SignalName
    symbol: SymbolText
    amount: AmountText
    stop: Percent | None = Field(default=None, gt=0, lt=100, description="Percent from the price to its stop")
    target: Percent | None = Field(default=None, gt=0, lt=100, description="Percent from the price to its target")
    leverage: Times | None = Field(
        default=None, ge=1, le=MOST_LEVERAGE, description="With it the perpetual is traded, at this leverage"
    )


class SignalUnmap(Change[SignalMappedAnswer]):
    """Let ``signal`` place orders no more."""

    name: ClassVar[str] = "signals unmap"
    summary: ClassVar[str] = "Let a signal place orders no more; it stays an event"
    means: ClassVar[str] = "From now on the signal is an event, and no order."
    example: ClassVar[str] = "signal:breakout"
    role: ClassVar[Role | None] = Role.ADMIN
    stops: ClassVar[bool] = True

    signal: SignalName


@answers(SignalMap)
async def answer_signal_map(
    request: SignalMap,
    ask: Ask[SignalMap],
    work: Work,
    book: SignalBook,
    desk: OrderDesk,
    terms: SignalTerms,
    clock: Clock,
) -> SignalMappedAnswer:
    """Keep it with the signal.

    Raises:
        UnknownSignal: there is none of that name.
        BadOrder: no order could be made of this.
    """
    place = place_asked(ask.principal)
    found = await book.named(place, plain(request.signal))
    instrument = await desk.market.instrument(request.symbol, perpetual=request.leverage is not None)
    asked = read_amount(request.amount, instrument.base, instrument.quote)
    if asked.of == "held":
        raise bad("amount", "must be said without what is held: a signal that closes closes all of it", "5%")
    account = await desk.account(AccountId(PAPER, of_server(place)))
    wants_stop = asked.of == "risk" or desk.gate.terms_of(account).require_stop
    if request.stop is None and wants_stop:
        why = "the amount is told by it" if asked.of == "risk" else "the account's limits let no entry pass without one"
        raise bad("stop", f"is needed: {why}", "2")
    if instrument.quote != account.currency:
        raise bad("symbol", f"must be a market in {account.currency}, as the account is", f"BTC/{account.currency}")
    order = MappedOrder(
        symbol=instrument.symbol,
        amount=request.amount,
        stop=_fraction(request.stop),
        target=_fraction(request.target),
        leverage=request.leverage,
    )
    mapped = found.model_copy(update={"order": order})
    work.hash_set(keys.SIGNALS, found.id, mapped.model_dump_json())
    return SignalMappedAnswer(
        as_of=clock.now(),
        signal=SignalFacts.of(mapped, terms),
        before=None if found.order is None else OrderOfSignal.of(found.order),
    )


@answers(SignalUnmap)
async def answer_signal_unmap(
    request: SignalUnmap, ask: Ask[SignalUnmap], work: Work, book: SignalBook, terms: SignalTerms, clock: Clock
) -> SignalMappedAnswer:
    """Keep that it does not.

    Raises:
        UnknownSignal: there is none of that name.
    """
    found = await book.named(place_asked(ask.principal), plain(request.signal))
    free = found.model_copy(update={"order": None})
    work.hash_set(keys.SIGNALS, found.id, free.model_dump_json())
    return SignalMappedAnswer(
        as_of=clock.now(),
        signal=SignalFacts.of(free, terms),
        before=None if found.order is None else OrderOfSignal.of(found.order),
    )


def _fraction(asked: Decimal | None) -> Decimal | None:
    return None if asked is None else percent(asked)
