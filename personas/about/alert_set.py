"""How alerts are shown that were set."""

from markupsafe import Markup

from personas.about._alerts import alert_line, alert_terms, all_alerts, delete, done_told, edit, used_told
from personas.face import Actions, Essential, Face
from services.alerts.facts import AlertSetAnswer
from services.core.request import AnyRequest


def under_set(said: AlertSetAnswer, request: AnyRequest | None = None) -> Actions:
    """Change or take back what was set, and see all."""
    del request
    return (*edit(said.alerts), *delete(said.alerts), all_alerts(said.alerts))


def set_told(answer: AlertSetAnswer) -> Markup:
    """``Set: 12, BTC/USDT above 70,000.00``, ``Set 3 alerts: 12, 13 and 14``"""
    return done_told(answer.alerts, "Set")


FACE = Face(
    AlertSetAnswer,
    frame="receipt",
    essentials=lambda said: [Essential("Alert", set_told(said), first=True)],
    mood=lambda _: "alert set",
    buttons=under_set,
    words=(alert_line, alert_terms, set_told, used_told),
)
