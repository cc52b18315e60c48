"""What cards of alerts have in common: what one is about, how it stands, and the buttons under it."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final

from markupsafe import Markup

from personas.about._one_market import how_often
from personas.about._trading import on_paper
from personas.buttons import Actions
from personas.card import Action
from personas.escaping import brief, escape, quoted
from personas.format import MINUS, chosen, clock, counted, day, duration, finalize, listed, pct, price, time, when
from personas.phrasing import marked
from services.alerts.editing import AlertDelete, AlertEdit, AlertPause, AlertResume, AlertSnooze
from services.alerts.events import OF_ACCOUNTS
from services.alerts.facts import AlertFacts, AlertHistory, AlertsAnswer, State
from services.alerts.listing import AlertList
from services.core.owners import Owner
from services.core.units import Price

DIGITS: Final = 8
"""A level of so many digits was written by somebody, who is shown each of them."""
LONGEST_NOTE: Final = 200
NUMBERS_TOLD: Final = 8
LONGEST_WHICH: Final = 60
"""Characters of numbers that a request takes."""
STATES: Final[Mapping[State, str]] = {
    "armed": "",
    "waiting": "holds, armed once it no longer does",
    "cooling": "rests",
    "snoozed": "snoozed",
    "paused": "paused",
}
EDITED: Final = ("level", "repeat", "cooldown", "expires", "note")
"""What the form of an alert that is set has."""
SNOOZED: Final = "1h"
HOURLY: Final = timedelta(days=7)
"""Of what ends sooner the hour is said."""
LAST_MINUTE: Final = "23:59"
"""At which what lasts through a day ends."""
SOON: Final = timedelta(days=92)
"""What ends later is not said to in a list; most end after a year."""


def level_told(alert: AlertFacts) -> Markup:
    """``70,000.00``, ``0.000012345``: each digit where somebody wrote it; ``40,982.71 (0.618 retracement)``"""
    value = float(alert.price or 0.0)
    told = price(Price(value))
    if alert.label:
        return Markup("{} ({})").format(told, brief(alert.label))
    written = Decimal(f"{value:.{DIGITS}g}")
    if float(written) != value:
        return told
    exact = f"{written:,f}"
    return marked(exact) if len(exact) > len(told) else told


def alert_told(alert: AlertFacts) -> Markup:
    """``BTC/USDT above 70,000.00``, ``BTC/USDT falls 5% within 1 h``, ``BTC/USDT 4h: rsi14 < 30``"""
    of = on_paper(alert.of) if alert.kind in OF_ACCOUNTS else brief(alert.of)
    share, window = chosen(alert.share), duration(alert.window_seconds)
    match alert.kind:
        case "price":
            return Markup("{} {} {}").format(of, alert.side, level_told(alert))
        case "rise":
            return Markup("{} rises {} within {}").format(of, share, window)
        case "fall":
            return Markup("{} falls {} within {}").format(of, share, window)
        case "funding":
            return Markup("{} funding {} {}").format(of, alert.side, share.replace("-", MINUS))
        case "drawdown":
            return Markup("drawdown of {} {} {}").format(of, alert.side, share)
        case "liquidation":
            return Markup("{} within {} of a liquidation").format(of, share)
        case "condition":
            return Markup("{} {}: {}").format(of, alert.timeframe, escape(alert.where, LONGEST_NOTE))
        case "fill":
            return Markup("an order filled in {}").format(of)
        case "sky":
            return Markup("{}, {} before").format(of, window) if alert.window_seconds else of
        case "signal":
            return Markup("signal {}").format(of)


def alert_called(alert: AlertFacts) -> Markup:
    """``12, BTC/USDT above 70,000.00``"""
    return Markup("{}, {}").format(finalize(alert.number), alert_told(alert))


def alert_state(alert: AlertFacts, beside: datetime) -> Markup:
    """``snoozed until 30 Dec 20:00 UTC``; nothing where it is armed, as is usual."""
    told = STATES[alert.state]
    return marked(told if alert.until is None else f"{told} until {when(alert.until, beside)}")


def alert_away(alert: AlertFacts) -> Markup:
    """`` (+3.10% away)``: from the newest price to where it fires; nothing where that is not known."""
    return marked("" if alert.distance is None else f" ({pct(alert.distance)} away)")


def price_now(alert: AlertFacts) -> Markup:
    """`` The price is 67,885.00 now (+3.10% away).``, of an alert on a price."""
    if alert.distance is None or alert.now is None:
        return Markup("")
    return Markup(" The price is {} now{}.").format(price(alert.now), alert_away(alert))


def _ends(end: datetime, beside: datetime) -> str:
    """``ends 31 Jan 2027``; in the next days with the hour, unless it is the end of a day: ``ends 4 Jan 2027 05:20
    UTC``"""
    hourly = end - beside <= HOURLY and clock(end) != LAST_MINUTE
    return f"ends {time(end) if hourly else day(end)}"


def alert_terms(alert: AlertFacts, beside: datetime) -> Markup:
    """How often, until when and where it is told: ``told once, to you in private; ends 31 Jan 2027``"""
    often = "told once"
    if alert.repeat == "always":
        often = "told each time it comes to hold"
        if alert.cooldown_seconds:
            often += f", at least {duration(alert.cooldown_seconds)} apart"
    parts = [f"{often}, {_where(alert)}"]
    if alert.follows:
        parts.append(f"moves with the {alert.timeframe} swing")
    if alert.expires is not None:
        parts.append(_ends(alert.expires, beside))
    return marked("; ".join(parts))


def _where(alert: AlertFacts) -> str:
    if alert.to == "channel":
        told = "in this channel"
    else:
        told = "where this server's alerts are told" if alert.server else "to you in private"
    return f"{told}, with a role mentioned" if alert.mention else told


def alert_note(alert: AlertFacts) -> Markup:
    """The note as its writer's own words; nothing where there is none."""
    return quoted(alert.note, LONGEST_NOTE)


def alert_line(alert: AlertFacts, beside: datetime) -> Markup:
    """``**12** BTC/USDT above 70,000.00 (+3.10% away), paused · repeats · ends 31 Jan 2027 · “note”``; that it ends is
    said where that is soon."""
    told = Markup("**{}** {}{}").format(finalize(alert.number), alert_told(alert), alert_away(alert))
    state = alert_state(alert, beside)
    parts = [Markup("{}, {}").format(told, state) if state else told]
    if alert.fired:
        parts.append(marked(f"fired {how_often(alert.fired)}"))
    if alert.repeat == "always":
        parts.append(Markup("repeats"))
    if alert.follows:
        parts.append(marked(f"moves with the {alert.timeframe} swing"))
    if alert.expires is not None and alert.expires - beside <= SOON:
        parts.append(marked(_ends(alert.expires, beside)))
    if note := alert_note(alert):
        parts.append(note)
    return Markup(" · ").join(parts)


def past_told(history: AlertHistory) -> Markup:
    """``4 times in 90 days``, ``never in 90 days``, ``no history to tell it from``"""
    if history.times is None:
        return Markup("no history to tell it from")
    days = marked(f"{history.days:.10g} {'day' if history.days == 1 else 'days'}")
    return Markup("{} in {}").format(how_often(history.times), days)


def past_detail(history: AlertHistory, beside: datetime) -> Markup:
    """``, the last 12 Dec 04:00 UTC, 12 d from one to the next in the median``"""
    if history.times is None:
        return Markup(": {}").format(escape(history.why)) if history.why else Markup("")
    last = "" if history.last_at is None else f", the last {when(history.last_at, beside)}"
    apart = "" if history.in_between is None else f", {duration(history.in_between)} from one to the next in the median"
    return marked(last + apart)


def done_told(alerts: Sequence[AlertFacts], deed: str) -> Markup:
    """``Set: 12, BTC/USDT above 70,000.00``, or of several ``Set 3 alerts: 12, 13 and 14``"""
    if len(alerts) == 1:
        return Markup("{}: {}").format(deed, alert_called(alerts[0]))
    numbers = numbers_told([str(one.number) for one in alerts])
    return Markup("{} {}: {}").format(deed, counted(len(alerts), "alert"), numbers)


def numbers_told(numbers: Sequence[str]) -> Markup:
    """``3, 7 and 12``; at most eight of them."""
    told = numbers[:NUMBERS_TOLD]
    return listed([*told, "more"] if len(numbers) > NUMBERS_TOLD else told)


def past_sentence(history: AlertHistory, beside: datetime) -> Markup:
    """``In the last 90 days it would have fired 4 times, the last 12 Dec 04:00 UTC, …``"""
    if history.times is None:
        return Markup("How often it would have fired is not known{}.").format(past_detail(history, beside))
    days = "day" if history.days == 1 else f"{history.days:.10g} days"
    fired = f"have fired {how_often(history.times)}" if history.times else "never have fired"
    return Markup("In the last {} it would {}{}.").format(days, marked(fired), past_detail(history, beside))


def used_told(answer: AlertsAnswer) -> Markup:
    """``3 of 100 alerts``"""
    return marked(f"{finalize(answer.used)} of {counted(answer.quota, 'alert')}")


def which(alerts: Iterable[AlertFacts]) -> str:
    """Their numbers, as a request names them."""
    return ",".join(str(alert.number) for alert in alerts)


def owner(alerts: Sequence[AlertFacts]) -> Owner:
    """Whose they are, as a request names it."""
    return "server" if alerts and alerts[0].server else "me"


def all_alerts(alerts: Sequence[AlertFacts], row: int = 0) -> Action:
    """Leads to all that there are, of whose these are."""
    return Action("Alerts", AlertList(owner=owner(alerts)), row=row)


def edit(alerts: Sequence[AlertFacts]) -> Actions:
    """A form of what can be changed of one."""
    if len(alerts) != 1:
        return ()
    note = alerts[0].note or None
    return (Action("Edit", AlertEdit(which=which(alerts), owner=owner(alerts), note=note), edits=EDITED),)


def snooze(alerts: Sequence[AlertFacts]) -> Actions:
    if len(which(alerts)) > LONGEST_WHICH:
        return ()
    return (Action("Snooze 1h", AlertSnooze(which=which(alerts), owner=owner(alerts), span=SNOOZED)),)


def pause(alerts: Sequence[AlertFacts]) -> Actions:
    return _button("Pause", AlertPause, alerts)


def resume(alerts: Sequence[AlertFacts]) -> Actions:
    return _button("Resume", AlertResume, alerts)


def delete(alerts: Sequence[AlertFacts]) -> Actions:
    return _button("Delete", AlertDelete, alerts)


def _button(label: str, kind: type[AlertPause | AlertResume | AlertDelete], alerts: Sequence[AlertFacts]) -> Actions:
    """Asks ``kind`` of these; none where they are so many that they are better chosen one by one."""
    if len(which(alerts)) > LONGEST_WHICH:
        return ()
    return (Action(label, kind(which=which(alerts), owner=owner(alerts))),)
