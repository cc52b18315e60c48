"""How a word is explained."""

from personas.about._school import content, to_lesson
from personas.buttons import Actions, row
from personas.card import Action
from personas.escaping import escape
from personas.face import Essential, Face
from services.core.request import AnyRequest
from services.house.define import Define, DefineAnswer


def _buttons(said: DefineAnswer, _request: AnyRequest | None) -> Actions:
    shown = () if said.shown_by is None or said.command is None else (Action(said.command, said.shown_by),)
    return (*shown, *to_lesson("Lesson", said.lesson), *row(1, [(term, Define(term=term)) for term in said.see]))


def in_short(means: str) -> str:
    """The first sentence."""
    return means[: means.index(". ") + 1] if ". " in means else means


def the_rest(means: str) -> str:
    """The sentences behind the first."""
    return means.removeprefix(in_short(means)).strip()


FACE = Face(
    DefineAnswer,
    frame="list",
    essentials=lambda said: [Essential("Means", escape(in_short(said.means)), first=True)],
    mood=lambda _: "a word",
    buttons=_buttons,
    words=(content, in_short, the_rest),
)
