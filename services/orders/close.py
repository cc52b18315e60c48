"""What is held is closed at the market, whole or in part."""

from typing import Annotated, ClassVar

from pydantic import Field

from analytics.trading.account import Account
from services.accounts.choice import AccountText
from services.accounts.opening import as_opened
from services.accounts.which import market_of
from services.core.ask import Ask
from services.core.handlers import answers
from services.core.options import Suggested
from services.core.request import Change
from services.core.roles import Role
from services.core.work import Work
from services.market.source import SymbolText
from services.orders.amounts import LONGEST_AMOUNT, read_part
from services.orders.entry import OrderOptions, OrderPlaced, id_of
from services.orders.order_desk import OrderDesk
from services.orders.place import is_known, once_filled, placed, write_order
from services.orders.wishes import bad, plan


class Close(Change[OrderPlaced]):
    """Close what is held of ``symbol``, or a part of it."""

    name: ClassVar[str] = "close"
    summary: ClassVar[str] = "Close your position in a market, or a part of it, at the market"
    means: ClassVar[str] = (
        "What is held is sold, or bought back, at once. Stops and targets of what is closed end with it."
    )
    example: ClassVar[str] = "symbol:BTC/USDT part:50%"
    role: ClassVar[Role | None] = Role.TRADER
    stops: ClassVar[bool] = True
    about: ClassVar[tuple[str, ...]] = ("position", "positions", "trade")

    symbol: SymbolText | None = Field(default=None, description="Which market; needed where several are held")
    part: Annotated[str, Suggested("parts")] = Field(
        default="all", min_length=1, max_length=LONGEST_AMOUNT, description="How much of it: all, 50%, 0.5 or 200usdt"
    )
    account: AccountText | None = None


@answers(Close)
async def answer_close(request: Close, ask: Ask[Close], _work: Work, desk: OrderDesk) -> OrderPlaced:
    """What became of closing it; asked again with the same id, nothing more is closed.

    Raises:
        BadOrder: nothing is held of it, or the part is none.
        LimitReached, StalePrice: as of any order.
    """
    account_id = await desk.choices.named(ask.principal, request.account)
    order_id = id_of(str(account_id), ask.id)
    await desk.exchange.ask(str(account_id))
    async with desk.books.writing(str(account_id)) as book:
        await desk.exchange.catch_up(book)
        account = as_opened(book.account, desk.terms, desk.clock.now())
        symbol = await market_of(desk.market, request.symbol, account.positions) or _only_one(account, order_id)
        instrument = await desk.market.instrument(symbol)
        if is_known(book.account, order_id):
            _, provenance = await desk.newest(instrument.symbol)
            return placed(book.account, order_id, provenance, before=True)
        held = account.held(instrument.symbol)
        if not held:
            known = ", ".join(sorted(account.positions)) or "nothing is held in this account"
            raise bad("symbol", f"{instrument.symbol} is not held", known)
        scene = await desk.at_the_click(account, instrument, ask.principal)
        asked = read_part(request.part, instrument.base, instrument.quote)
        options = OrderOptions(symbol=instrument.symbol, amount=request.part, reduce_only=True)
        planned = plan(options, "sell" if held > 0 else "buy", scene, order_id, asked)
        became = await write_order(planned, scene, book, desk)
    return await once_filled(became, account_id, desk)


def _only_one(account: Account, order_id: str) -> str:
    """The market that ``account`` holds, where it is one alone, or held when the order with this id closed it.

    Raises:
        BadOrder: it holds none, or several.
    """
    placed_before = [*(each.order for each in account.orders.values()), *(each.order for each in account.ended)]
    held = [each.symbol for each in placed_before if each.id == order_id] or sorted(account.positions)
    if len(held) != 1:
        raise bad("symbol", "is needed to say which position", ", ".join(held) or "nothing is held in this account")
    return held[0]
