"""Accounts for samples, made of records as a journal has them."""

from datetime import timedelta
from decimal import Decimal
from typing import Any, Self

from analytics.trading.account import Account, account_of
from analytics.trading.instrument import Instrument, kind_of
from analytics.trading.orders import Order, Way
from analytics.trading.records import (
    Accepted,
    Cancelled,
    Filled,
    Funded,
    Liquidated,
    Opened,
    Ordered,
    Record,
    Reset,
    Triggered,
)
from services.accounts.marks import Marks
from services.accounts.naming import AccountId
from services.market.candles import Provenance
from services.market.timeframes import to_ms
from services.orders.paper import SeenAccount
from tests.answers._shared import NOW, ORIGIN

MAIN, SWING, SERVERS = (
    AccountId("paper", *of) for of in (("discord:1",), ("discord:1", "swing"), ("server:discord:9",))
)
SPOT, PERPETUAL = "BTC/USDT", "BTC/USDT:USDT"
BEGAN = NOW - timedelta(days=20)


def d(text: str | int) -> Decimal:
    return Decimal(text)


def instrument(symbol: str = SPOT, **terms: Any) -> Instrument:
    base = symbol.partition("/")[0]
    usual: dict[str, Any] = {
        "symbol": symbol,
        "base": base,
        "quote": "USDT",
        "kind": kind_of(symbol),
        "tick": d("0.01"),
        "lot": d("0.0001"),
        "least_amount": d("0.0001"),
        "least_notional": d(5),
        "maker": d("0.0002"),
        "taker": d("0.0006"),
    }
    return Instrument(**(usual | terms))


def id_of(number: int) -> str:
    """Of an order: it begins with ``number``, in six digits."""
    return f"{number:06x}".ljust(32, "0")


class Journal:
    """Records one after the other, each an hour after the last."""

    def __init__(self, cash: str = "10000", account_id: AccountId = MAIN) -> None:
        self.name = str(account_id)
        self.records: list[Record] = [Opened(to_ms(BEGAN), self.name, "USDT", d(cash))]
        self._at = BEGAN

    def _next(self) -> int:
        self._at += timedelta(hours=1)
        return to_ms(self._at)

    def _symbol(self, of: str) -> str:
        return next(each.order.symbol for each in self.records if isinstance(each, Ordered) and each.order.id == of)

    def order(self, number: int, way: Way, amount: str, symbol: str = SPOT, **terms: Any) -> Self:
        """One that rests. Its id begins with ``number``, in six digits."""
        at = self._next()
        of = id_of(number)
        parent = terms.pop("parent", None)
        usual: dict[str, Any] = {"type": "market"}
        exact = {
            name: d(value) if isinstance(value, str | int) and name in PRICES else value
            for name, value in terms.items()
        }
        made = Order(
            id=of,
            symbol=symbol,
            way=way,
            amount=d(amount),
            at=at,
            parent=None if parent is None else id_of(parent),
            **(usual | exact),
        )
        self.records += [Ordered(at, made), Accepted(at, of, of, at)]
        return self

    def fill(self, number: int, amount: str, price: str, fee: str = "0", part: int = 1) -> Self:
        of, at = id_of(number), self._next()
        self.records.append(Filled(at, of, self._symbol(of), part, d(price), d(amount), d(fee), False, d(price)))
        return self

    def traded(
        self, number: int, way: Way, amount: str, price: str, fee: str = "0", symbol: str = SPOT, **terms: Any
    ) -> Self:
        """Ordered, and filled at once."""
        return self.order(number, way, amount, symbol, **terms).fill(number, amount, price, fee)

    def triggered(self, number: int, price: str) -> Self:
        of = id_of(number)
        self.records.append(Triggered(self._next(), of, self._symbol(of), d(price)))
        return self

    def funded(self, paid: str, symbol: str = PERPETUAL, rate: str = "0.0001", mark: str = "42000") -> Self:
        at = self._next()
        self.records.append(Funded(at, symbol, d(rate), d(mark), d(1), d(paid)))
        return self

    def cancelled(self, number: int, reason: Any = "asked") -> Self:
        of, at = id_of(number), self._next()
        self.records.append(Cancelled(at, of, self._symbol(of), reason))
        return self

    def liquidated(self, price: str, amount: str, lost: str, symbol: str = PERPETUAL) -> Self:
        self.records.append(Liquidated(self._next(), symbol, d(price), d(amount), d(lost)))
        return self

    def reset(self, cash: str = "10000") -> Self:
        self.records.append(Reset(self._next(), "an ask", d(cash), "discord:1"))
        return self

    @property
    def account(self) -> Account:
        account = account_of(self.name, self.records)
        assert account.balanced
        return account

    @property
    def seen(self) -> SeenAccount:
        return SeenAccount(self.account, behind=False)

    @property
    def behind(self) -> SeenAccount:
        return SeenAccount(self.account, behind=True)


PRICES = frozenset(("price", "trigger", "trail", "stop", "target", "leverage", "reserve"))


def marks(prices: dict[str, str] | None = None, provenance: Provenance = ORIGIN) -> Marks:
    told = prices or {}
    return Marks({symbol: d(price) for symbol, price in told.items()}, provenance if told else None)
