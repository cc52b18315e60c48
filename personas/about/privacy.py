"""How it is shown what is kept of somebody."""

from personas.about._privacy import kept_kinds, kept_line
from personas.buttons import Actions, row
from personas.face import Face
from services.core.request import AnyRequest
from services.house.preferences import SettingsShow
from services.house.privacy import ForgetMe, PrivacyAnswer


def buttons(said: PrivacyAnswer, request: AnyRequest | None = None) -> Actions:
    del said, request
    return row(0, [("Forget me", ForgetMe()), ("Your settings", SettingsShow())])


FACE = Face(PrivacyAnswer, frame="list", buttons=buttons, words=(kept_line, kept_kinds))
