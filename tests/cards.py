"""How an answer must look as a card, in whatever voice."""

from personas.card import Card
from personas.render import Voices
from services.core.request import Answer

PHONE = 600


def text_of(card: Card) -> str:
    return "\n".join((card.title, card.body, *(f"{field.name}\n{field.value}" for field in card.fields)))


def said_by_all(voices: Voices, answer: Answer, longest: int = PHONE) -> None:
    """Each voice has words for ``answer`` that fit a phone, without a value that is none."""
    for name in voices.names:
        card = voices.render(answer, name)
        assert card.title
        assert len(card.body) <= longest, (name, card.body)
        assert len(card.fields) <= 6
        words = (card.title + card.body + "".join(field.value for field in card.fields)).split()
        assert not {"nan", "None", "unknown"} & set(words), name
