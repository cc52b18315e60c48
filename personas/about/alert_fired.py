"""How it is told that an alert fired."""

from collections.abc import Mapping
from typing import Final

from markupsafe import Markup

from personas.about._alerts import alert_note, alert_told, all_alerts, delete, level_told, snooze
from personas.about._trading import on_paper
from personas.buttons import row
from personas.card import Action, Tone
from personas.escaping import brief, escape, quoted
from personas.face import Actions, Essential, Face
from personas.format import MINUS, chosen, duration, pct, price, share
from personas.phrasing import capital, marked
from personas.pictures.alerts import draw_fired
from services.alerts.charts import with_chart
from services.alerts.events import OF_ACCOUNTS, OF_MARKETS, AlertFired
from services.alerts.facts import TriggerKind
from services.alerts.written import asked_again
from services.core.request import AnyRequest
from services.studies.chart import Chart

LATE: Final = 60.0
"""Seconds after which it is said that it is late."""
TONES: Final[Mapping[TriggerKind, Tone]] = {
    "rise": "up",
    "fall": "down",
    "drawdown": "warning",
    "liquidation": "warning",
}


def fired_told(said: AlertFired) -> Markup:
    """``BTC/USDT rose to 70,000.00``, ``BTC/USDT fell 5% within 1 h``, ``BTC/USDT 4h: rsi14 < 30 holds``"""
    alert = said.alert
    of = on_paper(alert.of) if alert.kind in OF_ACCOUNTS else brief(alert.of)
    limit, window = chosen(alert.share).replace("-", MINUS), duration(alert.window_seconds)
    match alert.kind:
        case "price":
            deed = "rose to" if alert.side == "above" else "fell to"
            return Markup("{} {} {}").format(of, deed, level_told(alert))
        case "rise":
            return Markup("{} rose {} within {}").format(of, limit, window)
        case "fall":
            return Markup("{} fell {} within {}").format(of, limit, window)
        case "funding":
            return Markup("{} funding is {} {}").format(of, alert.side, limit)
        case "drawdown":
            return Markup("{} is {} or more under its highest").format(of, limit)
        case "liquidation":
            return Markup("{} is within {} of a liquidation").format(of, limit)
        case "condition":
            return Markup("{} {}: {} holds").format(of, alert.timeframe, escape(alert.where))
        case "fill":
            return Markup("An order was filled in {}").format(of)
        case "sky":
            event = capital(of)
            return Markup("{} in {}").format(event, window) if alert.window_seconds else Markup("{} now").format(event)
        case "signal":
            return Markup("Signal {} came in").format(of)


def came_to(said: AlertFired) -> Markup:
    """``70,012.50``, ``5.20%``, ``5.20%, 70,012.50``: what it was then; nothing where that is not known."""
    return marked(", ".join(filter(None, (_share(said), None if said.value is None else price(said.value)))))


def was_told(said: AlertFired) -> Markup:
    """``The price was 70,012.50``, ``It came to 5.20%``, ``That was``: what stands before when that was."""
    parts = [f"it came to {told}" for told in (_share(said),) if told]
    if said.value is not None:
        parts.append(f"the price was {price(said.value)}")
    return capital(marked(", and ".join(parts) or "that was"))


def _share(said: AlertFired) -> Markup | None:
    """What a share came to; a rate has its sign."""
    if said.share is None:
        return None
    return pct(said.share) if said.alert.kind == "funding" else share(said.share)


def fired_detail(said: AlertFired) -> Markup:
    """What came with it: of a signal as its sender's words."""
    return quoted(said.detail) if said.alert.kind == "signal" else capital(escape(said.detail))


def late(said: AlertFired) -> bool:
    """Whether it is to be said that it is told late."""
    return said.late_seconds >= LATE


def under_fired(said: AlertFired, request: AnyRequest | None = None) -> Actions:
    """Not for a while, or no more; one that is over, again; and look."""
    del request
    own = [said.alert]
    ask = () if said.again else (Action("Again", asked_again(said.alert)),)
    stop = (*snooze(own), *delete(own)) if said.again else ()
    look = row(1, [("Chart", Chart(symbol=said.alert.of))]) if said.alert.kind in OF_MARKETS else ()
    return (*ask, *stop, all_alerts(own), *look)


def _tone(said: AlertFired) -> Tone:
    if said.alert.kind == "price":
        return "up" if said.alert.side == "above" else "down"
    return TONES.get(said.alert.kind, "neutral")


FACE = Face(
    AlertFired,
    frame="notice",
    essentials=lambda said: [Essential("Alert", fired_told(said), first=True)],
    mood=lambda _: "alert fired",
    tone=_tone,
    buttons=under_fired,
    picture=draw_fired,
    completed=with_chart,
    words=(alert_note, alert_told, came_to, fired_detail, fired_told, late, was_told),
)
