"""How it is shown what is told by itself."""

from personas.buttons import IN_A_ROW
from personas.card import Action
from personas.face import Actions, Face
from services.core.request import AnyRequest
from services.house.subscriptions import TO, NotifyListAnswer, NotifySet


def _buttons(said: NotifyListAnswer, _request: AnyRequest | None) -> Actions:
    told = {(one.subject, one.to) for one in said.subscriptions}
    missing = [(subject, to) for subject in said.subjects for to in TO if (subject, to) not in told]
    return tuple(
        Action(f"Tell {'me' if to == 'me' else 'this channel'} of {subject}", NotifySet(subject=subject, to=to))
        for subject, to in missing[:IN_A_ROW]
    )


FACE = Face(NotifyListAnswer, frame="list", mood=lambda _: "listening", buttons=_buttons)
