"""What a trader would lose: a curve that is not their account's, a trade without its stroke, or PAPER."""

import numpy as np

from personas.pictures import PALETTES
from personas.pictures.equity import ACCOUNT, BESIDE, COURSE, FALL, STRIP
from personas.pictures.figures import percent_text
from tests.answers.performance.sample import SAMPLES, random_performances
from tests.examples import NIGHTLY
from tests.faces import picture, picture_if_any


def test_paper_and_the_account_stand_on_it() -> None:
    for label, answer in SAMPLES.items():
        layout = picture_if_any(answer)
        if layout is None:
            assert label == "nothing yet"
            continue
        texts = [each.text for each in layout.labels]
        assert "PAPER" in texts, label
        assert percent_text(answer.change) in texts, label
        assert "paper account" in layout.alt, label


def test_each_trade_has_a_stroke_where_it_ended() -> None:
    for label in ("usual", "losses", "over a year", "held only"):
        answer = SAMPLES[label]
        strokes = [line for line in picture(answer).over if STRIP.top <= line.box.top < line.box.bottom <= STRIP.bottom]
        assert len(strokes) == answer.trades.count, label
        assert sum(line.ink == "up" for line in strokes) == answer.trades.won, label


def test_the_account_and_the_market_are_on_one_scale() -> None:
    """Both start at the same height, and the higher one ends higher."""
    for label in ("usual", "over a year", "held only"):
        answer = SAMPLES[label]
        curves = {curve.ink: curve for curve in picture(answer).curves}
        own, beside = curves[ACCOUNT[0]], curves[BESIDE[0]]
        assert own.points[0] == beside.points[0], label
        assert answer.benchmark is not None
        assert (own.points[-1][1] < beside.points[-1][1]) == (answer.change > answer.benchmark.change), label
        assert all(COURSE.top <= y < COURSE.bottom for _, y in (*own.points, *beside.points)), label


def test_the_drawdown_hangs_from_its_top_line() -> None:
    answer = SAMPLES["usual"]
    (fall,) = (curve for curve in picture(answer).curves if curve.ink == "down")
    rows = np.array([y for _, y in fall.points])
    depths = answer.curves.index / np.maximum.accumulate(answer.curves.index) - 1
    assert rows.min() == FALL.top
    assert rows.argmax() == depths.argmin()


def test_any_performance_can_be_drawn() -> None:
    for answer in random_performances(12 if NIGHTLY else 4, seed=3):
        assert picture(answer).png(PALETTES["colour-blind"])
