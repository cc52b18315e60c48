"""How it is shown what a reply to a question on one's own trade came to."""

from markupsafe import Markup

from personas.about._habits import own_answer, own_asked, own_said, to_answer
from personas.about._trading import account_told, in_account
from personas.buttons import Actions
from personas.card import Action
from personas.face import Essential, Face
from personas.phrasing import marked
from services.core.request import AnyRequest
from services.education.habit_facts import Habits, OwnReplyAnswer


def own_graded(answer: OwnReplyAnswer) -> Markup:
    """``Right: −1.04 R``; ``Not right: it is −1.04 R``"""
    return marked("Right: {}" if answer.right else "Not right: it is {}").format(own_answer(answer))


def buttons(said: OwnReplyAnswer, _request: AnyRequest | None = None) -> Actions:
    return (*to_answer(said.account, said.following, 0), Action("Habits", Habits(account=said.account)))


FACE = Face(
    OwnReplyAnswer,
    frame="list",
    essentials=lambda said: [account_told(said), Essential("Answer", own_graded(said), first=True)],
    mood=lambda said: "reckoned right" if said.right else "reckoned wrong",
    buttons=buttons,
    words=(in_account, own_graded, own_said, own_asked),
)
