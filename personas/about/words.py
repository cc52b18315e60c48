"""How the words on a message are explained."""

from markupsafe import Markup

from personas.about.define import in_short
from personas.buttons import IN_A_ROW, Actions
from personas.card import Action
from personas.face import Essential, Face
from personas.format import counted
from personas.phrasing import marked
from services.core.request import AnyRequest
from services.house.define import Define
from services.house.words import WordsAnswer


def words_found(answer: WordsAnswer) -> Markup:
    """``12 words of the glossary on this message``; of many: ``19 words …, the first of them here``"""
    if not answer.found:
        return marked("No word of the glossary on this message")
    told = Markup("{} of the glossary on this message").format(counted(answer.found, "word"))
    return told if answer.found == len(answer.words) else Markup("{}, the first of them here").format(told)


def _buttons(said: WordsAnswer, _request: AnyRequest | None = None) -> Actions:
    return tuple(Action(each.term, Define(term=each.term), row=at // IN_A_ROW) for at, each in enumerate(said.words))


FACE = Face(
    WordsAnswer,
    frame="list",
    essentials=lambda said: [Essential("Words", words_found(said), first=True)],
    buttons=_buttons,
    words=(in_short, words_found),
)
