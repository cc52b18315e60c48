"""How alerts are shown before they are set."""

from markupsafe import Markup

from personas.about._alerts import (
    alert_away,
    alert_note,
    alert_terms,
    alert_told,
    past_detail,
    past_sentence,
    past_told,
    price_now,
    used_told,
)
from personas.card import Action
from personas.face import Actions, Essential, Face
from personas.format import counted, listed
from personas.phrasing import capital
from personas.pictures.alerts import draw_preview
from services.alerts.asking import AlertAdd
from services.alerts.drop import AlertDrop
from services.alerts.facts import AlertDraft, AlertPreview
from services.core.request import AnyRequest

EDITED = ("when", "repeat", "cooldown", "expires", "note")
"""What the form of an alert that is not set yet has."""


def draft_told(answer: AlertPreview) -> Markup:
    """``BTC/USDT above 70,000.00``, or of several ``3 alerts``"""
    if len(answer.drafts) == 1:
        return capital(alert_told(answer.drafts[0].alert))
    return counted(len(answer.drafts), "alert")


def nearly_same(draft: AlertDraft) -> Markup:
    """``alerts 12 and 14``: the owner's own that are hardly different."""
    numbers = listed(str(alert.number) for alert in draft.near)
    return Markup("{} {}").format("alert" if len(draft.near) == 1 else "alerts", numbers)


def under_preview(said: AlertPreview, request: AnyRequest | None = None) -> Actions:
    """Confirm, change, or leave it, where it is known what was asked."""
    if not isinstance(request, AlertAdd):
        return ()
    return (
        Action("Confirm", request.confirmed(said.token)),
        Action("Edit", request, edits=EDITED),
        Action("Cancel", AlertDrop()),
    )


def essentials(said: AlertPreview) -> list[Essential]:
    found = [Essential("Alert", draft_told(said), first=True)]
    if len(said.drafts) == 1:
        found.append(Essential("Would have fired", past_told(said.drafts[0].history), first=True))
    else:
        found += [Essential("Alert", alert_told(draft.alert)) for draft in said.drafts]
    return found


FACE = Face(
    AlertPreview,
    frame="list",
    essentials=essentials,
    mood=lambda _: "alert previewed",
    buttons=under_preview,
    picture=draw_preview,
    words=(
        *(alert_away, alert_note, alert_terms, alert_told, draft_told),
        *(nearly_same, past_detail, past_sentence, past_told, price_now, used_told),
    ),
)
