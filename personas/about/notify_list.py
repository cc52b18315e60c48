"""How it is shown what is told by itself."""

from markupsafe import Markup

from personas.buttons import IN_A_ROW
from personas.card import Action
from personas.face import Actions, Essential, Face
from personas.format import listed
from services.core.request import AnyRequest
from services.house.subscriptions import TO, NotifyListAnswer, NotifySet


def _buttons(said: NotifyListAnswer, _request: AnyRequest | None) -> Actions:
    told = {(one.subject, one.to) for one in said.subscriptions}
    missing = [(subject, to) for subject in said.subjects for to in TO if (subject, to) not in told]
    return tuple(
        Action(f"Tell {'me' if to == 'me' else 'this channel'} of {subject}", NotifySet(subject=subject, to=to))
        for subject, to in missing[:IN_A_ROW]
    )


def subjects_told(answer: NotifyListAnswer) -> Markup:
    """``Told by itself: heartbeat``, ``Nothing is told by itself``"""
    if not answer.subscriptions:
        return Markup("Nothing is told by itself")
    return Markup("Told by itself: {}").format(listed(dict.fromkeys(one.subject for one in answer.subscriptions)))


FACE = Face(
    NotifyListAnswer,
    frame="list",
    essentials=lambda said: [Essential("Told", subjects_told(said), first=True)],
    mood=lambda _: "listening",
    buttons=_buttons,
    words=(subjects_told,),
)
