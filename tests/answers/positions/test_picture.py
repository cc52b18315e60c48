"""What a reader would lose: an entry, stop, target or liquidation price that the picture hides or misplaces."""

import pytest

from personas.pictures.held import draw_held
from personas.pictures.layout import Layout
from tests.answers.positions.sample import SAMPLES
from tests.faces import picture_if_any

DRAWN = {label: layout for label, said in SAMPLES.items() if (layout := draw_held(said, ()))}


def named(layout: Layout) -> dict[str, str]:
    """Each name at the side with the price beside it."""
    rows: dict[int, list[str]] = {}
    for label in sorted(layout.labels, key=lambda one: one.box.left):
        rows.setdefault(label.box.top, []).append(label.text)
    return {texts[-2]: texts[-1] for texts in rows.values() if len(texts) > 1}


@pytest.mark.parametrize(
    ("label", "told"),
    [
        ("spot, stop and target", {"entry": "41,000.00", "stop": "40,000.00", "target": "44,000.00"}),
        ("short", {"entry": "42,000.00", "stop": "43,000.00", "target": "39,000.00"}),
        ("near liquidation", {"entry": "42,000.00", "liq.": "40,124.70"}),
        ("long, stop of a part", {"entry": "42,000.00", "stop": "41,000.00", "liq.": "33,793.44"}),
        ("stop behind liquidation", {"stop": "30,000.00", "liq.": "38,012.87"}),
    ],
)
def test_what_closes_it_is_named_at_its_price(label: str, told: dict[str, str]) -> None:
    found = named(DRAWN[label])
    assert {name: found.get(name) for name in told} == told


def test_its_levels_are_there() -> None:
    found = named(DRAWN["spot, no stop"])
    assert {"0.236", "0.382", "0.5", "0.618", "0.786"} <= found.keys()


@pytest.mark.parametrize("label", DRAWN)
def test_it_says_paper_which_market_and_how_much(label: str) -> None:
    said, texts = SAMPLES[label], [one.text for one in DRAWN[label].labels]
    assert said.first is not None
    assert "PAPER" in texts
    assert said.first.symbol in texts
    assert any(text.startswith(said.first.side) for text in texts)
    assert ("no stop" in texts) == (not said.first.stops)


def test_where_nothing_can_be_drawn_there_is_no_picture() -> None:
    for label in ("none", "none of it", "no price", "not looked at", "several, another asked for"):
        assert picture_if_any(SAMPLES[label]) is None
