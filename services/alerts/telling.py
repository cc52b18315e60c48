"""An alert in the facts that are told of it."""

from datetime import datetime
from typing import TypedDict

from services.accounts.naming import AccountId
from services.alerts.events import AlertExpired, AlertFired
from services.alerts.facts import AlertFacts, State, TriggerKind
from services.alerts.firing import Firing
from services.alerts.record import Alert
from services.alerts.series import ACCOUNT_KINDS, Series
from services.alerts.trigger import Condition, Happening, Threshold
from services.core.owners import server_of
from services.core.units import Duration, PercentChange, Price, Proportion, Share
from services.market.timeframes import from_ms, to_ms
from services.signals.record import name_of


def facts_of(alert: Alert, now_price: float | None, at: datetime) -> AlertFacts:
    """``alert`` as it stands at ``at``, where its market's newest price is ``now_price``."""
    trigger, state = alert.trigger, _state(alert, to_ms(at))
    series = Series.read(trigger.series) if isinstance(trigger, Threshold) else None
    window = trigger.lead if isinstance(trigger, Happening) else 0 if series is None else series.window
    level = trigger.value if isinstance(trigger, Threshold) else None
    follows = trigger.follows if isinstance(trigger, Threshold) else None
    price = level if series is not None and series.kind == "price" else None
    return AlertFacts(
        number=alert.number,
        kind=_kind(alert),
        of=_of(alert),
        side=trigger.side if isinstance(trigger, Threshold) else None,
        price=None if price is None else Price(price),
        share=None if level is None or price is not None else Share(level),
        window_seconds=Duration(window) if window else None,
        where=trigger.where if isinstance(trigger, Condition) else "",
        timeframe=_timeframe(alert),
        label=alert.label,
        follows=follows is not None,
        ratio=None if follows is None else Proportion(follows.ratio),
        now=None if now_price is None else Price(now_price),
        distance=PercentChange(price / now_price - 1) if price is not None and now_price else None,
        state=state,
        since=from_ms(alert.since),
        until=from_ms(alert.since) if state in ("cooling", "snoozed") else None,
        expires=None if alert.expires is None else from_ms(alert.expires),
        repeat=alert.repeat,
        cooldown_seconds=Duration(alert.cooldown),
        note=alert.note,
        mention=alert.mention,
        to=alert.to,
        server=alert.shared,
        fired=alert.fired,
        fired_at=None if alert.fired_at is None else from_ms(alert.fired_at),
    )


def told_fired(alert: Alert, firing: Firing, at: datetime, *, again: bool) -> AlertFired:
    """That ``alert`` fired, and stands like this since. Its key is the same whoever tells of it."""
    share = isinstance(alert.trigger, Threshold) and _kind(alert) != "price"
    price = None if share else firing.value
    return AlertFired(
        key=f"alert:{alert.number}:{alert.fired}",
        at=at,
        **_whom(alert),
        alert=facts_of(alert, price, at),
        value=None if price is None else Price(price),
        share=Share(firing.value) if share and firing.value is not None else None,
        happened_at=from_ms(firing.at),
        late_seconds=Duration(max(0.0, at.timestamp() - firing.at / 1_000)),
        from_bars=firing.late,
        detail=firing.detail,
        again=again,
    )


def told_expired(alert: Alert, at: datetime) -> AlertExpired:
    """That ``alert`` has ended by itself."""
    return AlertExpired(key=f"alert:{alert.number}:expired", at=at, **_whom(alert), alert=facts_of(alert, None, at))


class _Whom(TypedDict):
    person: str | None
    server: str | None
    channel: str | None
    in_channel: bool
    mention: str


def _whom(alert: Alert) -> _Whom:
    return {
        "person": None if alert.shared else alert.owner,
        "server": server_of(alert.owner) or alert.server,
        "channel": alert.channel,
        "in_channel": alert.to == "channel",
        "mention": alert.mention,
    }


def _kind(alert: Alert) -> TriggerKind:
    match alert.trigger:
        case Threshold(series=name):
            return Series.read(name).kind
        case Condition():
            return "condition"
        case Happening(what=what):
            return what


def _of(alert: Alert) -> str:
    match alert.trigger:
        case Threshold(series=name):
            series = Series.read(name)
            return _called(series.of) if series.kind in ACCOUNT_KINDS else series.of
        case Condition(symbol=symbol):
            return symbol
        case Happening(what="fill", of=account):
            return _called(account)
        case Happening(what="signal", of=of):
            return name_of(of)
        case Happening(of=of):
            return of


def _called(account: str) -> str:
    return AccountId.read(account).called if account.count(":") > 1 else account


def _timeframe(alert: Alert) -> str | None:
    match alert.trigger:
        case Threshold(follows=follows):
            return None if follows is None else follows.timeframe
        case Condition(timeframe=timeframe):
            return timeframe
        case _:
            return None


def _state(alert: Alert, now: int) -> State:
    if alert.paused:
        return "paused"
    if alert.since > now:
        return "cooling" if alert.cools else "snoozed"
    return "waiting" if alert.spent else "armed"
