"""How it is shown that alerts are not set."""

from markupsafe import Markup

from personas.card import Action
from personas.face import Essential, Face
from services.alerts.drop import AlertDropped
from services.alerts.listing import AlertList

NOTHING = Markup("Nothing was set")

FACE = Face(
    AlertDropped,
    frame="receipt",
    essentials=lambda _: [Essential("Alert", NOTHING, first=True)],
    mood=lambda _: "alert gone",
    buttons=lambda _said, _request: (Action("Alerts", AlertList()),),
)
