"""What an order is asked by, and what is told of it before it is placed and after."""

from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from typing import Any, ClassVar, Final, Literal

from pydantic import Field

from analytics.trading.orders import Order, TimeInForce, Way
from services.accounts.choice import AccountText
from services.core.principal import Principal
from services.core.request import Answer, Audience, Change, Frozen, Proposing
from services.core.roles import Role
from services.core.units import Duration, ExactPrice, Money, Multiple, PercentChange, Share, Size
from services.market.candles import MarketAnswer
from services.market.source import SymbolText
from services.orders.amounts import AmountText
from services.words.numbers import MOST_CASH, Percent, Quoted, Times, exact

MOST_LEVERAGE: Final = 125
PLAIN: Final = frozenset({"market", "limit"})
OrderKind = Literal["market", "limit", "post_only", "stop", "stop_limit", "take_profit", "trailing_stop"]
ALREADY_SECONDS: Final = 30 * 86_400.0
SHORT: Final = 6
"""Digits of an order's id that people are shown."""


class OrderOptions(Frozen):
    """An order in the words of who wants it."""

    symbol: SymbolText
    amount: AmountText
    type: OrderKind | None = Field(
        default=None, description="Market where nothing is said, limit where a price is, stop where a trigger is"
    )
    price: Quoted | None = Field(default=None, gt=0, le=MOST_CASH, description="The limit: no worse price is taken")
    trigger: Quoted | None = Field(
        default=None, gt=0, le=MOST_CASH, description="Where a stop or take-profit order wakes up"
    )
    stop: Quoted | None = Field(
        default=None, gt=0, le=MOST_CASH, description="Where the position is given up: a stop order once it is filled"
    )
    target: Quoted | None = Field(
        default=None, gt=0, le=MOST_CASH, description="Where the gain is taken; stop and target cancel each other"
    )
    trail: Percent | None = Field(
        default=None, gt=0, le=50, description="Percent that a trailing stop stays behind the best price"
    )
    leverage: Times | None = Field(
        default=None, ge=1, le=MOST_LEVERAGE, description="With it the perpetual is traded, at this leverage"
    )
    tif: TimeInForce = Field(
        default="gtc",
        description="Until cancelled, the rest not (ioc), all at once or not (fok), or to the end of the day",
    )
    reduce_only: bool = Field(default=False, description="Only to close what is held, never to open or turn it")
    account: AccountText | None = None


class OrderFacts(Frozen):
    """An order as the venue has it, or would."""

    way: Way
    type: OrderKind
    amount: Size
    price: ExactPrice | None
    trigger: ExactPrice | None
    stop: ExactPrice | None
    target: ExactPrice | None
    trail: Share | None
    leverage: Multiple | None
    """``None`` in a spot market."""
    tif: TimeInForce
    reduce_only: bool

    @classmethod
    def of(cls, order: Order, *, perpetual: bool) -> "OrderFacts":
        return cls(
            way=order.way,
            type="post_only" if order.post_only else order.type,
            amount=order.amount,
            price=order.price,
            trigger=order.trigger,
            stop=order.stop,
            target=order.target,
            trail=None if order.trail is None else float(order.trail),
            leverage=float(order.leverage) if perpetual else None,
            tif=order.tif,
            reduce_only=order.reduce_only,
        )


class Rounded(Frozen):
    """``option`` was ``asked`` as what the venue does not take, and is ``used`` instead."""

    option: Literal["price", "trigger", "stop", "target"]
    asked: ExactPrice
    used: ExactPrice


class Risk(Frozen):
    """What the stop costs, fees and slippage included, or the margin where the liquidation comes before it. A price
    that jumps over the stop costs more. ``reward`` is what the target brings after fees, ``ratio`` the one over the
    other."""

    cash: Money
    share: Share
    """Of equity."""
    reward: Money | None
    ratio: Multiple | None


class GateFacts(Frozen):
    """What the gate found of one limit."""

    limit: str
    value: str
    figure: str
    passed: bool


class OrderPreview(MarketAnswer):
    """What an order would come to if it were placed now. Nothing was placed. Cash is in quote currency."""

    account: str
    """As its asker calls it."""
    currency: str
    order: OrderFacts
    asked: str
    """The amount as it was written."""
    price: ExactPrice
    """Of the market."""
    price_age: Duration
    expected: ExactPrice
    """What a unit is expected to cost or bring, with half the spread and the slippage where it takes."""
    slippage: PercentChange
    """From where the market, the limit or the trigger is to that; positive: worse."""
    maker: bool
    notional: Money
    fee: Money
    cost: Money
    """The cash that it takes, as price or margin, without the fee; of what only reduces, nothing."""
    opens: bool
    """It opens or adds to a position, and does not only reduce one."""
    risk: Risk | None
    """``None`` without a stop."""
    gain: Money | None
    """Of what it closes, after its fee; ``None`` where it closes nothing."""
    liquidation: ExactPrice | None
    liquidation_first: bool
    """It comes before the stop."""
    free: Money
    free_after: Money
    equity: Money
    rounded: tuple[Rounded, ...] = ()
    cut: Size | None = None
    """The amount before it was cut to the lot, or to what is held."""
    gate: tuple[GateFacts, ...] = ()
    lasts_until: datetime
    """By the clock of who looks at it (see ``human``)."""
    token: str
    """Of this preview: whoever confirms it places the order once."""
    seal: str
    """Shows whose preview it is, and does not tell."""

    @property
    def passes(self) -> bool:
        return all(each.passed for each in self.gate)

    def placed(self) -> "OrderPlace":
        """The order itself. What was shown to close at once does not open where the position is gone by then."""
        closes = not self.opens and self.order.type == "market"
        return OrderPlace(
            **self._options(f"{self.order.amount:f}") | ({"reduce_only": True} if closes else {}),
            way=self.order.way,
            asked=self.asked,
            token=self.token,
            seal=self.seal,
            previewed=self.price,
            lasts_until=round(self.lasts_until.timestamp()),
        )

    def dropped(self) -> "OrderDrop":
        """That it is not to be placed any more."""
        return OrderDrop(token=self.token, seal=self.seal, account=self.account)

    def again(self) -> "Buy | Sell":
        """The wish that it is the preview of, which a price makes a limit order where it was none."""
        return wish_of(self.order.way, self._options(self.asked))

    def _options(self, amount: str) -> dict[str, object]:
        order = self.order
        return {
            **order.model_dump(exclude={"way", "trail", "leverage"}),
            "trail": None if order.trail is None else exact(order.trail) * 100,
            "leverage": None if order.leverage is None else exact(order.leverage),
            "symbol": self.symbol,
            "amount": amount,
            "account": self.account,
        }


State = Literal["open", "waiting", "partly filled", "filled", "ended"]


class OrderPlaced(MarketAnswer):
    """What became of an order up to now."""

    account: str
    currency: str
    id: str
    short: str
    """The first digits of its id, by which it can be cancelled."""
    order: OrderFacts
    state: State
    """``waiting``: it was accepted and meets the market from its next price on; ``ended``: it is open no more, and not
    filled whole, for ``why``."""
    why: str
    filled: Size
    left: Size
    average: ExactPrice | None
    """The mean price of its fills."""
    fee: Money | None
    held: Size
    """Of the market now, negative: short."""
    entry: ExactPrice | None
    stop: ExactPrice | None
    """Where its stop and target stand, once something was filled."""
    target: ExactPrice | None
    free: Money
    rounded: tuple[Rounded, ...] = ()
    cut: Size | None = None
    """The amount before it was cut to the lot, or to what is held."""
    before: bool = False
    """It was placed by an earlier press or ask, and nothing was placed now."""


class OrderDropped(Answer):
    """A preview that cannot be confirmed any more; or it was ``placed`` before, and lives on as ``short``."""

    account: str
    short: str
    placed: bool


class _Wish(OrderOptions, Proposing[OrderPreview]):
    """A wish for an order, shown before it is placed."""

    role: ClassVar[Role | None] = Role.TRADER
    way: ClassVar[Way]

    def confirmed(self, wish: str) -> "OrderPlace":
        return OrderPlace(**self.model_dump(), way=self.way, asked=self.amount, token=wish)


class Buy(_Wish):
    """Buy ``amount`` of ``symbol``."""

    name: ClassVar[str] = "buy"
    summary: ClassVar[str] = "Buy on your paper account: shows what it comes to, and asks before it is placed"
    means: ClassVar[str] = "What the order costs, risks and may bring, and what the gate says. Confirm places it."
    also: ClassVar[tuple[str, ...]] = ("go long", "market buy", "place an order", "open a position")
    example: ClassVar[str] = "symbol:BTC/USDT amount:risk 1% stop:41000 target:48000"
    way: ClassVar[Way] = "buy"


class Sell(_Wish):
    """Sell ``amount`` of ``symbol``."""

    name: ClassVar[str] = "sell"
    summary: ClassVar[str] = "Sell on your paper account: shows what it comes to, and asks before it is placed"
    means: ClassVar[str] = (
        "What the order brings, risks and costs, and what the gate says. Without leverage it sells what is held; with "
        "it, it can go short."
    )
    also: ClassVar[tuple[str, ...]] = ("go short", "market sell")
    example: ClassVar[str] = "symbol:BTC/USDT amount:half"
    way: ClassVar[Way] = "sell"


WISHES: Final[dict[Way, type[Buy] | type[Sell]]] = {"buy": Buy, "sell": Sell}


def wish_of(way: Way, options: Mapping[str, Any]) -> Buy | Sell:
    """The wish with these options, whose type is left to its price where that says it."""
    plain = options["type"] in PLAIN and options["trail"] is None
    return WISHES[way](**{**options, "type": None if plain else options["type"]})


class OrderPlace(OrderOptions, Change[OrderPlaced]):
    """Place the order. With what its preview showed it is refused where the market has moved since."""

    name: ClassVar[str] = "order place"
    summary: ClassVar[str] = "Place the order that was previewed"
    role: ClassVar[Role | None] = Role.TRADER
    audience: ClassVar[Audience] = Audience.ASKER
    example: ClassVar[str] = "symbol:BTC/USDT amount:0.01 way:buy asked:0.01 token:a1b2"
    pressed: ClassVar[bool] = True
    press_again: ClassVar[float] = ALREADY_SECONDS

    way: Way = Field(description="Buy or sell")
    asked: str = Field(max_length=40, description="The amount as it was first written")
    token: str = Field(min_length=1, max_length=80, description="The wish: the same one makes one order")
    seal: str | None = Field(default=None, max_length=40, description="Whose preview it is")
    previewed: Quoted | None = Field(default=None, gt=0, le=MOST_CASH, description="The market's price in the preview")
    lasts_until: int | None = Field(default=None, ge=0, description="When the preview ends, in seconds")

    def again(self) -> Buy | Sell:
        """The wish, to be previewed anew."""
        options = self.model_dump(include=set(OrderOptions.model_fields))
        return wish_of(self.way, {**options, "amount": self.asked})


class OrderDrop(Change[OrderDropped]):
    """Let the previewed order be placed no more."""

    name: ClassVar[str] = "order drop"
    summary: ClassVar[str] = "Cancel the preview of an order"
    example: ClassVar[str] = "token:a1b2 seal:00ff"
    role: ClassVar[Role | None] = Role.TRADER
    pressed: ClassVar[bool] = True

    token: str = Field(min_length=1, max_length=80, description="The wish")
    seal: str = Field(max_length=40, description="Whose preview it is")
    account: AccountText | None = None


def short_id(whole: str) -> str:
    """The first digits of an order's or a decision's id, by which people name it."""
    return whole[:SHORT]


def id_of(account: str, wish: str) -> str:
    """The id of the order that ``wish`` makes in ``account``: 32 hexadecimal digits, the same ever."""
    return sha256(f"{account}\n{wish}".encode()).hexdigest()[:32]


def seal_of(principal: Principal, token: str) -> str:
    """What shows that the preview ``token`` is theirs, and tells nobody whose it is."""
    return sha256(f"{principal.id}\n{token}".encode()).hexdigest()[:16]
