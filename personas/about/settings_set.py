"""How a change of somebody's own settings is shown."""

from markupsafe import Markup

from personas.buttons import Actions, row
from personas.escaping import escape
from personas.face import Essential, Face
from personas.phrasing import capital
from services.core.request import AnyRequest
from services.house.preferences import SettingsSetAnswer, SettingsShow
from services.studies.chart import Chart

LABELS = {"market": "Market", "timeframe": "Timeframe", "time_zone": "Time zone", "length": "Cards"}
UNSET = {"market": "none", "timeframe": "each command's own", "time_zone": "UTC", "length": "full"}
"""What holds where nothing is set."""


def changed(said: SettingsSetAnswer) -> dict[str, Markup]:
    """What was changed, as it is now, by its label."""
    values = {name: getattr(said.settings, name) or UNSET[name] for name in said.changed}
    return {LABELS[name]: escape(value) for name, value in values.items()}


def essentials(said: SettingsSetAnswer) -> list[Essential]:
    each = [Essential(label, value) for label, value in changed(said).items()]
    return [Essential("Set", what_was_set(said), first=True), *each]


def what_was_set(said: SettingsSetAnswer) -> Markup:
    """``Market: ETH/USDT, cards: short``"""
    parts = [Markup("{}: {}").format(label.lower(), value) for label, value in changed(said).items()]
    return capital(Markup(", ").join(parts)) if parts else Markup("Your settings are as they were")


def buttons(said: SettingsSetAnswer, request: AnyRequest | None = None) -> Actions:
    del request
    market = said.settings.market
    chart = [] if market is None else [("Chart", Chart(symbol=market, timeframe=said.settings.timeframe or "4h"))]
    return row(0, [("All settings", SettingsShow()), *chart])


FACE = Face(
    SettingsSetAnswer,
    frame="receipt",
    essentials=essentials,
    mood=lambda said: "settings set" if said.changed else "mute",
    buttons=buttons,
    words=(what_was_set,),
)
