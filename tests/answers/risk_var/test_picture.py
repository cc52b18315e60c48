"""What a reader would lose: a line that does not stand at its return, or a tail that is not the tail."""

import numpy as np
import pytest

from analytics.returns import whole_returns
from personas.pictures import PALETTES
from personas.pictures.layout import Layout
from personas.pictures.tails import LINES, PLOT
from services.studies.risk_var import RiskVarAnswer
from tests.answers.risk_var.sample import SAMPLES, random_tails
from tests.examples import NIGHTLY
from tests.faces import picture


def test_each_method_is_named_with_its_numbers() -> None:
    for label, answer in SAMPLES.items():
        texts = [one.text for one in picture(answer).labels if one.text.partition(":")[0] in LINES]
        assert [text.partition(":")[0] for text in texts] == list(LINES), label
    assert len({dash for _, dash in LINES.values()}) == len(LINES), "each has a dash of its own"


def upright(layout: Layout, ink: str) -> list[int]:
    """The columns of the lines of a method."""
    lines = [line.box for line in layout.over if line.ink == ink and line.box.bottom == PLOT.bottom]
    return sorted((box.left + box.right) // 2 for box in lines)


@pytest.mark.parametrize("label", ["usual", "over a week", "beyond the domain"])
def test_the_bars_of_the_tail_end_at_the_line(label: str) -> None:
    answer = SAMPLES[label]
    layout = picture(answer)
    line = max(upright(layout, LINES["historical"][0]))
    tail = [box for box, ink in layout.bands if ink == "down"]
    rest = [box for box, ink in layout.bands if ink == "up_volume"]
    assert tail
    assert max(box.right for box in tail) <= line + 1
    assert min(box.left for box in rest) >= line - 1


def test_the_bars_are_as_high_as_there_are_returns() -> None:
    answer = SAMPLES["usual"]
    boxes = [(box, ink) for box, ink in picture(answer).bands if ink in ("down", "up_volume")]
    total = sum(PLOT.bottom - box.top for box, _ in boxes)
    tail = sum(PLOT.bottom - box.top for box, ink in boxes if ink == "down")
    assert tail / total == pytest.approx(answer.beyond / answer.returns, abs=0.01)


def test_each_line_of_a_method_stands_at_its_return() -> None:
    answer = SAMPLES["usual"]
    assert isinstance(answer, RiskVarAnswer)
    layout = picture(answer)
    known = [(method.var_pct, LINES[method.name][0]) for method in answer.methods]
    known += [(method.es_pct, LINES[method.name][0]) for method in answer.methods]
    returns = [value for value, _ in known if value is not None]
    columns = [column for ink in {ink for _, ink in known} for column in upright(layout, ink)]
    slope = np.polyfit(sorted(returns), sorted(columns), 1)
    assert np.abs(np.polyval(slope, sorted(returns)) - sorted(columns)).max() < 1.5
    assert (
        len(whole_returns(answer.candles.time, answer.candles.close, answer.candles.bar_ms, answer.horizon).values)
        == answer.returns
    )


def test_any_market_has_its_picture() -> None:
    for answer in random_tails(12 if NIGHTLY else 4, seed=3):
        assert picture(answer).png(PALETTES["colour-blind"])
