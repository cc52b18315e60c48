"""How it is shown what is kept of somebody."""

from personas.about._privacy import first_kinds, kept_kinds, kept_line
from personas.buttons import Actions, row
from personas.face import Essential, Face
from personas.phrasing import marked
from services.core.request import AnyRequest
from services.house.preferences import SettingsShow
from services.house.privacy import ForgetMe, PrivacyAnswer


def buttons(said: PrivacyAnswer, request: AnyRequest | None = None) -> Actions:
    del said, request
    return row(0, [("Forget me", ForgetMe()), ("Your settings", SettingsShow())])


def essentials(said: PrivacyAnswer) -> list[Essential]:
    return [Essential("Kept of you", first_kinds(said) or marked("Nothing"), first=True)]


FACE = Face(
    PrivacyAnswer, frame="list", essentials=essentials, buttons=buttons, words=(kept_line, kept_kinds, first_kinds)
)
