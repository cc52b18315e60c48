"""What accounts have lost since their highest, and how near they are to a liquidation."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from math import inf
from time import monotonic
from typing import Final

import structlog

from analytics.trading.account import Account
from analytics.trading.margin import liquidation_of
from services.accounts.books import Books
from services.accounts.held import Held
from services.accounts.losses import losses_of
from services.alerts.reach import Reach
from services.alerts.series import Series
from services.alerts.wanted import Wanted
from services.core.errors import DeskError, StoreUnavailable
from services.market.source import Ticker
from services.market.timeframes import from_ms
from services.market.view import MarketView
from services.store import keys
from services.store.store import Store
from services.words.numbers import exact

AGAIN_SECONDS: Final = 60.0
"""After so long an account in which nothing is held is read again, of this machine's time."""
BROKEN_SECONDS: Final = 300.0
"""For so long one that cannot be read is not read again, of this machine's time."""

log = structlog.get_logger(__name__)


@dataclass(slots=True)
class _Known:
    """``account`` as it was read then; ``records`` as is kept beside what is held."""

    account: Account
    records: int | None
    read_at: float


class AccountLook:
    """Looks at accounts as far as they changed."""

    def __init__(self, books: Books, market: MarketView, store: Store) -> None:
        self._books = books
        self._market = market
        self._store = store
        self._known: dict[str, _Known] = {}
        self._broken: dict[str, float] = {}
        """Account that could not be read → when it is tried again."""

    def changed(self, account: str) -> None:
        """Something happened in ``account``: it is read again."""
        self._known.pop(account, None)

    async def symbols(self, wants: Wanted) -> set[str]:
        """The markets whose prices are needed; the accounts are read, as far as they changed.

        Raises:
            StoreUnavailable: nobody knows now.
        """
        self._known = {name: known for name, known in self._known.items() if name in wants.accounts}
        names = [name for name in wants.accounts if monotonic() >= self._broken.get(name, 0.0)]
        if not names:
            return set()
        for name, text in zip(names, await self._store.hash_get(keys.ACTIVE_ACCOUNTS, names), strict=True):
            with self._apart(name):
                await self._read(name, None if text is None else Held.model_validate_json(text).records)
        return {symbol for known in self._known.values() for symbol in known.account.positions}

    async def _read(self, name: str, records: int | None) -> None:
        known = self._known.get(name)
        again_at = inf if records is not None or known is None else known.read_at + AGAIN_SECONDS
        if known is None or known.records != records or monotonic() >= again_at:
            self._known[name] = _Known(await self._books.look(name), records, monotonic())

    @contextmanager
    def _apart(self, name: str) -> Iterator[None]:
        """What goes wrong with the account of that name is its own: it is let be for a while, and no other waits."""
        try:
            yield
        except StoreUnavailable:
            raise
        except Exception as error:  # the edge: what nobody foresaw of one account must not end it for the others
            log.warning("an account cannot be read", account=name, error=f"{type(error).__name__}: {error}")
            self._broken[name] = monotonic() + BROKEN_SECONDS
            self._known.pop(name, None)

    async def look(self, wants: Wanted, told: Mapping[str, Ticker], now: int) -> list[Reach]:
        """How they stand at the prices that were ``told``; those of which one is missing are left out."""
        found: list[Reach] = []
        prices = {symbol: exact(ticker.last) for symbol, ticker in told.items()}
        for name, kinds in wants.accounts.items():
            known = self._known.get(name)
            if known is None or not known.account.is_open or not known.account.positions.keys() <= prices.keys():
                continue
            with self._apart(name):
                if "drawdown" in kinds:
                    lost = losses_of(known.account, prices.__getitem__, from_ms(now)).drawdown
                    found.append(_reach(Series("drawdown", name).name, float(lost), now))
                if "liquidation" in kinds:
                    away = await self._distance(known.account, prices)
                    found.append(_reach(Series("liquidation", name).name, away, now))
        return found

    async def _distance(self, account: Account, prices: Mapping[str, Decimal]) -> float:
        """From the price to the nearest liquidation, as a fraction of the price; without end where there is none."""
        nearest = inf
        for symbol in account.positions:
            try:
                at = liquidation_of(account, await self._market.instrument(symbol))
            except DeskError:
                continue
            if at is not None:
                away = (prices[symbol] - at) * account.positions[symbol].sign
                nearest = min(nearest, max(0.0, float(away / prices[symbol])))
        return nearest


def _reach(series: str, value: float, at: int) -> Reach:
    return Reach(series, at, at, value, value, value)
