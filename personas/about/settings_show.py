"""How somebody's own settings are shown."""

from markupsafe import Markup

from personas.buttons import Actions, row
from personas.escaping import escape
from personas.face import Essential, Face
from services.core.request import AnyRequest
from services.house.preferences import SettingsSet, SettingsShowAnswer
from services.house.privacy import Privacy
from services.house.voices import PersonaList


def buttons(said: SettingsShowAnswer, request: AnyRequest | None = None) -> Actions:
    """The other length of cards, what else is one's own, and what is kept of it."""
    del request
    short = said.settings.length == "short"
    other = ("Full cards", "full") if short else ("Short cards", "short")
    return row(0, [(other[0], SettingsSet(length=other[1])), ("Voices", PersonaList()), ("Privacy", Privacy())])


def what_is_set(said: SettingsShowAnswer) -> Markup:
    """``ETH/USDT, 1h, Europe/Vienna, short cards``; ``none of your own``."""
    own = said.settings
    values = [own.market, own.timeframe, own.time_zone, own.length and f"{own.length} cards"]
    return Markup(", ").join(escape(value) for value in values if value) or Markup("none of your own")


def essentials(said: SettingsShowAnswer) -> list[Essential]:
    return [Essential("Settings", what_is_set(said), first=True)]


FACE = Face(SettingsShowAnswer, frame="list", essentials=essentials, buttons=buttons, words=(what_is_set,))
