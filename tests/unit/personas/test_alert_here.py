"""Under a card of prices stands an alert at its nearest levels, and at nothing that is no level of it."""

import pytest

from personas.buttons import alert_here
from personas.card import Action
from services.alerts.asking import AlertAdd
from services.studies.analyze_facts import AnalyzeAnswer
from services.studies.chart import ChartAnswer
from services.studies.fib_confluence import FibConfluenceAnswer
from services.studies.fib_extensions import FibExtensionsAnswer
from services.studies.fib_harmonics import FibHarmonicsAnswer
from services.studies.fib_levels import FibLevelsAnswer
from services.studies.fib_time import FibTimeAnswer
from services.studies.levels import LevelsAnswer
from services.studies.price import PriceAnswer
from tests.faces import buttons
from tests.samples import ANSWERS

KINDS = (
    *(PriceAnswer, ChartAnswer, LevelsAnswer, AnalyzeAnswer),
    *(FibLevelsAnswer, FibExtensionsAnswer, FibConfluenceAnswer, FibHarmonicsAnswer, FibTimeAnswer),
)


def test_it_is_the_nearest_above_and_below() -> None:
    (action,) = alert_here("BTC/USDT", 100.0, (120.0, None, 110.5, 90.0, 95.25, 100.0))
    assert action == Action("Alert me here", AlertAdd(symbol="BTC/USDT", when="crosses 110.50, 95.25"))
    (above,) = alert_here("BTC/USDT", 42_156.37, (43_000.0,), number=2)
    assert above == Action("Alert me here", AlertAdd(symbol="BTC/USDT", when="crosses 43000.00"), row=2)
    assert alert_here("BTC/USDT", 100.0, (100.0, None)) == ()
    (tiny,) = alert_here("PEPE/USDT", 0.00001234, (0.00001300,))
    assert tiny.request.when == "crosses 0.00001300"  # type: ignore[attr-defined]


@pytest.mark.parametrize("kind", KINDS)
def test_every_such_card_has_one_between_whose_levels_the_price_stands(kind: type) -> None:
    told = 0
    for label, answer in ANSWERS.items():
        if not isinstance(answer, kind):
            continue
        asked = [each.request for each in buttons(answer) if isinstance(each.request, AlertAdd)]
        assert len(asked) <= 1, label
        for alert in asked:
            told += 1
            levels = [float(text) for text in alert.when.removeprefix("crosses ").split(", ")]
            price = answer.price  # type: ignore[attr-defined]
            assert len(levels) <= 2, label
            assert levels == sorted(levels, reverse=True), label
            if len(levels) == 2:
                assert levels[0] >= price >= levels[1], label
            assert alert.symbol == answer.symbol, label  # type: ignore[attr-defined]
    assert told, "none of its samples has one"
