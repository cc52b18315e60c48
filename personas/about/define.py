"""How a word is explained."""

from personas.buttons import Actions, row
from personas.card import Action
from personas.face import Face
from services.core.request import AnyRequest
from services.house.define import Define, DefineAnswer


def _buttons(said: DefineAnswer, _request: AnyRequest | None) -> Actions:
    shown = () if said.shown_by is None or said.command is None else (Action(said.command, said.shown_by),)
    return (*shown, *row(1, [(term, Define(term=term)) for term in said.see]))


FACE = Face(DefineAnswer, frame="list", mood=lambda _: "a word", buttons=_buttons)
