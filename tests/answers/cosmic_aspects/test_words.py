"""Which aspects are easy and which hard, and other orbs at a press."""

from personas.about.cosmic_aspects import by_nature
from services.cosmic.aspects import CosmicAspects
from tests.answers._sky import ASPECTS
from tests.answers.cosmic_aspects.sample import aspects_answer
from tests.faces import buttons


def test_easy_and_hard() -> None:
    easy, hard = by_nature(ASPECTS)
    assert {each.aspect for each in easy} == {"trine", "sextile"}
    assert {each.aspect for each in hard} == {"square", "opposition"}


def test_other_orbs() -> None:
    asked = CosmicAspects(date="2024-03-20", orb=1.5)
    shown = buttons(aspects_answer(orb_ratio=1.5), asked)
    assert [(each.label, each.current) for each in shown[:5]] == [
        ("Orbs × 0.5", False),
        ("Orbs × 1", False),
        ("Orbs × 1.5", True),
        ("Orbs × 2", False),
        ("Minor too", False),
    ]
    assert shown[4].request == CosmicAspects(date="2024-03-20", orb=1.5, minor=True)
