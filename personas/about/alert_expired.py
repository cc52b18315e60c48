"""How it is told that an alert ended without having fired."""

from markupsafe import Markup

from personas.about._alerts import alert_called, alert_note, alert_told, all_alerts
from personas.card import Action
from personas.face import Actions, Essential, Face
from personas.phrasing import marked
from services.alerts.events import AlertExpired
from services.alerts.written import asked_again
from services.core.request import AnyRequest


def under_expired(said: AlertExpired, request: AnyRequest | None = None) -> Actions:
    """The same again, and all that are left."""
    del request
    return (Action("Again", asked_again(said.alert)), all_alerts([said.alert]))


def expired_told(said: AlertExpired) -> Markup:
    """``Expired: 12, BTC/USDT above 44,000.00``"""
    return marked("Expired: {}").format(alert_called(said.alert))


FACE = Face(
    AlertExpired,
    frame="notice",
    essentials=lambda said: [Essential("Alert", expired_told(said), first=True)],
    mood=lambda _: "alert expired",
    buttons=under_expired,
    words=(expired_told, alert_called, alert_note, alert_told),
)
