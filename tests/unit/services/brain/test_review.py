"""/review: what was shown is signed, and nothing that came after."""

from typing import Any

import pytest

from analytics.trading.orders import Order
from analytics.trading.records import Accepted, Filled, Ordered, Record
from bot.app import App
from services.accounts.opening import opened_records
from services.brain.answers import ReviewAnswer
from services.brain.review import Review, ReviewSign
from services.core.errors import NotPermitted
from services.core.principal import Principal
from services.core.roles import Role
from services.market.timeframes import to_ms
from services.orders.agent_rules import order_of
from tests.asks import ask, new_id
from tests.unit.services.brain.a_proposal import ACCOUNT, LONG, WAIT, a_proposal, decided
from tests.unit.services.orders.making import d

ANN = Principal(id="discord:1", name="Ann", role=Role.TRADER, server="discord:9")
EVE = Principal(id="discord:4", name="Eve", role=Role.VIEWER, server="discord:9")
SIZE = d("0.01")


async def shown(app: App, who: Principal = ANN) -> ReviewAnswer:
    answer = await app.desk.ask(ask(Review(), who))
    assert isinstance(answer, ReviewAnswer)
    return answer


async def sign(app: App, token: str, who: Principal = ANN, id: str | None = None) -> ReviewAnswer:  # noqa: A002
    answer = await app.desk.ask(ask(ReviewSign(token=token), who, id))
    assert isinstance(answer, ReviewAnswer)
    return answer


async def write(app: App, *records: Record) -> None:
    async with app.trading.books.writing(ACCOUNT) as book:
        await book.write([*opened_records(book.account, app.settings.paper.terms, app.clock.now()), *records])


def filled(placed: Order, price: str, at: int) -> list[Record]:
    fill = Filled(at, placed.id, placed.symbol, 1, d(price), placed.amount, d("0"), False, d(price))
    return [Ordered(at, placed), Accepted(at, placed.id, placed.id, at), fill]


async def trades(app: App, number: int, out: str | None = None) -> str:
    """The agent bought, and it was sold again where there is a price ``out``."""
    at = to_ms(app.clock.now())
    proposal = a_proposal(LONG, at=app.clock.now(), number=number)
    entry = Order(order_of(ACCOUNT, proposal.id), "BTC/USDT", "buy", "market", SIZE, at, stop=d("94420"))
    bought = Order(**{**_fields(entry), "decision": proposal.id, "by": "agent:rules"})
    await write(app, decided(proposal, fate="ordered"), *filled(bought, "95420", at))
    if out is not None:
        await sells(app, proposal.id, out)
    return proposal.id


async def sells(app: App, name: str, out: str) -> None:
    at = to_ms(app.clock.now())
    await write(app, *filled(Order(f"{name}:out", "BTC/USDT", "sell", "market", SIZE, at), out, at))


def _fields(order: Order) -> dict[str, Any]:
    return {name: getattr(order, name) for name in Order.__dataclass_fields__}


async def test_at_first_nothing_is_to_be_signed(app: App) -> None:
    answer = await shown(app)
    assert (answer.entries, answer.allowed, answer.due, answer.since, answer.decisions) == (0, 5, False, None, ())


async def test_what_was_done_is_shown_and_signed(app: App) -> None:
    won, lost = await trades(app, 1, "96420"), await trades(app, 2, "94420")
    await write(app, decided(a_proposal(WAIT, at=app.clock.now(), number=9)))
    answer = await shown(app)
    assert [each.id for each in answer.decisions] == [lost, won]
    assert (answer.entries, answer.due, answer.won, answer.lost) == (2, False, 1, 1)
    assert answer.pnl == 0
    signed = await sign(app, answer.token)
    assert (signed.signed, signed.entries, signed.since) == (True, 0, None)
    assert [each.id for each in signed.decisions] == [lost, won]
    after = await shown(app)
    assert (after.decisions, after.since) == ((), app.clock.now())


async def test_after_so_many_it_is_due_until_somebody_signs(app: App) -> None:
    for number in range(5):
        await trades(app, number, "96420")
    answer = await shown(app)
    assert (answer.entries, answer.due) == (5, True)
    assert not (await sign(app, answer.token)).due


async def test_what_came_after_it_was_shown_is_not_signed(app: App) -> None:
    first = await trades(app, 1, "96420")
    answer = await shown(app)
    second = await trades(app, 2, "96420")
    signed = await sign(app, answer.token)
    assert ([each.id for each in signed.decisions], signed.entries) == ([first], 1)
    assert [each.id for each in (await shown(app)).decisions][:1] == [second]


async def test_losses_that_nobody_was_shown_still_count(app: App) -> None:
    """Three are open as it is shown, and lose before it is signed."""
    names = [await trades(app, number) for number in (1, 2, 3)]
    early = await shown(app)
    at = to_ms(app.clock.now())
    await write(app, *filled(Order("out", "BTC/USDT", "sell", "market", 3 * SIZE, at), "94000", at))
    for number in (4, 5):
        await trades(app, number, "94000")
    answer = await sign(app, early.token)
    assert answer.due
    late = await shown(app)
    assert {*names} <= {each.id for each in late.decisions}
    assert not (await sign(app, late.token)).due


async def test_an_old_button_signs_nothing_new(app: App) -> None:
    await trades(app, 1, "96420")
    old = (await shown(app)).token
    await sign(app, old)
    for number in range(2, 7):
        await trades(app, number, "94000")
    assert (await sign(app, old)).due


@pytest.mark.parametrize(("token", "left"), [("99-99", 0), ("0-0", 2), ("from the shell", 0)])
async def test_no_token_signs_what_is_not_there(app: App, token: str, left: int) -> None:
    await trades(app, 1, "96420")
    await trades(app, 2, "96420")
    assert (await sign(app, token)).entries == left
    await trades(app, 3, "96420")
    assert (await shown(app)).entries == left + 1


async def test_the_same_wish_signs_once(app: App) -> None:
    await trades(app, 1, "96420")
    wish, token = new_id(), (await shown(app)).token
    await sign(app, token, id=wish)
    await sign(app, token, id=wish)
    records = await app.trading.books.records(ACCOUNT)
    assert [each.kind for each in records].count("reviewed") == 1


async def test_who_may_not_trade_signs_nothing(app: App) -> None:
    with pytest.raises(NotPermitted):
        await sign(app, "0-0", EVE)
