"""How it is shown which alerts there are."""

from markupsafe import Markup

from personas.about._alerts import alert_line, alert_told, used_told
from personas.buttons import Actions, changed
from personas.card import Action, Menu
from personas.face import Essential, Face
from personas.format import counted
from services.alerts.asking import AlertAdd
from services.alerts.editing import AlertDelete
from services.alerts.facts import AlertListAnswer
from services.alerts.listing import AlertList
from services.core.owners import Owner
from services.core.request import AnyRequest

CHOICES = 25
"""What Discord lets a menu have."""
FIRST_WHEN = "above 70000"
"""What the form of a first alert begins with."""
EDITED = ("symbol", "when", "note")


def alerts_told(answer: AlertListAnswer) -> Markup:
    """``3 alerts``, ``no alerts``"""
    return counted(answer.total, "alert") if answer.total else Markup("no alerts")


def whose(answer: AlertListAnswer) -> Owner:
    return "server" if answer.server else "me"


def under_list(said: AlertListAnswer, request: AnyRequest | None = None) -> Actions:
    """The pages beside this one, and a form for another."""
    del request
    here = AlertList(owner=whose(said), page=said.page)
    turned = [
        Action(label, changed(here, page=page))
        for label, page in (("Previous", said.page - 1), ("Next", said.page + 1))
        if 1 <= page <= said.pages
    ]
    new = Action("New alert", AlertAdd(when=FIRST_WHEN, owner=whose(said)), edits=EDITED)
    return (*turned, *(() if said.used >= said.quota else (new,)))


def menus(said: AlertListAnswer) -> tuple[Menu, ...]:
    """Delete one."""
    choices = tuple(
        Action(f"Delete {alert.number}", AlertDelete(which=str(alert.number), owner=whose(said)), detail=detail)
        for alert in said.alerts[:CHOICES]
        for detail in (alert_told(alert),)
    )
    return (Menu("Delete one", choices),) if choices else ()


FACE = Face(
    AlertListAnswer,
    frame="list",
    essentials=lambda said: [Essential("Alerts", alerts_told(said), first=True)],
    mood=lambda said: "alerts listed" if said.total else "no alerts",
    buttons=under_list,
    menus=menus,
    words=(alert_line, alerts_told, used_told),
)
