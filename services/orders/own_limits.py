"""The limits of an account: shown with how much of each is used, and set.

Whoever trades in an account of their own may tighten its limits at once. To loosen one, and to set those of a server's
account, takes an admin.
"""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any, ClassVar, Final

from pydantic import Field

from analytics.trading.account import Account
from analytics.trading.orders import ZERO
from analytics.trading.records import LimitsSet
from services.accounts.choice import AccountText
from services.accounts.losses import losses_of
from services.accounts.marks import marks_of
from services.accounts.naming import AccountId, place_of
from services.accounts.opening import opened_records
from services.core.ask import Ask
from services.core.handlers import answers
from services.core.principal import Principal
from services.core.request import Answer, Change, Frozen
from services.core.roles import Role
from services.core.units import Duration, Money, Multiple, Share
from services.core.work import Work
from services.market.timeframes import to_ms
from services.market.view import MarketView
from services.orders.gate import may_trade
from services.orders.limit_terms import LIMITS, LimitName, LimitTerms, is_looser, written
from services.orders.limits import MINUTE_MS, exposure_of, load_of
from services.orders.order_desk import OrderDesk
from services.orders.switches import Switches, SwitchName, scopes_of
from services.orders.whom import Whose, person_of
from services.words.numbers import Percent, Times, percent

MOST_SHARE: Final = 100_000
"""In percent: a thousand times the equity is no limit any more."""
MOST_COUNT: Final = 1_000


class LimitFacts(Frozen):
    """A limit: its value, as the one of ``share``, ``times``, ``count``, ``seconds`` and ``on`` that it is told by, and
    how much of it is used now, told by the same. ``own``: the account set it; else it is as configured.

    ``allowed`` and ``used`` are the same in cash, where it is a share. What is used is not known while the market does
    not answer.
    """

    name: LimitName
    own: bool
    share: Share | None = None
    times: Multiple | None = None
    count: int | None = None
    seconds: Duration | None = None
    on: bool | None = None
    used_share: Share | None = None
    used_times: Multiple | None = None
    used_count: int | None = None
    allowed: Money | None = None
    used: Money | None = None
    reached: bool = False
    """It lets no entry pass now, however small."""


class LimitsAnswer(Answer):
    """All limits of ``account``, as people call it; those ``changed`` now were ``previous``.

    ``switched``: the switches that are on for it, here. ``until``: no entry passes until then, after a losing streak.
    ``equity`` is not known while the market does not answer, and not told of somebody else's account.
    """

    account: str
    shared: bool
    currency: str
    equity: Money | None
    limits: tuple[LimitFacts, ...]
    changed: tuple[LimitName, ...] = ()
    previous: tuple[LimitFacts, ...] = ()
    switched: tuple[SwitchName, ...] = ()
    until: datetime | None = None
    whose: str | None = None
    """Whose it is, as an admin named them."""


def _share(description: str) -> Any:
    return Field(default=None, gt=0, le=MOST_SHARE, description=f"{description}, in percent of equity")


def _count(description: str, least: int = 1) -> Any:
    return Field(default=None, ge=least, le=MOST_COUNT, description=description)


class Limits(Change[LimitsAnswer]):
    """The limits of an account; those that are named are set."""

    name: ClassVar[str] = "limits"
    summary: ClassVar[str] = "Limits of your account and how much of each is used; an option sets one"
    means: ClassVar[str] = (
        "What may be ordered, held and lost. You tighten your own at once; to loosen one, and for a server's account, "
        "an admin is needed. What only reduces a position passes all of them."
    )
    also: ClassVar[tuple[str, ...]] = ("my limits", "risk limits", "trading limits", "limits of my account")
    example: ClassVar[str] = "daily_loss:3% largest_order:25%"
    role: ClassVar[Role | None] = Role.VIEWER
    unaudited: ClassVar[frozenset[str]] = frozenset({"whose"})

    largest_order: Annotated[Percent | None, _share("What one order may be worth")] = None
    largest_position: Annotated[Percent | None, _share("What may be held of one market, open orders included")] = None
    exposure: Annotated[Percent | None, _share("What may be held of all markets, open orders included")] = None
    leverage: Annotated[
        Times | None, Field(default=None, ge=1, le=125, description="The most leverage, such as 5x")
    ] = None
    orders_a_minute: Annotated[int | None, _count("Orders in a minute")] = None
    daily_loss: Annotated[Percent | None, _share("Lost in a day (UTC) before entries stop")] = None
    drawdown: Annotated[Percent | None, _share("Lost since the peak before entries stop")] = None
    losing_streak: Annotated[int | None, _count("Losing trades in a row before entries stop for a while")] = None
    cool_down: Annotated[int | None, _count("For how many minutes they then stop", 0)] = None
    require_stop: Annotated[bool | None, Field(default=None, description="Whether each entry needs a stop")] = None
    account: AccountText | None = None
    whose: Whose = None

    @property
    def wanted(self) -> Mapping[LimitName, Decimal | int | bool]:
        """What is to be set, as ``LimitTerms`` has it."""
        named = {name: getattr(self, name) for name in LIMITS}
        shares = {name for name, limit in LIMITS.items() if limit.measure == "share"}
        return {name: percent(value) if name in shares else value for name, value in named.items() if value is not None}

    def changes(self) -> bool:
        return bool(self.wanted)

    def needs(self) -> Role | None:
        """Whoever trades may tighten their own; an admin sets somebody else's."""
        if self.whose is not None:
            return Role.ADMIN
        return Role.TRADER if self.changes() else self.role


@answers(Limits)
async def answer_limits(
    request: Limits, ask: Ask[Limits], _work: Work, desk: OrderDesk, switches: Switches
) -> LimitsAnswer:
    """The limits, those that are named set.

    Raises:
        UnknownAccount: there is none of that name.
        NotPermitted: it loosens a limit, or is of a server's account, and the asker is no admin.
        HeldElsewhere, StoreUnavailable: nothing was set.
    """
    principal, owner = ask.principal, ask.principal
    if request.whose is not None:
        owner = Principal(id=person_of(request.whose, principal), name="")
    account_id = await desk.choices.named(owner, request.account)
    previous: LimitTerms | None = None
    if request.changes():
        previous = await _set(request, ask, account_id, desk)
    seen = await desk.exchange.seen(account_id)
    other = owner.id != principal.id
    prices = None if other else await _prices(seen.account, desk.market)
    on = await switches.on(scopes_of(account_id, place_of(owner)))
    return _answer(request, account_id, seen.account, previous, prices, tuple(on), desk)


async def _prices(account: Account, market: MarketView) -> Mapping[str, Decimal] | None:
    """The price of each market that ``account`` is in; ``None`` where one cannot be had."""
    prices = (await marks_of(market, account.symbols)).prices
    return prices if len(prices) == len(account.symbols) else None


async def _set(request: Limits, ask: Ask[Limits], account_id: AccountId, desk: OrderDesk) -> LimitTerms:
    """Set what ``request`` wants; what was before comes back."""
    if request.whose is None:
        may_trade(ask.principal, account_id)
    async with desk.books.writing(str(account_id)) as book:
        terms, now = desk.gate.terms_of(book.account), desk.clock.now()
        looser = [name for name, value in request.wanted.items() if is_looser(name, value, terms.value(name))]
        if looser or account_id.shared:
            ask.principal.require(Role.ADMIN, "a server's limits" if account_id.shared else "loosening a limit")
        own = book.account.limits | {name: written(value) for name, value in request.wanted.items()}
        opened, by = opened_records(book.account, desk.terms, now), await desk.books.signed(account_id, ask.principal)
        await book.write([*opened, LimitsSet(to_ms(now), ask.id, own, by)])
        return terms


def _answer(
    request: Limits,
    account_id: AccountId,
    account: Account,
    previous: LimitTerms | None,
    prices: Mapping[str, Decimal] | None,
    switched: tuple[SwitchName, ...],
    desk: OrderDesk,
) -> LimitsAnswer:
    now, terms = desk.clock.now(), desk.gate.terms_of(account)
    changed = tuple(name for name in request.wanted if previous and previous.value(name) != terms.value(name))
    losses = None if prices is None else losses_of(account, prices.__getitem__, now)
    until = None if losses is None else losses.cooling_until(terms.losing_streak, terms.cool_down)
    return LimitsAnswer(
        as_of=now,
        account=account_id.called,
        shared=account_id.shared,
        currency=account.currency,
        equity=None if prices is None else Money(account.equity(prices.__getitem__)),
        limits=tuple(_facts(name, terms, account, prices, now) for name in LIMITS),
        changed=changed,
        previous=tuple(_facts(name, previous, account, None, now) for name in changed if previous),
        switched=switched,
        until=until if until is not None and until > now else None,
        whose=request.whose,
    )


def _facts(
    name: LimitName, terms: LimitTerms, account: Account, prices: Mapping[str, Decimal] | None, now: datetime
) -> LimitFacts:
    facts = LimitFacts(name=name, own=name in account.limits, **_value(name, terms))
    return facts if prices is None else facts.model_copy(update=_used(name, terms, account, prices, now))


def _value(name: LimitName, terms: LimitTerms) -> dict[str, Any]:
    value = terms.value(name)
    match LIMITS[name].measure:
        case "share":
            return {"share": Share(value)}
        case "times":
            return {"times": Multiple(value)}
        case "count":
            return {"count": value}
        case "minutes":
            return {"seconds": Duration(value * 60)}
        case "yes or no":
            return {"on": value}


def _used(
    name: LimitName, terms: LimitTerms, account: Account, prices: Mapping[str, Decimal], now: datetime
) -> dict[str, Any]:
    """How much of a limit is used."""
    price_of = prices.__getitem__
    losses = losses_of(account, price_of, now)
    match name:
        case "largest_order":
            return _cash(None, losses.equity, terms.largest_order)
        case "largest_position":
            most = max((load_of(account, symbol, price_of).worst for symbol in prices), default=ZERO)
            return _cash(most, losses.equity, terms.largest_position)
        case "exposure":
            return _cash(exposure_of(account, price_of), losses.equity, terms.exposure)
        case "daily_loss":
            return _cash(max(losses.day_start - losses.equity, ZERO), losses.day_start, terms.daily_loss)
        case "drawdown":
            return _cash(max(losses.peak - losses.equity, ZERO), losses.peak, terms.drawdown)
        case "leverage":
            most = max((each.leverage for each in account.positions.values()), default=ZERO)
            return {"used_times": Multiple(most)} if most else {}
        case "orders_a_minute":
            count = sum(at > to_ms(now) - MINUTE_MS for at in account.ordered_at)
            return {"used_count": count, "reached": count >= terms.orders_a_minute}
        case "losing_streak":
            until = losses.cooling_until(terms.losing_streak, terms.cool_down)
            return {"used_count": losses.streak, "reached": until is not None and now < until}
    return {}


def _cash(used: Decimal | None, whole: Decimal, share: Decimal) -> dict[str, Any]:
    """What a share of ``whole`` comes to, and how much of it is used."""
    whole = max(whole, ZERO)
    allowed = {"allowed": Money(whole * share)}
    if used is None:
        return allowed
    return {
        **allowed,
        "used": Money(used),
        "used_share": Share(used / whole) if whole else Share(0 if not used else 1),
        "reached": used >= whole * share,
    }
