"""How somebody's own settings are shown."""

from personas.buttons import Actions, row
from personas.face import Face
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


FACE = Face(SettingsShowAnswer, frame="list", buttons=buttons)
