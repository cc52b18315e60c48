"""What a reader would lose: a plan drawn where it was not, or what came later drawn as if it had been known."""

from dataclasses import replace

import numpy as np
import pytest

from personas.pictures.decision import draw_decision
from personas.pictures.layout import Layout
from tests.answers._agent import walk
from tests.answers.decision.sample import SAMPLES, answer, deal
from tests.faces import picture_if_any

DRAWN = {label: layout for label, said in SAMPLES.items() if (layout := draw_decision(said, ()))}


def named(layout: Layout) -> dict[str, str]:
    """Each name at the side with the price beside it; of several of one name the last."""
    rows: dict[int, list[str]] = {}
    for label in sorted(layout.labels, key=lambda one: one.box.left):
        rows.setdefault(label.box.top, []).append(label.text)
    return {texts[-2]: texts[-1] for texts in rows.values() if len(texts) > 1}


def moment(layout: Layout) -> int:
    """The column of the decision."""
    (line,) = [line for line in layout.over if line.box.height > line.box.width]
    return line.box.left


def columns(layout: Layout) -> list[int]:
    return [bar.wick.left for bar in layout.bars]


def test_the_decision_stands_between_what_it_saw_and_what_came_after() -> None:
    for label, said in SAMPLES.items():
        if said.candles is None or said.seen > 60:
            continue
        seen = columns(DRAWN[label])
        assert sum(x < moment(DRAWN[label]) for x in seen) == said.seen, label
        assert len(seen) == len(said.candles), label


def test_of_many_candles_those_around_the_decision_are_shown() -> None:
    layout = DRAWN["many candles"]
    assert sum(x < moment(layout) for x in columns(layout)) == 60
    assert len(columns(layout)) == 120


def test_what_may_be_lost_and_gained_begins_at_the_decision() -> None:
    layout = DRAWN["won, as it went"]
    zones = {ink: box for box, ink in layout.bands}
    assert zones.keys() == {"up_zone", "down_zone"}
    assert all(abs(box.left - moment(layout)) <= 2 for box in zones.values())
    assert zones["up_zone"].bottom - 1 == zones["down_zone"].top, "they meet at the entry"
    assert zones["up_zone"].top == layout.scale.y(44_500.0)
    assert zones["down_zone"].bottom - 1 == layout.scale.y(41_200.0)
    assert all(box.width >= 100 for box in zones.values())


def test_prices_of_the_plan_are_named() -> None:
    told = named(DRAWN["won, as it went"])
    assert (told["entry"], told["stop"], told["target"]) == ("42,156.37", "41,200.00", "44,500.00")
    assert "support" in told
    assert "resist." in told
    as_it_was = [label for label in DRAWN["pending, to answer"].labels if label.before]
    assert [(label.text, label.before and label.before[0]) for label in as_it_was] == [("42,156.37", "entry")]


def test_fill_and_exit_are_marked_where_they_were() -> None:
    layout = DRAWN["won, as it went"]
    into, out = sorted(layout.dots, key=lambda dot: dot.x)
    assert into.y == layout.scale.y(42_163.1)
    assert out.y == layout.scale.y(44_500.0)
    assert moment(layout) <= into.x < out.x
    texts = [label.text for label in layout.labels]
    assert "in" in texts
    assert "out" in texts
    assert DRAWN["rejected, as it went"].dots == ()


def test_what_came_of_it_is_in_its_title() -> None:
    for label, told in (
        ("won, as it went", "+2.3 R"),
        ("lost, as it went", "−1.0 R"),
        ("rejected, as it went", "rejected, would be +2.3 R"),
        ("pending, to answer", "waits for approval"),
        ("waits, as it was", "not ordered"),
    ):
        assert told in [one.text for one in DRAWN[label].labels], label


def test_it_is_told_whether_what_came_later_is_in_it() -> None:
    assert "as it went" in DRAWN["won, as it went"].alt
    assert "as it went" not in DRAWN["pending, to answer"].alt
    assert all("PAPER" in layout.alt and "1h" in layout.alt for layout in DRAWN.values())


@pytest.mark.parametrize("label", ["pending", "approved", "hostile account"])
def test_without_candles_there_is_no_picture(label: str) -> None:
    assert picture_if_any(SAMPLES[label]) is None


def test_what_did_not_move_can_be_drawn() -> None:
    flat = np.full(5, 42_156.37)
    still = replace(walk(5), open=flat, high=flat.copy(), low=flat.copy(), close=flat.copy())
    for seen in (1, 5):
        assert draw_decision(answer("pending", still, seen), ()) is not None


def test_a_short_loses_above_and_gains_below() -> None:
    said = answer("pending short", walk(60, 10, price=2_310.5), 60)
    layout = draw_decision(said, ())
    assert layout is not None
    zones = {ink: box for box, ink in layout.bands}
    assert zones["down_zone"].bottom - 1 == zones["up_zone"].top


def test_a_fill_out_of_view_stays_in_the_picture() -> None:
    said = answer("won", walk(60, 10), 60, filled=deal(0.1, "42163"), closed=deal(500, "99999"))
    layout = draw_decision(said, ())
    assert layout is not None
    assert all(layout.plot.left <= dot.x <= layout.plot.right for dot in layout.dots)
    assert all(layout.plot.top <= dot.y <= layout.plot.bottom for dot in layout.dots)
