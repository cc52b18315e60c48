"""The table of the bodies, and a day earlier and later at a press."""

from personas.about import _sky as reading
from personas.about.cosmic_now import body_table
from personas.card import Action
from services.cosmic.moon import CosmicMoon
from services.cosmic.now import CosmicNow
from tests.answers._shared import NOW
from tests.answers._sky import ASPECTS
from tests.answers.cosmic_now.sample import now_answer
from tests.faces import buttons


def test_the_tables() -> None:
    assert body_table(now_answer().bodies)[:3] == [
        "Sun       8°48′ Cap",
        "Moon     21°35′ Leo",
        "Mercury  22°37′ Sag  R",
    ]
    assert reading.aspect_table(ASPECTS, NOW, 4) == [
        "Moon trine Mer   1°01′ → 30 Dec 21:00",
        "Mar square Nep   1°21′ ← 28 Dec 22:18",
        "Ven sextile Plu  1°49′ ← 29 Dec 06:00",
        "Jup sextile Sat  2°26′ → no date",
    ]
    assert reading.aspect_table((), NOW) == []
    assert not reading.undated(ASPECTS, 3)
    assert reading.undated(ASPECTS, 4)


def test_a_day_earlier_and_later() -> None:
    shown = buttons(now_answer(), CosmicNow())
    assert shown[:3] == (
        Action("A day earlier", CosmicNow(date="2023-12-29T19:00")),
        Action("A day later", CosmicNow(date="2023-12-31T19:00")),
        Action("Now", CosmicNow()),
    )
    assert Action("Moon", CosmicMoon(), row=1) in shown
    assert not any(isinstance(each.request, CosmicNow) for each in shown[3:])
