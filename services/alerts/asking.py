"""/alert add: alerts are shown, with how often they would have fired, before they are set."""

import asyncio
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from secrets import token_hex
from typing import Annotated, ClassVar, Final, Literal

from pydantic import Field

from services.alerts.alert_desk import AlertDesk
from services.alerts.charts import chart_of
from services.alerts.ends import end_of, span_of
from services.alerts.facts import AlertDraft, AlertPreview, AlertSetAnswer
from services.alerts.history import history_of
from services.alerts.plan import Plan, Scene
from services.alerts.record import Alert, Repeat
from services.alerts.series import ACCOUNT_KINDS, Series
from services.alerts.telling import facts_of
from services.alerts.terms import AlertTerms
from services.alerts.trigger import Happening, Threshold, Trigger
from services.alerts.when import WHEN, read_when
from services.alerts.wishes import Wanted
from services.alerts.wrong import bad
from services.core.ask import Ask
from services.core.errors import MissingMarket, QuotaReached, Unfinished
from services.core.handlers import answers
from services.core.options import Suggested
from services.core.owners import Owner, To
from services.core.preferences import Preferences
from services.core.principal import Principal
from services.core.request import Change, Frozen, Proposing
from services.core.roles import Role
from services.core.work import Work
from services.core.zones import zone_of
from services.market.candles import Provenance
from services.market.several import best_known
from services.market.source import SymbolText, TimeframeText
from services.market.timeframes import to_ms
from services.market.view import MarketView

TOKEN_BYTES: Final = 8
TOLD: Final = (
    *("tell me", "let me know", "notify me", "remind me", "warn me", "ping me", "wake me", "wake me up", "message me"),
    *("inform me", "text me", "dm me", "i want to know", "i want to be told", "give me a shout"),
)
"""What people ask for who want an alert, and how they go on."""
TO_COME: Final = ("when", "if", "once", "whenever", "every time", "each time", "as soon as", "the moment", "in case")
OFFERED: Final = 5
"""Markets to choose from, where none was named."""
_ROLE: Final = re.compile(r"<@&(\d{15,20})>|(\d{15,20})")

WhenText = Annotated[
    str,
    Field(min_length=1, max_length=300, description="What to tell you of, such as above 70000, rsi14 < 30, fib 0.618"),
    Suggested("alerts"),
]
SpanText = Annotated[str, Field(min_length=1, max_length=40), Suggested("spans")]
EndText = Annotated[str, Field(min_length=1, max_length=40), Suggested("ends")]
NoteText = Annotated[
    str, Field(max_length=200, description="What you want to be reminded of"), Suggested("alert notes")
]
Whose = Literal["yours", "the server's"]


class AlertOptions(Frozen):
    """Alerts in the words of who wants them."""

    when: WhenText
    symbol: SymbolText | None = None
    timeframe: TimeframeText | None = None
    repeat: Annotated[Repeat, Field(description="Once, or again each time it comes to hold")] = "once"
    cooldown: Annotated[SpanText | None, Field(description="Between two firings at least, such as 4h")] = None
    expires: Annotated[EndText | None, Field(description="When it ends by itself, such as 7d or 2027-01-31")] = None
    note: NoteText | None = None
    mention: Annotated[str | None, Field(max_length=60, description="A role to mention; for admins")] = None
    to: Annotated[To, Field(description="You in private, or this channel")] = "me"
    owner: Annotated[Owner, Field(description="Whose it is: yours, or the server's, which is an admin's to set")] = "me"

    def least(self) -> Role:
        """The least role that may set it."""
        shared = self.owner == "server" or self.mention is not None
        return Role.ADMIN if shared else Role.TRADER if self.to == "channel" else Role.VIEWER


class AlertAdd(AlertOptions, Proposing[AlertPreview]):
    """Alerts, shown before they are set."""

    name: ClassVar[str] = "alert add"
    summary: ClassVar[str] = "Be told when something happens: a price, a level, a condition, the sky, your account"
    means: ClassVar[str] = "What you would be told of, and how often that would have been. Confirm sets it."
    also: ClassVar[tuple[str, ...]] = (
        *("alert", "alert me", "set an alert", "add an alert", "create an alert", "make an alert", "new alert"),
        *("price alert", "set a price alert"),
        *(f"{told} {word}" for told in TOLD for word in TO_COME),
    )
    example: ClassVar[str] = "symbol:BTC/USDT when:above 70000, 72000"
    gathers: ClassVar[str | None] = "when"

    def needs(self) -> Role | None:
        return self.least()

    def confirmed(self, wish: str) -> "AlertSet":
        return AlertSet(**self.model_dump(), token=wish)


class AlertSet(AlertOptions, Change[AlertSetAnswer]):
    """Set them."""

    name: ClassVar[str] = "alert set"
    summary: ClassVar[str] = "Set the alerts that were shown"
    example: ClassVar[str] = "symbol:BTC/USDT when:above 70000 token:a1b2"
    pressed: ClassVar[bool] = True
    press_again: ClassVar[float] = 30 * 86_400.0

    token: Annotated[str, Field(min_length=1, max_length=80, description="What was shown")]

    def needs(self) -> Role | None:
        return self.least()


@answers(AlertAdd)
async def answer_alert_add(request: AlertAdd, principal: Principal, desk: AlertDesk) -> AlertPreview:
    """What would be set.

    Raises:
        BadAlert, BadCondition, MissingMarket: what is wanted cannot be understood, or not watched for.
        QuotaReached: there are too many.
        UnknownSymbol, UnknownTimeframe, UnknownAccount, NotEnoughData, Unavailable: as they say.
    """
    drawn = await _drawn(request, principal, desk)
    histories = await asyncio.gather(*(history_of(alert, desk) for alert, _ in drawn.alerts))
    drafts = tuple(
        AlertDraft(
            alert=facts_of(alert, plan.now, drawn.at),
            history=history,
            near=tuple(
                facts_of(each, plan.now, drawn.at) for each in drawn.there if are_near(each, alert, desk.terms.near)
            ),
            holds=plan.holds,
        )
        for (alert, plan), history in zip(drawn.alerts, histories, strict=True)
    )
    return AlertPreview(
        as_of=drawn.at,
        used=len(drawn.there),
        quota=desk.quota(drawn.owner),
        provenance=drawn.provenance,
        drafts=drafts,
        token=token_hex(TOKEN_BYTES),
        chart=await chart_of(desk.market, drafts[0].alert),
    )


@answers(AlertSet)
async def answer_alert_set(request: AlertSet, ask: Ask[AlertSet], work: Work, desk: AlertDesk) -> AlertSetAnswer:
    """Set them, and give back how they stand.

    Raises:
        The same.
    """
    drawn = await _drawn(request, ask.principal, desk)
    numbers = await desk.book.numbers(len(drawn.alerts))
    alerts = [
        (alert.model_copy(update={"number": number}), plan.now)
        for (alert, plan), number in zip(drawn.alerts, numbers, strict=True)
    ]
    desk.book.leave_room(work, drawn.owner, desk.quota(drawn.owner) - len(alerts))
    for alert, _ in alerts:
        desk.book.write(work, alert)
    return AlertSetAnswer(
        as_of=drawn.at,
        used=len(drawn.there) + len(alerts),
        quota=desk.quota(drawn.owner),
        provenance=drawn.provenance,
        alerts=tuple(facts_of(alert, now, drawn.at) for alert, now in alerts),
    )


@dataclass(frozen=True, slots=True)
class _Drawn:
    """The alerts that somebody wants, without numbers, each with how its market stands; and those of the same
    ``owner`` that are ``there``."""

    owner: str
    at: datetime
    alerts: tuple[tuple[Alert, Plan], ...]
    there: Sequence[Alert]
    provenance: Provenance | None


async def _drawn(options: AlertOptions, principal: Principal, desk: AlertDesk) -> _Drawn:
    wanted, owner = read_when(options.when), desk.owner(principal, options.owner)
    if len(wanted.wishes) > desk.terms.in_one:
        why = f"that is {len(wanted.wishes)} alerts at once"
        raise bad(WHEN, options.when, why, f"at most {desk.terms.in_one} are set in one call")
    if options.to == "channel" and owner == principal.id:
        await desk.check_open(principal.channel, principal.server)
    there = await desk.book.of(owner)
    quota = desk.quota(owner)
    if len(there) + len(wanted.wishes) > quota:
        whose: Whose = "yours" if owner == principal.id else "the server's"
        raise QuotaReached(used=len(there), quota=quota, whose=whose, wanted=len(wanted.wishes))
    own = await desk.preferences.look_up(principal)
    now = desk.clock.now()
    common = _common(options, wanted, principal, owner, now, own, desk.terms)
    symbol, timeframe = options.symbol or own.market, options.timeframe or own.timeframe
    if symbol is None and any(wish.symbol is None and wish.needs_market for wish in wanted.wishes):
        raise await _missing_market(options, desk.market)
    scene = Scene(desk, principal, owner, symbol, timeframe)
    plans = [await scene.plan(wish) for wish in wanted.wishes]
    for plan in plans:
        check_place(options.to, options.owner, plan.trigger)
    alerts = tuple(
        (common.model_copy(update={"trigger": plan.trigger, "label": plan.label, "spent": plan.holds}), plan)
        for plan in plans
    )
    return _Drawn(owner, now, alerts, there, scene.provenance)


def _common(
    options: AlertOptions,
    wanted: Wanted,
    principal: Principal,
    owner: str,
    now: datetime,
    own: Preferences,
    terms: AlertTerms,
) -> Alert:
    """What all of them have in common."""
    always = options.repeat == "always" or wanted.always or options.cooldown is not None
    return Alert(
        owner=owner,
        number=0,
        trigger=Happening(what="signal", of="-"),
        since=to_ms(now),
        repeat="always" if always else "once",
        cooldown=cooldown_of(options.cooldown, terms) if always else 0,
        expires=expiry_of(options.expires or wanted.until, now, own, terms),
        note=note_of(options.note),
        mention=mention_of(options.mention, principal.server),
        to=options.to,
        channel=principal.channel if principal.server is not None else None,
        server=principal.server,
    )


def check_place(to: To, owner: Owner, trigger: Trigger) -> None:
    """An account is its owner's: what happens in it is told in no channel, unless it is the server's own.

    Raises:
        BadAlert: it would be.
    """
    private = isinstance(trigger, Happening) and trigger.what == "fill"
    if isinstance(trigger, Threshold):
        private = Series.read(trigger.series).kind in ACCOUNT_KINDS
    if private and to == "channel" and owner == "me":
        raise bad("to", to, "that is for what others may read, and your account is yours", "say to:me")


async def _missing_market(options: AlertOptions, market: MarketView) -> MissingMarket:
    markets = best_known(await market.markets(), OFFERED)
    given = options.model_dump(exclude_none=True, exclude={"token"})
    near = tuple(AlertAdd(**{**given, "symbol": symbol}) for symbol in markets)
    return MissingMarket(
        ("symbol is needed",),
        near=near,
        unfinished=Unfinished(AlertAdd, given, ("symbol",)),
        request=AlertAdd.name,
        markets=markets,
    )


def cooldown_of(text: str | None, terms: AlertTerms) -> int:
    """Seconds between two firings at least.

    Raises:
        BadAlert: it is no span, or too short.
    """
    seconds = terms.cooldown if text is None else span_of("cooldown", text)
    if seconds < terms.least_cooldown:
        raise bad("cooldown", text or "", "that is too short", f"{terms.least_cooldown} s are the least")
    return seconds


def expiry_of(text: str | None, now: datetime, own: Preferences, terms: AlertTerms) -> int | None:
    """When it ends by itself (UTC ms); ``None``: never.

    Raises:
        BadAlert: it is no time, or over.
    """
    zone = zone_of(own.time_zone) if own.time_zone is not None else UTC
    usual = now + timedelta(days=terms.expires_days)
    end = usual if text is None else end_of("expires", text, now, zone)
    return None if end is None else to_ms(end)


def note_of(text: str | None) -> str:
    """A note in one line, without signs that are not to be seen."""
    plain = "".join(letter for letter in text or "" if letter.isprintable() or letter.isspace())
    return " ".join(plain.split())


def mention_of(text: str | None, server: str | None) -> str:
    """The id of the role that is to be mentioned; empty where none is. The role that has the id of its ``server`` is
    everybody, and no alert is for them.

    Raises:
        BadAlert: it is none.
    """
    plain = (text or "").strip()
    if plain.lower() in ("", "none", "me", "@me"):
        return ""
    named = _ROLE.fullmatch(plain)
    if named is None or (named[1] or named[2]) == (server or "").rpartition(":")[2]:
        raise bad("mention", plain, "that is no role", "choose one of the server's roles with @, or write its id")
    return named[1] or named[2]


def are_near(one: Alert, other: Alert, near: float) -> bool:
    """Whether two alerts of somebody are hardly different."""
    mine, yours = one.trigger, other.trigger
    if isinstance(mine, Threshold) and isinstance(yours, Threshold):
        if (mine.series, mine.side, _swing(mine)) != (yours.series, yours.side, _swing(yours)):
            return False
        return mine.follows is not None or abs(mine.value - yours.value) <= near * max(
            abs(mine.value), abs(yours.value)
        )
    return mine == yours


def _swing(trigger: Threshold) -> tuple[str, float] | None:
    """The level that ``trigger`` follows."""
    follows = trigger.follows
    return None if follows is None else (follows.timeframe, follows.ratio)
