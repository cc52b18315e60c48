"""The one door to market data. Live, replay and sim stand behind it; nobody else knows which."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Annotated, Literal, Protocol, runtime_checkable

from pydantic import Field

from services.core.options import Prefers, Suggested
from services.core.request import Frozen
from services.market.candles import Candles, Reading, SourceName
from services.market.terms import MarketTerms
from services.market.timeframes import Timeframe

SymbolText = Annotated[
    str,
    Field(min_length=1, max_length=40, description="A market, such as BTC/USDT or just btc"),
    Suggested("symbols"),
    Prefers("market"),
]
"""A symbol as people write it, in a request. What it means is the feed's to say."""
TimeframeText = Annotated[
    str,
    Field(min_length=1, max_length=40, description="How long one candle lasts, such as 15m, 4h or 1d"),
    Suggested("timeframes"),
    Prefers("timeframe"),
]
"""A timeframe as people write it."""


MarketKind = Literal["spot", "perpetual", "dated"]


class Market(Frozen):
    """What can be traded: ``symbol`` is ``BASE/QUOTE``, of a perpetual ``BASE/QUOTE:SETTLED``, and of what expires that
    and ``-`` with a date behind it; prices have ``price_decimals`` where that is known."""

    symbol: str
    base: str
    quote: str
    price_decimals: int | None = None

    @property
    def kind(self) -> MarketKind:
        _, colon, settled = self.symbol.partition(":")
        return "spot" if not colon else "dated" if "-" in settled else "perpetual"


class FundingRate(Frozen):
    """A settlement of a perpetual: longs pay ``rate`` of the position's value where it is positive. ``assumed``: the
    venue does not say, and this is the usual one."""

    time: datetime
    rate: Decimal
    assumed: bool = False


class FundingAhead(Frozen):
    """What a venue expects of the next settlement of a perpetual, at ``time``."""

    time: datetime | None
    rate: Decimal


class Resting(Frozen):
    """``size`` (base currency) that waits at ``price``."""

    price: float
    size: float


class OrderBook(Frozen):
    """What rests at a market: the bids from the highest price, the asks from the lowest. ``made_up``: by rules of our
    own, of a market that does not exist."""

    symbol: str
    time: datetime
    bids: tuple[Resting, ...]
    asks: tuple[Resting, ...]
    made_up: bool = False


class Ticker(Frozen):
    """The newest price of a market and the 24 hours up to ``time``. Prices in quote currency; ``None`` is not known."""

    symbol: str
    time: datetime
    last: float
    open_24h: float | None
    high_24h: float | None
    low_24h: float | None
    volume_24h: float | None
    """In base currency."""
    bar_seconds: float = 0.0
    """How long the candle lasted whose close this is, so that none newer can be had before as much time has passed; 0
    where it is a price of its own."""


class Fetched(Reading):
    """Candles as a source gave them."""

    candles: Candles


@runtime_checkable
class OwnClock(Protocol):
    """A source with a clock of its own."""

    @property
    def clock_ahead(self) -> float | None:
        """Seconds by which the machine's clock goes before it, below zero: after it; ``None`` where they agree within a
        few seconds, or that is not known."""


def clock_ahead(source: object) -> float | None:
    """By how many seconds the machine's clock goes before that of ``source``, where that is worth telling."""
    return source.clock_ahead if isinstance(source, OwnClock) else None


def clock_told(ahead: float, venue: str) -> str:
    """That, in words."""
    return f"this machine's clock is {abs(ahead):,.0f} s {'ahead of' if ahead > 0 else 'behind'} that of {venue}"


class MarketSource(Protocol):
    """Where market data comes from.

    Every method may raise ``ExchangeUnavailable`` (no answer), and where it takes a symbol ``UnknownSymbol``. Symbols
    come in exactly as ``markets`` lists them, or are those of linear
    perpetuals, ``BTC/USDT:USDT``, which it may leave out.
    """

    @property
    def name(self) -> SourceName: ...

    @property
    def venue(self) -> str:
        """The exchange's id, the replay folder's name, or ``simulated``."""

    @property
    def timeframes(self) -> tuple[str, ...]:
        """The timeframes that can be had, finest first."""

    async def markets(self) -> tuple[Market, ...]:
        """All that can be asked for, in the exchange's own order."""

    async def candles(self, symbol: str, timeframe: str, *, bars: int, until: datetime) -> Fetched:
        """The newest ``bars`` candles that had closed by ``until`` (fewer where there are no more).

        Raises:
            UnknownTimeframe: not one of ``timeframes``, nor to be built from a finer one.
            BrokenCandles: what came cannot be read as candles.
        """

    async def ticker(self, symbol: str, *, now: datetime) -> Ticker:
        """The newest price known at ``now``.

        Raises:
            TooFewBars: none is known.
        """

    async def tickers(self, symbols: Sequence[str], *, now: datetime) -> Mapping[str, Ticker]:
        """The same of several at once, by symbol; those that are not known, or have no price, are left out."""

    async def terms(self, symbol: str) -> MarketTerms:
        """What is said of trading in it.

        Raises:
            InvalidRequest: that cannot be read.
        """

    async def finest(self, symbol: str, *, since: datetime, until: datetime) -> tuple[Timeframe, datetime]:
        """The finest candles from ``since`` on, and until when, at most ``until``, there are no finer ones."""

    async def funding(self, symbol: str, *, since: datetime, until: datetime) -> tuple[FundingRate, ...]:
        """The settlements of a perpetual from ``since`` to ``until`` as far as they are known, oldest first, each at a
        whole minute; there may be some from before.

        Raises:
            InvalidRequest: they cannot be read.
        """

    async def funding_ahead(self, symbol: str, *, now: datetime) -> FundingAhead | None:
        """What is expected of the next settlement of a perpetual; ``None``: nobody tells."""

    async def order_book(self, symbol: str, *, now: datetime) -> OrderBook | None:
        """What rests at the market at ``now``; ``None``: nobody tells."""

    async def close(self) -> None:
        """Let go of connections and files."""
